/** The pool that users move to, however the app that uses our constructs defines it, and its id and ARN. */
import { CfnUserPool, type UserPool } from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import { AttachedPool } from './attached-pool.ts';

/** A pool of the app, or an existing one that is attached. */
export type TargetUserPool = CfnUserPool | UserPool | AttachedPool;

type PoolReference = { readonly id: string; readonly arn: string };

export const referenceTo = (userPool: TargetUserPool): PoolReference =>
  userPool instanceof CfnUserPool
    ? { id: userPool.ref, arn: userPool.attrArn }
    : { id: userPool.userPoolId, arn: userPool.userPoolArn };

/** For what is made in the pool: an attached one has to be found fit first, and is left alone otherwise. */
export const standsIn = (userPool: TargetUserPool, construct: Construct): void => {
  if (userPool instanceof AttachedPool) userPool.holds(construct);
};
