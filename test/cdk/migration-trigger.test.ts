import { Template } from 'aws-cdk-lib/assertions';
import { StringAttribute, UserPool } from 'aws-cdk-lib/aws-cognito';
import { Stack } from 'aws-cdk-lib/core';
import { MigrationTrigger } from '#cdk/constructs/migration-trigger.ts';
import { TargetPool } from '#cdk/constructs/target-pool.ts';
import { LAMBDA_MARGIN_MS, TRIGGER_BUDGET_MS } from '#functions/_runtime/deadline.ts';
import { grants, migration, only, resources, trust, unbundledApp } from './migration-builder.ts';

/** A pool and its trigger; what follows a sign-in is tested in post-migration.test.ts. */
const synth = (config: object = {}, pool: object = {}): Stack => {
  const stack = new Stack(unbundledApp(), 'Stack', { env: { account: '222222222222', region: 'us-east-1' } });
  const plan = migration(config, pool);
  const { userPool } = new TargetPool(stack, 'Users', { migration: plan });
  new MigrationTrigger(stack, 'Migration', { migration: plan, userPool, sourceClientId: 'client1' });
  return stack;
};

/** The pool by its exact ARN. */
const lookUp = (stack: Stack) => ({
  Effect: 'Allow',
  Action: 'cognito-idp:AdminGetUser',
  Resource: { 'Fn::GetAtt': [idOf(stack, 'AWS::Cognito::UserPool'), 'Arn'] },
});

const idOf = (stack: Stack, type: string): string => Object.keys(resources(stack, type))[0] ?? 'none';

describe('the migrate-user Lambda', () => {
  it('runs on Node 24 on arm64 for at most 5 s, traced, with the configured memory', () => {
    expect(only(synth({ trigger: { memorySize: 1769 } }), 'AWS::Lambda::Function').Properties).toMatchObject({
      FunctionName: 'cognito-migration-migrate-user',
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Timeout: 5,
      MemorySize: 1769,
      TracingConfig: { Mode: 'Active' },
      Handler: 'index.handler',
      Environment: {
        Variables: {
          SOURCE_CLIENT_ID: 'client1',
          POWERTOOLS_METRICS_NAMESPACE: 'CognitoMigration',
          POWERTOOLS_TRACER_CAPTURE_RESPONSE: 'false',
          POWERTOOLS_LOGGER_LOG_EVENT: 'false',
        },
      },
    });
  });

  it('is not ended by Lambda before its own deadline, nor waited for in vain by Cognito', () => {
    const { Timeout } = only(synth(), 'AWS::Lambda::Function').Properties;
    expect(Number(Timeout) * 1_000 - LAMBDA_MARGIN_MS).toBeGreaterThanOrEqual(TRIGGER_BUDGET_MS);
    expect(Timeout).toBeLessThanOrEqual(5);
  });

  it('logs to a group of its own with the configured retention', () => {
    const stack = synth({ logs: { retentionDays: 30 } });
    expect(only(stack, 'AWS::Logs::LogGroup').Properties).toMatchObject({
      LogGroupName: '/aws/lambda/cognito-migration-migrate-user',
      RetentionInDays: 30,
    });
    expect(only(stack, 'AWS::Lambda::Function').Properties.LoggingConfig).toEqual({
      LogGroup: { Ref: idOf(stack, 'AWS::Logs::LogGroup') },
    });
  });

  it('may assume the source role, write its logs and send traces, by no managed policy', () => {
    const stack = synth();
    const role = Object.values(resources(stack, 'AWS::IAM::Role')).find(
      ({ Properties }) => Properties.RoleName === 'cognito-migration-migrate-user',
    );

    expect(role?.Properties).not.toHaveProperty('ManagedPolicyArns');
    expect(role === undefined ? [] : trust(role)).toEqual([
      { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } },
    ]);
    expect(grants(stack).filter(({ Action }) => Action !== 'sns:Publish')).toEqual([
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Resource: 'arn:aws:iam::111111111111:role/cognito-migration-source',
      },
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: { 'Fn::GetAtt': [idOf(stack, 'AWS::Logs::LogGroup'), 'Arn'] },
      },
      { Effect: 'Allow', Action: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], Resource: '*' },
      lookUp(stack),
    ]);
  });

  it.each<[string, object, boolean]>([
    ['has aliases', {}, true],
    [
      'has e-mail addresses for usernames',
      { AliasAttributes: undefined, UsernameAttributes: ['email'] },
      true,
    ],
    ['knows usernames only', { AliasAttributes: undefined }, false],
  ])('may read users of the target, or may not, where that %s', (_, pool, expected) => {
    const stack = synth({}, pool);
    const granted = grants(stack).filter(({ Action }) => Action === 'cognito-idp:AdminGetUser');
    expect(granted).toEqual(expected ? [lookUp(stack)] : []);
  });

  it('does not wait for that permission, whose policy needs the pool, which needs the Lambda', () => {
    const stack = synth();
    const policy = Object.entries(resources(stack, 'AWS::IAM::Policy')).find(([, { Properties }]) =>
      JSON.stringify(Properties.PolicyDocument).includes('AdminGetUser'),
    );
    const dependencies = JSON.stringify(
      Template.fromStack(stack).toJSON().Resources[idOf(stack, 'AWS::Lambda::Function')],
    );
    expect(policy?.[1].Properties.Roles).toHaveLength(1);
    expect(dependencies).not.toContain(policy?.[0]);
  });

  it('may read the secret of a client that is brought along, and no other', () => {
    const clientSecretArn = 'arn:aws:secretsmanager:us-east-1:222222222222:secret:client-AbCdEf';
    const stack = synth({ source: { appClient: { clientId: 'abc', clientSecretArn } } });
    expect(grants(stack)).toContainEqual({
      Effect: 'Allow',
      Action: 'secretsmanager:GetSecretValue',
      Resource: clientSecretArn,
    });
  });
});

