/** An existing pool that users move to: no resource of the stack, which only places the migration's triggers on it. */
import { createHash } from 'node:crypto';
import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as Lambda } from 'aws-cdk-lib/aws-lambda';
import { Annotations, CustomResource, Duration, Lazy, Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Migration } from '#core/migration.ts';
import { lambdaArn, roleArn } from '#core/names.ts';
import type { PoolDescription } from '#core/pool-description.ts';
import type { OurTrigger } from '#core/pool-update.ts';
import { allow } from './function-grants.ts';
import { createHandlerFunction } from './handler-function.ts';
import { networkOf } from './migration-network.ts';

export type AttachedPoolProps = { readonly migration: Migration };

/**
 * The pool is in use: it is looked at before anything is made in it, and triggers are placed last in a deployment and
 * taken off first in a deletion, since whoever signs in then is migrated.
 */
export class AttachedPool extends Construct {
  readonly userPoolId: string;
  readonly userPoolArn: string;
  /** Called by CloudFormation alone. */
  readonly attachTriggers: Lambda;
  /** Exists once the pool was found fit and has `custom:source_sub`. */
  readonly preparation: CustomResource;
  /** Exists once the triggers are on the pool. */
  readonly placement: CustomResource;
  readonly #triggers: Partial<Record<OurTrigger, string>> = {};

  /** @throws {Error} where the configuration attaches no pool */
  constructor(scope: Construct, id: string, { migration }: AttachedPoolProps) {
    super(scope, id);
    const { attached, target } = migration.pools;
    if (attached === undefined)
      throw new Error('The configuration attaches no pool: set target.userPool.attach, or use TargetPool');
    this.userPoolId = attached.id;
    this.userPoolArn = attached.arn;
    this.attachTriggers = createAttachTriggers(new Construct(this, 'AttachTriggers'), migration);
    // Logical ids carry the pool's: another pool is another resource with a policy of its own, so that the old pool is
    // freed by whom it was attached.
    const own = new Construct(this, attached.id);
    const statements = permissions(attached);
    const policy = new Policy(own, 'MayChangePool', { statements });
    this.attachTriggers.role?.attachInlinePolicy(policy);
    const wanted = literalTriggers(migration);
    this.preparation = this.#createStep(own, migration, { Step: 'prepare', Triggers: wanted });
    this.preparation.node.addDependency(policy, ...this.#wayOut(migration, statements));
    const placed = Lazy.any({ produce: () => this.#triggers });
    this.placement = this.#createStep(own, migration, { Step: 'place', Triggers: placed });
    this.placement.node.addDependency(this.preparation);
    this.node.addValidation({ validate: () => wrongRegion(Stack.of(this).region, attached) });
    for (const { property, reason } of target.differences)
      Annotations.of(this).addInfo(`${attached.id}: ${property} ${reason}`);
  }

  /**
   * The pool will call this Lambda.
   * @param after everything that has to be there before it does
   */
  place(trigger: OurTrigger, lambdaArn: string, after: readonly Construct[]): void {
    this.#triggers[trigger] = lambdaArn;
    this.placement.node.addDependency(...after);
  }

  /** For what stands in the pool: made once that is prepared, and before users migrate into it. */
  holds(construct: Construct): void {
    construct.node.addDependency(this.preparation);
    this.placement.node.addDependency(construct);
  }

  /** What has to be there before the Lambda can reach the pool and CloudFormation's bucket, and as long as it has to. */
  #wayOut(migration: Migration, statements: readonly PolicyStatement[]): readonly Construct[] {
    const network = networkOf(this, migration);
    if (network === undefined) return [];
    network.admit(roleArn(migration.config.target, migration.names.attachTriggers), statements);
    network.admitAnswers();
    return [network];
  }

  #createStep(
    scope: Construct,
    migration: Migration,
    step: { Step: string; Triggers: unknown },
  ): CustomResource {
    return new CustomResource(scope, step.Step === 'place' ? 'Triggers' : 'Pool', {
      serviceToken: this.attachTriggers.functionArn,
      resourceType: 'Custom::AttachTriggers',
      // Should the Lambda not even start: CloudFormation would wait for an hour.
      serviceTimeout: Duration.seconds(SERVICE_SECONDS),
      properties: {
        ...step,
        UserPoolId: this.userPoolId,
        // A new export has the pool looked at again, and triggers placed again that somebody has taken off.
        Export: fingerprint(migration.attachedExport),
      },
    });
  }
}

/** A few calls, none of them large. */
const ATTACH_MEMORY = 256;

/** Above the bound that the handler sets itself, with time left for its answer. */
const ATTACH_SECONDS = 60;

/** Three invocations: Lambda calls again where the answer did not arrive, after a minute and after two. */
const SERVICE_SECONDS = 480;

const createAttachTriggers = (scope: Construct, migration: Migration): Lambda =>
  createHandlerFunction(scope, {
    migration,
    handler: 'attach-triggers',
    functionName: migration.names.attachTriggers,
    description: "Places the migration's triggers on an existing user pool, called by CloudFormation alone",
    memorySize: ATTACH_MEMORY,
    timeoutSeconds: ATTACH_SECONDS,
    environment: {},
    permissions: [],
  });

/** What it calls on the pool. A test compares it with the adapter. */
const POOL_ACTIONS = [
  'AddCustomAttributes',
  'DescribeUserPool',
  'GetUserPoolMfaConfig',
  'SetUserPoolMfaConfig',
  'UpdateUserPool',
];

/**
 * An update writes every setting back, so it needs what each of them needs: passing on the role for SMS (seen,
 * serverless#6593) and a grant on the key of custom senders (Developer Guide "Custom sender Lambda triggers", 2026-11).
 */
const permissions = ({ arn, smsRoleArn, triggers }: PoolDescription): PolicyStatement[] => [
  allow('cognito-idp', POOL_ACTIONS, arn),
  ...(smsRoleArn === undefined ? [] : [passToCognito(smsRoleArn)]),
  ...(triggers.KMSKeyID === undefined ? [] : [allow('kms', ['CreateGrant'], triggers.KMSKeyID)]),
];

const passToCognito = (roleArn: string): PolicyStatement =>
  new PolicyStatement({
    actions: ['iam:PassRole'],
    resources: [roleArn],
    conditions: { StringEquals: { 'iam:PassedToService': 'cognito-idp.amazonaws.com' } },
  });

/** The triggers by the names of their Lambdas: the pool is looked at before these are made. */
const literalTriggers = ({ names, config, pools }: Migration): Partial<Record<OurTrigger, string>> => ({
  UserMigration: lambdaArn(config.target, names.migrateUser),
  ...(pools.target.selfSignUp ? { PreSignUp: lambdaArn(config.target, names.guardSignUp) } : {}),
});

const fingerprint = (poolExport: unknown): string =>
  createHash('sha256').update(JSON.stringify(poolExport)).digest('hex').slice(0, 16);

const wrongRegion = (region: string, attached: PoolDescription): string[] =>
  Token.isUnresolved(region) || region === attached.region
    ? []
    : [
        `The stack is in ${region}, but the attached pool is in ${attached.region}: Cognito calls only Lambdas of its own region`,
      ];
