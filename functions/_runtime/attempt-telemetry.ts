/**
 * What is told of one attempt: a log line and metrics. Ids, reasons and milliseconds; never the login, a password, a
 * token or an attribute value.
 */
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { METRIC_NAMESPACE } from '#core/metrics.ts';
import type { Admitted, MigrationOutcome } from '#core/migration-outcome.ts';
import { annotateCurrent } from './tracing.ts';

export type Trigger = 'sign-in' | 'forgot-password' | 'unknown';

/** One finished attempt, as the orchestration hands it over. */
export type Attempt = {
  readonly trigger: Trigger;
  /**
   * When Cognito began to wait, in milliseconds since the epoch: the time of the metrics, as Lambda has it for its own. An
   * alarm subtracts the one from the other. @default - when it is told
   */
  readonly invokedAt?: number;
  readonly outcome: MigrationOutcome;
  /** Milliseconds; a part is absent when it did not happen. */
  readonly latency: {
    readonly total: number;
    readonly passwordCheck?: number;
    readonly userRead?: number;
    /** Starting the reconciliation and telling the audit trail, at once. */
    readonly afterwards?: number;
  };
  /** The role could not be assumed or used, whatever became of the attempt. */
  readonly sourceAuthFailed: boolean;
  /** Absent where nothing was to be started, or there is nothing to start yet. */
  readonly workflow?: 'started' | 'failed';
  /** Absent where there is no ledger, or nothing to ask it. */
  readonly ledger?: 'asked' | 'unreachable';
  /** Absent where the user brought no further name along. `unreachable`: at least one could not be asked about. */
  readonly aliases?: 'asked' | 'unreachable';
  /** Absent where there is no audit trail. */
  readonly audit?: 'told' | 'failed';
  /** Names of the errors behind what failed of `ledger`, `aliases`, `workflow` and `audit`. */
  readonly problems?: Readonly<Record<string, string>>;
};

export type AttemptTelemetry = {
  readonly record: (attempt: Attempt) => void;
  /** A bug of ours ended the attempt: leaves where it happened, not what it said. */
  readonly crashed: (error: unknown) => void;
};

/** The call sites of an error without the message, which may quote anything. */
const framesOf = (error: unknown): readonly string[] => {
  if (!(error instanceof Error)) return [];
  const stack = (error.stack ?? '').replace(error.message, '');
  return stack.split('\n').filter((line) => /^\s+at /.test(line));
};

const secondFactorOf = (outcome: MigrationOutcome): Admitted['secondFactor'] | undefined =>
  outcome.kind === 'migrated' || outcome.kind === 'reset-required' ? outcome.secondFactor : undefined;

const detailsOf = (outcome: MigrationOutcome): Readonly<Record<string, unknown>> => {
  switch (outcome.kind) {
    case 'migrated':
    case 'reset-required':
      return { secondFactor: outcome.secondFactor, groups: outcome.groups };
    case 'rejected':
      return { reason: outcome.reason };
    case 'failed':
      return {
        reason: outcome.reason,
        awsError: outcome.awsError,
        refusedAttributes: outcome.refusedAttributes,
      };
  }
};

/** The first attempt of an environment that was started for it; a provisioned one is started ahead. */
type Told = Attempt & { readonly coldStart: boolean };

const logLine = ({ outcome, latency, invokedAt: _, ...attempt }: Told) => ({
  ...attempt,
  outcome: outcome.kind,
  ...detailsOf(outcome),
  sourceSub: outcome.sourceSub,
  latencyMs: latency,
});

const levelOf = ({ outcome, problems }: Attempt): 'error' | 'warn' | 'info' => {
  if (outcome.kind === 'failed') return 'error';
  return problems === undefined ? 'info' : 'warn';
};

/** Counts come with their zeros, so that an alarm on a share always has both of its numbers. */
const countsOf = (attempt: Told): Readonly<Record<string, boolean>> => {
  const { outcome, sourceAuthFailed, workflow, ledger, aliases, audit, coldStart } = attempt;
  return {
    MigrationAttempts: true,
    Migrated: outcome.kind === 'migrated',
    ResetRequired: outcome.kind === 'reset-required',
    Rejected: outcome.kind === 'rejected',
    Failed: outcome.kind === 'failed',
    SourceAuthFailed: sourceAuthFailed,
    DeadlineExceeded: outcome.kind === 'failed' && outcome.reason === 'deadline',
    WorkflowStartFailed: workflow === 'failed',
    AuditFailed: audit === 'failed',
    LedgerUnreachable: ledger === 'unreachable',
    AliasesUnreachable: aliases === 'unreachable',
    SecondFactorNotCarried: secondFactorOf(outcome) === 'not-carried',
    ColdStart: coldStart,
  };
};

const publish = (metrics: Metrics, attempt: Told): void => {
  // Whole milliseconds, or Powertools does not take it.
  const at = Math.floor(attempt.invokedAt ?? Date.now());
  metrics.setTimestamp(at);
  for (const [name, happened] of Object.entries(countsOf(attempt))) {
    metrics.addMetric(name, MetricUnit.Count, happened ? 1 : 0);
  }
  metrics.addMetric('MigrationLatency', MetricUnit.Milliseconds, attempt.latency.total);
  const { passwordCheck } = attempt.latency;
  if (passwordCheck !== undefined) {
    metrics.addMetric('SourceAuthLatency', MetricUnit.Milliseconds, passwordCheck);
  }
  metrics.publishStoredMetrics();
  if (attempt.outcome.kind !== 'failed') return;
  // A dimension of its own: reasons are a closed list, so this stays a handful of metrics.
  const byReason = metrics.singleMetric();
  byReason.setTimestamp(at);
  byReason.addDimension('Reason', attempt.outcome.reason).addMetric('Failed', MetricUnit.Count, 1);
};

/** `serviceName`: the Lambda's, as `service` in its lines. */
export const createLogger = (serviceName: string): Logger => new Logger({ serviceName });

/** `AWS_LAMBDA_INITIALIZATION_TYPE` of an environment that waits for its first invocation. Developer Guide "Runtime environment variables", 2026-11 */
const STARTED_AHEAD = 'provisioned-concurrency';

/**
 * `serviceName` becomes the dimension `service`. Adds and publishes without pausing, so that attempts at the same time never mix their numbers.
 * @param initialization how Lambda started this environment
 */
export const createAttemptTelemetry = (
  logger: Logger,
  serviceName: string,
  initialization?: string,
): AttemptTelemetry => {
  const metrics = new Metrics({ namespace: METRIC_NAMESPACE, serviceName });
  let isCold = initialization !== STARTED_AHEAD;
  return {
    record: (attempt) => {
      const told = { ...attempt, coldStart: isCold };
      isCold = false;
      logger[levelOf(attempt)]('migration attempt', logLine(told));
      publish(metrics, told);
      annotateCurrent('outcome', attempt.outcome.kind);
      if ('reason' in attempt.outcome) annotateCurrent('reason', attempt.outcome.reason);
    },
    crashed: (error) => logger.error('migration attempt crashed', { frames: framesOf(error) }),
  };
};
