/** `AWS::SQS::QueuePolicy`: TLS only. It is checked and has nothing to refuse: requests here count as encrypted. */
import * as z from 'zod';
import { policyDocument, text } from '../property-shapes.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import type { Created } from '../stack-state.ts';
import { checkTransportPolicy } from './transport-policy.ts';

const properties = z.strictObject({ Queues: z.array(text).min(1), PolicyDocument: policyDocument });

const put = (
  { Queues, PolicyDocument }: z.output<typeof properties>,
  { note, generatedName }: ResourceContext,
): Created => {
  const queues = Queues.map((url) => url.split('/').at(-1)).join(', ');
  checkTransportPolicy(PolicyDocument, 'sqs', `queue ${queues}`);
  note(`Queue ${queues}: requests without TLS would be refused; here all count as encrypted.`);
  return { ref: generatedName(), attributes: {} };
};

export const sqsQueuePolicy = resourceType({
  type: 'AWS::SQS::QueuePolicy',
  properties,
  attributes: [],
  replacedBy: ['Queues'],
  create: put,
  update: put,
  remove: () => undefined,
});
