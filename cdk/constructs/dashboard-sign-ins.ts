/** The parts of the dashboard about sign-ins: each is rows of widgets, 24 wide. */
import {
  type Alarm,
  AlarmStatusWidget,
  GraphWidget,
  type IMetric,
  type IWidget,
  MathExpression,
  SingleValueWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import { FAILURE_REASONS } from '#core/failure-reasons.ts';
import type { Migration } from '#core/migration.ts';
import { counted, failedBecause, ofLambda } from './migration-metrics.ts';

export type Rows = readonly (readonly IWidget[])[];

const HEIGHT = 6;
const TRIGGER = 'migrate-user';
const HOUR = Duration.hours(1);

const outcomes = (period?: Duration): readonly IMetric[] =>
  (
    [
      ['Migrated', 'migrated'],
      ['ResetRequired', 'reset required'],
      ['Rejected', 'rejected'],
      ['Failed', 'failed'],
    ] as const
  ).map(([name, label]) => counted(TRIGGER, name, { label, ...(period === undefined ? {} : { period }) }));

export const statusWidgets = (alarms: readonly Alarm[]): Rows => [
  ...(alarms.length === 0
    ? []
    : [[new AlarmStatusWidget({ title: 'Alarms', width: 24, height: 4, alarms: [...alarms] })]]),
  [
    new SingleValueWidget({
      title: 'Sign-ins in this time',
      width: 16,
      height: 3,
      setPeriodToTimeRange: true,
      metrics: [counted(TRIGGER, 'MigrationAttempts', { label: 'attempts' }), ...outcomes()],
    }),
    new SingleValueWidget({
      title: 'At the last look',
      width: 8,
      height: 3,
      metrics: [
        counted('assess-cutover', 'TriggerMissing', {
          label: 'trigger missing',
          statistic: 'Maximum',
          period: HOUR,
        }),
        counted('assess-cutover', 'CutoverGatesOpen', {
          label: 'open gates',
          statistic: 'Maximum',
          period: HOUR,
        }),
      ],
    }),
  ],
  [new GraphWidget({ title: 'Sign-ins', width: 24, height: HEIGHT, stacked: true, left: [...outcomes()] })],
];

/** Of the attempts that were not rejected; an hour without any has no value. */
const successShare = (): MathExpression =>
  new MathExpression({
    expression: '100 * (migrated + reset) / (migrated + reset + failed)',
    label: 'came over, %',
    period: HOUR,
    usingMetrics: {
      migrated: counted(TRIGGER, 'Migrated'),
      reset: counted(TRIGGER, 'ResetRequired'),
      failed: counted(TRIGGER, 'Failed'),
    },
  });

export const successWidgets = (): Rows => [
  [
    new GraphWidget({
      title: 'Success rate, by the hour',
      width: 12,
      height: HEIGHT,
      left: [successShare()],
      leftYAxis: { min: 0, max: 100, showUnits: false },
      // The longer view that a success rate is asked for.
      start: '-P14D',
    }),
    new GraphWidget({
      title: 'Outcomes, by the hour',
      width: 12,
      height: HEIGHT,
      stacked: true,
      left: [...outcomes(HOUR)],
      start: '-P14D',
    }),
  ],
];

const percentiles = (of: (statistic: string) => IMetric): IMetric[] => ['p50', 'p95', 'p99'].map(of);

export const latencyWidgets = ({ config, names }: Migration): Rows => [
  [
    new GraphWidget({
      title: 'Sign-in, milliseconds',
      width: 8,
      height: HEIGHT,
      left: percentiles((statistic) => counted(TRIGGER, 'MigrationLatency', { statistic, label: statistic })),
      leftAnnotations: [{ value: config.alarms.latencyP99Ms, label: 'alarm, p99' }],
    }),
    new GraphWidget({
      title: 'Password check in account A, milliseconds',
      width: 8,
      height: HEIGHT,
      left: percentiles((statistic) =>
        counted(TRIGGER, 'SourceAuthLatency', { statistic, label: statistic }),
      ),
    }),
    new GraphWidget({
      title: 'Lambdas, milliseconds, p95',
      width: 8,
      height: HEIGHT,
      left: [names.migrateUser, names.reconcileUser].map((name) =>
        ofLambda(name, 'Duration', { statistic: 'p95', label: name }),
      ),
    }),
  ],
];

export const errorWidgets = ({ names }: Migration): Rows => [
  [
    new GraphWidget({
      title: 'Failed sign-ins, by reason',
      width: 12,
      height: HEIGHT,
      left: [
        counted(TRIGGER, 'Failed', { label: 'all' }),
        ...Object.entries(FAILURE_REASONS).map(([reason, label]) => failedBecause(reason, { label })),
      ],
    }),
    new GraphWidget({
      title: 'Beside the outcome',
      width: 6,
      height: HEIGHT,
      left: Object.entries(BESIDE).map(([name, label]) => counted(TRIGGER, name, { label })),
    }),
    new GraphWidget({
      title: 'The trigger in Lambda',
      width: 6,
      height: HEIGHT,
      left: [
        ofLambda(names.migrateUser, 'Errors', { label: 'errors, failed attempts too' }),
        ofLambda(names.migrateUser, 'Throttles', { label: 'throttles' }),
      ],
    }),
  ],
];

/** What may happen whatever becomes of the attempt. */
const BESIDE: Readonly<Record<string, string>> = {
  SourceAuthFailed: 'role refused',
  DeadlineExceeded: 'out of time',
  WorkflowStartFailed: 'reconciliation not started',
  AuditFailed: 'audit not told',
  LedgerUnreachable: 'ledger unreachable',
  AliasesUnreachable: 'target unreachable',
  SecondFactorNotCarried: 'second factor not carried',
};
