/**
 * The target pool in account B, asked and repaired with the Lambda's own role. Every write may be repeated: it sets what
 * it sets. UserUpdate, 25 requests a second, is not adjustable (Developer Guide "Quotas", 2026-11).
 */
import {
  AdminAddUserToGroupCommand,
  AdminDisableUserCommand,
  AdminListGroupsForUserCommand,
  AdminSetUserMFAPreferenceCommand,
  AdminUpdateUserAttributesCommand,
  type CognitoIdentityProviderClient,
  GetGroupCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { TargetUser } from '#core/drift.ts';
import type { TargetGroup } from '#core/groups.ts';
import { isResourceNotFound } from './error-translation.ts';
import { createReadUser, createTargetClient, type TargetClientOptions, translated } from './target-reader.ts';

/** Methods reject with `TargetUnavailable`, or with `TargetRefused` where trying again changes nothing. */
export type TargetDirectory = {
  /** @param name username, `sub` or alias */
  readonly readUser: (name: string, signal: AbortSignal) => Promise<TargetUser | undefined>;
  readonly listGroups: (username: string, signal: AbortSignal) => Promise<readonly string[]>;
  readonly readGroup: (name: string, signal: AbortSignal) => Promise<TargetGroup | undefined>;
  readonly updateAttributes: (
    username: string,
    attributes: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ) => Promise<void>;
  readonly addToGroup: (username: string, group: string, signal: AbortSignal) => Promise<void>;
  /** SMS becomes the preferred second factor. */
  readonly preferSms: (username: string, signal: AbortSignal) => Promise<void>;
  readonly disable: (username: string, signal: AbortSignal) => Promise<void>;
};

type DirectoryOptions = Omit<TargetClientOptions, 'maxAttempts'> & { readonly userPoolId: string };

const MOST_GROUPS = 60;

/** Groups of a user, page by page: 100 at most (Developer Guide "Quotas"), 60 a page (API reference). */
const createListGroups =
  (client: CognitoIdentityProviderClient, UserPoolId: string): TargetDirectory['listGroups'] =>
  async (Username, abortSignal) => {
    const names: string[] = [];
    let NextToken: string | undefined;
    do {
      const command = new AdminListGroupsForUserCommand({
        UserPoolId,
        Username,
        Limit: MOST_GROUPS,
        ...(NextToken ? { NextToken } : {}),
      });
      const page = await client.send(command, { abortSignal });
      names.push(...(page.Groups ?? []).flatMap(({ GroupName }) => GroupName ?? []));
      NextToken = page.NextToken;
    } while (NextToken);
    return names;
  };

const createReads = (client: CognitoIdentityProviderClient, UserPoolId: string) => ({
  listGroups: createListGroups(client, UserPoolId),
  readGroup: async (name: string, abortSignal: AbortSignal) => {
    try {
      const { Group } = await client.send(new GetGroupCommand({ UserPoolId, GroupName: name }), {
        abortSignal,
      });
      return { name, ...(Group?.RoleArn ? { roleArn: Group.RoleArn } : {}) };
    } catch (error) {
      if (isResourceNotFound(error)) return undefined;
      throw error;
    }
  },
});

const createWrites = (client: CognitoIdentityProviderClient, UserPoolId: string) => ({
  updateAttributes: async (
    Username: string,
    attributes: Readonly<Record<string, string>>,
    abortSignal: AbortSignal,
  ) => {
    const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
    const command = new AdminUpdateUserAttributesCommand({ UserPoolId, Username, UserAttributes });
    await client.send(command, { abortSignal });
  },
  addToGroup: async (Username: string, GroupName: string, abortSignal: AbortSignal) => {
    await client.send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName }), { abortSignal });
  },
  preferSms: async (Username: string, abortSignal: AbortSignal) => {
    const SMSMfaSettings = { Enabled: true, PreferredMfa: true };
    const command = new AdminSetUserMFAPreferenceCommand({ UserPoolId, Username, SMSMfaSettings });
    await client.send(command, { abortSignal });
  },
  disable: async (Username: string, abortSignal: AbortSignal) => {
    await client.send(new AdminDisableUserCommand({ UserPoolId, Username }), { abortSignal });
  },
});

// Reads and writes may be repeated; the SDK waits between its attempts.
const MAX_ATTEMPTS = 3;

/** @throws {MigrationError} `EndpointRefused` */
export const createTargetDirectory = (options: DirectoryOptions): TargetDirectory => {
  const { userPoolId } = options;
  const client = createTargetClient({ ...options, maxAttempts: MAX_ATTEMPTS });
  const readUser = createReadUser(client);
  const calls = { ...createReads(client, userPoolId), ...createWrites(client, userPoolId) };
  return {
    readUser: (name, signal) => readUser(userPoolId, name, signal),
    listGroups: translated("the user's groups", calls.listGroups),
    readGroup: translated('a group', calls.readGroup),
    updateAttributes: translated('new attributes', calls.updateAttributes),
    addToGroup: translated('a group membership', calls.addToGroup),
    preferSms: translated('the second factor', calls.preferSms),
    disable: translated('disabling the user', calls.disable),
  };
};
