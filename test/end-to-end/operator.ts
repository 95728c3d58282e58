/** What an operator of an account does by hand, with the AWS SDK and keys of that account. */
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import type { Cloud } from '#rehearsal/cloud/cloud.ts';
import type { Side } from '#rehearsal/scenarios/world.ts';

/** Runs `work` with a Cognito client of that account. */
export const asOperator = async <Result>(
  cloud: Cloud,
  { accountId, region }: Pick<Side, 'accountId' | 'region'>,
  work: (client: CognitoIdentityProviderClient) => Promise<Result>,
): Promise<Result> => {
  const { accessKeyId, secretAccessKey } = cloud.operator(accountId);
  const credentials = { accessKeyId, secretAccessKey };
  const client = new CognitoIdentityProviderClient({
    endpoint: cloud.url,
    region,
    credentials,
    maxAttempts: 1,
  });
  try {
    return await work(client);
  } finally {
    client.destroy();
  }
};
