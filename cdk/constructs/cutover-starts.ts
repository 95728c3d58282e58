/** When the cutover's machine is started, and with which input: by one schedule, or once and then by one that repairs. */
import type { Migration } from '#core/migration.ts';
import type { ScheduledStart } from './machine-schedule.ts';

/**
 * Every start may cut over, repair or find nothing to do. While users migrate it only assesses, unless the
 * configuration says `automatic`: no gate can know whether every application signs in by SRP.
 */
export const cutoverStarts = ({ config, names }: Migration): Readonly<Record<string, ScheduledStart>> => {
  const { expression, repairExpression, timeZone, automatic } = config.cutover.schedule;
  const isDone = config.phase === 'srp-only';
  const input = { task: 'cutover', ...(isDone || automatic ? {} : { dryRun: true }) };
  const start = (name: string, when: string, description: string): ScheduledStart => ({
    name,
    description,
    expression: when,
    timeZone,
    input,
  });
  const instant = onceAt(expression, timeZone);
  if (instant === undefined)
    return {
      Schedule: start(names.cutover, expression, 'Assesses the cutover, and repairs what drifted after it'),
    };
  const repair = start(names.cutoverRepair, repairExpression, 'Repairs what drifted after the cutover');
  // Scheduler refuses a start date that has passed, and the one time is over: both are for before the cutover only.
  return isDone
    ? { Repair: repair }
    : {
        Schedule: start(names.cutover, expression, 'Assesses the cutover, once'),
        Repair: { ...repair, startDate: new Date(instant).toISOString() },
      };
};

const ONCE = /^at\((.+)\)$/;

/** Milliseconds since the epoch of an `at()`; undefined for what recurs. */
const onceAt = (expression: string, timeZone: string): number | undefined => {
  const [, wall] = ONCE.exec(expression) ?? [];
  if (wall === undefined) return undefined;
  const asUtc = Date.parse(`${wall}Z`);
  // Twice, since the offset at the first guess may be that of the other side of a change of clocks.
  const guess = asUtc - offsetAt(asUtc, timeZone);
  return asUtc - offsetAt(guess, timeZone);
};

/** How far the clocks of a time zone are ahead of UTC at an instant, in milliseconds. */
const offsetAt = (instant: number, timeZone: string): number => {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return Date.parse(`${format.format(instant).replace(' ', 'T')}Z`) - instant;
};
