/**
 * What one sign-in came to, from outside: the client's answer and the target's user. And what it should have come to,
 * from the source's state and the configured policies: the two are written independently of the code under test.
 */
import { attributeOf, hasVerifiedContact, type UserRecord } from '../input/records.ts';
import type { Attempt, Observation, Policies } from './observation.ts';

export type Outcome = 'migrated' | 'reset-required' | 'rejected' | 'failed';

/** What the user-existence rule of `PreventUserExistenceErrors` lets a client see for any refusal. Aws-facts 1.3. */
const REFUSALS: ReadonlySet<string> = new Set(['NotAuthorizedException', 'UserNotFoundException']);

/** The outcome of a sign-in of a user whom the target did not know. */
export const outcomeOf = ({ answer, target }: Attempt): Outcome => {
  if (answer.status !== 'error') return 'migrated';
  if (target?.status === 'RESET_REQUIRED') return 'reset-required';
  // A user who was created although the client was refused is nobody's intention.
  if (target === undefined && REFUSALS.has(answer.errorType ?? '')) return 'rejected';
  return 'failed';
};

const factorsOf = (user: UserRecord): readonly string[] => user.UserMFASettingList ?? [];

/** Factors that the target cannot take over. SMS travels with the phone number where the target enforces it. */
const hasUnportable = (factors: readonly string[], { smsMfa }: Policies): boolean =>
  factors.some((factor) => factor !== 'SMS_MFA' || !smsMfa);

/**
 * What a source asks for after the password: the user's own factors or, where it requires one and there is none, SMS
 * to a known phone number, or the set-up of one. Developer Guide "MFA", decision tree, 2026-11.
 */
const askedFactors = (user: UserRecord, { required }: Policies): readonly string[] => {
  const own = factorsOf(user);
  if (own.length > 0 || !required) return own;
  const bySms = required === 'sms-or-set-up' && attributeOf(user, 'phone_number') !== undefined;
  return [bySms ? 'SMS_MFA' : 'MFA_SETUP'];
};

export type RejectedBy =
  | 'wrong-password'
  | 'unknown'
  | 'disabled'
  | 'unconfirmed'
  | 'federated'
  | 'no-contact'
  | 'second-factor'
  | 'already-migrated';

export const REJECTED_BY: readonly RejectedBy[] = [
  'wrong-password',
  'unknown',
  'disabled',
  'unconfirmed',
  'federated',
  'no-contact',
  'second-factor',
  'already-migrated',
];

export type Expectation =
  | { readonly outcome: 'migrated' | 'reset-required' | 'failed' }
  | { readonly outcome: 'rejected'; readonly by: RejectedBy };

const rejected = (by: RejectedBy): Expectation => ({ outcome: 'rejected', by });

/** Developer Guide "Recovering user accounts", 2026-11: the phone of the second factor gets no recovery code. */
const canReceiveCode = (user: UserRecord, factors: readonly string[], policies: Policies): boolean => {
  const bySms = factors.includes('SMS_MFA') && policies.smsMfa && policies.phoneRecoversNoSmsUser === true;
  return bySms ? attributeOf(user, 'email_verified') === 'true' : hasVerifiedContact(user);
};

/** A shell is of use only to somebody who can receive a code. */
const shell = (user: UserRecord, factors: readonly string[], policies: Policies): Expectation =>
  canReceiveCode(user, factors, policies) ? { outcome: 'reset-required' } : rejected('no-contact');

/** Reset in the source: the password proves nothing there, so right and wrong are the same. */
const expectAfterReset = (user: UserRecord, policies: Policies): Expectation => {
  if (policies.resetRequired === 'reject') return rejected('wrong-password');
  if (hasUnportable(factorsOf(user), policies) && policies.unportableOnReset === 'reject')
    return rejected('second-factor');
  return shell(user, factorsOf(user), policies);
};

const expectByFactor = (user: UserRecord, factors: readonly string[], policies: Policies): Expectation => {
  if (!hasUnportable(factors, policies) || policies.unportable === 'migrate') return { outcome: 'migrated' };
  return policies.unportable === 'reject' ? rejected('second-factor') : shell(user, factors, policies);
};

/** What the table of design §6 says for this user of the source and this password. */
export const expectationOf = (
  user: UserRecord | undefined,
  password: Attempt['password'],
  policies: Policies,
): Expectation => {
  if (!user) return rejected('unknown');
  if (user.UserStatus === 'EXTERNAL_PROVIDER') return rejected('federated');
  if (!user.Enabled) return rejected('disabled');
  if (user.UserStatus === 'UNCONFIRMED') return rejected('unconfirmed');
  if (user.UserStatus === 'RESET_REQUIRED') return expectAfterReset(user, policies);
  if (password === 'wrong') return rejected('wrong-password');
  if (user.UserStatus !== 'FORCE_CHANGE_PASSWORD')
    return expectByFactor(user, askedFactors(user, policies), policies);
  const byFactor = expectByFactor(user, factorsOf(user), policies);
  return byFactor.outcome === 'rejected' ? byFactor : shell(user, factorsOf(user), policies);
};

/** What one sign-in should come to: by the scenario's own table, or by the state of the source user. */
export const expectedOf = (
  attempt: Attempt,
  user: UserRecord | undefined,
  { policies }: Pick<Observation, 'policies'>,
): Expectation => attempt.expected ?? expectationOf(user, attempt.password, attempt.policies ?? policies);
