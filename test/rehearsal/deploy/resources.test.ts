/** Resource types whose properties are more than passed on: second factors, groups, aliases, generated secrets. */
import { type Cloud, createCloud } from '#rehearsal/cloud/cloud.ts';
import { deployAssembly } from '#rehearsal/deploy/deploy.ts';
import { callOperation } from './call-operation.ts';
import { BUCKET, removeWritten, TARGET, writeAssembly } from './written-assembly.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await createCloud({ seed: 1 });
});
afterAll(async () => {
  await cloud.close();
  removeWritten();
});

/** Each template is a stack of its own in the one cloud. */
const deploy = (name: string, template: Record<string, unknown>) =>
  deployAssembly(
    cloud,
    writeAssembly([{ name, template, assets: { [`${name}.zip`]: { 'index.js': WHICH_VERSION } } }]),
  );

const WHICH_VERSION = 'exports.handler = async () => process.env.AWS_LAMBDA_FUNCTION_VERSION;';

const ask = (operation: string, input: Record<string, unknown>) =>
  callOperation(cloud.cognito.service, operation, input, TARGET);

const pool = (properties: Record<string, unknown>) => ({
  Resources: { Pool: { Type: 'AWS::Cognito::UserPool', Properties: properties } },
  Outputs: {
    UserPoolId: { Value: { Ref: 'Pool' } },
    Provider: { Value: { 'Fn::GetAtt': ['Pool', 'ProviderURL'] } },
  },
});

const sms = { SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::222222222222:role/sms', ExternalId: 'x' } };

describe('AWS::Cognito::UserPool', () => {
  it('offers the second factors of EnabledMfas', async () => {
    const template = pool({
      MfaConfiguration: 'OPTIONAL',
      EnabledMfas: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA'],
      ...sms,
    });
    const UserPoolId = (await deploy('Factors', template)).output('UserPoolId');
    const config = await ask('GetUserPoolMfaConfig', { UserPoolId });
    expect(config).toMatchObject({
      MfaConfiguration: 'OPTIONAL',
      SoftwareTokenMfaConfiguration: { Enabled: true },
      SmsMfaConfiguration: sms,
    });
    expect(config).not.toHaveProperty('EmailMfaConfiguration');
  });

  it('refuses SMS as a factor without a way to send it', async () => {
    const template = pool({ MfaConfiguration: 'OPTIONAL', EnabledMfas: ['SMS_MFA'] });
    await expect(deploy('NoSms', template)).rejects.toThrow(
      /EnabledMfas has SMS_MFA, so the pool needs an SmsConfiguration/,
    );
  });

  it('takes texts for numbers and truths, as templates with parameters have them', async () => {
    const template = pool({
      Policies: { PasswordPolicy: { MinimumLength: '14', RequireSymbols: 'false' } },
      Schema: [{ Name: 'source_sub', AttributeDataType: 'String', Mutable: 'false' }],
    });
    const deployment = await deploy('Texts', template);
    const UserPoolId = deployment.output('UserPoolId');
    const described = (await ask('DescribeUserPool', { UserPoolId })) as {
      UserPool: { SchemaAttributes: { Name: string }[] };
    };
    expect(described.UserPool).toMatchObject({
      Policies: { PasswordPolicy: { MinimumLength: 14, RequireSymbols: false } },
    });
    const custom = described.UserPool.SchemaAttributes.find(({ Name }) => Name === 'custom:source_sub');
    expect(custom).toMatchObject({ Mutable: false });
    expect(deployment.output('Provider')).toBe(`https://cognito-idp.us-east-1.amazonaws.com/${UserPoolId}`);
  });
});

describe('AWS::Cognito::UserPoolClient', () => {
  it('has a secret only when it asks for one', async () => {
    const client = (GenerateSecret: boolean) => ({
      Type: 'AWS::Cognito::UserPoolClient',
      Properties: { UserPoolId: { Ref: 'Pool' }, GenerateSecret },
    });
    const { Resources } = pool({});
    const secret = { Value: { 'Fn::GetAtt': ['Client', 'ClientSecret'] } };
    const template = (generate: boolean) => ({
      Resources: { ...Resources, Client: client(generate) },
      Outputs: { Secret: secret },
    });
    expect((await deploy('Secret', template(true))).output('Secret')).toMatch(/^\w{20,}$/);
    await expect(deploy('NoSecret', template(false))).rejects.toThrow(
      /AWS::Cognito::UserPoolClient Client has no attribute ClientSecret/,
    );
  });
});

describe('AWS::Cognito::UserPoolGroup', () => {
  it('is a group of the pool', async () => {
    const { Resources, Outputs } = pool({});
    const Group = {
      Type: 'AWS::Cognito::UserPoolGroup',
      Properties: { UserPoolId: { Ref: 'Pool' }, GroupName: 'admins', Precedence: '1' },
    };
    const UserPoolId = (await deploy('Group', { Resources: { ...Resources, Group }, Outputs })).output(
      'UserPoolId',
    );
    expect(await ask('GetGroup', { UserPoolId, GroupName: 'admins' })).toMatchObject({
      Group: { GroupName: 'admins', Precedence: 1 },
    });
  });
});

describe('AWS::Lambda::Alias', () => {
  const versioned = {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Statement: [
            { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } },
          ],
        },
      },
    },
    Group: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/aws/lambda/versioned' } },
    Fn: {
      Type: 'AWS::Lambda::Function',
      DependsOn: ['Group'],
      Properties: {
        FunctionName: 'versioned',
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Timeout: 10,
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Code: { S3Bucket: BUCKET, S3Key: 'Alias.zip' },
      },
    },
    Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Fn' } } },
    Live: {
      Type: 'AWS::Lambda::Alias',
      Properties: {
        FunctionName: { Ref: 'Fn' },
        FunctionVersion: { 'Fn::GetAtt': ['Version', 'Version'] },
        Name: 'live',
      },
    },
    Permission: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: { Ref: 'Live' },
        Principal: 'cognito-idp.amazonaws.com',
        SourceAccount: TARGET.accountId,
      },
    },
  };

  it('runs its version, and a permission on it is not one on the function', async () => {
    const deployment = await deploy('Alias', {
      Resources: versioned,
      Outputs: { Live: { Value: { Ref: 'Live' } } },
    });
    const live = deployment.output('Live');
    expect(live).toBe('arn:aws:lambda:us-east-1:222222222222:function:versioned:live');
    const invoke = (functionArn: string) =>
      cloud.lambda.invoke({
        functionArn,
        payload: {},
        invoker: { kind: 'service', service: 'cognito-idp.amazonaws.com' },
        sourceAccount: TARGET.accountId,
      });
    expect((await invoke(live)).payload).toBe('1');
    await expect(invoke(live.replace(/:live$/, ''))).rejects.toMatchObject({ code: 'AccessDeniedException' });
  });
});
