/** The pseudo parameters of CloudFormation, for one stack. */
import type { Scope } from '../cloud/service.ts';
import { NO_VALUE } from './intrinsics/environment.ts';
import { stackId } from './physical-name.ts';

/** Names that every template may refer to. `AWS::NotificationARNs` is not modelled. */
export const PSEUDO_PARAMETERS = [
  'AWS::AccountId',
  'AWS::NoValue',
  'AWS::Partition',
  'AWS::Region',
  'AWS::StackId',
  'AWS::StackName',
  'AWS::URLSuffix',
] as const;

/** Values of {@link PSEUDO_PARAMETERS}; the partition is always `aws`. */
export const pseudoParameters = (
  stackName: string,
  scope: Scope,
): Readonly<Record<(typeof PSEUDO_PARAMETERS)[number], unknown>> => ({
  'AWS::AccountId': scope.accountId,
  'AWS::NoValue': NO_VALUE,
  'AWS::Partition': 'aws',
  'AWS::Region': scope.region,
  'AWS::StackId': stackId(stackName, scope),
  'AWS::StackName': stackName,
  'AWS::URLSuffix': 'amazonaws.com',
});
