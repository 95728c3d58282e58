/** Roles, principals and statements that the tests of IAM are made of. */
import { Iam, type PolicyDocument, type Statement } from '#rehearsal/cloud/iam.ts';
import type { Principal } from '#rehearsal/cloud/service.ts';

export const [A, B] = ['111111111111', '222222222222'];
export const ROLE = `arn:aws:iam::${B}:role/worker`;
export const SOURCE_ROLE = `arn:aws:iam::${A}:role/source`;
export const SCOPE = { accountId: B, region: 'us-east-1' };
export const WORKER: Principal = {
  kind: 'role',
  accountId: B,
  arn: `arn:aws:sts::${B}:assumed-role/worker/session`,
  roleArn: ROLE,
};
export const TABLE = `arn:aws:dynamodb:us-east-1:${B}:table/ledger`;

export const allow = (
  Action: string | string[],
  Resource: string | string[],
  more: Partial<Statement> = {},
): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});

export const trustFor = (
  Principal: Statement['Principal'],
  Condition?: Statement['Condition'],
): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    ...(Principal && { Principal }),
    ...(Condition && { Condition }),
  },
});

export const iamWith = (
  statements: readonly Statement[],
  trust: PolicyDocument = trustFor({ Service: 'lambda.amazonaws.com' }),
) => {
  const iam = new Iam();
  iam.putRole({ accountId: B, name: 'worker', arn: ROLE, trustPolicy: trust, maxSessionSeconds: 3600 });
  iam.putRolePolicy(ROLE, 'p', { Version: '2012-10-17', Statement: [...statements] });
  return iam;
};

export const decide = (statements: readonly Statement[], action: string, resource: string, conditions = {}) =>
  iamWith(statements).authorize(WORKER, { action, resource, conditions }, SCOPE);
