/**
 * What sets each alarm off. In metric math, a metric without a value in a period counts as 0 where another one of the
 * expression has a value. CloudWatch User Guide "Using metric math", 2026-11
 */
import { type IMetric, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { AlarmId } from '#core/alarms.ts';
import type { Migration } from '#core/migration.ts';
import {
  audited,
  counted,
  FIVE_MINUTES,
  ofLambda,
  ofMachine,
  undeliveredOf,
  waitingIn,
} from './migration-metrics.ts';

export type AlarmRule = {
  readonly metric: IMetric;
  /** The alarm goes off at this value, or only above it. */
  readonly at: { readonly least: number } | { readonly above: number };
  /** How many of how many periods in a row. @default 1 of 1 */
  readonly periods?: { readonly bad: number; readonly of: number };
  readonly missing: TreatMissingData;
  /** What happened, for whoever is woken up by it. */
  readonly says: string;
};

const ONCE = { least: 1 } as const;

/** Nobody came, nothing ran, nothing happened: nothing is wrong. */
const NOTHING_HAPPENED = TreatMissingData.NOT_BREACHING;

/** Who looks runs once a day; what was found holds until the next look. */
const STANDS_UNTIL_NEXT_LOOK = TreatMissingData.IGNORE;

const math = (expression: string, label: string, usingMetrics: Record<string, IMetric>): MathExpression =>
  new MathExpression({ expression, label, usingMetrics, period: FIVE_MINUTES });

const TRIGGER = 'migrate-user';

/** Sign-ins, as Cognito's trigger sees them. */
const signInRules = ({ config: { alarms }, names }: Migration) => ({
  FailureShare: {
    metric: math(`IF(attempts >= ${alarms.minimumAttempts}, failed / attempts, 0)`, 'Failed share', {
      attempts: counted(TRIGGER, 'MigrationAttempts'),
      failed: counted(TRIGGER, 'Failed'),
    }),
    at: { above: alarms.failureShare },
    missing: NOTHING_HAPPENED,
    says: `More than ${alarms.failureShare * 100} % of the sign-ins of five minutes failed for reasons of ours`,
  },
  // A plain alarm at Cognito's 5 s could never go off: the handler gives up before.
  Latency: {
    metric: math(
      `IF(deadline >= 1, 1, 0) + IF(samples >= ${alarms.minimumLatencySamples}, IF(p99 > ${alarms.latencyP99Ms}, 1, 0), 0)`,
      'Too slow',
      {
        deadline: counted(TRIGGER, 'DeadlineExceeded'),
        samples: counted(TRIGGER, 'MigrationLatency', { statistic: 'SampleCount' }),
        p99: counted(TRIGGER, 'MigrationLatency', { statistic: 'p99' }),
      },
    ),
    at: ONCE,
    missing: NOTHING_HAPPENED,
    says: `A sign-in was given up for lack of time, or the 99th percentile is above ${alarms.latencyP99Ms} ms`,
  },
  /**
   * A failed attempt ends as an error of the Lambda too, because Cognito must be told; those are FailureShare's. More
   * than half: both numbers may arrive a minute apart.
   */
  TriggerErrors: {
    metric: math('IF(errors - failed > 0.5 * errors, errors - failed, 0)', 'Unexplained errors', {
      errors: ofLambda(names.migrateUser, 'Errors'),
      failed: counted(TRIGGER, 'Failed'),
    }),
    at: ONCE,
    missing: NOTHING_HAPPENED,
    says: 'The trigger ended without an outcome: it crashed, ran out of memory, or was stopped',
  },
  SourceAuthFailed: {
    metric: counted(TRIGGER, 'SourceAuthFailed'),
    at: { least: alarms.sourceAuthFailures },
    missing: NOTHING_HAPPENED,
    says: 'Account A refused the role of the migration: nobody is let in',
  },
  RejectionSpike: {
    metric: math(`IF(rejected >= ${alarms.rejectionShare} * attempts, rejected, 0)`, 'Rejections', {
      rejected: counted(TRIGGER, 'Rejected'),
      attempts: counted(TRIGGER, 'MigrationAttempts'),
    }),
    at: { least: alarms.rejectionsPerFiveMinutes },
    missing: NOTHING_HAPPENED,
    says: 'Almost all of many sign-ins were rejected: somebody may be trying passwords through the bridge',
  },
});

const throttles = ({ names, pools }: Migration): IMetric => {
  const trigger = ofLambda(names.migrateUser, 'Throttles');
  return pools.target.selfSignUp
    ? math('trigger + guard', 'Throttles', { trigger, guard: ofLambda(names.guardSignUp, 'Throttles') })
    : trigger;
};

/** What keeps users out, or in the dark, beside the attempts themselves. */
const platformRules = (migration: Migration) => ({
  TriggerThrottles: {
    metric: throttles(migration),
    at: ONCE,
    missing: NOTHING_HAPPENED,
    says: 'Lambda refused to run a trigger of the pool for lack of concurrency: users were turned away',
  },
  TriggerMissing: {
    metric: counted('assess-cutover', 'TriggerMissing', { statistic: 'Maximum' }),
    at: ONCE,
    missing: STANDS_UNTIL_NEXT_LOOK,
    says: 'The target pool does not call migrate-user: nobody is migrated',
  },
  /**
   * A cutover or rollback precedes the deployment that follows it; two whole days without it are too many. Periods of an
   * hour and more may add up to seven days. API reference "PutMetricAlarm", Period, 2026-11
   */
  PhaseMismatch: {
    metric: counted('assess-cutover', 'PhaseMismatch', { statistic: 'Minimum', period: Duration.days(1) }),
    at: ONCE,
    periods: { bad: 2, of: 3 },
    missing: NOTHING_HAPPENED,
    says: 'For two days the deployed configuration has another phase than the ledger: the next deployment would undo the cutover or the rollback',
  },
  AuditFailed: {
    metric: math('untold + undelivered', 'Events lost', {
      untold: counted(TRIGGER, 'AuditFailed'),
      undelivered: undeliveredOf(migration.names.audit, migration.names.audit),
    }),
    at: ONCE,
    missing: NOTHING_HAPPENED,
    says: 'The audit bus did not take an event of a sign-in, or could not deliver one to the audit log',
  },
});

/** @param scope anything in the stack of the machines */
const workRules = (scope: Construct, { names }: Migration) => ({
  WorkflowStartFailed: {
    metric: counted(TRIGGER, 'WorkflowStartFailed'),
    at: ONCE,
    missing: NOTHING_HAPPENED,
    says: 'A user was let in and the reconciliation did not start',
  },
  /** Also executions that the audit trail could not be told of. Those that abandoned a user are Abandoned's. */
  ReconcileFailed: {
    metric: math('MAX([given_up, failed + timed_out - abandoned])', 'Not reconciled', {
      given_up: audited('ReconcileFailed'),
      failed: ofMachine(scope, names.postMigration, 'ExecutionsFailed'),
      timed_out: ofMachine(scope, names.postMigration, 'ExecutionsTimedOut'),
      abandoned: audited('Abandoned'),
    }),
    at: ONCE,
    missing: NOTHING_HAPPENED,
    says: 'A user was let in and could not be reconciled, after all retries',
  },
  Abandoned: {
    metric: audited('Abandoned'),
    at: ONCE,
    missing: NOTHING_HAPPENED,
    says: 'The trigger let a user in and Cognito never created them: it refused what the trigger returned',
  },
  SweepFailed: {
    metric: math('failed + timed_out', 'Sweeps that failed', ended(scope, names.sweep)),
    at: ONCE,
    missing: NOTHING_HAPPENED,
    says: 'A sweep failed: nobody knows whom the ledger misses, and the gates have no evidence',
  },
  CutoverFailed: {
    metric: math('failed + timed_out', 'Runs that failed', ended(scope, names.cutover)),
    at: ONCE,
    missing: NOTHING_HAPPENED,
    says: 'A run of the cutover failed: app clients may be cut over in part, and nobody looks for drift',
  },
  Undelivered: {
    metric: math('MAX([sweep, cutover])', 'Starts that wait', {
      sweep: waitingIn(names.sweepUndelivered),
      cutover: waitingIn(names.cutoverUndelivered),
    }),
    at: ONCE,
    missing: NOTHING_HAPPENED,
    says: 'A schedule could not start its machine: there was no sweep, or no look at the cutover',
  },
});

const ended = (scope: Construct, machineName: string): Record<string, IMetric> => ({
  failed: ofMachine(scope, machineName, 'ExecutionsFailed'),
  timed_out: ofMachine(scope, machineName, 'ExecutionsTimedOut'),
});

/** @param scope anything in the stack that has the migration's machines */
export const alarmRules = (scope: Construct, migration: Migration): Readonly<Record<AlarmId, AlarmRule>> => ({
  ...signInRules(migration),
  ...platformRules(migration),
  ...workRules(scope, migration),
});
