/**
 * `AWS::Logs::LogGroup`: where a Lambda's lines go. Retention, class and key are kept, but nothing expires or is
 * encrypted in a rehearsal; data protection is not modelled.
 */
import * as z from 'zod';
import { number, tags, text } from '../property-shapes.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import type { Created } from '../stack-state.ts';

const properties = z.strictObject({
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
  const { arn } = cloud.logs.putLogGroup(scope, {
    name,
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
