/** What remembers a migration: the ledger with one record per user, and the audit trail of events. Both outlive their stack. */
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { CfnArchive, EventBus, type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type LogGroup, ResourcePolicy } from 'aws-cdk-lib/aws-logs';
import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Migration } from '#core/migration.ts';
import { AuditMetrics } from './audit-metrics.ts';
import { createLogGroup } from './log-group.ts';

export type MigrationRecordsProps = { readonly migration: Migration };

export class MigrationRecords extends Construct {
  /** Key `id`; single items only, written by state machines and by the sweep. */
  readonly ledger: Table;
  /** Takes the events of {@link AUDITED}. */
  readonly auditBus: EventBus;

  constructor(scope: Construct, id: string, { migration }: MigrationRecordsProps) {
    super(scope, id);
    this.ledger = this.#createLedger(migration);
    this.auditBus = this.#createBus(migration);
    this.#keepInLog(migration);
  }

  #createLedger({ config, names }: Migration): Table {
    return new Table(this, 'Ledger', {
      tableName: names.ledger,
      partitionKey: { name: 'id', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      // The key `aws/dynamodb`: its use stands in CloudTrail, and the callers need no permission for it.
      encryption: TableEncryption.AWS_MANAGED,
      // Records of users never have it; what single sweeps counted does.
      timeToLiveAttribute: 'expiresAt',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: config.ledger.deletionProtection,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  #createBus({ config, names }: Migration): EventBus {
    const bus = new EventBus(this, 'AuditBus', { eventBusName: names.audit });
    new CfnArchive(this, 'Archive', {
      archiveName: names.audit,
      description: 'Audit events of the user migration, for replay',
      sourceArn: bus.eventBusArn,
      eventPattern: AUDITED,
      retentionDays: config.audit.archiveDays,
    });
    return bus;
  }

  /**
   * Not by the library's log group target: it brings a custom resource with a Lambda of its own to write the
   * resource policy, which CloudFormation can do itself.
   */
  #keepInLog(migration: Migration): void {
    const { config, names } = migration;
    const logGroup = createLogGroup(this, 'AuditLog', {
      migration,
      logGroupName: `/aws/events/${names.audit}`,
      retentionDays: config.audit.retentionDays,
      kept: true,
      deletionProtection: config.audit.deletionProtection,
    });
    new AuditMetrics(this, 'AuditMetrics', { logGroup });
    // EventBridge wants the ARN without the ":*" at its end. Rule target "Arn", API reference, 2026-11
    const arn = Stack.of(this).formatArn({
      service: 'logs',
      resource: 'log-group',
      resourceName: logGroup.logGroupName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const rule = new Rule(this, 'AuditRule', {
      ruleName: names.audit,
      description: 'Keeps the audit events of the user migration in a log group',
      eventBus: this.auditBus,
      eventPattern: AUDITED,
      targets: [{ bind: () => ({ arn }) }],
    });
    new ResourcePolicy(this, 'AuditLogPolicy', {
      resourcePolicyName: names.audit,
      policyStatements: [
        deliver('logs:CreateLogStream', logGroup),
        deliver('logs:PutLogEvents', logGroup, { ArnEquals: { 'aws:SourceArn': rule.ruleArn } }),
      ],
    });
  }
}

/** Every audit event has this source, whoever puts it. */
const AUDITED: EventPattern = { source: ['cognito-migration'] };

/** EventBridge User Guide "Using resource-based policies", CloudWatch Logs permissions, 2026-11 */
const deliver = (action: string, { logGroupArn }: LogGroup, conditions: object = {}): PolicyStatement =>
  new PolicyStatement({
    principals: ['events.amazonaws.com', 'delivery.logs.amazonaws.com'].map(
      (service) => new ServicePrincipal(service),
    ),
    actions: [action],
    resources: [logGroupArn],
    conditions: { ...conditions },
  });
