/** Deploying hand-written assemblies into a real local cloud: what exists afterwards, and what is refused. */
import { type Cloud, createCloud } from '#rehearsal/cloud/cloud.ts';
import type { Principal } from '#rehearsal/cloud/service.ts';
import { deployAssembly } from '#rehearsal/deploy/deploy.ts';
import { BUCKET, removeWritten, SOURCE, TARGET, writeAssembly, writeTemplate } from './written-assembly.ts';

let cloud: Cloud;
beforeEach(async () => {
  cloud = await createCloud({ seed: 1 });
});
afterEach(async () => {
  await cloud.close();
  removeWritten();
});

const trust = (service: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }],
});

const allow = (action: string, resource: unknown) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: action, Resource: resource }],
});

const sessionOf = (name: string): Principal => ({
  kind: 'role',
  accountId: TARGET.accountId,
  roleArn: `arn:aws:iam::${TARGET.accountId}:role/${name}`,
  arn: `arn:aws:sts::${TARGET.accountId}:assumed-role/${name}/test`,
});

const isAllowed = (role: string, action: string, resource: string): boolean =>
  cloud.iam.authorize(sessionOf(role), { action, resource }, TARGET).allowed;

const role = (properties: Record<string, unknown> = {}) => ({
  Type: 'AWS::IAM::Role',
  Properties: { RoleName: 'worker', AssumeRolePolicyDocument: trust('lambda.amazonaws.com'), ...properties },
});

