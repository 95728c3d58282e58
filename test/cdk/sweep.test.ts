import { readFileSync } from 'node:fs';
import { Template } from 'aws-cdk-lib/assertions';
import type { Stack } from 'aws-cdk-lib/core';
import { SourceStack } from '#cdk/stacks/source-stack.ts';
import { TargetStack } from '#cdk/stacks/target-stack.ts';
import { grantsOf, migration, named, only, resources, trust, unbundledApp } from './migration-builder.ts';

const synth = (config: object = {}, pool: object = {}) =>
  new TargetStack(unbundledApp(), 'TargetStack', { migration: migration(config, pool) });

const lambda = (stack: Stack, name: string) => named(stack, 'AWS::Lambda::Function', 'FunctionName', name);
const machine = (stack: Stack) =>
  named(stack, 'AWS::StepFunctions::StateMachine', 'StateMachineName', 'cognito-migration-sweep');
const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const idOf = (stack: Stack, type: string): string => Object.keys(resources(stack, type))[0] ?? 'none';

const MACHINE = 'arn:aws:states:us-east-1:222222222222:stateMachine:cognito-migration-sweep';
const EXECUTION = 'arn:aws:states:us-east-1:222222222222:execution:cognito-migration-sweep';
const POST_MIGRATION = 'arn:aws:states:us-east-1:222222222222:stateMachine:cognito-migration-post-migration';
const SHARD = 'cognito-migration-sweep-shard';
const SUMMARIZE = 'cognito-migration-summarize-sweep';

/** What every Lambda may do. */
const OWN_LOG_AND_TRACES = [
  {
    Effect: 'Allow',
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: { 'Fn::GetAtt': [expect.any(String), 'Arn'] },
  },
  { Effect: 'Allow', Action: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], Resource: '*' },
];

describe('the sweep-shard Lambda', () => {
  it('knows both pools, the ledger, the bus, the machine that reconciles and the bucket', () => {
    const stack = synth();
    expect(lambda(stack, SHARD).Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Timeout: 60,
      TracingConfig: { Mode: 'Active' },
      Environment: {
        Variables: {
          TARGET_USER_POOL_ID: { Ref: idOf(stack, 'AWS::Cognito::UserPool') },
          LEDGER_TABLE: { Ref: idOf(stack, 'AWS::DynamoDB::Table') },
          AUDIT_BUS: { Ref: idOf(stack, 'AWS::Events::EventBus') },
          SWEEP_BUCKET: { Ref: idOf(stack, 'AWS::S3::Bucket') },
          POST_MIGRATION_ARN: POST_MIGRATION,
          POWERTOOLS_SERVICE_NAME: 'sweep-shard',
          POWERTOOLS_LOGGER_LOG_EVENT: 'false',
        },
      },
    });
  });

  it('while users migrate, may read both pools, remove shells, keep the ledger, start reconciliations and put lists', () => {
    const stack = synth();
    const ledger = arnOf(idOf(stack, 'AWS::DynamoDB::Table'));
    expect(grantsOf(stack, SHARD)).toEqual([
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Resource: 'arn:aws:iam::111111111111:role/cognito-migration-source',
      },
      {
        Effect: 'Allow',
        Action: ['AdminDeleteUser', 'AdminGetUser', 'ListUsers'].map((name) => `cognito-idp:${name}`),
        Resource: arnOf(idOf(stack, 'AWS::Cognito::UserPool')),
      },
      {
        Effect: 'Allow',
        Action: ['BatchGetItem', 'GetItem', 'PutItem', 'Scan', 'UpdateItem'].map(
          (name) => `dynamodb:${name}`,
        ),
        Resource: ledger,
      },
      { Effect: 'Allow', Action: 'states:StartExecution', Resource: POST_MIGRATION },
      { Effect: 'Allow', Action: 'events:PutEvents', Resource: arnOf(idOf(stack, 'AWS::Events::EventBus')) },
      {
        Effect: 'Allow',
        Action: 's3:PutObject',
        Resource: { 'Fn::Join': ['', [arnOf(idOf(stack, 'AWS::S3::Bucket')), '/sweeps/*']] },
      },
      ...OWN_LOG_AND_TRACES,
    ]);
  });

  it('may create users only when nobody migrates by password any more, and then deletes none', () => {
    const actions = grantsOf(synth({ phase: 'srp-only' }), SHARD).flatMap(({ Action }) => Action);
    expect(actions.filter((action) => action.startsWith('cognito-idp:'))).toEqual([
      'cognito-idp:AdminCreateUser',
      'cognito-idp:AdminGetUser',
      'cognito-idp:AdminSetUserPassword',
      'cognito-idp:ListUsers',
    ]);
  });

  it('may call on the pool exactly what its adapter calls', () => {
    const adapter = ['target-users', 'target-reader', 'user-pages']
      .map((name) => readFileSync(`functions/_aws/${name}.ts`, 'utf8'))
      .join('');
    const called = [...adapter.matchAll(/new (\w+)Command\(/g)].map(([, name]) => `cognito-idp:${name}`);
    const granted = ['migrating', 'srp-only'].flatMap((phase) =>
      grantsOf(synth({ phase }), SHARD).flatMap(({ Action }) => Action),
    );
    expect(called.length).toBeGreaterThan(0);
    expect([...new Set(granted)].filter((action) => action.startsWith('cognito-idp:')).sort()).toEqual(
      [...new Set(called)].sort(),
    );
  });

  it('is let in by account A under its literal name', () => {
    const source = new SourceStack(unbundledApp(), 'SourceStack', { migration: migration() });
    expect(JSON.stringify(trust(only(source, 'AWS::IAM::Role')))).toContain(`role/${SHARD}`);
    const role = named(synth(), 'AWS::IAM::Role', 'RoleName', SHARD);
    expect(trust(role)).toEqual([
      { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } },
    ]);
  });
});

