/**
 * The target pool in account B, asked and repaired with the Lambda's own role. Every write may be repeated: it sets what
 * it sets. UserUpdate, 25 requests a second, is not adjustable (Developer Guide "Quotas", 2026-11).
 */
import {
  AdminAddUserToGroupCommand,
  AdminDeleteUserAttributesCommand,
  AdminDisableUserCommand,
  AdminListGroupsForUserCommand,
  AdminSetUserMFAPreferenceCommand,
  AdminUpdateUserAttributesCommand,
  type CognitoIdentityProviderClient,
  GetGroupCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { CarriedMfa } from '#core/drift.ts';
import type { TargetGroup } from '#core/groups.ts';
import { isResourceNotFound } from './error-translation.ts';
import { createReadUser, createTargetClient, type TargetClientOptions, translated } from './target-reader.ts';

export type TargetOptions = Omit<TargetClientOptions, 'maxAttempts'> & { readonly userPoolId: string };

const MOST_GROUPS = 60;

/** Groups of a user, page by page: 100 at most (Developer Guide "Quotas"), 60 a page (API reference). */
const createListGroups =
  (client: CognitoIdentityProviderClient, UserPoolId: string) =>
  async (Username: string, abortSignal: AbortSignal): Promise<readonly string[]> => {
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
  readGroup: async (name: string, abortSignal: AbortSignal): Promise<TargetGroup | undefined> => {
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

/** Member of `AdminSetUserMFAPreference` that speaks of a factor. API reference, 2026-11 */
const MFA_SETTINGS = { SMS_MFA: 'SMSMfaSettings', EMAIL_OTP: 'EmailMfaSettings' } as const;

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
  removeAttributes: async (
    Username: string,
    UserAttributeNames: readonly string[],
    abortSignal: AbortSignal,
  ) => {
    const names = [...UserAttributeNames];
    const command = new AdminDeleteUserAttributesCommand({ UserPoolId, Username, UserAttributeNames: names });
    await client.send(command, { abortSignal });
  },
  /** The first becomes the preferred one, factors that are not named stay as they are. */
  preferFactors: async (Username: string, factors: readonly CarriedMfa[], abortSignal: AbortSignal) => {
    const settings = Object.fromEntries(
      factors.map((factor, index) => [MFA_SETTINGS[factor], { Enabled: true, PreferredMfa: index === 0 }]),
    );
    const command = new AdminSetUserMFAPreferenceCommand({ UserPoolId, Username, ...settings });
    await client.send(command, { abortSignal });
  },
  disable: async (Username: string, abortSignal: AbortSignal) => {
    await client.send(new AdminDisableUserCommand({ UserPoolId, Username }), { abortSignal });
  },
});

// Reads and writes may be repeated; the SDK waits between its attempts.
export const TARGET_ATTEMPTS = 3;

/**
 * Methods reject with `TargetUnavailable`, or with `TargetRefused` where trying again changes nothing.
 * @throws {MigrationError} `EndpointRefused`
 */
export const createTargetDirectory = (options: TargetOptions) => {
  const { userPoolId } = options;
  const client = createTargetClient({ ...options, maxAttempts: TARGET_ATTEMPTS });
  const readUser = createReadUser(client);
  const calls = { ...createReads(client, userPoolId), ...createWrites(client, userPoolId) };
  return {
    /** By username, `sub` or alias. */
    readUser: (name: string, signal: AbortSignal) => readUser(userPoolId, name, signal),
    listGroups: translated("the user's groups", calls.listGroups),
    readGroup: translated('a group', calls.readGroup),
    updateAttributes: translated('new attributes', calls.updateAttributes),
    addToGroup: translated('a group membership', calls.addToGroup),
    removeAttributes: translated('taking attributes away', calls.removeAttributes),
    preferFactors: translated('the second factor', calls.preferFactors),
    disable: translated('disabling the user', calls.disable),
  };
};