describe('a deployment', () => {
  it('puts roles with their inline policies, and policies with references', async () => {
    const group = 'arn:aws:logs:us-east-1:222222222222:log-group:/audit:*';
    const resources = {
      Policy: {
        Type: 'AWS::IAM::Policy',
        Properties: {
          PolicyName: 'more',
          Roles: [{ Ref: 'Role' }],
          PolicyDocument: allow('logs:PutLogEvents', { 'Fn::GetAtt': ['Group', 'Arn'] }),
        },
      },
      Role: role({ Policies: [{ PolicyName: 'inline', PolicyDocument: allow('sts:AssumeRole', '*') }] }),
      Group: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/audit', RetentionInDays: '30' } },
    };
    const deployment = await deployAssembly(cloud, writeTemplate({ Resources: resources }));
    expect(deployment.stacks).toMatchObject([
      { name: 'Mini', ...TARGET, resources: { Role: 'worker', Group: '/audit' } },
    ]);
    expect(Object.keys(deployment.stacks[0]?.resources ?? {})).toEqual(['Role', 'Group', 'Policy']);
    expect(isAllowed('worker', 'sts:AssumeRole', 'arn:aws:iam::222222222222:role/any')).toBe(true);
    expect(isAllowed('worker', 'logs:PutLogEvents', group)).toBe(true);
    expect(isAllowed('worker', 'logs:CreateLogGroup', group)).toBe(false);
    expect(cloud.logs.findGroup(TARGET, '/audit')?.description).toEqual({
      name: '/audit',
      retentionDays: 30,
    });
  });

  it('generates the names a template does not give, the same in every run', async () => {
    const template = {
      Resources: { Group: { Type: 'AWS::Logs::LogGroup' } },
      Outputs: { Name: { Value: { Ref: 'Group' } } },
    };
    const deployment = await deployAssembly(cloud, writeTemplate(template));
    expect(deployment.output('Name')).toMatch(/^Mini-Group-[0-9A-F]{12}$/);
  });

  it('fills a parameter from the output of a stack in the other account', async () => {
    const { id } = cloud.cognito.createUserPool(SOURCE, { PoolName: 'old' }, { id: 'eu-west-1_Existing1' });
    const source = {
      Resources: {
        Client: {
          Type: 'AWS::Cognito::UserPoolClient',
          Properties: { UserPoolId: id, GenerateSecret: true },
        },
      },
      Outputs: { SourceClientId: { Value: { Ref: 'Client' } } },
    };
    const target = {
      Parameters: { SourceClientId: { Type: 'String', AllowedPattern: '[\\w+]{1,128}' } },
      Resources: {
        Group: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: { Ref: 'SourceClientId' } } },
      },
      Outputs: { Group: { Value: { Ref: 'Group' } } },
    };
    const stacks = [
      { name: 'Target', template: target },
      { name: 'Source', scope: SOURCE, template: source },
    ];
    const deployment = await deployAssembly(cloud, writeAssembly(stacks));
    expect(deployment.stacks.map(({ name }) => name)).toEqual(['Source', 'Target']);
    expect(deployment.output('Group')).toBe(deployment.output('SourceClientId'));
  });

  it('imports what another stack of the account exports', async () => {
    const exporting = { Resources: {}, Outputs: { X: { Value: 'shared', Export: { Name: 'the-name' } } } };
    const importing = { Resources: {}, Outputs: { Y: { Value: { 'Fn::ImportValue': 'the-name' } } } };
    const stacks = [
      { name: 'A', template: exporting },
      { name: 'B', template: importing, dependencies: ['A'] },
    ];
    expect((await deployAssembly(cloud, writeAssembly(stacks))).output('Y')).toBe('shared');
  });

  it('leaves out resources and outputs whose condition does not hold', async () => {
    const deployment = await deployAssembly(
      cloud,
      writeTemplate({
        Conditions: { Elsewhere: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'mars'] } },
        Resources: {
          No: { Type: 'AWS::Logs::LogGroup', Condition: 'Elsewhere' },
          Yes: { Type: 'AWS::Logs::LogGroup', DependsOn: 'No' },
        },
        Outputs: { No: { Value: 'x', Condition: 'Elsewhere' } },
      }),
    );
    expect(Object.keys(deployment.stacks[0]?.resources ?? {})).toEqual(['Yes']);
    expect(deployment.optionalOutput('No')).toBeUndefined();
    expect(() => deployment.output('No')).toThrow('No stack has an output No; there are none.');
  });

  it('runs a function from its asset, under its permissions alone', async () => {
    const code = 'exports.handler = async (event) => ({ got: event.x, env: process.env.COLOUR });';
    const fn = {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'echo',
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Code: { S3Bucket: BUCKET, S3Key: 'echo.zip' },
        Environment: { Variables: { COLOUR: 'red' } },
        Timeout: 10,
      },
    };
    const permission = {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: { Ref: 'Fn' },
        Principal: 'cognito-idp.amazonaws.com',
        SourceAccount: TARGET.accountId,
      },
    };
    const template = {
      Resources: {
        Fn: fn,
        Permission: permission,
        Role: role(),
        Group: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/aws/lambda/echo' } },
      },
      Outputs: { Arn: { Value: { 'Fn::GetAtt': ['Fn', 'Arn'] } } },
    };
    const deployment = await deployAssembly(
      cloud,
      writeAssembly([{ name: 'Mini', template, assets: { 'echo.zip': { 'index.js': code } } }]),
    );
    const invoke = (service: string) =>
      cloud.lambda.invoke({
        functionArn: deployment.output('Arn'),
        payload: { x: 5 },
        invoker: { kind: 'service', service },
        sourceArn: 'arn:aws:cognito-idp:us-east-1:222222222222:userpool/x',
        sourceAccount: TARGET.accountId,
      });
    expect(await invoke('cognito-idp.amazonaws.com')).toMatchObject({ payload: { got: 5, env: 'red' } });
    await expect(invoke('events.amazonaws.com')).rejects.toThrow();
  });

  it('notes what was checked but has no effect', async () => {
    const target = {
      Type: 'AWS::ApplicationAutoScaling::ScalableTarget',
      Properties: {
        MinCapacity: 1,
        MaxCapacity: '5',
        ResourceId: 'function:echo:live',
        ScalableDimension: 'lambda:function:ProvisionedConcurrency',
        ServiceNamespace: 'lambda',
      },
    };
    const deployment = await deployAssembly(cloud, writeTemplate({ Resources: { Target: target } }));
    expect(deployment.stacks[0]?.notes).toEqual([expect.stringMatching(/between 1 and 5/)]);
  });
});

