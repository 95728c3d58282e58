/** Id and ARN of a pool, however the app that uses our constructs defines it. */
import { CfnUserPool, type UserPool } from 'aws-cdk-lib/aws-cognito';

type PoolReference = { readonly id: string; readonly arn: string };

export const referenceTo = (userPool: CfnUserPool | UserPool): PoolReference =>
  userPool instanceof CfnUserPool
    ? { id: userPool.ref, arn: userPool.attrArn }
    : { id: userPool.userPoolId, arn: userPool.userPoolArn };
