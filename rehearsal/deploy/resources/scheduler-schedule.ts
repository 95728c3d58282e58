/** `AWS::Scheduler::Schedule` that starts a state machine. Keys, and targets with parameters of their own, are not modelled. */
import * as z from 'zod';
import type { Timing } from '../../services/scheduler/schedule-expression.ts';
import { number, text } from '../property-shapes.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import type { Created } from '../stack-state.ts';

/** API Reference "CreateSchedule", 2026-11. */
const NAME_LENGTH = 64;

const date = z.string().refine((value) => !Number.isNaN(Date.parse(value)), { message: 'must be a date' });

const target = z.strictObject({
  Arn: text,
  RoleArn: z.string().regex(/^arn:aws:iam::\d{12}:role\//, 'must be the ARN of a role'),
  Input: z.string(),
  RetryPolicy: z
    .strictObject({
      MaximumEventAgeInSeconds: number.exactOptional(),
      MaximumRetryAttempts: number.exactOptional(),
    })
    .exactOptional(),
  DeadLetterConfig: z.strictObject({ Arn: text }).exactOptional(),
});

const properties = z.strictObject({
  Name: text.exactOptional(),
  GroupName: text.exactOptional(),
  Description: text.exactOptional(),
  ScheduleExpression: text,
  ScheduleExpressionTimezone: text.exactOptional(),
  StartDate: date.exactOptional(),
  EndDate: date.exactOptional(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  FlexibleTimeWindow: z.strictObject({
    Mode: z.enum(['OFF', 'FLEXIBLE']),
    MaximumWindowInMinutes: number.exactOptional(),
  }),
  Target: target,
});

type Properties = z.output<typeof properties>;

const timingOf = (schedule: Properties): Timing => ({
  expression: schedule.ScheduleExpression,
  ...(schedule.ScheduleExpressionTimezone && { timeZone: schedule.ScheduleExpressionTimezone }),
  ...(schedule.StartDate && { start: Date.parse(schedule.StartDate) }),
  ...(schedule.EndDate && { end: Date.parse(schedule.EndDate) }),
});

const put = (schedule: Properties, name: string, { cloud, scope }: ResourceContext): Created => {
  const { Arn, RoleArn, Input, RetryPolicy, DeadLetterConfig } = schedule.Target;
  const retries = RetryPolicy?.MaximumRetryAttempts;
  const { arn } = cloud.scheduler.putSchedule(scope, {
    name,
    ...(schedule.GroupName && { group: schedule.GroupName }),
    timing: timingOf(schedule),
    enabled: schedule.State === 'ENABLED',
    target: {
      arn: Arn,
      roleArn: RoleArn,
      input: Input,
      ...(retries !== undefined && { maximumRetryAttempts: retries }),
      ...(DeadLetterConfig && { deadLetterArn: DeadLetterConfig.Arn }),
    },
  });
  return { ref: name, attributes: { Arn: arn } };
};

export const schedulerSchedule = resourceType({
  type: 'AWS::Scheduler::Schedule',
  properties,
  attributes: ['Arn'],
  replacedBy: ['Name', 'GroupName'],
  create: (schedule, context) => put(schedule, schedule.Name ?? context.generatedName(NAME_LENGTH), context),
  update: (schedule, context, { ref }) => put(schedule, ref, context),
  remove: ({ cloud }, { attributes }) => cloud.scheduler.removeSchedule(attributes.Arn ?? ''),
});
