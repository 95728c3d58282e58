/** The gates of the cutover: what each asks for, what was found, and whether that will do. Missing evidence is never met. */
import type { SweepProgress } from './progress.ts';
import type { CutoverGates } from './trigger-settings.ts';

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
