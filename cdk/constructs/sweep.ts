/** The walk over both pools: its state machine, the Lambdas that do the work, where lists are put, and its schedule. */
import type { Function as Lambda } from 'aws-cdk-lib/aws-lambda';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Phase } from '#core/config.ts';
import type { Migration } from '#core/migration.ts';
import { TRIGGER_ENVIRONMENT } from '#core/trigger-settings.ts';
import { AslMachine } from './asl-machine.ts';
import { allow } from './function-grants.ts';
import { createHandlerFunction } from './handler-function.ts';
import { MachineSchedule } from './machine-schedule.ts';
import { referenceTo, type TargetUserPool } from './pool-reference.ts';
import type { PostMigration } from './post-migration.ts';
import { createSweepBucket, SWEEP_FILES } from './sweep-bucket.ts';

export type SweepProps = {
  readonly migration: Migration;
  /** The pool that users move to. */
  readonly userPool: TargetUserPool;
  /** Reconciles whom the sweep finds; its records are the sweep's too. */
  readonly postMigration: PostMigration;
};

/** Runs by its schedule and by hand; finds what the ledger misses and lists who has not come yet. */
export class Sweep extends Construct {
  /** Lists of users who have not come, below `sweeps/<execution>/`. */
  readonly bucket: Bucket;
  readonly sweepShard: Lambda;
  readonly summarizeSweep: Lambda;
  readonly machine: AslMachine;
  readonly schedule: MachineSchedule;

  constructor(scope: Construct, id: string, props: SweepProps) {
    super(scope, id);
    const { migration, postMigration } = props;
    this.bucket = createSweepBucket(this, migration);
    this.sweepShard = createSweepShard(new Construct(this, 'SweepShard'), props, this.bucket);
    this.summarizeSweep = createSummarizeSweep(new Construct(this, 'SummarizeSweep'), props);
    this.machine = this.#createMachine(migration, postMigration);
    this.schedule = new MachineSchedule(this, 'BySchedule', {
      names: { role: migration.names.sweepSchedule, undelivered: migration.names.sweepUndelivered },
      enabled: migration.config.sweep.enabled,
      stateMachineArn: this.machine.machine.stateMachineArn,
      starts: {
        Schedule: {
          name: migration.names.sweep,
          description: 'Walks over both user pools of the migration',
          expression: migration.config.sweep.schedule,
          input: { task: 'sweep' },
        },
      },
    });
  }

  #createMachine(migration: Migration, { records: { auditBus } }: PostMigration): AslMachine {
    const invoked = ({ functionArn }: Lambda) => ({ value: functionArn, arn: functionArn });
    return new AslMachine(this, 'Workflow', {
      migration,
      machineName: migration.names.sweep,
      definition: 'sweep.asl.json',
      type: 'STANDARD',
      placeholders: {
        SweepShardFunction: invoked(this.sweepShard),
        SummarizeSweepFunction: invoked(this.summarizeSweep),
        AuditBus: { value: auditBus.eventBusName, arn: auditBus.eventBusArn },
      },
    });
  }
}

/** A page of 60 users and its records is small; memory buys processor time for parsing them. */
const SWEEP_MEMORY = 512;

/** One invocation takes on about 45 s of work and then hands back where it stands. */
const SWEEP_SECONDS = 60;

/** Shells go while passwords still migrate their owners; an import ends that, so it needs the other phase. */
const POOL_ACTIONS: Readonly<Record<Phase, readonly string[]>> = {
  migrating: ['AdminDeleteUser', 'AdminGetUser', 'ListUsers'],
  'srp-only': ['AdminCreateUser', 'AdminGetUser', 'AdminSetUserPassword', 'ListUsers'],
};

const LEDGER_ACTIONS = ['BatchGetItem', 'GetItem', 'PutItem', 'Scan', 'UpdateItem'];

const createSweepShard = (scope: Construct, props: SweepProps, bucket: Bucket): Lambda => {
  const { migration, userPool, postMigration } = props;
  const { ledger, auditBus } = postMigration.records;
  const pool = referenceTo(userPool);
  return createHandlerFunction(scope, {
    migration,
    handler: 'sweep-shard',
    functionName: migration.names.sweepShard,
    description: 'Looks at some pages of users of one pool and does what the ledger says is open',
    memorySize: SWEEP_MEMORY,
    timeoutSeconds: SWEEP_SECONDS,
    environment: {
      TARGET_USER_POOL_ID: pool.id,
      SWEEP_BUCKET: bucket.bucketName,
      [TRIGGER_ENVIRONMENT.ledgerTable]: ledger.tableName,
      [TRIGGER_ENVIRONMENT.auditBus]: auditBus.eventBusName,
      [TRIGGER_ENVIRONMENT.postMigrationArn]: postMigration.stateMachineArn,
    },
    permissions: [
      allow('sts', ['AssumeRole'], migration.settings.source.roleArn),
      allow('cognito-idp', POOL_ACTIONS[migration.config.phase], pool.arn),
      allow('dynamodb', LEDGER_ACTIONS, ledger.tableArn),
      allow('states', ['StartExecution'], postMigration.stateMachineArn),
      allow('events', ['PutEvents'], auditBus.eventBusArn),
      allow('s3', ['PutObject'], bucket.arnForObjects(SWEEP_FILES)),
    ],
  });
};

const createSummarizeSweep = (scope: Construct, { migration, postMigration }: SweepProps): Lambda => {
  const { ledger } = postMigration.records;
  return createHandlerFunction(scope, {
    migration,
    handler: 'summarize-sweep',
    functionName: migration.names.summarizeSweep,
    description: 'Plans the shards of a sweep, and adds up what they counted',
    memorySize: SWEEP_MEMORY,
    timeoutSeconds: SWEEP_SECONDS,
    environment: { [TRIGGER_ENVIRONMENT.ledgerTable]: ledger.tableName },
    permissions: [allow('dynamodb', ['BatchGetItem', 'GetItem', 'PutItem'], ledger.tableArn)],
  });
};
