/** The operator of the target account, with the AWS SDK and keys of that account. */
import {
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { DeleteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ledgerKey } from '#core/ledger.ts';
import { attributeOf } from '../input/records.ts';
import { createExecutions } from './executions.ts';
import type { Operator, Person } from './scenario.ts';
import { findTargetUser } from './target-users.ts';
import { usersOf, type World } from './world.ts';

const configurationOf = ({ cloud, target }: World) => {
  const { accountId, region } = target;
  const { accessKeyId, secretAccessKey } = cloud.operator(accountId);
  return { endpoint: cloud.url, region, credentials: { accessKeyId, secretAccessKey }, maxAttempts: 1 };
};

/** Works with a client and closes it. */
const using = async <Client extends { destroy: () => void }>(
  client: Client,
  work: (client: Client) => Promise<unknown>,
): Promise<void> => {
  try {
    await work(client);
  } finally {
    client.destroy();
  }
};

/** @param stopping nothing more is waited for once it is aborted */
export const createOperator = (world: World, stopping: AbortSignal): Operator => ({
  ...createExecutions({ configuration: configurationOf(world), sweepArn: world.sweepArn, stopping }),
  deleteTargetUser: async (person: Person) => {
    const { target } = world;
    const { Username } = findTargetUser(usersOf(world, target), person) ?? {};
    const command = new AdminDeleteUserCommand({ UserPoolId: target.userPoolId, Username });
    // Whom the target does not have, nobody needs to delete.
    if (Username === undefined) return;
    await using(new CognitoIdentityProviderClient(configurationOf(world)), (client) => client.send(command));
  },
  clearLedgerRecord: ({ sub }: Person) => {
    const Key = { id: { S: ledgerKey(sub) } };
    const command = new DeleteItemCommand({ TableName: world.ledgerTable, Key });
    return using(new DynamoDBClient(configurationOf(world)), (client) => client.send(command));
  },
  takeEmail: ({ sub, user }: Person) => {
    const command = new AdminCreateUserCommand({
      UserPoolId: world.target.userPoolId,
      Username: `namesake-${sub.slice(0, 8)}`,
      UserAttributes: [
        { Name: 'email', Value: attributeOf(user, 'email') ?? '' },
        { Name: 'email_verified', Value: 'true' },
      ],
      MessageAction: 'SUPPRESS',
    });
    return using(new CognitoIdentityProviderClient(configurationOf(world)), (client) => client.send(command));
  },
});
