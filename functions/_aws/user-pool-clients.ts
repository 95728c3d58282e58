/**
 * App clients of the target pool: read and written as whole descriptions, members included that this version of the SDK
 * does not know. Describe and update have 15 requests a second each, at most 5 of one operation for one pool, not
 * adjustable (Developer Guide "Quotas", 2026-11).
 */
import {
  type CognitoIdentityProviderClient,
  DescribeUserPoolClientCommand,
  ListUserPoolClientsCommand,
  UpdateUserPoolClientCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { MigrationError } from '#core/errors.ts';
import { errorName, isBusy, isResourceNotFound, isTransient } from './error-translation.ts';
import { TARGET_ATTEMPTS, type TargetOptions } from './target-directory.ts';
import { createTargetClient, translated } from './target-reader.ts';
import { type JsonObject, sendWhole } from './whole-json.ts';

export type ClientWrite =
  | { readonly kind: 'written'; readonly description: JsonObject }
  /** Throttled, or in conflict with another update: nothing was written. */
  | { readonly kind: 'busy'; readonly awsError: string }
  /** It may have been written all the same. */
  | { readonly kind: 'unanswered'; readonly awsError: string }
  | { readonly kind: 'gone' };

/** Most of one page. API reference "ListUserPoolClients", 2026-11 */
const PAGE_SIZE = 60;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The description within an answer. The client's secret ends here: nothing needs it, and nothing could leak it later. */
const descriptionIn = (answer: JsonObject, clientId: string): JsonObject => {
  const { UserPoolClient: description } = answer;
  if (!isObject(description)) {
    throw new MigrationError(
      'TargetUnavailable',
      `The target pool answered no description of the app client ${clientId}: try again.`,
    );
  }
  const { ClientSecret: _, ...told } = description;
  return told;
};

/** Reject with the SDK's errors. */
export const createClientReads = (client: CognitoIdentityProviderClient, UserPoolId: string) => ({
  readClient: async (ClientId: string, abortSignal: AbortSignal): Promise<JsonObject | undefined> => {
    const command = new DescribeUserPoolClientCommand({ UserPoolId, ClientId });
    try {
      return descriptionIn(await sendWhole(client, command, { abortSignal }), ClientId);
    } catch (error) {
      if (isResourceNotFound(error)) return undefined;
      throw error;
    }
  },
  listClients: async (abortSignal: AbortSignal): Promise<readonly string[]> => {
    const ids: string[] = [];
    let NextToken: string | undefined;
    do {
      const command = new ListUserPoolClientsCommand({
        UserPoolId,
        MaxResults: PAGE_SIZE,
        ...(NextToken ? { NextToken } : {}),
      });
      const page = await client.send(command, { abortSignal });
      ids.push(...(page.UserPoolClients ?? []).flatMap(({ ClientId }) => ClientId ?? []));
      NextToken = page.NextToken;
    } while (NextToken);
    return ids;
  },
});

const createWrites = (client: CognitoIdentityProviderClient, UserPoolId: string) => ({
  writeClient: async (
    ClientId: string,
    update: JsonObject,
    abortSignal: AbortSignal,
  ): Promise<ClientWrite> => {
    const command = new UpdateUserPoolClientCommand({ UserPoolId, ClientId });
    const body = { ...update, UserPoolId, ClientId };
    try {
      const answer = await sendWhole(client, command, { abortSignal, body });
      return { kind: 'written', description: descriptionIn(answer, ClientId) };
    } catch (error) {
      if (isBusy(error)) return { kind: 'busy', awsError: errorName(error) };
      if (isTransient(error)) return { kind: 'unanswered', awsError: errorName(error) };
      if (isResourceNotFound(error)) return { kind: 'gone' };
      throw error;
    }
  },
});

/**
 * Methods reject with `TargetUnavailable`, or with `TargetRefused` where trying again changes nothing.
 * @throws {MigrationError} `EndpointRefused`
 */
export const createUserPoolClients = ({ userPoolId, ...options }: TargetOptions) => {
  const reader = createTargetClient({ ...options, maxAttempts: TARGET_ATTEMPTS });
  // Once: whoever writes again has to look again first, or takes back what somebody else wrote meanwhile.
  const writer = createTargetClient({ ...options, maxAttempts: 1 });
  return {
    readClient: translated('an app client', createClientReads(reader, userPoolId).readClient),
    /** @param update the whole description; ids of pool and client are put in */
    writeClient: translated("an app client's settings", createWrites(writer, userPoolId).writeClient),
  };
};
