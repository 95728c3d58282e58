/** `AWS::Events::EventBus`: a custom bus. Partner sources, bus policies, keys and dead letters are not modelled. */
import * as z from 'zod';
import { tags, text } from '../property-shapes.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import type { Created } from '../stack-state.ts';

const created = (name: string, { cloud, scope }: ResourceContext): Created => {
  const { arn } = cloud.events.putEventBus(scope, name);
  return { ref: name, attributes: { Arn: arn, Name: name } };
};

export const eventsEventBus = resourceType({
  type: 'AWS::Events::EventBus',
  properties: z.strictObject({
    Name: z.string().regex(/^[\w.-]{1,256}$/, 'must be a name of letters, digits, _ . -'),
    Description: text.exactOptional(),
    Tags: tags.exactOptional(),
  }),
  attributes: ['Arn', 'Name'],
  replacedBy: ['Name'],
  create: ({ Name }, context) => created(Name, context),
  update: (_bus, context, { ref }) => created(ref, context),
  remove: ({ cloud, scope }, { ref }) => cloud.events.deleteEventBus(scope, ref),
});
