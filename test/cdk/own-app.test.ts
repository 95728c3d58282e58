import { Template } from 'aws-cdk-lib/assertions';
import type { Stack } from 'aws-cdk-lib/core';
import { app } from '#cdk/example/own-app.ts';

describe("the example of an app of one's own", () => {
  it('synthesizes, and both constructs agree on the role', () => {
    const [old, identity] = app.node.children as Stack[];
    if (old === undefined || identity === undefined) throw new Error('the example has two stacks');

    Template.fromStack(old).hasResourceProperties('AWS::IAM::Role', { RoleName: 'cognito-migration-source' });
    Template.fromStack(identity).hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'cognito-migration-migrate-user',
    });
    Template.fromStack(identity).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          { Action: 'sts:AssumeRole', Resource: 'arn:aws:iam::111111111111:role/cognito-migration-source' },
          {},
          {},
        ],
      },
    });
  });
});
