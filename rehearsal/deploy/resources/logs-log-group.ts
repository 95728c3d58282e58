/**
 * `AWS::Logs::LogGroup`: where a Lambda's lines go. Retention and class are kept, the key's policy and the data protection
 * are checked, but nothing expires, is encrypted or masked in a rehearsal.
 */
import * as z from 'zod';
import { checkUseByLogs } from '../../services/kms/use-by-logs.ts';
import { flag, number, tags, text } from '../property-shapes.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import type { Created } from '../stack-state.ts';
import { dataProtectionPolicy } from './data-protection-policy.ts';

const properties = z.strictObject({
  DataProtectionPolicy: dataProtectionPolicy.exactOptional(),
  DeletionProtectionEnabled: flag.exactOptional(),
  LogGroupName: text.exactOptional(),
  LogGroupClass: z.enum(['STANDARD', 'INFREQUENT_ACCESS']).exactOptional(),
  RetentionInDays: number.exactOptional(),
  KmsKeyId: text.exactOptional(),
  Tags: tags.exactOptional(),
});

const put = (
  group: z.output<typeof properties>,
  { cloud, scope }: ResourceContext,
  name: string,
): Created => {
  const groupArn = `arn:aws:logs:${scope.region}:${scope.accountId}:log-group:${name}`;
  if (group.KmsKeyId !== undefined) checkUseByLogs(cloud.kms, scope, group.KmsKeyId, groupArn);
  const { arn } = cloud.logs.putLogGroup(scope, {
    name,
    ...(group.DeletionProtectionEnabled !== undefined && {
      deletionProtection: group.DeletionProtectionEnabled,
    }),
    ...(group.RetentionInDays !== undefined && { retentionDays: group.RetentionInDays }),
    ...(group.KmsKeyId !== undefined && { kmsKeyId: group.KmsKeyId }),
  });
  // Fn::GetAtt gives the ARN with `:*`, the log streams. CloudFormation reference "AWS::Logs::LogGroup", 2026-11.
  return { ref: name, attributes: { Arn: `${arn}:*` } };
};

export const logsLogGroup = resourceType({
  type: 'AWS::Logs::LogGroup',
  properties,
  attributes: ['Arn'],
  replacedBy: ['LogGroupName'],
  create: (group, context) => put(group, context, group.LogGroupName ?? context.generatedName()),
  update: (group, context, { ref }) => put(group, context, ref),
  remove: ({ cloud, scope }, { ref }) => cloud.logs.deleteLogGroup(scope, ref),
});
