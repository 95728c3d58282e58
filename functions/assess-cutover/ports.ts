/** What an assessment needs of the world. The adapters are chosen in `handler.ts`; tests bring their own. */
import type { AppClientDescription } from '#core/auth-flows.ts';
import type { Assessment } from '#core/cutover-decision.ts';
import type { MetricEvidence } from '#core/cutover-readiness.ts';
import type { CutoverClientRecord, CutoverState } from '#core/cutover-state.ts';
import type { SweepProgress } from '#core/progress.ts';

/** Rejects with `TargetUnavailable` or `TargetRefused`. */
export type PoolPort = {
  /** `migrationTrigger`: ARN of what the pool calls for users whom it does not know. `domain`: it has one. */
  readonly readPool: (
    signal: AbortSignal,
  ) => Promise<{ readonly migrationTrigger?: string; readonly domain: boolean }>;
  /** Without the client's secret. */
  readonly readClient: (clientId: string, signal: AbortSignal) => Promise<AppClientDescription | undefined>;
  /** Of every app client of the pool. */
  readonly listClients: (signal: AbortSignal) => Promise<readonly string[]>;
};

/** Rejects with `LedgerUnavailable` or `LedgerRecordInvalid`. */
export type RecordsPort = {
  readonly readState: (signal: AbortSignal) => Promise<CutoverState>;
  readonly readClientRecords: (
    clientIds: readonly string[],
    signal: AbortSignal,
  ) => Promise<readonly CutoverClientRecord[]>;
  readonly readProgress: (signal: AbortSignal) => Promise<SweepProgress | undefined>;
};

/** Milliseconds since the epoch. */
export type MetricWindow = {
  readonly migratedSince: number;
  readonly attemptsSince: number;
  readonly to: number;
};

/** `unknown`: nobody could tell, which is no zero. */
export type MetricAnswer =
  | ({ readonly kind: 'told' } & MetricEvidence)
  | { readonly kind: 'unknown'; readonly awsError: string };

export type AssessCutoverPorts = {
  readonly pool: PoolPort;
  readonly records: RecordsPort;
  /** Never rejects. */
  readonly metrics: {
    readonly readHistory: (window: MetricWindow, signal: AbortSignal) => Promise<MetricAnswer>;
  };
  readonly telemetry: {
    readonly assessed: (assessment: Assessment) => void;
    readonly metricsUnknown: (awsError: string) => void;
  };
  readonly clock: {
    /** Milliseconds since the epoch; for pacing only. What is decided goes by the start of the execution. */
    readonly now: () => number;
    /** Rejects when the signal aborts. */
    readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  };
};
