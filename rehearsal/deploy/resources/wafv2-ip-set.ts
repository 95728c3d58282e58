/** `AWS::WAFv2::IPSet` of a region: blocks of addresses that rules name. */
import * as z from 'zod';
import { tags, text } from '../property-shapes.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import type { Created } from '../stack-state.ts';

const properties = z.strictObject({
  Name: text.exactOptional(),
  Description: text.exactOptional(),
  Scope: z.literal('REGIONAL'),
  IPAddressVersion: z.enum(['IPV4', 'IPV6']),
  Addresses: z.array(text),
  Tags: tags.exactOptional(),
});

const put = (
  { IPAddressVersion, Addresses }: z.output<typeof properties>,
  { cloud, scope }: ResourceContext,
  name: string,
): Created => {
  const { arn, id } = cloud.waf.putIpSet(scope, name, IPAddressVersion, Addresses);
  return { ref: `${name}|${id}|REGIONAL`, attributes: { Arn: arn, Id: id } };
};

export const wafv2IpSet = resourceType({
  type: 'AWS::WAFv2::IPSet',
  properties,
  attributes: ['Arn', 'Id'],
  replacedBy: ['Name', 'Scope', 'IPAddressVersion'],
  create: (set, context) => put(set, context, set.Name ?? context.generatedName()),
  update: (set, context, { ref }) => put(set, context, ref.split('|')[0] ?? ''),
  remove: ({ cloud }, { attributes }) => cloud.waf.deleteIpSet(attributes.Arn ?? ''),
});
