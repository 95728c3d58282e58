import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StringAttribute, UserPool, type UserPoolProps } from 'aws-cdk-lib/aws-cognito';
import { Code, Function as Lambda, Runtime } from 'aws-cdk-lib/aws-lambda';
import { App, Stack } from 'aws-cdk-lib/core';
import { MigrationTrigger } from '#cdk/constructs/migration-trigger.ts';
import { SourceStack } from '#cdk/stacks/source-stack.ts';
import { TargetStack } from '#cdk/stacks/target-stack.ts';
import { grantsOf, migration, only, resources, trust, unbundledApp } from './migration-builder.ts';

const OPEN = { target: { selfSignUp: { enabled: true } } };
const NAME = 'cognito-migration-guard-sign-up';

const synth = (config: object = {}) =>
  new TargetStack(unbundledApp(), 'TargetStack', { migration: migration(config) });

/** Logical id and properties of the one resource of a type whose properties fit. */
const find = (stack: Stack, type: string, fits: (properties: Record<string, unknown>) => boolean) => {
  const [found, ...others] = Object.entries(resources(stack, type)).filter(([, { Properties }]) =>
    fits(Properties),
  );
  if (found === undefined || others.length > 0) throw new Error(`expected one fitting ${type}`);
  return { id: found[0], properties: found[1].Properties };
};

const guardOf = (stack: Stack) =>
  find(stack, 'AWS::Lambda::Function', ({ FunctionName }) => FunctionName === NAME);

describe('without self sign-up', () => {
  it('there is no guard in any template, and nobody may sign up', () => {
    const stacks = [
      synth(),
      new SourceStack(unbundledApp(), 'SourceStack', { migration: migration() }),
    ] as const;
    expect(JSON.stringify(stacks.map((stack) => resources(stack)))).not.toMatch(/guard-sign-up|PreSignUp/);
    expect(only(stacks[0], 'AWS::Cognito::UserPool').Properties.AdminCreateUserConfig).toMatchObject({
      AllowAdminCreateUserOnly: true,
    });
  });
});

