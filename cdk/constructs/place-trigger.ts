/** Makes a Lambda a trigger of a user pool: the pool names it, and Cognito may call it for that pool only. */
import { CfnUserPool } from 'aws-cdk-lib/aws-cognito';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Alias, Function as Lambda } from 'aws-cdk-lib/aws-lambda';
import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { OurTrigger } from '#core/pool-update.ts';
import { AttachedPool } from './attached-pool.ts';
import { referenceTo, type TargetUserPool } from './pool-reference.ts';

/** A pool whose triggers can be set: by its own template, or by the custom resource of an attached one. */
export type OpenPool = CfnUserPool | AttachedPool;

/** @throws {Error} for an imported pool, whose triggers no template of ours can set */
export const openPool = (userPool: TargetUserPool): OpenPool => {
  if (userPool instanceof AttachedPool) return userPool;
  const pool = userPool instanceof CfnUserPool ? userPool : userPool.node.defaultChild;
  if (pool instanceof CfnUserPool) return pool;
  throw new Error(
    'userPool is imported: its triggers belong to the stack that defines it; pass the pool where it is defined, or attach it (target.userPool.attach)',
  );
};

/** @param after what has to be there beside the Lambda before a pool that is in use may call it */
export const placeTrigger = (
  pool: OpenPool,
  trigger: OurTrigger,
  invoked: Lambda | Alias,
  after: readonly Construct[],
): void => {
  // Both conditions: addTrigger of the L2 sets only SourceArn. Developer Guide "Lambda triggers", 2026-11
  invoked.addPermission('CognitoMayInvoke', {
    principal: new ServicePrincipal('cognito-idp.amazonaws.com'),
    sourceArn: referenceTo(pool).arn,
    sourceAccount: Stack.of(invoked).account,
  });
  if (pool instanceof AttachedPool) pool.place(trigger, invoked.functionArn, after);
  // An override, so that it also holds for an L2 pool, whose other triggers stay as they are.
  else pool.addPropertyOverride(`LambdaConfig.${trigger}`, invoked.functionArn);
};
