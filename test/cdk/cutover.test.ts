import { readFileSync } from 'node:fs';
import { Template } from 'aws-cdk-lib/assertions';
import type { Stack } from 'aws-cdk-lib/core';
import { TargetStack } from '#cdk/stacks/target-stack.ts';
import { grantsOf, migration, named, resources, unbundledApp } from './migration-builder.ts';

const synth = (config: object = {}) =>
  new TargetStack(unbundledApp(), 'TargetStack', { migration: migration(config) });

const NAME = 'cognito-migration-cutover';
const ASSESS = 'cognito-migration-assess-cutover';
const SWITCH = 'cognito-migration-switch-auth-flow';
const TRIGGER = 'arn:aws:lambda:us-east-1:222222222222:function:cognito-migration-migrate-user';

const lambda = (stack: Stack, name: string) => named(stack, 'AWS::Lambda::Function', 'FunctionName', name);
const machine = (stack: Stack) => named(stack, 'AWS::StepFunctions::StateMachine', 'StateMachineName', NAME);
const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const idOf = (stack: Stack, type: string): string => Object.keys(resources(stack, type))[0] ?? 'none';

/** What every Lambda may do. */
const OWN_LOG = {
  Effect: 'Allow',
  Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  Resource: { 'Fn::GetAtt': [expect.any(String), 'Arn'] },
};
const TRACES = {
  Effect: 'Allow',
  Action: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
  Resource: '*',
};

