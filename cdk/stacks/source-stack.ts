/** Account A: one narrow role and one app client of the migration's own. The pool is otherwise never touched. */
import { CfnOutput, Stack, type StackProps, Tags } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Migration } from '#core/migration.ts';
import { SourceAccess } from '../constructs/source-access.ts';

export type SourceStackProps = Omit<StackProps, 'env' | 'stackName'> & { readonly migration: Migration };

/**
 * Deployed first, by the owners of account A: it names account B's roles before they exist.
 * Outputs `SourceRoleArn` and, unless the configuration brings a client along, `SourceClientId`.
 */
export class SourceStack extends Stack {
  constructor(scope: Construct, id: string, { migration, ...props }: SourceStackProps) {
    const { accountId, region } = migration.config.source;
    const description =
      'Lets the Lambdas of a migration in another account check passwords and read users of one user pool';
    super(scope, id, {
      description,
      ...props,
      stackName: migration.names.sourceStack,
      env: { account: accountId, region },
    });

    const access = new SourceAccess(this, 'SourceAccess', { migration });
    new CfnOutput(this, 'SourceRoleArn', {
      value: access.roleArn,
      description: 'The role that account B assumes',
    });
    if (access.createdClientId !== undefined) {
      const clientDescription =
        'App client of the source pool that the migration signs users in with: parameter of the target stack';
      new CfnOutput(this, 'SourceClientId', {
        value: access.createdClientId,
        description: clientDescription,
      });
    }
    for (const [key, value] of Object.entries(migration.config.tags)) Tags.of(this).add(key, value);
  }
}
