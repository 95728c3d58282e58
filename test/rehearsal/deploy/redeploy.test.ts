/** Deploying a second assembly over a cloud: what is updated in place, left alone, removed or refused. */
import { type Cloud, createCloud } from '#rehearsal/cloud/cloud.ts';
import { deployAssembly } from '#rehearsal/deploy/deploy.ts';
import { callOperation } from './call-operation.ts';
import { removeWritten, TARGET, writeTemplate } from './written-assembly.ts';

let cloud: Cloud;
beforeEach(async () => {
  cloud = await createCloud({ seed: 1 });
});
afterEach(async () => {
  await cloud.close();
  removeWritten();
});

const PASSWORD_FLOWS = ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'];
const SRP_ONLY = ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'];

const poolAndClient = (flows: readonly string[], more: Record<string, unknown> = {}) => ({
  Resources: {
    Pool: { Type: 'AWS::Cognito::UserPool', DeletionPolicy: 'Retain', Properties: { UserPoolName: 'new' } },
    Client: {
      Type: 'AWS::Cognito::UserPoolClient',
      Properties: { UserPoolId: { Ref: 'Pool' }, ClientName: 'web', ExplicitAuthFlows: flows },
    },
    ...more,
  },
  Outputs: { UserPoolId: { Value: { Ref: 'Pool' } }, AppClientId: { Value: { Ref: 'Client' } } },
});

const deploy = (template: Record<string, unknown>) => deployAssembly(cloud, writeTemplate(template));

const call = (operation: string, input: Record<string, unknown>) =>
  callOperation(cloud.cognito.service, operation, input, TARGET);

const flowsOf = async (UserPoolId: string, ClientId: string) => {
  const answer = await call('DescribeUserPoolClient', { UserPoolId, ClientId });
  return (answer as { UserPoolClient: { ExplicitAuthFlows: string[] } }).UserPoolClient.ExplicitAuthFlows;
};

describe('a second deployment', () => {
  it('changes an app client in place', async () => {
    const first = await deploy(poolAndClient(PASSWORD_FLOWS));
    const second = await deploy(poolAndClient(SRP_ONLY));
    const [pool, client] = [second.output('UserPoolId'), second.output('AppClientId')];
    expect([pool, client]).toEqual([first.output('UserPoolId'), first.output('AppClientId')]);
    expect(await flowsOf(pool, client)).toEqual(SRP_ONLY);
  });

  it('does not touch a client whose template did not change', async () => {
    const first = await deploy(poolAndClient(PASSWORD_FLOWS));
    const [UserPoolId, ClientId] = [first.output('UserPoolId'), first.output('AppClientId')];
    await call('UpdateUserPoolClient', { UserPoolId, ClientId, ExplicitAuthFlows: SRP_ONLY });
    await deploy(poolAndClient(PASSWORD_FLOWS, { Group: { Type: 'AWS::Logs::LogGroup' } }));
    expect(await flowsOf(UserPoolId, ClientId)).toEqual(SRP_ONLY);
  });

  it('removes what left the template, unless it is retained', async () => {
    const first = await deploy(poolAndClient(PASSWORD_FLOWS));
    const [UserPoolId, ClientId] = [first.output('UserPoolId'), first.output('AppClientId')];
    const second = await deploy({ Resources: {} });
    expect(second.stacks[0]?.resources).toEqual({});
    await expect(call('DescribeUserPoolClient', { UserPoolId, ClientId })).rejects.toThrow();
    await expect(call('DescribeUserPool', { UserPoolId })).resolves.toBeDefined();
  });

  it('changes pool settings in place', async () => {
    const withMinimum = (MinimumLength: number) => {
      const { Resources, Outputs } = poolAndClient(SRP_ONLY);
      const Properties = { UserPoolName: 'new', Policies: { PasswordPolicy: { MinimumLength } } };
      return { Resources: { ...Resources, Pool: { ...Resources.Pool, Properties } }, Outputs };
    };
    await deploy(withMinimum(8));
    const UserPoolId = (await deploy(withMinimum(12))).output('UserPoolId');
    expect(await call('DescribeUserPool', { UserPoolId })).toMatchObject({
      UserPool: { Policies: { PasswordPolicy: { MinimumLength: 12 } } },
    });
  });

  it.each([
    [
      'a change that would replace the resource',
      { Resources: { Group: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/b' } } } },
    ],
    ['another type under the same id', { Resources: { Group: { Type: 'AWS::Cognito::UserPool' } } }],
  ])('refuses %s, naming it', async (_, template) => {
    await deploy({
      Resources: { Group: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/a' } } },
    });
    await expect(deploy(template)).rejects.toThrow(/^Mini\/Group .*does not model .*start a new rehearsal/);
  });

  it('refuses a removal that is not modelled, naming it', async () => {
    await deploy({ Resources: { Pool: { Type: 'AWS::Cognito::UserPool' } } });
    await expect(deploy({ Resources: {} })).rejects.toThrow(
      /^Mini\/Pool .*does not model the deletion .*start a new rehearsal/,
    );
  });

  it('takes an inline policy away that the role no longer has', async () => {
    const withPolicies = (Policies: unknown[]) => ({
      Resources: {
        Role: {
          Type: 'AWS::IAM::Role',
          Properties: {
            RoleName: 'worker',
            AssumeRolePolicyDocument: {
              Statement: [
                { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } },
              ],
            },
            Policies,
          },
        },
      },
    });
    const document = { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }] };
    const roleArn = `arn:aws:iam::${TARGET.accountId}:role/worker`;
    const principal = { kind: 'role', accountId: TARGET.accountId, roleArn, arn: roleArn } as const;
    const isAllowed = () =>
      cloud.iam.authorize(principal, { action: 'sts:AssumeRole', resource: roleArn }, TARGET).allowed;
    await deploy(withPolicies([{ PolicyName: 'p', PolicyDocument: document }]));
    expect(isAllowed()).toBe(true);
    await deploy(withPolicies([]));
    expect(isAllowed()).toBe(false);
  });
});
