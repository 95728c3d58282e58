/**
 * The source pool in account A, asked with the one role's credentials. Every method answers with evidence and throws
 * nothing; how often a call may be made stands here and nowhere else.
 *
 * Retry budget: `AdminInitiateAuth` is sent once. It may have reached the source whatever the connection says, and a
 * wrong password sent twice counts twice towards the source's lockout (five failures: Developer Guide
 * "Authentication", 2026-11). `AdminGetUser` is sent once more after a lost connection or a 5xx; `ListUsers` and
 * `AdminListGroupsForUser` never are. Refused credentials are the exception for all: the request was turned away
 * before it ran, so it is repeated once with new ones.
 */
import {
  AdminGetUserCommand,
  AdminInitiateAuthCommand,
  AdminListGroupsForUserCommand,
  CognitoIdentityProviderClient,
  ListUsersCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { PasswordCheck, SearchedAttribute, UserRead, UserSearch } from '#core/source-evidence.ts';
import type { TriggerSettings } from '#core/trigger-settings.ts';
import { DeadlineReached, until } from '../_runtime/deadline.ts';
import type { RoleCredentials, RoleSession } from './assume-role.ts';
import { type ClientSecret, secretHash } from './client-secret.ts';
import { endpointOverride, type Transport } from './endpoint.ts';
import {
  isSecretMismatch,
  isStaleCredentials,
  isTransient,
  isUserNotFound,
  toFailure,
  toRefusal,
} from './error-translation.ts';
import { instrument } from './instrument.ts';
import type { Kept } from './kept.ts';
import { readAuthAnswer, readSearchAnswer, readUserAnswer } from './source-answers.ts';
import type { TokenBucket } from './token-bucket.ts';

export type SourceDirectory = {
  /** Whether this is the login's password. Sent at most once, see above. */
  readonly checkPassword: (login: string, password: string, signal: AbortSignal) => Promise<PasswordCheck>;
  readonly readUser: (login: string, signal: AbortSignal) => Promise<UserRead>;
  /** At most two users with this value, an e-mail in any letter case. `throttled` also while our own bucket is empty. */
  readonly findUsers: (name: SearchedAttribute, value: string, signal: AbortSignal) => Promise<UserSearch>;
  /** Names of the user's groups, or nothing when they cannot be known. */
  readonly listGroups: (login: string, signal: AbortSignal) => Promise<readonly string[] | undefined>;
};

type DirectoryOptions = {
  readonly source: TriggerSettings['source'];
  readonly clientId: string;
  readonly session: RoleSession;
  /** Only for an app client that has one. */
  readonly secret: ClientSecret | undefined;
  readonly lookUps: TokenBucket;
  readonly transport: Transport;
  readonly variables: Readonly<Record<string, string | undefined>>;
};

/** What it takes to read users and nothing else. */
export type ReaderOptions = Pick<DirectoryOptions, 'source' | 'session' | 'transport' | 'variables'> & {
  /**
   * How often the SDK sends one request at most, waiting in between. Nobody may raise it who checks passwords.
   * @default 1
   */
  readonly maxAttempts?: number;
};

/** Quotes and backslashes in a filter value are escaped by a backslash (API reference "ListUsers", Filter). */
export const attributeFilter = (name: SearchedAttribute, value: string): string =>
  `${name} = "${value.replace(/[\\"]/g, '\\$&')}"`;

type Client = CognitoIdentityProviderClient;

/** One client per set of credentials, all on the same connections: the SDK would keep credentials for itself. */
const createClients = ({ source, transport, variables, maxAttempts = 1 }: ReaderOptions) => {
  const endpoint = endpointOverride('COGNITO_IDENTITY_PROVIDER', variables);
  let latest: { credentials: RoleCredentials; client: Client } | undefined;
  return (credentials: RoleCredentials): Client => {
    if (latest?.credentials === credentials) return latest.client;
    const { accessKeyId, secretAccessKey, sessionToken } = credentials;
    const client = instrument(
      new CognitoIdentityProviderClient({
        region: source.region,
        credentials: { accessKeyId, secretAccessKey, sessionToken },
        maxAttempts,
        requestHandler: transport,
        ...(endpoint ? { endpoint } : {}),
      }),
      { name: 'CognitoIdentityProvider', accountId: source.accountId, region: source.region },
    );
    latest = { credentials, client };
    return client;
  };
};

/** @throws {DeadlineReached} with the fetch left to whoever comes next */
const inTime = async <Value>(signal: AbortSignal, kept: Kept<Value>): Promise<Value> => {
  try {
    return await until(signal, kept.current());
  } catch (error) {
    if (error instanceof DeadlineReached) kept.leave();
    throw error;
  }
};

/** Sends with valid credentials; once more with new ones if the source finds them stale. */
export const createSend = (options: ReaderOptions) => {
  const clientFor = createClients(options);
  const { session } = options;
  return async <Answer>(signal: AbortSignal, call: (client: Client) => Promise<Answer>): Promise<Answer> => {
    const credentials = await inTime(signal, session);
    try {
      return await until(signal, call(clientFor(credentials)));
    } catch (error) {
      if (!isStaleCredentials(error)) throw error;
      session.discard(credentials);
      return await until(signal, call(clientFor(await inTime(signal, session))));
    }
  };
};

export type Send = ReturnType<typeof createSend>;

const createCheckPassword =
  (send: Send, { source, clientId, secret }: DirectoryOptions): SourceDirectory['checkPassword'] =>
  async (login, password, signal) => {
    let used: string | undefined;
    try {
      used = secret && (await inTime(signal, secret));
      const hash = used && secretHash(used, login, clientId);
      const command = new AdminInitiateAuthCommand({
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
        UserPoolId: source.userPoolId,
        ClientId: clientId,
        AuthParameters: { USERNAME: login, PASSWORD: password, ...(hash ? { SECRET_HASH: hash } : {}) },
      });
      return readAuthAnswer(await send(signal, (client) => client.send(command, { abortSignal: signal })));
    } catch (error) {
      if (used !== undefined && isSecretMismatch(error)) secret?.discard(used);
      const refusal = toRefusal(error);
      return refusal === undefined ? toFailure(error) : { kind: 'refused', refusal };
    }
  };

/** Around the call alone: fetching credentials has a budget of its own. */
const onceMoreIfTransient = async <Answer>(call: () => Promise<Answer>): Promise<Answer> => {
  try {
    return await call();
  } catch (error) {
    if (!isTransient(error)) throw error;
    return await call();
  }
};

export const createReadUser =
  (send: Send, { source }: ReaderOptions): SourceDirectory['readUser'] =>
  async (login, signal) => {
    const command = () => new AdminGetUserCommand({ UserPoolId: source.userPoolId, Username: login });
    const call = (client: Client) => client.send(command(), { abortSignal: signal });
    try {
      return readUserAnswer(await send(signal, (client) => onceMoreIfTransient(() => call(client))));
    } catch (error) {
      return isUserNotFound(error) ? { kind: 'not-found' } : toFailure(error);
    }
  };

const createFindUsers =
  (send: Send, { source, lookUps }: DirectoryOptions): SourceDirectory['findUsers'] =>
  async (name, value, signal) => {
    if (!lookUps.take(performance.now())) return { kind: 'failed', reason: 'throttled' };
    const filter = attributeFilter(name, value);
    const command = new ListUsersCommand({ UserPoolId: source.userPoolId, Filter: filter, Limit: 2 });
    try {
      return readSearchAnswer(await send(signal, (client) => client.send(command, { abortSignal: signal })));
    } catch (error) {
      return toFailure(error);
    }
  };

const createListGroups =
  (send: Send, { source }: DirectoryOptions): SourceDirectory['listGroups'] =>
  async (login, signal) => {
    const command = new AdminListGroupsForUserCommand({
      UserPoolId: source.userPoolId,
      Username: login,
      Limit: 60,
    });
    try {
      const { Groups = [] } = await send(signal, (client) => client.send(command, { abortSignal: signal }));
      return Groups.flatMap(({ GroupName }) => GroupName ?? []);
    } catch {
      return undefined;
    }
  };

export const createSourceDirectory = (options: DirectoryOptions): SourceDirectory => {
  const send = createSend(options);
  return {
    checkPassword: createCheckPassword(send, options),
    readUser: createReadUser(send, options),
    findUsers: createFindUsers(send, options),
    listGroups: createListGroups(send, options),
  };
};

/** Reads users by `sub`, username or alias: what a reconciliation needs. */
export const createSourceReader = (options: ReaderOptions): Pick<SourceDirectory, 'readUser'> => ({
  readUser: createReadUser(createSend(options), options),
});