describe('the summarize-sweep Lambda', () => {
  it('may read and put single records of the ledger, and nothing else', () => {
    const stack = synth();
    const ledger = idOf(stack, 'AWS::DynamoDB::Table');
    expect(grantsOf(stack, SUMMARIZE)).toEqual([
      {
        Effect: 'Allow',
        Action: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:PutItem'],
        Resource: arnOf(ledger),
      },
      ...OWN_LOG_AND_TRACES,
    ]);
    expect(lambda(stack, SUMMARIZE).Properties.Environment).toMatchObject({
      Variables: { LEDGER_TABLE: { Ref: ledger }, POWERTOOLS_SERVICE_NAME: 'summarize-sweep' },
    });
  });
});

describe('the sweep machine', () => {
  it('is Standard, from its file, with both Lambdas and the bus', () => {
    const stack = synth();
    expect(machine(stack).Properties).toMatchObject({
      StateMachineType: 'STANDARD',
      DefinitionString: readFileSync('statemachines/sweep.asl.json', 'utf8'),
      DefinitionSubstitutions: {
        SweepShardFunction: arnOf(lambda(stack, SHARD).id),
        SummarizeSweepFunction: arnOf(lambda(stack, SUMMARIZE).id),
        AuditBus: { Ref: idOf(stack, 'AWS::Events::EventBus') },
      },
    });
  });

  it('may start, watch, stop and redrive executions of itself, call its Lambdas, put events, and nothing else', () => {
    const stack = synth();
    const calls = grantsOf(stack, 'cognito-migration-sweep').filter(({ Resource }) => Resource !== '*');
    const invoked = [SHARD, SUMMARIZE].map((name) => arnOf(lambda(stack, name).id));
    const granted = calls.flatMap(({ Action, Resource }) =>
      [Action].flat().flatMap((action) => [Resource].flat().map((resource) => ({ action, resource }))),
    );
    expect(granted).toHaveLength(7);
    expect(granted).toEqual(
      expect.arrayContaining([
        ...invoked.map((resource) => ({ action: 'lambda:InvokeFunction', resource })),
        { action: 'events:PutEvents', resource: arnOf(idOf(stack, 'AWS::Events::EventBus')) },
        { action: 'states:StartExecution', resource: MACHINE },
        { action: 'states:DescribeExecution', resource: `${EXECUTION}:*` },
        { action: 'states:StopExecution', resource: `${EXECUTION}:*` },
        {
          action: 'states:RedriveExecution',
          resource: expect.stringMatching(new RegExp(`^${EXECUTION}/[A-Za-z]+:\\*$`)),
        },
      ]),
    );
  });

  it('waits longer for its Lambdas than they may run, or they would go on unseen', () => {
    const stack = synth();
    const text = String(machine(stack).Properties.DefinitionString);
    const timeouts = [...text.matchAll(/"TimeoutSeconds": (\d+)/g)].map(([, seconds]) => Number(seconds));
    expect(Math.max(...timeouts)).toBeGreaterThan(Number(lambda(stack, SHARD).Properties.Timeout));
  });
});

