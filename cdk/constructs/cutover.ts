/** The step after which app clients send no passwords any more, and the way back: machine, Lambdas, schedules. */
import { Alias, type Function as Lambda } from 'aws-cdk-lib/aws-lambda';
import { ArnFormat, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Migration } from '#core/migration.ts';
import { TRIGGER_ENVIRONMENT } from '#core/trigger-settings.ts';
import { AslMachine } from './asl-machine.ts';
import { cutoverStarts } from './cutover-starts.ts';
import { allow } from './function-grants.ts';
import { createHandlerFunction } from './handler-function.ts';
import { MachineSchedule } from './machine-schedule.ts';
import type { MigrationRecords } from './migration-records.ts';
import type { MigrationTrigger } from './migration-trigger.ts';
import { referenceTo, type TargetUserPool } from './pool-reference.ts';

export type CutoverProps = {
  readonly migration: Migration;
  /** The pool that users move to. */
  readonly userPool: TargetUserPool;
  /** Ids of the app clients that are cut over, in the configuration's order. */
  readonly clientIds: readonly string[];
  readonly records: MigrationRecords;
  /** What the pool must call at sign-in; every run looks whether it does. */
  readonly trigger: MigrationTrigger;
};

/** Runs by its schedule and by hand. Every run looks at the pool's trigger and at the phase too. */
export class Cutover extends Construct {
  readonly assessCutover: Lambda;
  readonly switchAuthFlow: Lambda;
  readonly machine: AslMachine;
  readonly schedule: MachineSchedule;

  constructor(scope: Construct, id: string, props: CutoverProps) {
    super(scope, id);
    const { config, names } = props.migration;
    this.assessCutover = createAssessCutover(new Construct(this, 'AssessCutover'), props);
    this.switchAuthFlow = createSwitchAuthFlow(new Construct(this, 'SwitchAuthFlow'), props);
    this.machine = this.#createMachine(props);
    this.schedule = new MachineSchedule(this, 'BySchedule', {
      names: { role: names.cutoverSchedule, undelivered: names.cutoverUndelivered },
      enabled: config.cutover.schedule.enabled,
      stateMachineArn: this.machine.machine.stateMachineArn,
      starts: cutoverStarts(props.migration),
    });
  }

  #createMachine({ migration, records: { ledger, auditBus } }: CutoverProps): AslMachine {
    const invoked = ({ functionArn }: Lambda) => ({ value: functionArn, arn: functionArn });
    return new AslMachine(this, 'Workflow', {
      migration,
      machineName: migration.names.cutover,
      definition: 'cutover.asl.json',
      type: 'EXPRESS',
      placeholders: {
        AssessCutoverFunction: invoked(this.assessCutover),
        SwitchAuthFlowFunction: invoked(this.switchAuthFlow),
        LedgerTable: { value: ledger.tableName, arn: ledger.tableArn },
        AuditBus: { value: auditBus.eventBusName, arn: auditBus.eventBusArn },
      },
    });
  }
}

/** A handful of calls; memory buys the processor time of a cold start, which the short timeouts below must contain. */
const CUTOVER_MEMORY = 1024;

/**
 * Below the timeouts of the states, so that a call that is given up has ended; those in turn keep an execution below
 * five minutes though every call fails to the last.
 */
const ASSESS_SECONDS = 14;
const SWITCH_SECONDS = 13;

const createAssessCutover = (scope: Construct, props: CutoverProps): Lambda => {
  const { migration, userPool, clientIds, records } = props;
  const pool = referenceTo(userPool);
  return createHandlerFunction(scope, {
    migration,
    handler: 'assess-cutover',
    functionName: migration.names.assessCutover,
    description: 'Decides whether app clients lose their password flows, and looks at them afterwards',
    memorySize: CUTOVER_MEMORY,
    timeoutSeconds: ASSESS_SECONDS,
    environment: {
      TARGET_USER_POOL_ID: pool.id,
      APP_CLIENT_IDS: clientIds.join(','),
      [TRIGGER_ENVIRONMENT.ledgerTable]: records.ledger.tableName,
      MIGRATE_USER_ARN: literalTriggerArn(props),
    },
    permissions: [
      allow('cognito-idp', ['DescribeUserPool', 'DescribeUserPoolClient', 'ListUserPoolClients'], pool.arn),
      allow('dynamodb', ['BatchGetItem', 'GetItem'], records.ledger.tableArn),
      // Metrics are no resource that a policy could name. Service Authorization Reference "CloudWatch", 2026-11
      allow('cloudwatch', ['GetMetricData'], '*'),
    ],
  });
};

const createSwitchAuthFlow = (scope: Construct, { migration, userPool, records }: CutoverProps): Lambda => {
  const pool = referenceTo(userPool);
  return createHandlerFunction(scope, {
    migration,
    handler: 'switch-auth-flow',
    functionName: migration.names.switchAuthFlow,
    description: 'Takes the password flows of one app client away, or gives them back, and nothing else',
    memorySize: CUTOVER_MEMORY,
    timeoutSeconds: SWITCH_SECONDS,
    environment: {
      TARGET_USER_POOL_ID: pool.id,
      [TRIGGER_ENVIRONMENT.ledgerTable]: records.ledger.tableName,
    },
    permissions: [
      allow('cognito-idp', ['DescribeUserPoolClient', 'UpdateUserPoolClient'], pool.arn),
      allow('dynamodb', ['DeleteItem', 'GetItem', 'PutItem'], records.ledger.tableArn),
    ],
  });
};

/** By name, so that the cutover waits for nothing that the pool needs. */
const literalTriggerArn = ({ migration, trigger: { invoked } }: CutoverProps): string =>
  Stack.of(invoked).formatArn({
    service: 'lambda',
    resource: 'function',
    resourceName: migration.names.migrateUser + (invoked instanceof Alias ? `:${invoked.aliasName}` : ''),
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