describe('the user-migration trigger', () => {
  it('is the Lambda, which Cognito may call for this pool and account only', () => {
    const stack = synth();
    const arn = { 'Fn::GetAtt': [idOf(stack, 'AWS::Lambda::Function'), 'Arn'] };

    expect(only(stack, 'AWS::Cognito::UserPool').Properties.LambdaConfig).toEqual({ UserMigration: arn });
    expect(only(stack, 'AWS::Lambda::Permission').Properties).toEqual({
      Action: 'lambda:InvokeFunction',
      FunctionName: arn,
      Principal: 'cognito-idp.amazonaws.com',
      SourceArn: { 'Fn::GetAtt': [idOf(stack, 'AWS::Cognito::UserPool'), 'Arn'] },
      SourceAccount: '222222222222',
    });
    expect(resources(stack, 'AWS::Lambda::Alias')).toEqual({});
  });

  it('is the alias where concurrency is provisioned, scaled between the configured bounds', () => {
    const stack = synth({
      trigger: { reservedConcurrency: 50, provisionedConcurrency: { min: 2, max: 20, utilization: 0.6 } },
    });
    const alias = { Ref: idOf(stack, 'AWS::Lambda::Alias') };

    expect(only(stack, 'AWS::Lambda::Function').Properties.ReservedConcurrentExecutions).toBe(50);
    expect(only(stack, 'AWS::Lambda::Alias').Properties).toMatchObject({
      Name: 'live',
      ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 2 },
    });
    expect(only(stack, 'AWS::Cognito::UserPool').Properties.LambdaConfig).toEqual({ UserMigration: alias });
    expect(only(stack, 'AWS::Lambda::Permission').Properties).toMatchObject({
      FunctionName: alias,
      SourceAccount: '222222222222',
    });
    expect(only(stack, 'AWS::ApplicationAutoScaling::ScalableTarget').Properties).toMatchObject({
      MinCapacity: 2,
      MaxCapacity: 20,
    });
    expect(only(stack, 'AWS::ApplicationAutoScaling::ScalingPolicy').Properties).toMatchObject({
      TargetTrackingScalingPolicyConfiguration: { TargetValue: 0.6 },
    });
  });

  it('is the alias where concurrency is only reserved, without provisioned instances', () => {
    const stack = synth({ trigger: { reservedConcurrency: 50 } });
    expect(only(stack, 'AWS::Lambda::Alias').Properties).not.toHaveProperty('ProvisionedConcurrencyConfig');
    expect(only(stack, 'AWS::Cognito::UserPool').Properties.LambdaConfig).toEqual({
      UserMigration: { Ref: idOf(stack, 'AWS::Lambda::Alias') },
    });
    expect(resources(stack, 'AWS::ApplicationAutoScaling::ScalableTarget')).toEqual({});
  });
});

describe("the trigger on a pool of one's own", () => {
  const own = (pool: Partial<ConstructorParameters<typeof UserPool>[2]>, region = 'us-east-1') => {
    const app = unbundledApp();
    const stack = new Stack(app, 'Identity', { env: { account: '222222222222', region } });
    const mapping = { drop: ['custom:plan', 'custom:loyalty_points', 'custom:signup_channel'] };
    const userPool = new UserPool(stack, 'Users', {
      signInAliases: { username: true, email: true, phone: true },
      signInCaseSensitive: false,
      customAttributes: {
        tenant: new StringAttribute(),
        source_sub: new StringAttribute({ mutable: false }),
      },
      ...pool,
    });
    new MigrationTrigger(stack, 'Migration', {
      migration: migration({ mapping }),
      userPool,
      sourceClientId: 'abc',
    });
    return { app, stack };
  };

  it("stands beside the pool's other triggers", () => {
    const { app, stack } = own({});
    expect(() => app.synth()).not.toThrow();
    expect(only(stack, 'AWS::Cognito::UserPool').Properties.LambdaConfig).toHaveProperty('UserMigration');
  });

  it.each<[string, object, RegExp]>([
    [
      'no source sub',
      { customAttributes: { tenant: new StringAttribute() } },
      /needs the custom attribute "source_sub"/,
    ],
    [
      'a source sub that can change',
      {
        customAttributes: {
          tenant: new StringAttribute(),
          source_sub: new StringAttribute({ mutable: true }),
        },
      },
      /not mutable/,
    ],
    [
      'too few attributes',
      { customAttributes: { source_sub: new StringAttribute({ mutable: false }) } },
      /has no custom:tenant/,
    ],
    [
      'other aliases',
      { signInAliases: { username: true, email: true } },
      /other alias attributes than the migration was told \(alias: email, phone_number\)/,
    ],
    ['e-mail as user name', { signInAliases: { email: true } }, /other username attributes/],
    ['another letter case', { signInCaseSensitive: true }, /is case sensitive/],
  ])('is refused with %s', (_, pool, message) => {
    expect(() => own(pool).app.synth()).toThrow(message);
  });

  it("is refused in another region than the configuration's", () => {
    expect(() => own({}, 'eu-central-1').app.synth()).toThrow(
      /The stack is in eu-central-1, but target.region is us-east-1/,
    );
  });

  it('is refused on an imported pool', () => {
    const stack = new Stack(unbundledApp(), 'Identity');
    const userPool = UserPool.fromUserPoolId(stack, 'Users', 'us-east-1_AbC') as UserPool;
    expect(
      () =>
        new MigrationTrigger(stack, 'Migration', { migration: migration(), userPool, sourceClientId: 'abc' }),
    ).toThrow(/imported/);
  });
});