describe('the bucket of the sweeps', () => {
  it('is private, encrypted, emptied after 90 days and outlives its stack', () => {
    const bucket = only(synth(), 'AWS::S3::Bucket');
    expect(bucket).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        BucketName: 'cognito-migration-sweeps-222222222222-us-east-1',
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        LifecycleConfiguration: { Rules: [{ Status: 'Enabled', ExpirationInDays: 90 }] },
      },
    });
  });

  it('answers over TLS 1.2 and better only, whoever asks', () => {
    const { PolicyDocument } = only(synth(), 'AWS::S3::BucketPolicy').Properties;
    expect(PolicyDocument).toMatchObject({
      Statement: [
        { Effect: 'Deny', Principal: { AWS: '*' }, Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
        { Effect: 'Deny', Principal: { AWS: '*' }, Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } } },
      ],
    });
  });

  it('has a name that S3 accepts, whatever the migration is called', () => {
    const name = `${'x'.repeat(31)}z`;
    const bucket = only(synth({ name, target: { region: 'ap-southeast-1' } }), 'AWS::S3::Bucket').Properties
      .BucketName;
    expect(bucket).toMatch(/^x+-sweeps-222222222222-ap-southeast-1$/);
    expect(String(bucket)).toHaveLength(63);
  });
});

describe('the schedule', () => {
  const schedule = (stack: Stack) =>
    named(stack, 'AWS::Scheduler::Schedule', 'Name', 'cognito-migration-sweep').Properties;
  const undelivered = (stack: Stack) =>
    named(stack, 'AWS::SQS::Queue', 'QueueName', 'cognito-migration-sweep-undelivered');

  it('starts the machine daily, as its own role, with bounded retries and a queue for what failed', () => {
    const stack = synth();
    expect(schedule(stack)).toMatchObject({
      Name: 'cognito-migration-sweep',
      ScheduleExpression: 'rate(1 day)',
      ScheduleExpressionTimezone: 'UTC',
      State: 'ENABLED',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: { Ref: machine(stack).id },
        RoleArn: arnOf(named(stack, 'AWS::IAM::Role', 'RoleName', 'cognito-migration-sweep-schedule').id),
        Input: '{"task":"sweep"}',
        RetryPolicy: { MaximumRetryAttempts: 5, MaximumEventAgeInSeconds: 3600 },
        DeadLetterConfig: { Arn: arnOf(undelivered(stack).id) },
      },
    });
  });

  it('runs as the configuration says, or not at all', () => {
    expect(schedule(synth({ sweep: { schedule: 'cron(0 3 * * ? *)' } })).ScheduleExpression).toBe(
      'cron(0 3 * * ? *)',
    );
    expect(schedule(synth({ sweep: { enabled: false } })).State).toBe('DISABLED');
  });

  it('may start that machine and fill that queue, and only Scheduler for this account may take its role', () => {
    const stack = synth();
    const role = named(stack, 'AWS::IAM::Role', 'RoleName', 'cognito-migration-sweep-schedule');
    expect(trust(role)).toEqual([
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { Service: 'scheduler.amazonaws.com' },
        Condition: {
          StringEquals: { 'aws:SourceAccount': '222222222222' },
          ArnEquals: { 'aws:SourceArn': 'arn:aws:scheduler:us-east-1:222222222222:schedule-group/default' },
        },
      },
    ]);
    expect(grantsOf(stack, 'cognito-migration-sweep-schedule')).toEqual([
      { Effect: 'Allow', Action: 'states:StartExecution', Resource: { Ref: machine(stack).id } },
      { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arnOf(undelivered(stack).id) },
    ]);
  });

  it('keeps what could not be started for 14 days, encrypted and over TLS only', () => {
    const stack = synth();
    expect(undelivered(stack).Properties).toMatchObject({
      MessageRetentionPeriod: 1_209_600,
      SqsManagedSseEnabled: true,
    });
    const policies = Object.values(resources(stack, 'AWS::SQS::QueuePolicy')).map(
      ({ Properties }) => Properties,
    );
    const policy = policies.find(({ Queues }) => JSON.stringify(Queues).includes(undelivered(stack).id));
    expect(JSON.stringify(policy)).toContain('aws:SecureTransport');
  });
});

it('the outputs name machine and bucket', () => {
  const stack = synth();
  const { SweepArn, SweepBucket } = Template.fromStack(stack).findOutputs('*');
  expect([SweepArn?.Value, SweepBucket?.Value]).toEqual([
    { Ref: machine(stack).id },
    { Ref: idOf(stack, 'AWS::S3::Bucket') },
  ]);
});
