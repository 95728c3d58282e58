/** `AWS::SQS::Queue`: a standard queue. Retention and encryption are checked and have no effect; FIFO is not modelled. */
import * as z from 'zod';
import { flag, number, tags, text } from '../property-shapes.ts';
import { resourceType } from '../resource-type.ts';

/** API Reference "CreateQueue", 2026-11. */
const NAME_LENGTH = 80;

export const sqsQueue = resourceType({
  type: 'AWS::SQS::Queue',
  properties: z.strictObject({
    QueueName: text.exactOptional(),
    MessageRetentionPeriod: number.exactOptional(),
    VisibilityTimeout: number.exactOptional(),
    SqsManagedSseEnabled: flag.exactOptional(),
    KmsMasterKeyId: text.exactOptional(),
    Tags: tags.exactOptional(),
  }),
  attributes: ['Arn', 'QueueName', 'QueueUrl'],
  replacedBy: ['QueueName'],
  create: ({ QueueName }, { cloud, scope, generatedName }) => {
    const name = QueueName ?? generatedName(NAME_LENGTH);
    const { arn, url } = cloud.sqs.createQueue(scope, name);
    return { ref: url, attributes: { Arn: arn, QueueName: name, QueueUrl: url } };
  },
  update: (_queue, _context, deployed) => deployed,
  remove: ({ cloud }, { attributes }) => cloud.sqs.deleteQueue(attributes.Arn ?? ''),
});
