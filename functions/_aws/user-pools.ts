/**
 * User pools of account B as a whole: described, and written back with members that this version of the SDK does not
 * know. UserPoolRead and UserPoolUpdate have 15 requests a second each, not adjustable (Developer Guide "Quotas", 2026-11).
 */
import {
  AddCustomAttributesCommand,
  type CognitoIdentityProviderClient,
  DescribeUserPoolCommand,
  GetUserPoolMfaConfigCommand,
  SetUserPoolMfaConfigCommand,
  UpdateUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { MigrationError } from '#core/errors.ts';
import { errorName, isBusy, isResourceNotFound, toTargetError } from './error-translation.ts';
import { TARGET_ATTEMPTS } from './target-directory.ts';
import { createTargetClient, type TargetClientOptions } from './target-reader.ts';
import { type JsonObject, sendWhole } from './whole-json.ts';

/** `busy`: throttled, or in conflict with somebody else's update; nothing was written. */
export type PoolWrite = { readonly kind: 'written' } | { readonly kind: 'busy'; readonly awsError: string };

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * AWS's own words go on: these requests carry settings and no user's data, and whoever deploys has to read which
 * permission or which setting it was.
 */
const toPoolError = (what: string, error: unknown): MigrationError => {
  if (error instanceof MigrationError) return error;
  const { code, message } = toTargetError(what, error);
  const isAnswer = error instanceof Error && '$fault' in error;
  return new MigrationError(code, isAnswer ? `${message} ${error.message}` : message);
};

const told =
  <Arguments extends readonly unknown[], Answer>(
    what: string,
    call: (...parameters: Arguments) => Promise<Answer>,
  ) =>
  async (...parameters: Arguments): Promise<Answer> => {
    try {
      return await call(...parameters);
    } catch (error) {
      throw toPoolError(what, error);
    }
  };

const createReads = (client: CognitoIdentityProviderClient) => ({
  describe: async (UserPoolId: string, abortSignal: AbortSignal): Promise<JsonObject | undefined> => {
    try {
      const answer = await sendWhole(client, new DescribeUserPoolCommand({ UserPoolId }), { abortSignal });
      return isObject(answer.UserPool) ? answer.UserPool : undefined;
    } catch (error) {
      if (isResourceNotFound(error)) return undefined;
      throw error;
    }
  },
  mfaConfig: (UserPoolId: string, abortSignal: AbortSignal): Promise<JsonObject> =>
    sendWhole(client, new GetUserPoolMfaConfigCommand({ UserPoolId }), { abortSignal }),
});

const createWrites = (client: CognitoIdentityProviderClient) => ({
  update: async (input: JsonObject, abortSignal: AbortSignal): Promise<PoolWrite> => {
    const command = new UpdateUserPoolCommand({ UserPoolId: String(input.UserPoolId) });
    try {
      await sendWhole(client, command, { abortSignal, body: input });
      return { kind: 'written' };
    } catch (error) {
      if (isBusy(error)) return { kind: 'busy', awsError: errorName(error) };
      throw error;
    }
  },
  setMfaConfig: async (UserPoolId: string, config: JsonObject, abortSignal: AbortSignal): Promise<void> => {
    const command = new SetUserPoolMfaConfigCommand({ UserPoolId });
    await sendWhole(client, command, { abortSignal, body: { ...config, UserPoolId } });
  },
  addAttribute: async (
    UserPoolId: string,
    attribute: JsonObject,
    abortSignal: AbortSignal,
  ): Promise<void> => {
    const command = new AddCustomAttributesCommand({ UserPoolId, CustomAttributes: [] });
    await sendWhole(client, command, { abortSignal, body: { UserPoolId, CustomAttributes: [attribute] } });
  },
});

/**
 * Methods reject with `TargetUnavailable`, or with `TargetRefused` where trying again changes nothing.
 * @throws {MigrationError} `EndpointRefused`
 */
export const createUserPools = (options: Omit<TargetClientOptions, 'maxAttempts'>) => {
  const reads = createReads(createTargetClient({ ...options, maxAttempts: TARGET_ATTEMPTS }));
  // Once: whoever writes again has to look again first, or takes back what somebody else wrote meanwhile.
  const writes = createWrites(createTargetClient({ ...options, maxAttempts: 1 }));
  return {
    /** Nothing where account and region have no such pool. */
    describe: told("the pool's description", reads.describe),
    mfaConfig: told('its second factors', reads.mfaConfig),
    update: told('an update of the pool', writes.update),
    setMfaConfig: told('its second factors as they were', writes.setMfaConfig),
    addAttribute: told('a new attribute', writes.addAttribute),
  };
};
