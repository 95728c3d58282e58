/** Makes a Lambda a trigger of a user pool: the pool names it, and Cognito may call it for that pool only. */
import { CfnUserPool, type UserPool } from 'aws-cdk-lib/aws-cognito';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Alias, Function as Lambda } from 'aws-cdk-lib/aws-lambda';
import { Stack } from 'aws-cdk-lib/core';

/** As CloudFormation calls them. */
export type OurTrigger = 'UserMigration' | 'PreSignUp';

/** @throws {Error} for an imported pool, whose triggers no template of ours can set */
export const definedPool = (userPool: CfnUserPool | UserPool): CfnUserPool => {
  const pool = userPool instanceof CfnUserPool ? userPool : userPool.node.defaultChild;
  if (pool instanceof CfnUserPool) return pool;
  throw new Error(
    'userPool is imported: its triggers belong to the stack that defines it; pass the pool where it is defined',
  );
};

export const placeTrigger = (pool: CfnUserPool, trigger: OurTrigger, invoked: Lambda | Alias): void => {
  // An override, so that it also holds for an L2 pool, whose other triggers stay as they are.
  pool.addPropertyOverride(`LambdaConfig.${trigger}`, invoked.functionArn);
  // Both conditions: addTrigger of the L2 sets only SourceArn. Developer Guide "Lambda triggers", 2026-11
  invoked.addPermission('CognitoMayInvoke', {
    principal: new ServicePrincipal('cognito-idp.amazonaws.com'),
    sourceArn: pool.attrArn,
    sourceAccount: Stack.of(invoked).account,
  });
};
