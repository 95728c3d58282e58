/** What the endpoints of a stack's VPC let through, read from its template. */
import type { Stack } from 'aws-cdk-lib/core';
import { resources, type Statement } from './migration-builder.ts';

export const IN_ONE_REGION = { network: 'vpc', target: { region: 'eu-west-1' } };

/** What an endpoint lets through, by the end of its service's name. */
export const endpoints = (stack: Stack): Readonly<Record<string, readonly Statement[]>> =>
  Object.fromEntries(
    Object.values(resources(stack, 'AWS::EC2::VPCEndpoint')).map(({ Properties }) => {
      const { PolicyDocument }: { PolicyDocument?: { Statement: readonly Statement[] } } = Properties;
      const [, service = 'unnamed'] =
        /([a-z0-9-]+)("?\]?\]?}?)$/.exec(JSON.stringify(Properties.ServiceName)) ?? [];
      return [service, PolicyDocument?.Statement ?? []];
    }),
  );

/** Role, actions and resources that one statement of an endpoint lets through. */
export const admitted = ({ Action, Resource, Condition }: Statement) => ({
  principal: JSON.parse(JSON.stringify(Condition ?? {})).ArnEquals?.['aws:PrincipalArn'] ?? 'anybody',
  actions: [Action].flat(),
  resource: Resource,
});
