/** `AWS::WAFv2::WebACLAssociation`: puts a web ACL in front of a user pool. Other resources are not modelled. */
import * as z from 'zod';
import { text } from '../property-shapes.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import type { Created } from '../stack-state.ts';

const properties = z.strictObject({ ResourceArn: text, WebACLArn: text });

const put = (
  { ResourceArn, WebACLArn }: z.output<typeof properties>,
  { cloud, generatedName }: ResourceContext,
): Created => {
  cloud.waf.associate(WebACLArn, ResourceArn);
  return { ref: generatedName(), attributes: {} };
};

export const wafv2WebAclAssociation = resourceType({
  type: 'AWS::WAFv2::WebACLAssociation',
  properties,
  attributes: [],
  replacedBy: ['ResourceArn', 'WebACLArn'],
  create: put,
  remove: ({ cloud }, { properties: deployed }) =>
    cloud.waf.disassociate(properties.parse(deployed).ResourceArn),
});
