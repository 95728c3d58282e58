/**
 * The target pool as the sweep reads and changes it: pages of users, a shell deleted, a straggler created. AdminDeleteUser
 * counts as UserUpdate, 25 a second, AdminCreateUser as UserCreation, 50, AdminSetUserPassword as UserAccountRecovery,
 * 30 (Developer Guide "Quotas", 2026-11).
 */
import { randomBytes } from 'node:crypto';
import {
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminSetUserPasswordCommand,
  type CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { errorName, isUserNotFound } from './error-translation.ts';
import { attributesOf } from './source-answers.ts';
import { TARGET_ATTEMPTS, type TargetOptions } from './target-directory.ts';
import { createReadUser, createTargetClient, translated } from './target-reader.ts';
import { type PageRequest, readPage } from './user-pages.ts';

/** `taken`: another user has the name or one of the aliases. */
type CreatedUser =
  | { readonly kind: 'created'; readonly username: string; readonly sub: string }
  | { readonly kind: 'taken' };

/** Longer than the longest minimum (99) and with every kind of character that a policy may ask for. */
const unknownPassword = (): string => `${randomBytes(75).toString('base64url')}aA1!`;

const TAKEN: readonly string[] = ['UsernameExistsException', 'AliasExistsException'];

const createReads = (client: CognitoIdentityProviderClient, UserPoolId: string) => ({
  listPage: (request: PageRequest, abortSignal: AbortSignal) =>
    readPage(UserPoolId, request, (command) => client.send(command, { abortSignal })),
});

const createWrites = (client: CognitoIdentityProviderClient, UserPoolId: string) => ({
  /** Also resolves where the user is gone already. */
  deleteUser: async (Username: string, abortSignal: AbortSignal): Promise<void> => {
    try {
      await client.send(new AdminDeleteUserCommand({ UserPoolId, Username }), { abortSignal });
    } catch (error) {
      if (!isUserNotFound(error)) throw error;
    }
  },
  /** Tells the user nothing. */
  createUser: async (
    Username: string,
    attributes: Readonly<Record<string, string>>,
    abortSignal: AbortSignal,
  ): Promise<CreatedUser> => {
    const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
    const command = new AdminCreateUserCommand({
      UserPoolId,
      Username,
      UserAttributes,
      MessageAction: 'SUPPRESS',
    });
    try {
      const { User } = await client.send(command, { abortSignal });
      return {
        kind: 'created',
        username: User?.Username ?? Username,
        sub: attributesOf(User?.Attributes).sub ?? '',
      };
    } catch (error) {
      if (TAKEN.includes(errorName(error))) return { kind: 'taken' };
      throw error;
    }
  },
  /** A permanent password that nobody knows, so that forgot-password works. */
  closeWithPassword: async (Username: string, abortSignal: AbortSignal): Promise<void> => {
    const Password = unknownPassword();
    const command = new AdminSetUserPasswordCommand({ UserPoolId, Username, Password, Permanent: true });
    await client.send(command, { abortSignal });
  },
});

/**
 * Methods reject with `TargetUnavailable`, or with `TargetRefused` where trying again changes nothing.
 * @throws {MigrationError} `EndpointRefused`
 */
export const createTargetUsers = ({ userPoolId, ...options }: TargetOptions) => {
  const client = createTargetClient({ ...options, maxAttempts: TARGET_ATTEMPTS });
  const readUser = createReadUser(client);
  const reads = createReads(client, userPoolId);
  const writes = createWrites(client, userPoolId);
  return {
    listPage: translated('a page of users', reads.listPage),
    /** By username, `sub` or alias. */
    readUser: (name: string, signal: AbortSignal) => readUser(userPoolId, name, signal),
    deleteUser: translated('deleting a shell', writes.deleteUser),
    createUser: translated('a new user', writes.createUser),
    closeWithPassword: translated('a password', writes.closeWithPassword),
  };
};
