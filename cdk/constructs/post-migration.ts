/** What follows a sign-in, off its path: the state machine and the Lambda that makes a user equal to what the source says. */
import type { Function as Lambda } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Migration } from '#core/migration.ts';
import { AslMachine } from './asl-machine.ts';
import { allow } from './function-grants.ts';
import { createHandlerFunction } from './handler-function.ts';
import type { MigrationRecords } from './migration-records.ts';
import { referenceTo, type TargetUserPool } from './pool-reference.ts';

export type PostMigrationProps = {
  readonly migration: Migration;
  /** The pool that users move to. */
  readonly userPool: TargetUserPool;
  readonly records: MigrationRecords;
};

/** Started by migrate-user for every user it lets in, and by an operator from the console. */
export class PostMigration extends Construct {
  /**
   * Literal: the pool calls the trigger, the trigger starts the machine, the machine calls a Lambda that works on the
   * pool. One of these must be named without a reference, or CloudFormation could create none of them.
   */
  readonly stateMachineArn: string;
  readonly records: MigrationRecords;
  readonly reconcileUser: Lambda;
  readonly machine: AslMachine;

  constructor(scope: Construct, id: string, props: PostMigrationProps) {
    super(scope, id);
    const { migration, records } = props;
    this.records = records;
    this.reconcileUser = createReconcileUser(new Construct(this, 'ReconcileUser'), props);
    const { functionArn } = this.reconcileUser;
    this.machine = new AslMachine(this, 'Workflow', {
      migration,
      machineName: migration.names.postMigration,
      definition: 'post-migration.asl.json',
      type: 'EXPRESS',
      placeholders: {
        ReconcileUserFunction: { value: functionArn, arn: functionArn },
        LedgerTable: { value: records.ledger.tableName, arn: records.ledger.tableArn },
        AuditBus: { value: records.auditBus.eventBusName, arn: records.auditBus.eventBusArn },
      },
    });
    this.stateMachineArn = this.machine.literalArn;
  }
}

/** Off the sign-in path, so memory buys little; what one user takes is a handful of calls. */
const RECONCILE_MEMORY = 512;

/** Above the bound that the handler sets itself, below the timeout of the states that call it. */
const RECONCILE_SECONDS = 9;

/** What it calls on the target pool. A test compares it with the adapter. */
const TARGET_ACTIONS = [
  'AdminAddUserToGroup',
  'AdminDeleteUserAttributes',
  'AdminDisableUser',
  'AdminGetUser',
  'AdminListGroupsForUser',
  'AdminSetUserMFAPreference',
  'AdminUpdateUserAttributes',
  'GetGroup',
];

const createReconcileUser = (
  scope: Construct,
  { migration, userPool, records: { ledger } }: PostMigrationProps,
): Lambda => {
  const pool = referenceTo(userPool);
  return createHandlerFunction(scope, {
    migration,
    handler: 'reconcile-user',
    functionName: migration.names.reconcileUser,
    description: 'Makes one migrated user equal to what the source user maps to',
    memorySize: RECONCILE_MEMORY,
    timeoutSeconds: RECONCILE_SECONDS,
    environment: { TARGET_USER_POOL_ID: pool.id, LEDGER_TABLE: ledger.tableName },
    permissions: [
      allow('sts', ['AssumeRole'], migration.settings.source.roleArn),
      allow('dynamodb', ['GetItem'], ledger.tableArn),
      allow('cognito-idp', TARGET_ACTIONS, pool.arn),
    ],
  });
};
