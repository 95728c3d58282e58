/** A Lambda's place in a VPC: whether its role lets Lambda make the network interfaces. It runs outside of it all the same. */
import * as z from 'zod';
import { parseArn } from '../../cloud/arn.ts';
import type { Iam } from '../../cloud/iam.ts';
import { type Scope, ServiceError } from '../../cloud/service.ts';
import { flag, text } from '../property-shapes.ts';

export const vpcConfig = z.strictObject({
  Ipv6AllowedForDualStack: flag.exactOptional(),
  SecurityGroupIds: z.array(text).default([]),
  SubnetIds: z.array(text).default([]),
});

/** Lambda Developer Guide "Giving Lambda functions access to resources in an Amazon VPC", required permissions, 2026-11. */
const ACTIONS = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/** @throws {ServiceError} `InvalidParameterValueException`, as CreateFunction is answered. */
export const checkInterfaces = (iam: Iam, roleArn: string, scope: Scope): void => {
  const { accountId = scope.accountId } = parseArn(roleArn) ?? {};
  const principal = { kind: 'role', accountId, arn: roleArn, roleArn } as const;
  for (const action of ACTIONS) {
    const { allowed, reason } = iam.authorize(principal, { action, resource: '*' }, scope);
    if (allowed) continue;
    const [, call = ''] = action.split(':');
    throw new ServiceError(
      'InvalidParameterValueException',
      `The provided execution role does not have permissions to call ${call} on EC2 (${reason}).`,
    );
  }
};