describe('with self sign-up', () => {
  it('anybody may sign up, past the guard, which Cognito may call for this pool and account only', () => {
    const stack = synth(OPEN);
    const { id } = guardOf(stack);
    const arn = { 'Fn::GetAtt': [id, 'Arn'] };
    const pool = find(stack, 'AWS::Cognito::UserPool', () => true);

    expect(pool.properties.AdminCreateUserConfig).toMatchObject({ AllowAdminCreateUserOnly: false });
    expect(pool.properties.LambdaConfig).toEqual({
      UserMigration: expect.anything(),
      PreSignUp: arn,
    });
    const permission = find(stack, 'AWS::Lambda::Permission', ({ FunctionName }) =>
      JSON.stringify(FunctionName).includes(id),
    );
    expect(permission.properties).toEqual({
      Action: 'lambda:InvokeFunction',
      FunctionName: arn,
      Principal: 'cognito-idp.amazonaws.com',
      SourceArn: { 'Fn::GetAtt': [pool.id, 'Arn'] },
      SourceAccount: '222222222222',
    });
  });

  it('the guard is a Lambda like migrate-user, with the source client and its own name in logs and traces', () => {
    const { properties } = guardOf(synth({ ...OPEN, trigger: { memorySize: 1769 } }));
    expect(properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Timeout: 5,
      MemorySize: 1769,
      TracingConfig: { Mode: 'Active' },
      Environment: {
        Variables: {
          SOURCE_CLIENT_ID: { Ref: 'SourceClientId' },
          POWERTOOLS_SERVICE_NAME: 'guard-sign-up',
          POWERTOOLS_TRACER_CAPTURE_RESPONSE: 'false',
        },
      },
    });
  });

  it('logs to a group of its own with the configured retention', () => {
    const stack = synth({ ...OPEN, logs: { retentionDays: 30 } });
    const group = find(
      stack,
      'AWS::Logs::LogGroup',
      ({ LogGroupName }) => LogGroupName === `/aws/lambda/${NAME}`,
    );
    expect(group.properties.RetentionInDays).toBe(30);
    expect(guardOf(stack).properties.LoggingConfig).toEqual({ LogGroup: { Ref: group.id } });
  });

  it.each([
    ['a client of its own', {}],
    [
      'a client with a secret',
      {
        appClient: {
          clientId: 'abc',
          clientSecretArn: 'arn:aws:secretsmanager:us-east-1:222222222222:secret:client-AbCdEf',
        },
      },
    ],
  ])(
    'the guard may assume the source role, write its logs and send traces, and nothing else, with %s',
    (_, source) => {
      const stack = synth({ ...OPEN, source });
      expect(grantsOf(stack, NAME)).toEqual([
        {
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Resource: 'arn:aws:iam::111111111111:role/cognito-migration-source',
        },
        {
          Effect: 'Allow',
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          Resource: expect.anything(),
        },
        { Effect: 'Allow', Action: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], Resource: '*' },
      ]);
    },
  );

  it('the source trusts the role of the guard too', () => {
    const stack = new SourceStack(unbundledApp(), 'SourceStack', { migration: migration(OPEN) });
    const [statement] = trust(only(stack, 'AWS::IAM::Role'));
    expect(statement?.Condition).toMatchObject({
      ArnEquals: {
        'aws:PrincipalArn': [
          'arn:aws:iam::222222222222:role/cognito-migration-migrate-user',
          'arn:aws:iam::222222222222:role/cognito-migration-reconcile-user',
          'arn:aws:iam::222222222222:role/cognito-migration-sweep-shard',
          `arn:aws:iam::222222222222:role/${NAME}`,
        ],
      },
    });
  });

  it('the guard is not told of the secret that it must not read', () => {
    const outdir = mkdtempSync(join(tmpdir(), 'guard-'));
    try {
      const clientSecretArn = 'arn:aws:secretsmanager:us-east-1:222222222222:secret:client-AbCdEf';
      const app = new App({ outdir });
      const plan = migration({ ...OPEN, source: { appClient: { clientId: 'abc', clientSecretArn } } });
      new TargetStack(app, 'TargetStack', { migration: plan });
      app.synth();
      const settings = readdirSync(outdir)
        .map((name) => join(outdir, name, 'settings.json'))
        .filter(existsSync)
        .map((file) => JSON.parse(readFileSync(file, 'utf8')).source.clientSecretArn);
      expect(settings.filter((told) => told === undefined)).toHaveLength(1);
      expect(settings).toContain(clientSecretArn);
    } finally {
      rmSync(outdir, { recursive: true });
    }
  }, 60_000);
});

describe("a pool of one's own", () => {
  const own = (config: object, props: UserPoolProps, withTrigger?: 'preSignUp' | 'userMigration') => {
    const app = unbundledApp();
    const stack = new Stack(app, 'Identity', { env: { account: '222222222222', region: 'us-east-1' } });
    const userPool = new UserPool(stack, 'Users', {
      signInAliases: { username: true, email: true, phone: true },
      signInCaseSensitive: false,
      customAttributes: {
        tenant: new StringAttribute(),
        source_sub: new StringAttribute({ mutable: false }),
      },
      ...props,
      ...(withTrigger === undefined ? {} : { lambdaTriggers: { [withTrigger]: ownLambda(stack) } }),
    });
    const plan = migration({
      ...config,
      mapping: { drop: ['custom:plan', 'custom:loyalty_points', 'custom:signup_channel'] },
    });
    new MigrationTrigger(stack, 'Migration', { migration: plan, userPool, sourceClientId: 'abc' });
    return app;
  };
  const ownLambda = (stack: Stack) =>
    new Lambda(stack, 'Own', {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromInline('exports.handler = async (event) => event'),
    });

  it('that is open is refused without the guard, and taken with it', () => {
    expect(() => own({}, { selfSignUpEnabled: true }).synth()).toThrow(/lets anybody sign up/);
    expect(() => own(OPEN, { selfSignUpEnabled: true }).synth()).not.toThrow();
  });

  it('keeps a pre-sign-up trigger of its own where no guard is needed', () => {
    expect(() => own({}, {}, 'preSignUp').synth()).not.toThrow();
  });

  it.each([
    ['preSignUp', OPEN],
    ['userMigration', {}],
  ] as const)('is refused with a %s trigger of its own, which ours would replace', (trigger, config) => {
    expect(() => own(config, {}, trigger).synth()).toThrow(new RegExp(`has a ${trigger} trigger of its own`));
  });
});
