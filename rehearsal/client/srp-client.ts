/**
 * An application that signs users in by SRP with `amazon-cognito-identity-js`, the library browsers use: the password
 * never leaves it. Every call is recorded as the client saw it.
 */
import {
  AuthenticationDetails,
  type CognitoRefreshToken,
  CognitoUser,
  CognitoUserPool,
  type CognitoUserSession,
  type IAuthenticationCallback,
  type ICognitoStorage,
} from 'amazon-cognito-identity-js';
import { type Answer, type Credentials, errorOf } from './answer.ts';
import type { AppClient, AppClientOptions } from './app-client.ts';

export type SrpClient = AppClient & {
  /**
   * New tokens for the refresh token of somebody's last sign-in with this client.
   * @returns the error in words, or undefined where tokens came
   */
  readonly refresh: (user: Pick<Credentials, 'sub'>) => Promise<string | undefined>;
};

/** The library keeps tokens in a storage that all users of a page share; here each sign-in has its own. */
const createStorage = (): ICognitoStorage => {
  const items = new Map<string, string>();
  return {
    setItem: (key, value) => void items.set(key, value),
    getItem: (key) => items.get(key) ?? null,
    removeItem: (key) => void items.delete(key),
    clear: () => items.clear(),
  };
};

type Outcome =
  | { readonly status: 'ok'; readonly session: CognitoUserSession }
  | { readonly status: 'challenge'; readonly challenge: string }
  | { readonly status: 'error'; readonly errorType: string; readonly message: string };

/** The library's callbacks as one value. */
const outcomeOf = (start: (callbacks: Required<IAuthenticationCallback>) => void): Promise<Outcome> =>
  new Promise((resolve) => {
    const challenged = (challenge: string) => resolve({ status: 'challenge', challenge });
    start({
      onSuccess: (session) => resolve({ status: 'ok', session }),
      onFailure: (error: unknown) => resolve({ status: 'error', ...errorOf(error) }),
      newPasswordRequired: () => challenged('NEW_PASSWORD_REQUIRED'),
      mfaRequired: challenged,
      totpRequired: challenged,
      mfaSetup: challenged,
      selectMFAType: challenged,
      customChallenge: () => challenged('CUSTOM_CHALLENGE'),
    });
  });

const keepTokens = ({ secrets }: AppClientOptions, outcome: Outcome): void => {
  if (outcome.status !== 'ok') return;
  secrets.issued('access token', outcome.session.getAccessToken().getJwtToken());
  secrets.issued('id token', outcome.session.getIdToken().getJwtToken());
  secrets.issued('refresh token', outcome.session.getRefreshToken().getToken());
};

type Step = { readonly outcome: Outcome; readonly durationMs: number };

const call = async (
  options: AppClientOptions,
  of: { readonly operation: string; readonly flow?: string; readonly sub: string },
  start: (callbacks: Required<IAuthenticationCallback>) => void,
): Promise<Step> => {
  const time = new Date(options.clock.now()).toISOString();
  const begin = performance.now();
  const outcome = await outcomeOf(start);
  const durationMs = performance.now() - begin;
  keepTokens(options, outcome);
  const { session: _, ...seen } = { session: undefined, ...outcome };
  options.recorder.record('client', { time, ...of, ...seen, durationMs });
  return { outcome, durationMs };
};

const answerOf = ({ outcome, durationMs }: Step, secondFactorProven: boolean): Answer => {
  const { session: _, ...seen } = { session: undefined, ...outcome };
  return { flow: 'USER_SRP_AUTH', ...seen, secondFactorProven, durationMs };
};

const userOf = ({ endpoint, userPoolId, clientId }: AppClientOptions, login: string): CognitoUser => {
  const Storage = createStorage();
  const Pool = new CognitoUserPool({
    UserPoolId: userPoolId,
    ClientId: clientId,
    endpoint,
    Storage,
    AdvancedSecurityDataCollectionFlag: false,
  });
  return new CognitoUser({ Username: login, Pool, Storage });
};

/** What an application keeps of a sign-in, by the user's source `sub`. */
type Kept = Map<string, { readonly user: CognitoUser; readonly token: CognitoRefreshToken }>;

const keepSession = (kept: Kept, sub: string, user: CognitoUser, { outcome }: Step): void => {
  if (outcome.status === 'ok') kept.set(sub, { user, token: outcome.session.getRefreshToken() });
};

const signIn = async (
  options: AppClientOptions,
  kept: Kept,
  { sub, login, password }: Credentials,
): Promise<Answer> => {
  const user = userOf(options, login);
  const details = new AuthenticationDetails({ Username: login, Password: password });
  const first = await call(options, { operation: 'InitiateAuth', flow: 'USER_SRP_AUTH', sub }, (callbacks) =>
    user.authenticateUser(details, callbacks),
  );
  keepSession(kept, sub, user, first);
  if (first.outcome.status !== 'challenge') return answerOf(first, false);
  const { challenge } = first.outcome;
  const code = options.mailbox.codeFor(challenge, sub);
  if (!code) return answerOf(first, false);
  const last = await call(options, { operation: 'RespondToAuthChallenge', sub }, (callbacks) =>
    user.sendMFACode(code, callbacks, challenge),
  );
  keepSession(kept, sub, user, last);
  return answerOf(last, last.outcome.status === 'ok');
};

const refresh = async (options: AppClientOptions, kept: Kept, sub: string): Promise<string | undefined> => {
  const { user, token } = kept.get(sub) ?? {};
  if (!user || !token) return 'no refresh token is kept';
  const { outcome } = await call(
    options,
    { operation: 'InitiateAuth', flow: 'REFRESH_TOKEN_AUTH', sub },
    ({ onSuccess, onFailure }) =>
      user.refreshSession(token, (error: unknown, session: CognitoUserSession) =>
        error ? onFailure(error) : onSuccess(session),
      ),
  );
  return outcome.status === 'error' ? `${outcome.errorType}: ${outcome.message}` : undefined;
};

export const createSrpClient = (options: AppClientOptions): SrpClient => {
  const kept: Kept = new Map();
  return {
    signIn: (credentials) => signIn(options, kept, credentials),
    refresh: ({ sub }) => refresh(options, kept, sub),
    close: () => kept.clear(),
  };
};
