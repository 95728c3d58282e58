/** The challenges between a proven password and tokens: what they send, and what they say. */
import type { Pending } from './challenges.ts';
import { invalidParameter } from './errors.ts';
import { nextFactor, poolMethods } from './mfa.ts';
import type { Needs } from './needs.ts';
import type { AuthAnswer, SignIn } from './sign-in.ts';
import type { MfaMethod, User } from './user.ts';

type ChallengeNeeds = Pick<Needs, 'challenges' | 'mailbox' | 'ids'>;

/** The next challenge, or undefined when the password was enough. */
export const challengeAfterPassword = (
  needs: ChallengeNeeds,
  signIn: SignIn,
  user: User,
): AuthAnswer | undefined => {
  if (user.status === 'FORCE_CHANGE_PASSWORD') {
    return open(
      needs,
      signIn,
      user,
      { name: 'NEW_PASSWORD_REQUIRED' },
      {
        requiredAttributes: JSON.stringify(missingRequired(signIn, user)),
        userAttributes: JSON.stringify(Object.fromEntries(user.attributes)),
      },
    );
  }
  return challengeForFactor(needs, signIn, user);
};

/** The same after a new password was set: the second factor is still due. */
export const challengeForFactor = (
  needs: ChallengeNeeds,
  signIn: SignIn,
  user: User,
): AuthAnswer | undefined => {
  const next = nextFactor(signIn.pool.settings, signIn.pool.mfa, user);
  switch (next.kind) {
    case 'none':
      return undefined;
    case 'challenge':
      return challengeBy(needs, signIn, user, next.method);
    case 'select':
      return open(
        needs,
        signIn,
        user,
        { name: 'SELECT_MFA_TYPE', methods: next.methods },
        {
          MFAS_CAN_CHOOSE: JSON.stringify(next.methods),
        },
      );
    case 'set-up': {
      const methods = poolMethods(signIn.pool.settings, signIn.pool.mfa);
      return open(
        needs,
        signIn,
        user,
        { name: 'MFA_SETUP', verified: false },
        {
          MFAS_CAN_SETUP: JSON.stringify(methods),
        },
      );
    }
  }
};

/** Sends a code where the method needs one, and asks for it. */
export const challengeBy = (
  needs: ChallengeNeeds,
  signIn: SignIn,
  user: User,
  method: MfaMethod,
): AuthAnswer => {
  if (method === 'SOFTWARE_TOKEN_MFA') return open(needs, signIn, user, { name: method }, {});
  const code = needs.ids.sixDigits();
  const medium = method === 'SMS_MFA' ? 'SMS' : 'EMAIL';
  const delivery = needs.mailbox.send(signIn.pool, user, medium, { code, purpose: 'second-factor' });
  if (delivery === undefined)
    throw invalidParameter(`User has no destination for the second factor ${method}.`);
  return open(
    needs,
    signIn,
    user,
    { name: method, code },
    {
      CODE_DELIVERY_DELIVERY_MEDIUM: delivery.DeliveryMedium,
      CODE_DELIVERY_DESTINATION: delivery.Destination,
    },
  );
};

const open = (
  { challenges }: Pick<Needs, 'challenges'>,
  signIn: SignIn,
  user: User,
  pending: Pending,
  parameters: Readonly<Record<string, string>>,
): AuthAnswer => ({
  ChallengeName: pending.name,
  Session: challenges.open({ ...signIn, user, pending }),
  ChallengeParameters: { USER_ID_FOR_SRP: user.username, ...parameters },
});

/** As AWS names them in the challenge: with the prefix that the answer has to use. */
const missingRequired = ({ pool }: SignIn, user: User): readonly string[] =>
  [...pool.schema.values()]
    .filter(({ name, required }) => required && name !== 'sub' && !user.attributes.has(name))
    .map(({ name }) => `userAttributes.${name}`);
