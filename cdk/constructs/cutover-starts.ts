/** When the cutover's machine is started, and with which input: by one schedule, or once and then by one that repairs. */
import type { Migration } from '#core/migration.ts';
import { oneTimeOf } from '#core/schedule-time.ts';
import type { ScheduledStart } from './machine-schedule.ts';

/**
 * Every start may cut over, repair or find nothing to do. While users migrate it only assesses, unless the
 * configuration says `automatic`: no gate can know whether every application signs in by SRP.
 */
export const cutoverStarts = ({ config, names }: Migration): Readonly<Record<string, ScheduledStart>> => {
  const { enabled, expression, repairExpression, timeZone, automatic } = config.cutover.schedule;
  const isDone = config.phase === 'srp-only';
  const common = { timeZone, input: { task: 'cutover', ...(isDone || automatic ? {} : { dryRun: true }) } };
  const time = oneTimeOf(expression, timeZone);
  if (time.kind !== 'once') {
    const description = 'Assesses the cutover, and repairs what drifts after it';
    return { Schedule: { ...common, name: names.cutover, description, expression } };
  }
  const repair = {
    ...common,
    name: names.cutoverRepair,
    description: 'Repairs what drifts after the cutover',
    expression: repairExpression,
  };
  // Scheduler refuses a time and a start date that have passed, so both end with the phase. API reference "CreateSchedule", 2026-11
  if (isDone) return { Repair: repair };
  return {
    Schedule: { ...common, name: names.cutover, description: 'Assesses the cutover, once', expression },
    // Of a disabled schedule nobody checks that its time is still to come.
    Repair: { ...repair, ...(enabled ? { startDate: new Date(time.at).toISOString() } : {}) },
  };
};
