/** The migration on one page: status, success over time, latency, errors, the source's own view, progress, executions. */
import { type Alarm, Dashboard, type IWidget, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Migration } from '#core/migration.ts';
import { errorWidgets, latencyWidgets, statusWidgets, successWidgets } from './dashboard-sign-ins.ts';
import { executionWidgets, progressWidgets, sourceWidgets } from './dashboard-work.ts';

export type MigrationDashboardProps = {
  readonly migration: Migration;
  /** App client of the source pool that passwords are checked by. */
  readonly sourceClientId: string;
  /** @default - no widget shows states of alarms */
  readonly alarms?: readonly Alarm[];
};

export class MigrationDashboard extends Construct {
  readonly dashboard: Dashboard;

  constructor(
    scope: Construct,
    id: string,
    { migration, sourceClientId, alarms = [] }: MigrationDashboardProps,
  ) {
    super(scope, id);
    const { source } = migration.config;
    this.dashboard = new Dashboard(this, 'Dashboard', {
      dashboardName: migration.names.dashboard,
      defaultInterval: Duration.hours(24),
      widgets: [
        ...part('Status', "What is happening now. Rejected: for the user's own reasons. Failed: for ours."),
        ...statusWidgets(alarms),
        ...part(
          'Success',
          'Of those whom the source knew and let in, how many came over. Rejections are no failures.',
        ),
        ...successWidgets(),
        ...part('Performance', 'A sign-in has 4.5 s. The password check is the part that account A takes.'),
        ...latencyWidgets(migration),
        ...part('Errors', "What each reason means, and what to do: the runbook's chapter *Sign-ins fail*."),
        ...errorWidgets(migration),
        ...part(
          `Source pool, account ${source.accountId}, ${source.region}`,
          'What the pool counts itself, of the app client that passwords are checked by. Empty until account A shares its metrics: `docs/architecture.md`, *Seeing what happens*.',
        ),
        ...sourceWidgets({ ...source, clientId: sourceClientId }),
        ...part('Progress', 'As sweeps count it, so one value for each sweep.'),
        ...progressWidgets(),
        ...part('Executions', 'What follows a sign-in, and what runs by a schedule.'),
        ...executionWidgets(this, migration),
      ].map((row) => [...row]),
    });
  }
}

/** A heading above the rows of a part. */
const part = (title: string, says: string): readonly (readonly IWidget[])[] => [
  [new TextWidget({ width: 24, height: 2, markdown: `## ${title}\n${says}` })],
];
