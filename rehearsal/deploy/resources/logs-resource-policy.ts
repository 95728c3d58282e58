/** `AWS::Logs::ResourcePolicy`: lets AWS services write to log groups; EventBridge needs one for its log group targets. */
import * as z from 'zod';
import { text } from '../property-shapes.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import type { Created } from '../stack-state.ts';

const properties = z.strictObject({ PolicyName: text, PolicyDocument: text });

const put = (
  { PolicyName, PolicyDocument }: z.output<typeof properties>,
  { cloud, scope }: ResourceContext,
): Created => {
  cloud.events.logPolicies.put(scope, PolicyName, PolicyDocument);
  return { ref: PolicyName, attributes: {} };
};

export const logsResourcePolicy = resourceType({
  type: 'AWS::Logs::ResourcePolicy',
  properties,
  attributes: [],
  replacedBy: ['PolicyName'],
  create: put,
  update: put,
  remove: ({ cloud, scope }, { ref }) => cloud.events.logPolicies.remove(scope, ref),
});
