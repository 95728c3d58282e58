/**
 * Which state an alarm is in, given its latest data points. User Guide "Using Amazon CloudWatch alarms", "How alarm state
 * is evaluated when data is missing", 2026-11. Pure.
 */

export type AlarmState = 'INSUFFICIENT_DATA' | 'OK' | 'ALARM';

export type MissingData = 'missing' | 'notBreaching' | 'breaching' | 'ignore';

/** How many of how many data points have to be breaching, and what the missing ones count as. */
export type Rule = {
  /** N. */
  readonly evaluationPeriods: number;
  /** M. */
  readonly datapointsToAlarm: number;
  readonly treatMissingData: MissingData;
};

/**
 * CloudWatch looks at more data points than the rule asks for. How many more it does not say; its examples have two
 * (inferred for all others).
 */
const EXTRA_POINTS = 2;

export const pointsLookedAt = ({ evaluationPeriods }: Pick<Rule, 'evaluationPeriods'>): number =>
  evaluationPeriods + EXTRA_POINTS;

/**
 * The next state. Where there are at least N data points, the latest N decide and nothing is filled in.
 * @param points oldest first, whether each is breaching; undefined is missing
 */
export const nextState = (
  points: readonly (boolean | undefined)[],
  rule: Rule,
  current: AlarmState,
): AlarmState => {
  const { evaluationPeriods, datapointsToAlarm, treatMissingData } = rule;
  const existing = points.filter((point) => point !== undefined).slice(-evaluationPeriods);
  const breaching = existing.filter((point) => point).length;
  const missing = evaluationPeriods - existing.length;
  const filled = treatMissingData === 'breaching' ? missing : 0;
  if (breaching + filled >= datapointsToAlarm) return 'ALARM';
  const undecided = missing > 0 && breaching === existing.length;
  if (!undecided || treatMissingData === 'breaching' || treatMissingData === 'notBreaching') return 'OK';
  if (treatMissingData === 'ignore') return current;
  return isOldBreach(points, datapointsToAlarm) ? 'ALARM' : 'INSUFFICIENT_DATA';
};

/** All that is there is breaching and the oldest of it is M data points old: the alarm waits for no more. As above. */
const isOldBreach = (points: readonly (boolean | undefined)[], datapointsToAlarm: number): boolean => {
  const oldest = points.indexOf(true);
  return oldest >= 0 && points.length - oldest >= datapointsToAlarm;
};
