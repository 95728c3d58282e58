/** `AWS::SNS::TopicPolicy`: who may publish. It takes the place of the default, which lets the topic's own account. */
import * as z from 'zod';
import type { PolicyDocument } from '../../cloud/iam.ts';
import { policyDocument, text } from '../property-shapes.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import type { Created } from '../stack-state.ts';

const properties = z.strictObject({ Topics: z.array(text).min(1), PolicyDocument: policyDocument });

const put = (
  { Topics, PolicyDocument: document }: z.output<typeof properties>,
  { cloud, generatedName }: ResourceContext,
): Created => {
  for (const topic of Topics) cloud.sns.putTopicPolicy(topic, document as PolicyDocument);
  return { ref: generatedName(), attributes: {} };
};

export const snsTopicPolicy = resourceType({
  type: 'AWS::SNS::TopicPolicy',
  properties,
  attributes: [],
  replacedBy: ['Topics'],
  create: put,
  update: put,
  remove: ({ cloud }, { properties: deployed }) => {
    for (const topic of properties.parse(deployed).Topics) cloud.sns.putTopicPolicy(topic, undefined);
  },
});
