/** The migrate-user Lambda and its place as the user-migration trigger of a pool. */
import { CfnUserPool, type UserPool } from 'aws-cdk-lib/aws-cognito';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Alias,
  Architecture,
  type IVersion,
  Function as Lambda,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Migration } from '#core/migration.ts';
import { TRIGGER_ENVIRONMENT } from '#core/trigger-settings.ts';
import { unfitPool } from './check-user-pool.ts';
import { handlerCode } from './handler-code.ts';

export type MigrationTriggerProps = {
  readonly migration: Migration;
  /** The pool that users move to. Synthesis refuses one that is not as the configuration says (check-user-pool.ts). */
  readonly userPool: CfnUserPool | UserPool;
  /** App client of the source pool: a parameter of the stack, or the id of a client brought along. */
  readonly sourceClientId: string;
};

/** Signs users of the source pool in to `userPool` with the password they have. */
export class MigrationTrigger extends Construct {
  readonly lambda: Lambda;
  /** What the pool calls: the Lambda, or its alias `live` where concurrency is configured. */
  readonly invoked: Lambda | Alias;

  constructor(scope: Construct, id: string, { migration, userPool, sourceClientId }: MigrationTriggerProps) {
    super(scope, id);
    const pool = l1(userPool);
    this.node.addValidation({ validate: () => unfitPool(pool, migration) });
    this.lambda = this.#createLambda(migration, sourceClientId);
    this.invoked = hasConcurrency(migration) ? this.#createAlias(migration) : this.lambda;
    // An override, so that it also holds for an L2 pool, whose own triggers stay as they are.
    pool.addPropertyOverride('LambdaConfig.UserMigration', this.invoked.functionArn);
    // Both conditions: addTrigger of the L2 sets only SourceArn. Developer Guide "Lambda triggers", 2026-11
    this.invoked.addPermission('CognitoMayInvoke', {
      principal: new ServicePrincipal('cognito-idp.amazonaws.com'),
      sourceArn: pool.attrArn,
      sourceAccount: Stack.of(this).account,
    });
  }

  #createLambda(migration: Migration, sourceClientId: string): Lambda {
    const { config, names } = migration;
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/lambda/${names.migrateUser}`,
      retention: config.logs.retentionDays,
      // No state of any user, and a kept group of this literal name would block the next deployment.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = this.#createRole(migration);
    logGroup.grantWrite(role);
    return new Lambda(this, 'Lambda', {
      functionName: names.migrateUser,
      description: `Migrates users of ${config.source.userPoolId} at sign-in`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: handlerCode('migrate-user', migration.settings),
      memorySize: config.trigger.memorySize,
      // Cognito waits no longer, and it cannot be told to. Developer Guide "Lambda triggers", 2026-11
      timeout: Duration.seconds(5),
      tracing: Tracing.ACTIVE,
      role,
      logGroup,
      environment: { [TRIGGER_ENVIRONMENT.sourceClientId]: sourceClientId, ...POWERTOOLS },
      ...(config.trigger.reservedConcurrency === undefined
        ? {}
        : { reservedConcurrentExecutions: config.trigger.reservedConcurrency }),
    });
  }

  /** A literal name, because account A's trust names it. No managed policies: what it may do stands here. */
  #createRole({ names, settings }: Migration): Role {
    const role = new Role(this, 'Role', {
      roleName: names.migrateUser,
      description: 'Of the Lambda that migrates users at sign-in',
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    role.addToPolicy(
      new PolicyStatement({ actions: ['sts:AssumeRole'], resources: [settings.source.roleArn] }),
    );
    if (settings.source.clientSecretArn !== undefined) {
      const resources = [settings.source.clientSecretArn];
      role.addToPolicy(new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources }));
    }
    return role;
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

/** @throws {Error} for an imported pool, whose triggers no template of ours can set */
const l1 = (userPool: CfnUserPool | UserPool): CfnUserPool => {
  const pool = userPool instanceof CfnUserPool ? userPool : userPool.node.defaultChild;
  if (pool instanceof CfnUserPool) return pool;
  throw new Error(
    'userPool is imported: its triggers belong to the stack that defines it; pass the pool where it is defined',
  );
};

const hasConcurrency = ({ config: { trigger } }: Migration): boolean =>
  trigger.reservedConcurrency !== undefined || trigger.provisionedConcurrency !== undefined;

/** The trigger's event and answer hold a password and attributes: neither may reach a log or a trace. */
const POWERTOOLS = {
  POWERTOOLS_SERVICE_NAME: 'migrate-user',
  POWERTOOLS_METRICS_NAMESPACE: 'CognitoMigration',
  POWERTOOLS_LOG_LEVEL: 'INFO',
  POWERTOOLS_LOGGER_LOG_EVENT: 'false',
  POWERTOOLS_TRACER_CAPTURE_RESPONSE: 'false',
  // Calls are traced by the SDK clients, annotated with account and region; raw HTTPS subsegments would double them.
  POWERTOOLS_TRACER_CAPTURE_HTTPS_REQUESTS: 'false',
};
