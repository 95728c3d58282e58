/** The parts of the dashboard about both pools and about what runs behind sign-ins: each is rows of widgets, 24 wide. */
import { GraphWidget, type IMetric, MathExpression, SingleValueWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Migration } from '#core/migration.ts';
import type { Rows } from './dashboard-sign-ins.ts';
import { audited, counted, ofAppClient, ofMachine, waitingIn } from './migration-metrics.ts';

const HEIGHT = 6;
const HOUR = Duration.hours(1);

export type SourceClient = {
  readonly accountId: string;
  readonly region: string;
  readonly userPoolId: string;
  readonly clientId: string;
};

/** Another account's and region's: dashboards may show them, alarms may not. CloudWatch User Guide "Cross-account cross-Region dashboards", 2026-11 */
export const sourceWidgets = ({ accountId: account, region, ...client }: SourceClient): Rows => {
  const checks = (statistic: string, label: string) =>
    ofAppClient(client, 'SignInSuccesses', { statistic, label, account, region });
  return [
    [
      new GraphWidget({
        title: 'Password checks by the migration',
        width: 16,
        height: HEIGHT,
        left: [checks('SampleCount', 'asked'), checks('Sum', 'right')],
      }),
      new GraphWidget({
        title: 'Share of right ones',
        width: 8,
        height: HEIGHT,
        left: [checks('Average', 'right')],
        leftYAxis: { min: 0, max: 1 },
      }),
    ],
  ];
};

const SWEEPS: Readonly<Record<string, string>> = {
  SourceUsers: 'users of the source',
  MigratedUsers: 'migrated',
  Stragglers: 'not come yet',
};

/** A redriven sweep says the same once more. */
const swept = (name: string): IMetric =>
  counted('summarize-sweep', name, {
    statistic: 'Maximum',
    period: HOUR,
    ...(SWEEPS[name] ? { label: SWEEPS[name] } : {}),
  });

export const progressWidgets = (): Rows => [
  [
    new SingleValueWidget({
      title: 'After the last sweep',
      width: 8,
      height: HEIGHT,
      metrics: Object.keys(SWEEPS).map(swept),
    }),
    new GraphWidget({
      title: 'Users',
      width: 8,
      height: HEIGHT,
      left: Object.keys(SWEEPS).map(swept),
      start: '-P90D',
    }),
    new GraphWidget({
      title: 'Migrated, %',
      width: 8,
      height: HEIGHT,
      left: [
        new MathExpression({
          expression: '100 * migrated / users',
          label: 'migrated, %',
          period: HOUR,
          usingMetrics: { migrated: swept('MigratedUsers'), users: swept('SourceUsers') },
        }),
      ],
      leftYAxis: { min: 0, max: 100, showUnits: false },
      start: '-P90D',
    }),
  ],
];

const ENDS: Readonly<Record<string, string>> = {
  ExecutionsStarted: 'started',
  ExecutionsSucceeded: 'succeeded',
  ExecutionsFailed: 'failed',
  ExecutionsTimedOut: 'timed out',
};

export const executionWidgets = (scope: Construct, { names }: Migration): Rows => [
  (
    [
      ['Reconciliations', names.postMigration],
      ['Sweeps', names.sweep],
      ['Cutovers', names.cutover],
    ] as const
  ).map(
    ([title, machine]) =>
      new GraphWidget({
        title,
        width: 8,
        height: HEIGHT,
        left: Object.entries(ENDS).map(([name, label]) => ofMachine(scope, machine, name, { label })),
      }),
  ),
  [
    new GraphWidget({
      title: 'Users after their sign-in',
      width: 8,
      height: HEIGHT,
      left: [
        audited('Reconciled', { label: 'reconciled' }),
        audited('ReconcileFailed', { label: 'given up' }),
        audited('Abandoned', { label: 'never created' }),
      ],
    }),
    new GraphWidget({
      title: 'Reconciliation, milliseconds',
      width: 8,
      height: HEIGHT,
      left: ['p50', 'p95', 'p99'].map((statistic) =>
        ofMachine(scope, names.postMigration, 'ExecutionTime', { statistic, label: statistic }),
      ),
    }),
    new GraphWidget({
      title: 'Starts that could not be delivered',
      width: 8,
      height: HEIGHT,
      left: [
        waitingIn(names.sweepUndelivered, { label: 'of the sweep' }),
        waitingIn(names.cutoverUndelivered, { label: 'of the cutover' }),
      ],
    }),
  ],
];
