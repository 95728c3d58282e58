/** `AWS::Events::Archive`: keeps a bus's events for replay. Retention is checked; nothing expires in a rehearsal. */
import * as z from 'zod';
import type { EventPattern } from '../../services/events/event-pattern.ts';
import { number, text } from '../property-shapes.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import type { Created } from '../stack-state.ts';

/** API Reference "CreateArchive", 2026-11. */
const NAME_LENGTH = 48;

const properties = z.strictObject({
  ArchiveName: z
    .string()
    .regex(/^[\w.-]{1,48}$/, 'must be at most 48 letters, digits, _ . -')
    .exactOptional(),
  Description: text.exactOptional(),
  SourceArn: text,
  EventPattern: z.record(z.string(), z.unknown()).exactOptional(),
  RetentionDays: number.exactOptional(),
});

const put = (
  archive: z.output<typeof properties>,
  name: string,
  { cloud, scope }: ResourceContext,
): Created => {
  const { arn } = cloud.events.putArchive(scope, {
    name,
    eventBusArn: archive.SourceArn,
    ...(archive.EventPattern && { pattern: archive.EventPattern as EventPattern }),
    ...(archive.RetentionDays !== undefined && { retentionDays: archive.RetentionDays }),
  });
  return { ref: name, attributes: { Arn: arn, ArchiveName: name } };
};

export const eventsArchive = resourceType({
  type: 'AWS::Events::Archive',
  properties,
  attributes: ['Arn', 'ArchiveName'],
  replacedBy: ['ArchiveName', 'SourceArn'],
  create: (archive, context) =>
    put(archive, archive.ArchiveName ?? context.generatedName(NAME_LENGTH), context),
  update: (archive, context, { ref }) => put(archive, ref, context),
  remove: ({ cloud }, { ref, properties: archive }) =>
    cloud.events.deleteArchive(properties.parse(archive).SourceArn, ref),
});
