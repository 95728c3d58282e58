/** Saved Logs Insights queries: the questions of docs/runbook.md, each to be opened and filled in in the console. */
import { CfnQueryDefinition } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Migration } from '#core/migration.ts';
import type { MigrationNames } from '#core/names.ts';

export type LogQuestionsProps = { readonly migration: Migration };

type Question = {
  /** Its name in the console, below the migration's. */
  readonly asks: string;
  readonly logGroups: readonly string[];
  readonly query: readonly string[];
};

/** To be replaced by whoever asks. */
const SUB = '<source sub>';

const questions = (names: MigrationNames): Readonly<Record<string, Question>> => ({
  WhyNotIn: {
    asks: 'Why does this user not get in',
    logGroups: [`/aws/lambda/${names.migrateUser}`],
    query: [
      'fields @timestamp, trigger, outcome, reason, awsError, refusedAttributes, xray_trace_id',
      `filter message = "migration attempt" and sourceSub = "${SUB}"`,
      'sort @timestamp desc',
      'limit 100',
    ],
  },
  Reasons: {
    asks: 'Which reasons',
    logGroups: [`/aws/lambda/${names.migrateUser}`],
    query: [
      'filter message = "migration attempt"',
      'stats count(*) as attempts, max(@timestamp) as last by outcome, reason, awsError',
      'sort attempts desc',
    ],
  },
  Slowest: {
    asks: 'Slowest attempts',
    logGroups: [`/aws/lambda/${names.migrateUser}`],
    query: [
      'fields @timestamp, latencyMs.total, latencyMs.passwordCheck, latencyMs.userRead, latencyMs.afterwards, outcome, reason, coldStart, xray_trace_id',
      'filter message = "migration attempt"',
      'sort latencyMs.total desc',
      'limit 20',
    ],
  },
  Afterwards: {
    asks: 'What happened to this user after signing in',
    logGroups: [`/aws/events/${names.audit}`],
    query: [
      'fields time, `detail-type`, detail.reason, detail.origin, detail.targetSub, detail.executionId, detail.traceId',
      `filter detail.sourceSub = "${SUB}"`,
      'sort time',
      'limit 100',
    ],
  },
  FailedExecutions: {
    asks: 'Which executions failed and why',
    logGroups: [names.postMigration, names.sweep, names.cutover].map(
      (name) => `/aws/vendedlogs/states/${name}`,
    ),
    query: [
      'fields @timestamp, execution_arn, type, details.error, details.cause',
      'filter type in ["ExecutionFailed", "ExecutionTimedOut", "ExecutionAborted"]',
      'sort @timestamp desc',
      'limit 100',
    ],
  },
});

/** They name log groups and need not wait for them. */
export class LogQuestions extends Construct {
  constructor(scope: Construct, id: string, { migration: { config, names } }: LogQuestionsProps) {
    super(scope, id);
    for (const [questionId, { asks, logGroups, query }] of Object.entries(questions(names)))
      new CfnQueryDefinition(this, questionId, {
        // A slash makes a folder in the console. API reference "PutQueryDefinition", 2026-11
        name: `${config.name}/${asks}`,
        logGroupNames: [...logGroups],
        queryString: query.join('\n| '),
      });
  }
}
