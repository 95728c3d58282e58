import { Template } from 'aws-cdk-lib/assertions';
import { TargetStack } from '#cdk/stacks/target-stack.ts';
import {
  grants,
  migration,
  only,
  resources,
  sampleExport,
  trust,
  unbundledApp,
} from './migration-builder.ts';

const synth = (config: object = {}, pool: object = {}) =>
  new TargetStack(unbundledApp(), 'TargetStack', { migration: migration(config, pool) });

const poolOf = (config: object = {}, pool: object = {}) =>
  only(synth(config, pool), 'AWS::Cognito::UserPool');
const clientOf = (config: object = {}) => only(synth(config), 'AWS::Cognito::UserPoolClient').Properties;

describe('the target pool', () => {
  it('is made like the exported pool', () => {
    const { UserPool } = sampleExport();
    expect(poolOf().Properties).toMatchObject({
      UserPoolName: UserPool.Name,
      AliasAttributes: UserPool.AliasAttributes,
      UsernameConfiguration: UserPool.UsernameConfiguration,
      MfaConfiguration: 'OPTIONAL',
      EnabledMfas: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA'],
      AccountRecoverySetting: {
        RecoveryMechanisms: [
          { Name: 'verified_email', Priority: 1 },
          { Name: 'verified_phone_number', Priority: 2 },
        ],
      },
      VerificationMessageTemplate: { DefaultEmailOption: 'CONFIRM_WITH_CODE' },
      Policies: {
        PasswordPolicy: { MinimumLength: 10, RequireSymbols: true, TemporaryPasswordValidityDays: 7 },
      },
      UserPoolTier: 'ESSENTIALS',
    });
  });

  it('declares the custom attributes and the immutable source sub, and no attribute that every pool has', () => {
    const { Schema } = poolOf().Properties;
    expect(Schema).toEqual([
      expect.objectContaining({
        Name: 'tenant',
        Mutable: true,
        StringAttributeConstraints: { MinLength: '1', MaxLength: '64' },
      }),
      expect.objectContaining({ Name: 'plan' }),
      expect.objectContaining({
        Name: 'loyalty_points',
        AttributeDataType: 'Number',
        NumberAttributeConstraints: { MinValue: '0', MaxValue: '1000000' },
      }),
      expect.objectContaining({ Name: 'signup_channel', Mutable: false }),
      expect.objectContaining({
        Name: 'source_sub',
        AttributeDataType: 'String',
        Mutable: false,
        Required: false,
      }),
    ]);
  });

  it('declares a standard attribute where the source had it otherwise than usual', () => {
    const required = { Name: 'email', AttributeDataType: 'String', Mutable: true, Required: true };
    expect(poolOf({}, { SchemaAttributes: [required] }).Properties.Schema).toContainEqual({
      Name: 'email',
      AttributeDataType: 'String',
      Mutable: true,
      Required: true,
    });
  });

  it.each([
    ['plain', { AliasAttributes: [] }, [undefined, undefined]],
    ['alias', {}, [['email', 'phone_number'], undefined]],
    ['user name', { AliasAttributes: [], UsernameAttributes: ['email'] }, [undefined, ['email']]],
  ])('keeps how users sign in: %s', (_, pool, expected) => {
    const { AliasAttributes, UsernameAttributes } = poolOf({}, pool).Properties;
    expect([AliasAttributes, UsernameAttributes]).toEqual(expected);
  });

  it('outlives its stack and refuses deletion, unless the configuration opens it', () => {
    expect(poolOf()).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: { DeletionProtection: 'ACTIVE' },
    });
    const open = { target: { userPool: { overrides: { deletionProtection: false } } } };
    expect(poolOf(open).Properties.DeletionProtection).toBe('INACTIVE');
  });

  it('demands proof before a changed e-mail or phone number takes effect', () => {
    expect(poolOf().Properties).toMatchObject({
      AutoVerifiedAttributes: ['email', 'phone_number'],
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email', 'phone_number'] },
    });
  });

  it('stays closed to self sign-up, though the source is open', () => {
    expect(sampleExport().UserPool.AdminCreateUserConfig).toMatchObject({ AllowAdminCreateUserOnly: false });
    expect(poolOf().Properties.AdminCreateUserConfig).toMatchObject({ AllowAdminCreateUserOnly: true });
  });

  it('sends SMS by a role of its own account, and has none where it sends none', () => {
    const roles = Object.values(resources(synth(), 'AWS::IAM::Role')).flatMap(trust);
    expect(roles).toContainEqual({
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Principal: { Service: 'cognito-idp.amazonaws.com' },
      Condition: {
        StringEquals: {
          'sts:ExternalId': 'cognito-migration-target-sms',
          'aws:SourceAccount': '222222222222',
        },
      },
    });
    expect(poolOf().Properties.SmsConfiguration).toMatchObject({
      ExternalId: 'cognito-migration-target-sms',
    });
    expect(
      poolOf({}, { SmsConfiguration: undefined, MfaConfiguration: 'OFF' }).Properties,
    ).not.toHaveProperty('SmsConfiguration');
  });

  it('takes nothing along that belongs to account A', () => {
    expect(JSON.stringify(poolOf())).not.toMatch(/111111111111|example\.com/);
  });

  it('carries texts, devices and sender where there are any', () => {
    const pool = {
      VerificationMessageTemplate: {
        EmailMessage: 'Code {####}',
        SmsMessage: 'Code {####}',
        DefaultEmailOption: 'CONFIRM_WITH_CODE',
      },
      EmailVerificationMessage: 'Code {####}',
      SmsAuthenticationMessage: 'Sign in with {####}',
      AdminCreateUserConfig: {
        AllowAdminCreateUserOnly: true,
        InviteMessageTemplate: { SMSMessage: 'Hello {username} {####}' },
      },
      DeviceConfiguration: { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: false },
    };
    const sesIdentityArn = 'arn:aws:ses:us-east-1:222222222222:identity/example.org';
    const { Properties } = poolOf(
      { target: { userPool: { overrides: { email: { sesIdentityArn, from: 'Shop <a@example.org>' } } } } },
      pool,
    );
    expect(Properties).toMatchObject({
      VerificationMessageTemplate: pool.VerificationMessageTemplate,
      SmsAuthenticationMessage: 'Sign in with {####}',
      AdminCreateUserConfig: { InviteMessageTemplate: { SMSMessage: 'Hello {username} {####}' } },
      DeviceConfiguration: pool.DeviceConfiguration,
      EmailConfiguration: {
        EmailSendingAccount: 'DEVELOPER',
        SourceArn: sesIdentityArn,
        From: 'Shop <a@example.org>',
      },
    });
    expect(Properties).not.toHaveProperty('EmailVerificationMessage');
  });
});

