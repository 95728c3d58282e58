/** The groups of the target pool that source groups map to. Names only: what a group may do is for the target's owner to say. */
import { CfnUserPoolGroup } from 'aws-cdk-lib/aws-cognito';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Migration } from '#core/migration.ts';

export type TargetGroupsProps = { readonly migration: Migration; readonly userPoolId: string };

/**
 * One group for every value of `groups.map`, unless `groups.create` is false or groups do not travel. IAM roles and
 * precedence are never copied: they belong to account A. Kept when the stack is deleted, as their members are.
 */
export class TargetGroups extends Construct {
  constructor(scope: Construct, id: string, { migration, userPoolId }: TargetGroupsProps) {
    super(scope, id);
    const { create, mode, map } = migration.config.groups;
    if (!create || mode === 'off') return;
    for (const groupName of new Set(Object.values(map)))
      new CfnUserPoolGroup(this, groupName, { userPoolId, groupName }).applyRemovalPolicy(
        RemovalPolicy.RETAIN,
      );
  }
}
