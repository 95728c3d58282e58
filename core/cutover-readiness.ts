/** The gates of the cutover: what each asks for, what was found, and whether that will do. Missing evidence is never met. */
import type { SweepProgress } from './progress.ts';
import { sumOf } from './sweep-counts.ts';
import type { CutoverGates, CutoverSettings } from './trigger-settings.ts';

/** As the keys of `cutover.gates` in the configuration. */
export type GateName = Exclude<keyof CutoverGates, 'failureDays'>;

export type Gate = {
  readonly gate: GateName;
  readonly threshold: number;
  /** `null` where there is nothing to go by; then it is not met. */
  readonly value: number | null;
  readonly met: boolean;
  /** The same in a sentence. */
  readonly says: string;
};

/** What CloudWatch says of migrate-user. Absent as a whole where it did not answer. */
export type MetricEvidence = {
  /** Sums of `MigrationAttempts` and `Failed` over the last `failureDays`. */
  readonly attempts: number;
  readonly failed: number;
  /**
   * End of the newest period in which `Migrated` was above 0, not later than the execution's start. Milliseconds since
   * the epoch; absent where nobody migrated within {@link metricDays}.
   */
  readonly newestMigrationAt?: number;
};

export type GateEvidence = {
  /** Start of the execution. Milliseconds since the epoch. */
  readonly now: number;
  /** Of the last finished sweep. */
  readonly progress: SweepProgress | undefined;
  readonly metrics: MetricEvidence | undefined;
};

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** Days of `Migrated` that the thresholds look back on. */
export const metricDays = ({ gates, retirementQuietDays }: CutoverSettings): number =>
  Math.ceil(Math.max(gates.quietDays, gates.failureDays, retirementQuietDays));

/** States of stragglers who cannot come, whatever becomes of the migration. */
const BARRED_STATES: readonly string[] = ['disabled', 'federated', 'unconfirmed'];

const sumOfStates = (progress: SweepProgress, states: readonly string[]): number =>
  Object.values(progress.totals.source.records)
    .flatMap((byState) => states.map((state) => byState[state] ?? 0))
    .reduce((sum, count) => sum + count, 0);

const isBarred = (state: string): boolean => BARRED_STATES.includes(state);

const stragglers = ({ totals }: SweepProgress, which: (state: string) => boolean): number =>
  sumOf(Object.fromEntries(Object.entries(totals.source.stragglers).filter(([state]) => which(state))));

/** Users of the source who have come or still can: all but stragglers who are disabled, federated or unconfirmed. */
const comers = (progress: SweepProgress): number =>
  progress.totals.source.users - stragglers(progress, isBarred);

/** Users of whom both pools show that they have come: reconciled, and no shell. */
const proven = (progress: SweepProgress): number =>
  Math.max(0, sumOfStates(progress, ['reconciled']) - (progress.totals.target?.shells ?? 0));

/** Records of reconciliations that were given up, and records that cannot be read. */
export const givenUp = (progress: SweepProgress): number =>
  sumOfStates(progress, ['failed', 'abandoned']) + progress.totals.source.unreadable;

/** Users who could still come, are not in the target, and were not given up: stragglers, pending and removed records. */
export const notCome = (progress: SweepProgress): number =>
  comers(progress) - sumOfStates(progress, ['reconciled']) - givenUp(progress);

const timeOf = (time: string | undefined): number | undefined => {
  const milliseconds = Date.parse(time ?? '');
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
};

/** Days since somebody last came; nothing where that cannot be known. Records alone are as old as the sweep. */
export const quietDaysOf = ({ now, progress, metrics }: GateEvidence): number | undefined => {
  if (progress === undefined || metrics === undefined) return undefined;
  const recordAt = timeOf(progress.newestRecordAt);
  // A time that cannot be read may be newer than what the metric has.
  if (recordAt === undefined && progress.newestRecordAt !== undefined) return undefined;
  const times = [recordAt, metrics.newestMigrationAt].filter((time) => time !== undefined);
  return times.length === 0 ? undefined : Math.max(0, now - Math.max(...times)) / DAY_MS;
};

/** Hours since the last sweep was finished. */
export const sweepAgeOf = ({ now, progress }: GateEvidence): number | undefined => {
  const finishedAt = timeOf(progress?.finishedAt);
  return finishedAt === undefined ? undefined : Math.max(0, now - finishedAt) / HOUR_MS;
};

