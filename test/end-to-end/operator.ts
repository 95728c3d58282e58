/** What an operator of an account does by hand, with the AWS SDK and keys of that account. */
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Cloud } from '#rehearsal/cloud/cloud.ts';
import type { Side, World } from '#rehearsal/scenarios/world.ts';

type Place = Pick<Side, 'accountId' | 'region'>;

const configuration = (cloud: Cloud, { accountId, region }: Place) => {
  const { accessKeyId, secretAccessKey } = cloud.operator(accountId);
  return { endpoint: cloud.url, region, credentials: { accessKeyId, secretAccessKey }, maxAttempts: 1 };
};

/** Works with a client and closes it. */
const using = async <Client extends { destroy: () => void }, Result>(
  client: Client,
  work: (client: Client) => Promise<Result>,
): Promise<Result> => {
  try {
    return await work(client);
  } finally {
    client.destroy();
  }
};

/** Runs `work` with a Cognito client of that account. */
export const asOperator = <Result>(
  cloud: Cloud,
  place: Place,
  work: (client: CognitoIdentityProviderClient) => Promise<Result>,
): Promise<Result> => using(new CognitoIdentityProviderClient(configuration(cloud, place)), work);

/** Runs `work` with a client of the target account's tables. */
export const onLedger = <Result>(
  { cloud, target }: World,
  work: (client: DynamoDBClient) => Promise<Result>,
): Promise<Result> => using(new DynamoDBClient(configuration(cloud, target)), work);

/** Starts the machine that follows a sign-in, as from the console. */
export const startReconciliation = (
  { cloud, target, postMigrationArn: stateMachineArn }: World,
  user: { readonly sourceSub: string; readonly groups?: readonly string[] },
): Promise<unknown> => {
  const input = JSON.stringify({ task: 'reconcile', ...user });
  return using(new SFNClient(configuration(cloud, target)), (client) =>
    client.send(new StartExecutionCommand({ stateMachineArn, input })),
  );
};
