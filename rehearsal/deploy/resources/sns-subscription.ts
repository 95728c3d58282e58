/** `AWS::SNS::Subscription`: kept. Nothing is delivered, and whoever has to confirm on AWS counts as confirmed. */
import * as z from 'zod';
import { PROTOCOLS } from '../../services/sns/sns.ts';
import { text } from '../property-shapes.ts';
import { resourceType } from '../resource-type.ts';

/** Their owners have to confirm. API Reference "Subscribe", 2026-11. */
const CONFIRMED_BY_HAND = new Set<string>(['http', 'https', 'email', 'email-json']);

export const snsSubscription = resourceType({
  type: 'AWS::SNS::Subscription',
  properties: z.strictObject({ TopicArn: text, Protocol: z.enum(PROTOCOLS), Endpoint: text }),
  attributes: ['Arn'],
  replacedBy: ['TopicArn', 'Protocol', 'Endpoint'],
  create: ({ TopicArn, Protocol, Endpoint }, { cloud, logicalId, generatedName, note }) => {
    const { arn } = cloud.sns.subscribe(TopicArn, Protocol, Endpoint, generatedName());
    if (CONFIRMED_BY_HAND.has(Protocol))
      note(
        `Subscription ${logicalId} (${Protocol}): its owner would have to confirm it before anything is sent.`,
      );
    return { ref: arn, attributes: { Arn: arn } };
  },
  remove: ({ cloud }, { ref }) => cloud.sns.unsubscribe(ref),
});