/** Rounded to the worse side, so that a value never looks better than it is. */
export const shownAs = (value: number, worse: 'less' | 'more', digits: number): number => {
  const scale = 10 ** digits;
  // Without the tiny rest, 0.57 would be shown as 0.5699; without the sum, nothing as -0.
  return (worse === 'less' ? Math.floor(value * scale + 1e-6) : Math.ceil(value * scale - 1e-6) + 0) / scale;
};

/** A share of 0.9495 as `94.95 %`. */
const percent = (share: number): string => `${Number((share * 100).toFixed(2))} %`;

type Found = { readonly value: number; readonly says: string };
type Unknown = { readonly says: string };

const NO_SWEEP: Unknown = { says: 'No sweep has been finished: start one.' };
const NO_METRICS: Unknown = { says: 'CloudWatch did not answer: run it again.' };

const migratedShare = (
  { progress }: GateEvidence,
  { migratedShare: asked }: CutoverGates,
): Found | Unknown => {
  if (progress === undefined) return NO_SWEEP;
  const [come, all] = [proven(progress), comers(progress)];
  if (all === 0) return { says: 'The last sweep found nobody who could come.' };
  const value = come / all;
  const share = percent(shownAs(value, 'less', 4));
  return {
    value,
    says: `${come} of ${all} users who can come are there and reconciled: ${share}, and ${percent(asked)} is asked for.`,
  };
};

const quietDays = (evidence: GateEvidence, { quietDays: asked }: CutoverGates): Found | Unknown => {
  const value = quietDaysOf(evidence);
  if (value === undefined) {
    if (evidence.metrics === undefined) return NO_METRICS;
    if (evidence.progress === undefined) return NO_SWEEP;
    return { says: 'Neither the last sweep nor CloudWatch knows when somebody last came: start a sweep.' };
  }
  const days = shownAs(value, 'less', 2);
  return { value, says: `Somebody last came ${days} days ago, and ${asked} are asked for.` };
};

const failureShare = (
  { metrics }: GateEvidence,
  { failureShare: asked, failureDays }: CutoverGates,
): Found | Unknown => {
  if (metrics === undefined) return NO_METRICS;
  const { attempts, failed } = metrics;
  if (attempts === 0) {
    return {
      says: `Nobody asked the trigger in the last ${failureDays} days, so there is nothing to go by.`,
    };
  }
  const value = failed / attempts;
  const share = percent(shownAs(value, 'more', 4));
  return {
    value,
    says: `${failed} of ${attempts} attempts of the last ${failureDays} days failed: ${share}, and at most ${percent(asked)} may.`,
  };
};

const sweepMaxAgeHours = (
  evidence: GateEvidence,
  { sweepMaxAgeHours: asked }: CutoverGates,
): Found | Unknown => {
  const value = sweepAgeOf(evidence);
  if (value === undefined) return NO_SWEEP;
  const hours = shownAs(value, 'more', 2);
  return {
    value,
    says: `The last sweep was finished ${hours} hours ago, and at most ${asked} may have passed.`,
  };
};

const failedReconciliations = (
  { progress }: GateEvidence,
  { failedReconciliations: asked }: CutoverGates,
): Found | Unknown => {
  if (progress === undefined) return NO_SWEEP;
  const value = givenUp(progress);
  return {
    value,
    says: `${value} records are failed, abandoned or unreadable, and at most ${asked} may be. The sweep's task retryFailed tries them again.`,
  };
};

type Rule = {
  readonly find: (evidence: GateEvidence, gates: CutoverGates) => Found | Unknown;
  /** `less`: a lower value than the threshold is not met. */
  readonly worse: 'less' | 'more';
  readonly digits: number;
};

const RULES: Readonly<Record<GateName, Rule>> = {
  migratedShare: { find: migratedShare, worse: 'less', digits: 4 },
  quietDays: { find: quietDays, worse: 'less', digits: 2 },
  failureShare: { find: failureShare, worse: 'more', digits: 4 },
  sweepMaxAgeHours: { find: sweepMaxAgeHours, worse: 'more', digits: 2 },
  failedReconciliations: { find: failedReconciliations, worse: 'more', digits: 0 },
};

const GATE_NAMES = Object.keys(RULES) as readonly GateName[];

/** Every gate, met or not, in one order. */
export const assessGates = (evidence: GateEvidence, gates: CutoverGates): readonly Gate[] =>
  GATE_NAMES.map((gate) => {
    const { find, worse, digits } = RULES[gate];
    const found = find(evidence, gates);
    const threshold = gates[gate];
    if (!('value' in found)) return { gate, threshold, value: null, met: false, says: found.says };
    const met = worse === 'less' ? found.value >= threshold : found.value <= threshold;
    return { gate, threshold, value: shownAs(found.value, worse, digits), met, says: found.says };
  });
