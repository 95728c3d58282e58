/** Asks the accounts, as their operators, which sign-in flows the two app clients allow: for the cause of a failed run. */
import {
  CognitoIdentityProviderClient,
  DescribeUserPoolClientCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Observation } from '../report/observation.ts';
import type { Side, World } from './world.ts';

const flowsOf = async ({ cloud }: World, side: Side): Promise<readonly string[]> => {
  const { accountId, region, userPoolId, clientId } = side;
  const { accessKeyId, secretAccessKey } = cloud.operator(accountId);
  const client = new CognitoIdentityProviderClient({
    endpoint: cloud.url,
    region,
    credentials: { accessKeyId, secretAccessKey },
  });
  try {
    const command = new DescribeUserPoolClientCommand({ UserPoolId: userPoolId, ClientId: clientId });
    return (await client.send(command)).UserPoolClient?.ExplicitAuthFlows ?? [];
  } finally {
    client.destroy();
  }
};

export const readClientFlows = async (world: World): Promise<NonNullable<Observation['flows']>> => ({
  source: await flowsOf(world, world.source),
  target: await flowsOf(world, world.target),
});
