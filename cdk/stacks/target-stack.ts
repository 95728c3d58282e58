/** Account B: the pool that users move to, its app clients, what migrates users at sign-in and what follows it. */
import { CfnOutput, CfnParameter, Stack, type StackProps, Tags } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Migration } from '#core/migration.ts';
import { AppClients } from '../constructs/app-clients.ts';
import { Cutover } from '../constructs/cutover.ts';
import { MigrationRecords } from '../constructs/migration-records.ts';
import { MigrationTrigger } from '../constructs/migration-trigger.ts';
import { Observability } from '../constructs/observability.ts';
import { referenceTo } from '../constructs/pool-reference.ts';
import { PostMigration } from '../constructs/post-migration.ts';
import { rateRule } from '../constructs/rate-rule.ts';
import { Sweep } from '../constructs/sweep.ts';
import { TargetGroups } from '../constructs/target-groups.ts';
import { targetPool } from '../constructs/target-pool.ts';
import { answerFindings } from './answered-findings.ts';

export type TargetStackProps = Omit<StackProps, 'env' | 'stackName'> & { readonly migration: Migration };

/**
 * Outputs `UserPoolId`, `AppClientId` (the first client), `AppClientId<Name>` for each, `PostMigrationArn`, `SweepArn`,
 * `SweepBucket`, `CutoverArn`, `LedgerTable`, `AuditBus`, `DashboardName` and, where there are alarms, `AlarmTopic`. Takes the parameter
 * `SourceClientId`, an output of the source stack, unless the configuration brings a client along.
 */
export class TargetStack extends Stack {
  constructor(scope: Construct, id: string, { migration, ...props }: TargetStackProps) {
    const { accountId, region } = migration.config.target;
    const description = 'User pool that users of another account move to at sign-in';
    super(scope, id, {
      description,
      ...props,
      stackName: migration.names.targetStack,
      env: { account: accountId, region },
    });

    const userPool = targetPool(this, 'TargetPool', { migration });
    const { clients } = new AppClients(this, 'AppClients', { migration, userPool });
    new TargetGroups(this, 'TargetGroups', { migration, userPool });
    const records = new MigrationRecords(this, 'Records', { migration });
    const postMigration = new PostMigration(this, 'PostMigration', { migration, userPool, records });
    const sourceClientId = this.#sourceClientId(migration);
    const trigger = new MigrationTrigger(this, 'MigrateUser', {
      migration,
      userPool,
      sourceClientId,
      postMigration,
    });
    const sweep = new Sweep(this, 'Sweep', { migration, userPool, postMigration });
    const clientIds = clients.map(({ clientId }) => clientId);
    const cutover = new Cutover(this, 'Cutover', { migration, userPool, clientIds, records, trigger });
    const { alarms } = new Observability(this, 'Observability', { migration, sourceClientId });
    rateRule(this, 'RateRule', { migration, userPool });
    answerFindings(this, migration);

    this.#output('UserPoolId', referenceTo(userPool).id, 'The pool that users move to');
    for (const [index, { outputName, clientId }] of clients.entries()) {
      if (index === 0) this.#output('AppClientId', clientId, 'The first app client');
      this.#output(`AppClientId${outputName}`, clientId, `App client ${outputName}`);
    }
    this.#output(
      'PostMigrationArn',
      postMigration.machine.machine.stateMachineArn,
      'Reconciles a user; an operator may start it by hand',
    );
    this.#output(
      'SweepArn',
      sweep.machine.machine.stateMachineArn,
      'Walks over both pools; an operator may start it by hand',
    );
    this.#output(
      'CutoverArn',
      cutover.machine.machine.stateMachineArn,
      'Takes the password flows away and gives them back; an operator may start it by hand',
    );
    this.#output('SweepBucket', sweep.bucket.bucketName, 'Lists of users who have not come yet');
    this.#output('LedgerTable', records.ledger.tableName, 'One record per user who was let in');
    this.#output('AuditBus', records.auditBus.eventBusName, 'Event bus of the audit trail');
    this.#output('DashboardName', migration.names.dashboard, 'Dashboard of the migration in CloudWatch');
    if (alarms !== undefined)
      this.#output('AlarmTopic', alarms.topic.topicArn, 'Topic that alarms are told to');
    for (const [key, value] of Object.entries(migration.config.tags)) Tags.of(this).add(key, value);
  }

  #sourceClientId({ config }: Migration): string {
    if (config.source.appClient !== undefined) return config.source.appClient.clientId;
    const parameter = new CfnParameter(this, 'SourceClientId', {
      description: 'Output SourceClientId of the source stack in the other account',
      allowedPattern: '[\\w+]{1,128}',
      constraintDescription: 'must be the id of an app client of the source pool',
    });
    return parameter.valueAsString;
  }

  #output(id: string, value: string, description: string): void {
    new CfnOutput(this, id, { value, description });
  }
}
