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
import { type Access, createAccess, using } from './operator-access.ts';
import { createChanges } from './operator-changes.ts';
import { createOperatorView } from './operator-view.ts';
import type { Operator, Person } from './scenario.ts';
import { findTargetUser } from './target-users.ts';
import { usersOf, type World } from './world.ts';

type Users = Pick<Operator, 'deleteTargetUser' | 'takeEmail'>;

const createUsers = (world: World, { configuration }: Access): Users => ({
  deleteTargetUser: async (person: Person) => {
    const { target } = world;
    const { Username } = findTargetUser(usersOf(world, target), person) ?? {};
    const command = new AdminDeleteUserCommand({ UserPoolId: target.userPoolId, Username });
    // Whom the target does not have, nobody needs to delete.
    if (Username === undefined) return;
    await using(new CognitoIdentityProviderClient(configuration), (client) => client.send(command));
  },
  takeEmail: async ({ sub, user }: Person) => {
    const command = new AdminCreateUserCommand({
      UserPoolId: world.target.userPoolId,
      Username: `namesake-${sub.slice(0, 8)}`,
      UserAttributes: [
        { Name: 'email', Value: attributeOf(user, 'email') ?? '' },
        { Name: 'email_verified', Value: 'true' },
      ],
      MessageAction: 'SUPPRESS',
    });
    await using(new CognitoIdentityProviderClient(configuration), (client) => client.send(command));
  },
});

/** @param stopping nothing more is waited for once it is aborted */
export const createOperator = (world: World, stopping: AbortSignal): Operator => {
  const access = createAccess(world);
  const view = createOperatorView(world, access);
  return {
    ...createExecutions({ access, world, view, stopping }),
    ...createUsers(world, access),
    ...createChanges(world, access),
    view,
    clearLedgerRecord: async ({ sub }: Person) => {
      const Key = { id: { S: ledgerKey(sub) } };
      const command = new DeleteItemCommand({ TableName: world.ledgerTable, Key });
      await using(new DynamoDBClient(access.configuration), (client) => client.send(command));
    },
    withdraw: (roleName, action) =>
      world.cloud.iam.withdraw(`arn:aws:iam::${world.target.accountId}:role/${roleName}`, action),
  };
};