describe('an app client', () => {
  it.each([
    ['migrating', ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH']],
    ['srp-only', ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH']],
  ])('allows in phase %s exactly %j', (phase, flows) => {
    expect(clientOf({ phase }).ExplicitAuthFlows).toEqual(flows);
  });

  it('hides which users exist, and lets tokens be revoked', () => {
    expect(clientOf()).toMatchObject({ PreventUserExistenceErrors: 'ENABLED', EnableTokenRevocation: true });
  });

  it('reads everything with the source sub, and writes neither it, nor verified flags, nor custom attributes', () => {
    const { ReadAttributes, WriteAttributes } = clientOf();
    expect(ReadAttributes).toEqual(
      expect.arrayContaining(['custom:source_sub', 'custom:tenant', 'email_verified']),
    );
    expect(WriteAttributes).toEqual(expect.arrayContaining(['email', 'given_name']));
    expect(JSON.stringify(WriteAttributes)).not.toMatch(/custom:|_verified|"sub"|identities/);
  });

  it('writes the custom attributes that the configuration names, and always reads the source sub', () => {
    const client = { name: 'web', readAttributes: ['email'], writeAttributes: ['email', 'custom:plan'] };
    expect(clientOf({ appClients: [client] })).toMatchObject({
      ReadAttributes: ['custom:source_sub', 'email'],
      WriteAttributes: ['custom:plan', 'email'],
    });
  });

  it('never writes the source sub, even where an unchecked configuration asks for it', () => {
    const plan = migration();
    const appClients = plan.config.appClients.map((client) => ({
      ...client,
      writeAttributes: ['email', 'custom:source_sub'],
    }));
    const unchecked = { ...plan, config: { ...plan.config, appClients } };
    const stack = new TargetStack(unbundledApp(), 'TargetStack', { migration: unchecked });
    expect(only(stack, 'AWS::Cognito::UserPoolClient').Properties.WriteAttributes).toEqual(['email']);
  });

  it('has an output of its own, the first one also the plain AppClientId', () => {
    const stack = synth({ appClients: [{ name: 'web-app' }, { name: 'mobile' }] });
    const outputs = Template.fromStack(stack).findOutputs('*');
    expect(
      Object.keys(outputs)
        .filter((name) => name.startsWith('AppClient'))
        .sort(),
    ).toEqual(['AppClientId', 'AppClientIdMobile', 'AppClientIdWebApp']);
    expect(outputs.AppClientId?.Value).toEqual(outputs.AppClientIdWebApp?.Value);
  });
});

describe('the target stack', () => {
  it("takes the source client as a parameter of the name of the other stack's output, or from the configuration", () => {
    const own = Template.fromStack(synth()).findParameters('SourceClientId');
    expect(own.SourceClientId).not.toHaveProperty('Default');
    const brought = synth({ source: { appClient: { clientId: 'brought1' } } });
    expect(Template.fromStack(brought).findParameters('SourceClientId')).toEqual({});
    expect(JSON.stringify(resources(brought, 'AWS::Lambda::Function'))).toContain(
      '"SOURCE_CLIENT_ID":"brought1"',
    );
  });

  it('grants no action on everything, but for what knows no resource: metrics, log delivery, traces and SMS', () => {
    const wide = grants(synth({ trigger: { provisionedConcurrency: { min: 1, max: 2 } } })).filter(
      ({ Resource }) => Resource === '*',
    );
    expect([...new Set(wide.flatMap(({ Action }) => Action))].sort()).toEqual([
      'cloudwatch:GetMetricData',
      'logs:CreateLogDelivery',
      'logs:DeleteLogDelivery',
      'logs:DescribeLogGroups',
      'logs:DescribeResourcePolicies',
      'logs:GetLogDelivery',
      'logs:ListLogDeliveries',
      'logs:PutResourcePolicy',
      'logs:UpdateLogDelivery',
      'sns:Publish',
      'xray:GetSamplingRules',
      'xray:GetSamplingTargets',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
  });

  it('names the source only by literals: neither stack imports from the other', () => {
    const template = JSON.stringify(Template.fromStack(synth()).toJSON());
    expect(template).not.toMatch(/Fn::ImportValue|Fn::GetStackOutput|ExportName|"Export"/);
  });
});
