/** The target pool and its app clients, for a Lambda that may look and change nothing. */
import {
  type CognitoIdentityProviderClient,
  DescribeUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { MigrationError } from '#core/errors.ts';
import { TARGET_ATTEMPTS, type TargetOptions } from './target-directory.ts';
import { createTargetClient, translated } from './target-reader.ts';
import { createClientReads } from './user-pool-clients.ts';

export type PoolSeen = {
  /** ARN of what the pool calls for users whom it does not know; absent where it calls nobody. */
  readonly migrationTrigger?: string;
  /** It has a domain, so that managed login exists. */
  readonly domain: boolean;
};

const readPool =
  (client: CognitoIdentityProviderClient, UserPoolId: string) =>
  async (abortSignal: AbortSignal): Promise<PoolSeen> => {
    const { UserPool: pool } = await client.send(new DescribeUserPoolCommand({ UserPoolId }), {
      abortSignal,
    });
    if (pool === undefined) {
      throw new MigrationError(
        'TargetUnavailable',
        'The target pool answered no description of itself: try again.',
      );
    }
    const { UserMigration: migrationTrigger } = pool.LambdaConfig ?? {};
    return {
      ...(migrationTrigger ? { migrationTrigger } : {}),
      domain: Boolean(pool.Domain ?? pool.CustomDomain),
    };
  };

/**
 * Methods reject with `TargetUnavailable`, or with `TargetRefused` where trying again changes nothing.
 * @throws {MigrationError} `EndpointRefused`
 */
export const createUserPoolReader = ({ userPoolId, ...options }: TargetOptions) => {
  const client = createTargetClient({ ...options, maxAttempts: TARGET_ATTEMPTS });
  const { readClient, listClients } = createClientReads(client, userPoolId);
  return {
    readPool: translated('its own description', readPool(client, userPoolId)),
    /** Nothing where the pool has no such client; without the client's secret. */
    readClient: translated('an app client', readClient),
    /** Ids of every client of the pool. */
    listClients: translated('its app clients', listClients),
  };
};