/** The names of the commands that an adapter sends, as the actions they need. */
const calledBy = (service: string, ...adapters: readonly string[]): string[] => {
  const text = adapters.map((name) => readFileSync(`functions/_aws/${name}.ts`, 'utf8')).join('');
  const commands = [...text.matchAll(/new (\w+)Command\(/g)].map(([, name]) => `${service}:${name}`);
  return [...new Set(commands)].sort();
};

const granted = (stack: Stack, name: string, service: string): string[] =>
  grantsOf(stack, name)
    .flatMap(({ Action }) => Action)
    .filter((action) => action.startsWith(`${service}:`));

describe('the assess-cutover Lambda', () => {
  it('knows the pool, the app clients in their order, the ledger and the trigger, by its literal name', () => {
    const stack = synth({ appClients: [{ name: 'web' }, { name: 'mobile' }] });
    const client = (name: string) => ({
      Ref: named(stack, 'AWS::Cognito::UserPoolClient', 'ClientName', name).id,
    });
    expect(lambda(stack, ASSESS).Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      TracingConfig: { Mode: 'Active' },
      Environment: {
        Variables: {
          TARGET_USER_POOL_ID: { Ref: idOf(stack, 'AWS::Cognito::UserPool') },
          APP_CLIENT_IDS: { 'Fn::Join': ['', [client('web'), ',', client('mobile')]] },
          LEDGER_TABLE: { Ref: idOf(stack, 'AWS::DynamoDB::Table') },
          MIGRATE_USER_ARN: TRIGGER,
          POWERTOOLS_SERVICE_NAME: 'assess-cutover',
          POWERTOOLS_LOGGER_LOG_EVENT: 'false',
        },
      },
    });
  });

  it('looks for the alias where that is what the pool calls', () => {
    const stack = synth({ trigger: { reservedConcurrency: 10 } });
    const alias = Object.entries(resources(stack, 'AWS::Lambda::Alias'))[0];
    const { LambdaConfig } = Object.values(resources(stack, 'AWS::Cognito::UserPool'))[0]?.Properties ?? {};
    expect(LambdaConfig).toMatchObject({ UserMigration: { Ref: alias?.[0] } });
    expect(lambda(stack, ASSESS).Properties.Environment).toMatchObject({
      Variables: { MIGRATE_USER_ARN: `${TRIGGER}:${String(alias?.[1].Properties.Name)}` },
    });
  });

  it('may read the pool, its app clients, single records and metrics, and change nothing', () => {
    const stack = synth();
    expect(grantsOf(stack, ASSESS)).toEqual([
      {
        Effect: 'Allow',
        Action: ['DescribeUserPool', 'DescribeUserPoolClient', 'ListUserPoolClients'].map(
          (name) => `cognito-idp:${name}`,
        ),
        Resource: arnOf(idOf(stack, 'AWS::Cognito::UserPool')),
      },
      {
        Effect: 'Allow',
        Action: ['dynamodb:BatchGetItem', 'dynamodb:GetItem'],
        Resource: arnOf(idOf(stack, 'AWS::DynamoDB::Table')),
      },
      {
        Effect: 'Allow',
        Action: ['cloudwatch:GetMetricData', 'xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
        Resource: '*',
      },
      OWN_LOG,
    ]);
  });
});

describe('the switch-auth-flow Lambda', () => {
  it('may read and update app clients of the one pool and keep what they were, and nothing else', () => {
    const stack = synth();
    expect(grantsOf(stack, SWITCH)).toEqual([
      {
        Effect: 'Allow',
        Action: ['cognito-idp:DescribeUserPoolClient', 'cognito-idp:UpdateUserPoolClient'],
        Resource: arnOf(idOf(stack, 'AWS::Cognito::UserPool')),
      },
      {
        Effect: 'Allow',
        Action: ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem'],
        Resource: arnOf(idOf(stack, 'AWS::DynamoDB::Table')),
      },
      OWN_LOG,
      TRACES,
    ]);
    expect(lambda(stack, SWITCH).Properties.Environment).toMatchObject({
      Variables: {
        TARGET_USER_POOL_ID: { Ref: idOf(stack, 'AWS::Cognito::UserPool') },
        LEDGER_TABLE: { Ref: idOf(stack, 'AWS::DynamoDB::Table') },
        POWERTOOLS_SERVICE_NAME: 'switch-auth-flow',
      },
    });
  });
});

describe('the two Lambdas', () => {
  it.each([
    ['cognito-idp', ['user-pool', 'user-pool-clients']],
    ['cloudwatch', ['metric-history']],
  ])('may of %s exactly what their adapters call, in every phase', (service, adapters) => {
    const called = calledBy(service, ...adapters);
    expect(called.length).toBeGreaterThan(0);
    for (const phase of ['migrating', 'srp-only']) {
      const stack = synth({ phase });
      const both = [ASSESS, SWITCH].flatMap((name) => granted(stack, name, service));
      expect([...new Set(both)].sort()).toEqual(called);
    }
  });

  it.each([
    ['assess-cutover', ASSESS],
    ['switch-auth-flow', SWITCH],
  ])('give up by themselves before they are ended: %s', (folder, name) => {
    const handler = readFileSync(`functions/${folder}/handler.ts`, 'utf8');
    const [, limit = ''] = /LIMIT_MS = ([\d_]+);/.exec(handler) ?? [];
    const ownMs = Number(limit.replaceAll('_', ''));
    expect(ownMs).toBeGreaterThan(1_000);
    expect(ownMs).toBeLessThan(Number(lambda(synth(), name).Properties.Timeout) * 1_000);
  });

  it('have no way into account A: nothing on the source is needed for a cutover', () => {
    const stack = synth();
    for (const name of [ASSESS, SWITCH]) expect(granted(stack, name, 'sts')).toEqual([]);
  });
});

describe('the cutover machine', () => {
  it('is Express, from its file, with both Lambdas, the ledger and the bus', () => {
    const stack = synth();
    expect(machine(stack).Properties).toMatchObject({
      StateMachineType: 'EXPRESS',
      DefinitionString: readFileSync('statemachines/cutover.asl.json', 'utf8'),
      DefinitionSubstitutions: {
        AssessCutoverFunction: arnOf(lambda(stack, ASSESS).id),
        SwitchAuthFlowFunction: arnOf(lambda(stack, SWITCH).id),
        LedgerTable: { Ref: idOf(stack, 'AWS::DynamoDB::Table') },
        AuditBus: { Ref: idOf(stack, 'AWS::Events::EventBus') },
      },
    });
  });

  it('may call its Lambdas, write the ledger and put events, and nothing else', () => {
    const stack = synth();
    const calls = grantsOf(stack, NAME).filter(({ Resource }) => Resource !== '*');
    expect(calls).toHaveLength(3);
    expect(calls).toEqual(
      expect.arrayContaining([
        {
          Effect: 'Allow',
          Action: 'lambda:InvokeFunction',
          Resource: expect.arrayContaining([ASSESS, SWITCH].map((name) => arnOf(lambda(stack, name).id))),
        },
        {
          Effect: 'Allow',
          Action: 'dynamodb:UpdateItem',
          Resource: arnOf(idOf(stack, 'AWS::DynamoDB::Table')),
        },
        {
          Effect: 'Allow',
          Action: 'events:PutEvents',
          Resource: arnOf(idOf(stack, 'AWS::Events::EventBus')),
        },
      ]),
    );
  });

  it('waits longer for each Lambda than it may run, or it would go on unseen', () => {
    const stack = synth();
    const { States } = JSON.parse(String(machine(stack).Properties.DefinitionString));
    const inner = States.SwitchClients.ItemProcessor.States.SwitchAuthFlow;
    const timeoutOf = (name: string) => Number(lambda(stack, name).Properties.Timeout);
    expect(States.AssessCutover.TimeoutSeconds).toBeGreaterThan(timeoutOf(ASSESS));
    expect(States.ConcludeCutover.TimeoutSeconds).toBeGreaterThan(timeoutOf(ASSESS));
    expect(inner.TimeoutSeconds).toBeGreaterThan(timeoutOf(SWITCH));
  });
});

it('the output names the machine', () => {
  const stack = synth();
  const { CutoverArn } = Template.fromStack(stack).findOutputs('CutoverArn');
  expect(CutoverArn?.Value).toEqual({ Ref: machine(stack).id });
});
