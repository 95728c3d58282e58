/** What the cutover's schedule must satisfy: a time zone that there is, and a time that will come. */
import type { MigrationConfig } from './config.ts';
import { type ConfigProblem, describeFound } from './config-error.ts';
import { isOver, isTimeZone, oneTimeOf } from './schedule-time.ts';

type Sections = Partial<MigrationConfig>;

const PATH = 'cutover.schedule';

const problem = (key: string, value: string, remedy: string): ConfigProblem => {
  const path = `${PATH}.${key}`;
  const found = describeFound(value, path.split('.'));
  return { path, ...(found === undefined ? {} : { found }), remedy };
};

/** Needs no clock. */
export const cutoverRuleProblems = ({ cutover }: Sections): readonly ConfigProblem[] => {
  if (cutover === undefined) return [];
  const { expression, timeZone } = cutover.schedule;
  if (!isTimeZone(timeZone))
    return [problem('timeZone', timeZone, 'must be a time zone such as "UTC" or "Europe/Berlin"')];
  if (oneTimeOf(expression, timeZone).kind !== 'never') return [];
  return [
    problem(
      'expression',
      expression,
      `must be a time that there is: no clock of ${timeZone} ever shows this one`,
    ),
  ];
};

/**
 * A schedule in the past would never cut over, and nobody would notice. After the cutover the one time is over, as it
 * should be, and only the schedule that recurs counts.
 * @param now milliseconds since the epoch
 */
export const cutoverTimeProblems = ({ cutover, phase }: Sections, now: number): readonly ConfigProblem[] => {
  if (cutover === undefined || !cutover.schedule.enabled) return [];
  const { expression, repairExpression, timeZone } = cutover.schedule;
  if (!isTimeZone(timeZone)) return [];
  const isOnce = oneTimeOf(expression, timeZone).kind === 'once';
  const over = (key: string, value: string, remedy: string) =>
    isOver(value, timeZone, now) ? [problem(key, value, remedy)] : [];
  return [
    ...(isOnce && phase === 'srp-only'
      ? []
      : over(
          'expression',
          expression,
          isOnce
            ? 'is in the past; give a later time, or deploy the phase srp-only if the cutover is done'
            : 'names no year to come; give a later one, or * for any',
        )),
    ...(isOnce
      ? over('repairExpression', repairExpression, 'names no year to come; give a later one, or * for any')
      : []),
  ];
};
