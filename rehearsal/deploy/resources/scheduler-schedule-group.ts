/** `AWS::Scheduler::ScheduleGroup`. */
import * as z from 'zod';
import { tags, text } from '../property-shapes.ts';
import { resourceType } from '../resource-type.ts';

/** API Reference "CreateScheduleGroup", 2026-11. */
const NAME_LENGTH = 64;

export const schedulerScheduleGroup = resourceType({
  type: 'AWS::Scheduler::ScheduleGroup',
  properties: z.strictObject({ Name: text.exactOptional(), Tags: tags.exactOptional() }),
  attributes: ['Arn'],
  replacedBy: ['Name'],
  create: ({ Name }, { cloud, scope, generatedName }) => {
    const name = Name ?? generatedName(NAME_LENGTH);
    const { arn } = cloud.scheduler.putGroup(scope, name);
    return { ref: name, attributes: { Arn: arn } };
  },
  update: (_group, _context, deployed) => deployed,
});
