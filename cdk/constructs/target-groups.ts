/** The groups of the target pool that source groups map to. Names only: what a group may do is for the target's owner to say. */
import { CfnUserPoolGroup } from 'aws-cdk-lib/aws-cognito';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Migration } from '#core/migration.ts';
import { referenceTo, standsIn, type TargetUserPool } from './pool-reference.ts';

export type TargetGroupsProps = {
  readonly migration: Migration;
  /** The pool that users move to. */
  readonly userPool: TargetUserPool;
};

/**
 * One group for every value of `groups.map`, unless `groups.create` is false or groups do not travel. IAM roles and
 * precedence are never copied: they belong to account A. Kept when the stack is deleted, as their members are.
 */
export class TargetGroups extends Construct {
  constructor(scope: Construct, id: string, { migration, userPool }: TargetGroupsProps) {
    super(scope, id);
    const { create, mode, map } = migration.config.groups;
    if (!create || mode === 'off') return;
    const { id: userPoolId } = referenceTo(userPool);
    for (const groupName of new Set(Object.values(map))) {
      const group = new CfnUserPoolGroup(this, groupName, { userPoolId, groupName });
      group.applyRemovalPolicy(RemovalPolicy.RETAIN);
      standsIn(userPool, group);
    }
  }
}
