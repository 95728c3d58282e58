/** `AWS::KMS::Alias`: another name of a key. */
import * as z from 'zod';
import { text } from '../property-shapes.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import type { Created } from '../stack-state.ts';

const properties = z.strictObject({ AliasName: text, TargetKeyId: text });

const put = (
  { AliasName, TargetKeyId }: z.output<typeof properties>,
  { cloud, scope }: ResourceContext,
): Created => {
  cloud.kms.putAlias(scope, AliasName, TargetKeyId);
  return { ref: AliasName, attributes: {} };
};

export const kmsAlias = resourceType({
  type: 'AWS::KMS::Alias',
  properties,
  attributes: [],
  replacedBy: ['AliasName'],
  create: put,
  update: put,
  remove: ({ cloud, scope }, { ref }) => cloud.kms.removeAlias(scope, ref),
});
