/** `AWS::Oam::Link`: refused unless the sink's policy lets the account share all that it wants to. Its filters are not read. */
import * as z from 'zod';
import { RESOURCE_TYPES } from '../../services/oam/oam.ts';
import { text } from '../property-shapes.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import type { Created } from '../stack-state.ts';

/** API Reference "LinkConfiguration", 2026-11. */
const filter = z.strictObject({ Filter: z.string().min(1).max(2000) });

const properties = z.strictObject({
  LabelTemplate: text.exactOptional(),
  LinkConfiguration: z
    .strictObject({
      LogGroupConfiguration: filter.exactOptional(),
      MetricConfiguration: filter.exactOptional(),
    })
    .exactOptional(),
  ResourceTypes: z.array(z.enum(RESOURCE_TYPES)).min(1),
  SinkIdentifier: z.string().regex(/^arn:aws:oam:[\w-]+:\d{12}:sink\/[\w-]+$/, 'must be the ARN of a sink'),
  Tags: z.record(z.string(), text).exactOptional(),
});

const put = (
  { LabelTemplate: label = '$AccountName', ResourceTypes, SinkIdentifier }: z.output<typeof properties>,
  { cloud, scope }: ResourceContext,
): Created => {
  const { arn } = cloud.oam.createLink(scope, label, SinkIdentifier, ResourceTypes);
  return { ref: arn, attributes: { Arn: arn, Label: label } };
};

export const oamLink = resourceType({
  type: 'AWS::Oam::Link',
  properties,
  attributes: ['Arn', 'Label'],
  replacedBy: ['LabelTemplate', 'SinkIdentifier'],
  create: put,
  update: put,
  remove: ({ cloud }, { ref }) => cloud.oam.deleteLink(ref),
});
