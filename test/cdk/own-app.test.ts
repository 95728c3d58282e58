import { Template } from 'aws-cdk-lib/assertions';
import type { Stack } from 'aws-cdk-lib/core';
import { app } from '#cdk/example/own-app.ts';
import { grantsOf } from './migration-builder.ts';

describe("the example of an app of one's own", () => {
  it('synthesizes, and the constructs agree on the roles', () => {
    const [old, identity] = app.node.children as Stack[];
    if (old === undefined || identity === undefined) throw new Error('the example has two stacks');

    Template.fromStack(old).hasResourceProperties('AWS::IAM::Role', { RoleName: 'cognito-migration-source' });
    Template.fromStack(identity).hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'cognito-migration-migrate-user',
    });
    for (const role of ['cognito-migration-migrate-user', 'cognito-migration-reconcile-user']) {
      expect(grantsOf(identity, role)[0]).toEqual({
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Resource: 'arn:aws:iam::111111111111:role/cognito-migration-source',
      });
      expect(JSON.stringify(Template.fromStack(old).toJSON())).toContain(`role/${role}`);
    }
  });
});
