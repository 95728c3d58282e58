/** `AWS::SNS::Topic`: a standard topic. FIFO topics and subscriptions inside the topic are not modelled. */
import * as z from 'zod';
import { tags, text } from '../property-shapes.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import type { Created } from '../stack-state.ts';

const properties = z.strictObject({
  TopicName: text.exactOptional(),
  DisplayName: text.exactOptional(),
  KmsMasterKeyId: text.exactOptional(),
  Tags: tags.exactOptional(),
});

const put = (
  { KmsMasterKeyId }: z.output<typeof properties>,
  { cloud, scope }: ResourceContext,
  name: string,
): Created => {
  const { arn } = cloud.sns.putTopic(scope, {
    name,
    ...(KmsMasterKeyId !== undefined && { keyName: KmsMasterKeyId }),
  });
  return { ref: arn, attributes: { TopicArn: arn, TopicName: name } };
};

export const snsTopic = resourceType({
  type: 'AWS::SNS::Topic',
  properties,
  attributes: ['TopicArn', 'TopicName'],
  replacedBy: ['TopicName'],
  create: (topic, context) => put(topic, context, topic.TopicName ?? context.generatedName()),
  update: (topic, context, { attributes }) => put(topic, context, attributes.TopicName ?? ''),
  remove: ({ cloud }, { ref }) => cloud.sns.deleteTopic(ref),
});