describe('a refused deployment', () => {
  const group = (properties: Record<string, unknown>) => ({
    Type: 'AWS::Logs::LogGroup',
    Properties: properties,
  });
  const ofGroup = (properties: Record<string, unknown>) => ({ Resources: { Group: group(properties) } });

  it('lists every problem of every stack and leaves nothing behind', async () => {
    const good = { Resources: { Role: role() } };
    const bad = { Resources: { Topic: { Type: 'AWS::EFS::FileSystem' }, Group: group({ Colour: 'red' }) } };
    const directory = writeAssembly([
      { name: 'Good', template: good },
      { name: 'Bad', template: bad },
    ]);
    const refusal = deployAssembly(cloud, directory);
    await expect(refusal).rejects.toMatchObject({ code: 'NotModelled' });
    await expect(refusal).rejects.toThrow(/Bad\/Topic: .*AWS::EFS::FileSystem.*\n.*Bad\/Group: .*Colour/);
    expect(cloud.stacks.size).toBe(0);
    expect(cloud.iam.findRole(`arn:aws:iam::${TARGET.accountId}:role/worker`)).toBeUndefined();
  });

  it.each([
    [
      'a circle of resources',
      { Resources: { A: group({ LogGroupName: { Ref: 'B' } }), B: { ...group({}), DependsOn: 'A' } } },
      'InvalidAssembly',
      'The resources of stack Mini need each other in a circle: A -> B -> A.',
    ],
    [
      'a parameter without a value',
      { Parameters: { P: { Type: 'String' } }, Resources: {} },
      'InvalidAssembly',
      /Stack Mini cannot be deployed:\n- Parameter P has no value/,
    ],
    [
      'a nested property',
      {
        Resources: { Pool: { Type: 'AWS::Cognito::UserPool', Properties: { Policies: { Colour: 'red' } } } },
      },
      'NotModelled',
      /Mini\/Pool \(AWS::Cognito::UserPool\): .*AWS::Cognito::UserPool\.Policies\.Colour/s,
    ],
    [
      'a value of the wrong type',
      ofGroup({ RetentionInDays: 'long' }),
      'InvalidAssembly',
      /Mini\/Group .*RetentionInDays/s,
    ],
    [
      'a value that a service refuses',
      ofGroup({ RetentionInDays: 2 }),
      'DeployFailed',
      /^Mini\/Group \(AWS::Logs::LogGroup\): .*retention of 2 days/,
    ],
    [
      'a managed policy that is not known',
      { Resources: { Role: role({ ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] }) } },
      'NotModelled',
      /^Mini\/Role .*AdministratorAccess/,
    ],
    [
      'a client of a pool that is not there',
      {
        Resources: {
          Client: { Type: 'AWS::Cognito::UserPoolClient', Properties: { UserPoolId: 'us-east-1_Nobody' } },
        },
      },
      'DeployFailed',
      /^Mini\/Client .*us-east-1_Nobody/,
    ],
    [
      'an asset that is not there',
      {
        Resources: {
          Role: role(),
          Fn: {
            Type: 'AWS::Lambda::Function',
            Properties: {
              Handler: 'index.handler',
              Runtime: 'nodejs24.x',
              Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
              Code: { S3Bucket: BUCKET, S3Key: 'none.zip' },
            },
          },
        },
      },
      'InvalidAssembly',
      /^Mini\/Fn .*s3:\/\/assets-bucket\/none\.zip/,
    ],
  ])('names %s', async (_, template, code, message) => {
    const refusal = deployAssembly(cloud, writeTemplate(template));
    await expect(refusal).rejects.toThrow(message);
    await expect(refusal).rejects.toMatchObject({ name: 'DeployError', code });
  });

  it('says that an assembly has no stacks', async () => {
    await expect(deployAssembly(cloud, writeAssembly([]))).rejects.toThrow(
      /holds an assembly without stacks/,
    );
  });
});
