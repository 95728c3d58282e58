/** Everything by which one sees a migration: alarms, dashboard, and saved questions to the logs. */
import { Construct } from 'constructs';
import type { Migration } from '#core/migration.ts';
import { Alarms } from './alarms.ts';
import { MigrationDashboard } from './dashboard.ts';
import { LogQuestions } from './log-questions.ts';

export type ObservabilityProps = {
  readonly migration: Migration;
  /** App client of the source pool that passwords are checked by. */
  readonly sourceClientId: string;
};

export class Observability extends Construct {
  /** Absent where the configuration wants no alarms. */
  readonly alarms: Alarms | undefined;
  readonly dashboard: MigrationDashboard;

  constructor(scope: Construct, id: string, { migration, sourceClientId }: ObservabilityProps) {
    super(scope, id);
    this.alarms = migration.config.alarms.enabled ? new Alarms(this, 'Alarms', { migration }) : undefined;
    const shown = this.alarms === undefined ? {} : { alarms: this.alarms.alarms };
    this.dashboard = new MigrationDashboard(this, 'Dashboard', { migration, sourceClientId, ...shown });
    new LogQuestions(this, 'Questions', { migration });
  }
}
