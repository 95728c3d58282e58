/**
 * The common path of every sign-in: whether the user may try, whether the password is right, what follows a right one.
 * Order and wording of the refusals: cognito-idp.md.
 */
import { ServiceError } from '../../cloud/service.ts';
import { incorrectUsernameOrPassword, notAuthorized } from './errors.ts';
import { afterFailure, isLocked, NO_FAILURES } from './lockout.ts';
import type { Needs } from './needs.ts';
import type { Client, Pool } from './pool.ts';
import { challengeAfterPassword } from './second-factor.ts';
import type { IssuedTokens } from './tokens.ts';
import type { User } from './user.ts';
import {
  disabledAtSignIn,
  masksExistence,
  resetRequiredAtSignIn,
  unknownAtSignIn,
} from './user-existence.ts';
import { migrateUser } from './user-migration.ts';

export type SignInNeeds = Pick<
  Needs,
  'clock' | 'ids' | 'tokens' | 'challenges' | 'mailbox' | 'triggers' | 'openQuestions'
>;

/** The app client a user signs in through, and what the client passed along for the triggers. */
export type SignIn = {
  readonly pool: Pool;
  readonly client: Client;
  readonly clientMetadata: Readonly<Record<string, string>> | undefined;
};

/** The body of InitiateAuth and RespondToAuthChallenge, and of their signed twins. */
export type AuthAnswer =
  | {
      readonly AuthenticationResult: IssuedTokens;
      readonly ChallengeParameters: Readonly<Record<string, string>>;
    }
  | {
      readonly ChallengeName: string;
      readonly Session?: string;
      readonly ChallengeParameters: Readonly<Record<string, string>>;
    };

/**
 * Signs in with a password that arrived in clear. An unknown user is looked for by the migration trigger first.
 * @throws {ServiceError} what the client hears.
 */
export const signInWithPassword =
  (needs: SignInNeeds) =>
  async (signIn: SignIn, login: string, password: string): Promise<AuthAnswer> => {
    const { pool, client, clientMetadata } = signIn;
    const known = pool.users.find(login);
    await askPreAuthentication(needs, signIn, login, known);
    const user =
      known ??
      (await migrateUser(needs)({
        pool,
        client,
        login,
        password,
        source: 'UserMigration_Authentication',
        validationData: clientMetadata,
      }));
    if (user === undefined) throw unknownAtSignIn(client);
    refuseUnusable(needs, client, user);
    if (user.password === undefined || user.password !== password) throw failedAttempt(needs, user);
    // InitiateAuth's metadata reaches PreSignUp, PreAuthentication and UserMigration only (documented).
    return passwordProven(needs)({ ...signIn, clientMetadata: undefined }, user);
  };

/** @throws {ServiceError} when no password can let this user in now. The password is not looked at. */
export const refuseUnusable = (
  needs: Pick<Needs, 'clock' | 'openQuestions'>,
  client: Client,
  user: User,
): void => {
  if (!user.enabled) throw disabledAtSignIn(client);
  if (isLocked(user.lockout, needs.clock.now())) throw notAuthorized('Password attempts exceeded');
  switch (user.status) {
    case 'CONFIRMED':
    case 'FORCE_CHANGE_PASSWORD':
      return;
    case 'UNCONFIRMED':
      throw new ServiceError('UserNotConfirmedException', 'User is not confirmed.');
    case 'RESET_REQUIRED':
      throw resetRequiredAtSignIn(client, needs.openQuestions.maskResetRequired);
    default:
      // EXTERNAL_PROVIDER and the legacy states have no password.
      throw incorrectUsernameOrPassword();
  }
};

/** Counts one wrong password. @returns what the client hears. */
export const failedAttempt = ({ clock }: Pick<Needs, 'clock'>, user: User): ServiceError => {
  user.lockout = afterFailure(user.lockout, clock.now());
  return incorrectUsernameOrPassword();
};

/** What follows a right password: a new password, a second factor, or tokens. */
export const passwordProven =
  (needs: SignInNeeds) =>
  async (signIn: SignIn, user: User): Promise<AuthAnswer> => {
    const expires = user.temporaryPasswordExpires;
    if (expires !== undefined && expires <= needs.clock.now()) {
      throw notAuthorized('Temporary password has expired and must be reset by an administrator.');
    }
    return challengeAfterPassword(needs, signIn, user) ?? completeSignIn(needs)(signIn, user);
  };

/** Every factor is proven: triggers that follow a sign-in, then tokens. */
export const completeSignIn =
  (needs: Pick<Needs, 'tokens' | 'triggers'>) =>
  async ({ pool, client, clientMetadata }: SignIn, user: User): Promise<AuthAnswer> => {
    user.lockout = NO_FAILURES;
    await needs.triggers.call(pool, 'PostAuthentication', {
      source: 'PostAuthentication_Authentication',
      userName: user.username,
      clientId: client.clientId,
      request: {
        userAttributes: userAttributesOf(user),
        newDeviceUsed: false,
        clientMetadata: clientMetadata ?? null,
      },
      response: {},
    });
    needs.triggers.refuse(pool, 'PreTokenGeneration', 'PreTokenGenerationConfig');
    return { AuthenticationResult: needs.tokens.issue(pool, client, user), ChallengeParameters: {} };
  };

/** A user's attributes as trigger events carry them: with `sub` and the status. */
export const userAttributesOf = (user: User): Record<string, string> => ({
  sub: user.sub,
  'cognito:user_status': user.status,
  ...Object.fromEntries(user.attributes),
});

const askPreAuthentication = async (
  needs: Pick<Needs, 'triggers'>,
  { pool, client, clientMetadata }: SignIn,
  login: string,
  user: User | undefined,
): Promise<void> => {
  // For an unknown user it runs where existence is masked, or together with the migration trigger.
  if (user === undefined && !masksExistence(client) && !needs.triggers.isSet(pool, 'UserMigration')) return;
  await needs.triggers.call(pool, 'PreAuthentication', {
    source: 'PreAuthentication_Authentication',
    userName: user?.username ?? pool.users.fold(login),
    clientId: client.clientId,
    request: {
      userAttributes: user === undefined ? {} : userAttributesOf(user),
      validationData: clientMetadata ?? null,
      ...(user === undefined && { userNotFound: true }),
    },
    response: {},
  });
};
