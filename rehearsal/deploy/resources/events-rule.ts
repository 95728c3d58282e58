/** `AWS::Events::Rule` on a custom bus, with log groups as targets. Schedules and other targets are not modelled. */
import * as z from 'zod';
import type { EventPattern } from '../../services/events/event-pattern.ts';
import { tags, text } from '../property-shapes.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import type { Created } from '../stack-state.ts';

/** API Reference "PutRule", 2026-11. */
const NAME_LENGTH = 64;

const properties = z.strictObject({
  Name: text.exactOptional(),
  Description: text.exactOptional(),
  EventBusName: text,
  EventPattern: z.record(z.string(), z.unknown()),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Targets: z.array(z.strictObject({ Id: text, Arn: text })).default([]),
  Tags: tags.exactOptional(),
});

const put = (rule: z.output<typeof properties>, name: string, { cloud, scope }: ResourceContext): Created => {
  const { arn } = cloud.events.putRule(scope, {
    name,
    eventBus: rule.EventBusName,
    pattern: rule.EventPattern as EventPattern,
    enabled: rule.State === 'ENABLED',
    targets: rule.Targets.map((target) => target.Arn),
  });
  // Of a rule on a custom bus, Ref gives `BUS|RULE`. CloudFormation reference "AWS::Events::Rule", 2026-11.
  return { ref: `${rule.EventBusName.split('/').at(-1)}|${name}`, attributes: { Arn: arn } };
};

export const eventsRule = resourceType({
  type: 'AWS::Events::Rule',
  properties,
  attributes: ['Arn'],
  replacedBy: ['Name', 'EventBusName'],
  create: (rule, context) => put(rule, rule.Name ?? context.generatedName(NAME_LENGTH), context),
  update: (rule, context, { ref }) => put(rule, ref.split('|').at(-1) ?? '', context),
  remove: ({ cloud, scope }, { ref }) => {
    const [bus = '', name = ''] = ref.split('|');
    cloud.events.deleteRule(scope, bus, name);
  },
});
