/** The migrate-user Lambda and its place as the user-migration trigger of a pool; with it the guard of an open pool. */
import { CfnUserPool } from 'aws-cdk-lib/aws-cognito';
import { Policy, type PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Alias, type IVersion, type Function as Lambda } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { hasFurtherNames } from '#core/alias-owner.ts';
import type { Migration } from '#core/migration.ts';
import { roleArn } from '#core/names.ts';
import { TRIGGER_ENVIRONMENT } from '#core/trigger-settings.ts';
import { unfitPool } from './check-user-pool.ts';
import { allow } from './function-grants.ts';
import { createHandlerFunction } from './handler-function.ts';
import { networkOf } from './migration-network.ts';
import { type OpenPool, openPool, placeTrigger } from './place-trigger.ts';
import { referenceTo, type TargetUserPool } from './pool-reference.ts';
import type { PostMigration } from './post-migration.ts';
import { SignUpGuard } from './sign-up-guard.ts';

export type MigrationTriggerProps = {
  readonly migration: Migration;
  /**
   * The pool that users move to. Synthesis refuses one that is not as the configuration says (check-user-pool.ts), the
   * deployment one that is attached and not as its export says.
   */
  readonly userPool: TargetUserPool;
  /** App client of the source pool: a parameter of the stack, or the id of a client brought along. */
  readonly sourceClientId: string;
  /** @default - users are signed in, and nothing is reconciled or recorded afterwards */
  readonly postMigration?: PostMigration;
};

/**
 * Signs users of the source pool in to `userPool` with the password they have. Where the configuration lets people
 * sign up by themselves, the guard comes with it: a pool cannot have the one without the other.
 */
export class MigrationTrigger extends Construct {
  readonly lambda: Lambda;
  /** What the pool calls: the Lambda, or its alias `live` where concurrency is configured. */
  readonly invoked: Lambda | Alias;
  /** Absent where the configuration keeps self sign-up closed. */
  readonly signUpGuard: SignUpGuard | undefined;

  constructor(scope: Construct, id: string, props: MigrationTriggerProps) {
    super(scope, id);
    const { migration, sourceClientId, postMigration } = props;
    const pool = openPool(props.userPool);
    if (pool instanceof CfnUserPool) this.node.addValidation({ validate: () => unfitPool(pool, migration) });
    this.lambda = this.#createLambda(props);
    this.invoked = hasConcurrency(migration) ? this.#createAlias(migration) : this.lambda;
    placeTrigger(pool, 'UserMigration', this.invoked, postMigration ? [this, postMigration] : [this]);
    if (hasFurtherNames(migration.settings.target.signIn)) this.#allowLookUp(pool, migration);
    this.signUpGuard = migration.pools.target.selfSignUp
      ? new SignUpGuard(this, 'SignUpGuard', { migration, userPool: pool, sourceClientId })
      : undefined;
  }

  #createLambda({ migration, sourceClientId, postMigration }: MigrationTriggerProps): Lambda {
    const { config, names } = migration;
    return createHandlerFunction(this, {
      migration,
      handler: 'migrate-user',
      functionName: names.migrateUser,
      description: `Migrates users of ${config.source.userPoolId} at sign-in`,
      memorySize: config.trigger.memorySize,
      // Cognito waits no longer, and it cannot be told to. Developer Guide "Lambda triggers", 2026-11
      timeoutSeconds: 5,
      environment: {
        [TRIGGER_ENVIRONMENT.sourceClientId]: sourceClientId,
        ...(postMigration === undefined ? {} : recordsEnvironment(postMigration)),
      },
      permissions: [
        ...signInPermissions(migration),
        ...(postMigration === undefined ? [] : recordsPermissions(postMigration)),
      ],
      reservedConcurrency: config.trigger.reservedConcurrency,
    });
  }

  /**
   * A policy of its own: the pool needs the Lambda, which needs its role and that role's own policy. Whom the Lambda
   * cannot ask about before this is attached, it lets Cognito decide on.
   */
  #allowLookUp(pool: OpenPool, migration: Migration): void {
    const statements = [allow('cognito-idp', ['AdminGetUser'], referenceTo(pool).arn)];
    this.lambda.role?.attachInlinePolicy(new Policy(this, 'TargetLookUp', { statements }));
    networkOf(this, migration)?.admit(
      roleArn(migration.config.target, migration.names.migrateUser),
      statements,
    );
  }

  #createAlias({ config: { trigger } }: Migration): Alias {
    const { provisionedConcurrency: provisioned } = trigger;
    const alias = new Alias(this, 'Live', {
      aliasName: 'live',
      // The library's own class, whose typing only exactOptionalPropertyTypes finds wanting.
      version: this.lambda.currentVersion as IVersion,
      ...(provisioned === undefined ? {} : { provisionedConcurrentExecutions: provisioned.min }),
    });
    if (provisioned !== undefined) {
      const { min, max, utilization } = provisioned;
      alias
        .addAutoScaling({ minCapacity: min, maxCapacity: max })
        .scaleOnUtilization({ utilizationTarget: utilization });
    }
    return alias;
  }
}

const hasConcurrency = ({ config: { trigger } }: Migration): boolean =>
  trigger.reservedConcurrency !== undefined || trigger.provisionedConcurrency !== undefined;

const signInPermissions = ({ settings: { source } }: Migration): PolicyStatement[] => [
  allow('sts', ['AssumeRole'], source.roleArn),
  ...(source.clientSecretArn === undefined
    ? []
    : [allow('secretsmanager', ['GetSecretValue'], source.clientSecretArn)]),
];

/** Starts the one machine, reads one record, puts one event: it can change nothing that is on record. */
const recordsPermissions = ({ stateMachineArn, records }: PostMigration): PolicyStatement[] => [
  allow('states', ['StartExecution'], stateMachineArn),
  allow('dynamodb', ['GetItem'], records.ledger.tableArn),
  allow('events', ['PutEvents'], records.auditBus.eventBusArn),
];

const recordsEnvironment = ({ stateMachineArn, records }: PostMigration): Record<string, string> => ({
  [TRIGGER_ENVIRONMENT.postMigrationArn]: stateMachineArn,
  [TRIGGER_ENVIRONMENT.ledgerTable]: records.ledger.tableName,
  [TRIGGER_ENVIRONMENT.auditBus]: records.auditBus.eventBusName,
});
