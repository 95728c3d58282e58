import { readFileSync } from 'node:fs';
import { Template } from 'aws-cdk-lib/assertions';
import type { Stack } from 'aws-cdk-lib/core';
import { isObject, objectAt, readAslDefinition } from '#cdk/constructs/asl-definition.ts';
import { TargetStack } from '#cdk/stacks/target-stack.ts';
import { grantsOf, migration, named, resources, trust, unbundledApp } from './migration-builder.ts';

const synth = (config: object = {}) =>
  new TargetStack(unbundledApp(), 'TargetStack', { migration: migration(config) });

const MACHINE_ARN = 'arn:aws:states:us-east-1:222222222222:stateMachine:cognito-migration-post-migration';

const lambda = (stack: Stack, name: string) => named(stack, 'AWS::Lambda::Function', 'FunctionName', name);
const logsOf = (stack: Stack, name: string) => named(stack, 'AWS::Logs::LogGroup', 'LogGroupName', name);
const machine = (stack: Stack, name: string) =>
  named(stack, 'AWS::StepFunctions::StateMachine', 'StateMachineName', name);
const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const idOf = (stack: Stack, type: string): string => Object.keys(resources(stack, type))[0] ?? 'none';

const TRACES = {
  Effect: 'Allow',
  Action: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
  Resource: '*',
};
const writeLog = (stack: Stack, name: string) => ({
  Effect: 'Allow',
  Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  Resource: arnOf(logsOf(stack, name).id),
});
const assumeSource = {
  Effect: 'Allow',
  Action: 'sts:AssumeRole',
  Resource: 'arn:aws:iam::111111111111:role/cognito-migration-source',
};

/** The Cognito actions of the commands in files of `functions/_aws/`. */
const calledBy = (...adapters: readonly string[]): readonly string[] => {
  const code = adapters.map((name) => readFileSync(`functions/_aws/${name}.ts`, 'utf8')).join('');
  const commands = [...code.matchAll(/new (\w+)Command\(/g)].map(([, name]) => `cognito-idp:${name}`);
  return [...new Set(commands)].sort();
};

const cognitoActions = (stack: Stack, roleName: string): readonly string[] =>
  grantsOf(stack, roleName)
    .flatMap(({ Action }) => Action)
    .filter((action) => action.startsWith('cognito-idp:'));

describe('the reconcile-user Lambda', () => {
  it('runs like the trigger, traced and silent about what it handles, and knows pool and ledger', () => {
    const stack = synth();
    expect(lambda(stack, 'cognito-migration-reconcile-user').Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      TracingConfig: { Mode: 'Active' },
      Environment: {
        Variables: {
          TARGET_USER_POOL_ID: { Ref: idOf(stack, 'AWS::Cognito::UserPool') },
          LEDGER_TABLE: { Ref: idOf(stack, 'AWS::DynamoDB::Table') },
          POWERTOOLS_SERVICE_NAME: 'reconcile-user',
          POWERTOOLS_TRACER_CAPTURE_RESPONSE: 'false',
          POWERTOOLS_LOGGER_LOG_EVENT: 'false',
        },
      },
    });
  });

  it('logs with the configured retention', () => {
    const stack = synth({ logs: { retentionDays: 30 } });
    const group = '/aws/lambda/cognito-migration-reconcile-user';
    expect(logsOf(stack, group).Properties.RetentionInDays).toBe(30);
  });

  it('may read both sides and repair users of the one pool, and nothing else', () => {
    const stack = synth();
    const [assume, ledger, pool, ...rest] = grantsOf(stack, 'cognito-migration-reconcile-user');

    expect([assume, ledger]).toEqual([
      assumeSource,
      { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: arnOf(idOf(stack, 'AWS::DynamoDB::Table')) },
    ]);
    expect(pool?.Resource).toEqual(arnOf(idOf(stack, 'AWS::Cognito::UserPool')));
    expect(rest).toEqual([writeLog(stack, '/aws/lambda/cognito-migration-reconcile-user'), TRACES]);
  });

  it('may call on the pool exactly what its adapter calls', () => {
    const called = calledBy('target-directory', 'target-reader');
    expect(called.length).toBeGreaterThan(1);
    expect(cognitoActions(synth(), 'cognito-migration-reconcile-user')).toEqual(called);
  });

  it('is assumed by Lambda only, under the name that account A trusts', () => {
    const role = named(synth(), 'AWS::IAM::Role', 'RoleName', 'cognito-migration-reconcile-user');
    expect(trust(role)).toEqual([
      { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } },
    ]);
    expect(role.Properties).not.toHaveProperty('ManagedPolicyArns');
  });
});

describe('the post-migration machine', () => {
  it('is Express, from its file, with the Lambda, the table and the bus', () => {
    const stack = synth();
    expect(machine(stack, 'cognito-migration-post-migration').Properties).toMatchObject({
      StateMachineType: 'EXPRESS',
      DefinitionString: readFileSync('statemachines/post-migration.asl.json', 'utf8'),
      DefinitionSubstitutions: {
        ReconcileUserFunction: arnOf(lambda(stack, 'cognito-migration-reconcile-user').id),
        LedgerTable: { Ref: idOf(stack, 'AWS::DynamoDB::Table') },
        AuditBus: { Ref: idOf(stack, 'AWS::Events::EventBus') },
      },
    });
  });

  it('may invoke that Lambda, update records of that table and put events on that bus, and nothing else', () => {
    const stack = synth();
    const calls = grantsOf(stack, 'cognito-migration-post-migration').filter(
      ({ Resource }) => Resource !== '*',
    );
    expect(calls).toHaveLength(3);
    expect(calls).toEqual(
      expect.arrayContaining([
        {
          Effect: 'Allow',
          Action: 'lambda:InvokeFunction',
          Resource: arnOf(lambda(stack, 'cognito-migration-reconcile-user').id),
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

  it('waits longer for the Lambda than the Lambda may run, or it would go on unseen', () => {
    const { Timeout } = lambda(synth(), 'cognito-migration-reconcile-user').Properties;
    const waits = readAslDefinition('post-migration.asl.json').states.filter(
      ({ state }) => isObject(state.Parameters) && 'FunctionName' in objectAt(state, 'Parameters'),
    );
    expect(waits.length).toBeGreaterThan(0);
    for (const { state } of waits) expect(state.TimeoutSeconds).toBeGreaterThan(Number(Timeout));
  });
});

describe('the trigger', () => {
  it('may beside its own work start that machine, read the ledger, put events and read users of the pool', () => {
    const stack = synth();
    expect(grantsOf(stack, 'cognito-migration-migrate-user')).toEqual([
      assumeSource,
      { Effect: 'Allow', Action: 'states:StartExecution', Resource: MACHINE_ARN },
      { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: arnOf(idOf(stack, 'AWS::DynamoDB::Table')) },
      { Effect: 'Allow', Action: 'events:PutEvents', Resource: arnOf(idOf(stack, 'AWS::Events::EventBus')) },
      writeLog(stack, '/aws/lambda/cognito-migration-migrate-user'),
      TRACES,
      {
        Effect: 'Allow',
        Action: 'cognito-idp:AdminGetUser',
        Resource: arnOf(idOf(stack, 'AWS::Cognito::UserPool')),
      },
    ]);
  });

  it('may call on the pool exactly what its adapter calls', () => {
    const handler = readFileSync('functions/migrate-user/handler.ts', 'utf8');
    expect(handler).toContain("'../_aws/target-reader.ts'");
    expect(handler).not.toContain('target-directory');
    expect(cognitoActions(synth(), 'cognito-migration-migrate-user')).toEqual(calledBy('target-reader'));
  });

  it('knows the machine by a literal ARN, so that pool, trigger, machine and Lambda are no circle', () => {
    const stack = synth({ name: 'shop' });
    expect(lambda(stack, 'shop-migrate-user').Properties.Environment).toMatchObject({
      Variables: {
        POST_MIGRATION_ARN: 'arn:aws:states:us-east-1:222222222222:stateMachine:shop-post-migration',
        LEDGER_TABLE: { Ref: idOf(stack, 'AWS::DynamoDB::Table') },
        AUDIT_BUS: { Ref: idOf(stack, 'AWS::Events::EventBus') },
      },
    });
    expect(machine(stack, 'shop-post-migration').Properties.StateMachineType).toBe('EXPRESS');
  });
});

describe('the outputs', () => {
  it('name machine, ledger and bus', () => {
    const stack = synth();
    const outputs = Template.fromStack(stack).findOutputs('*');
    expect(
      [outputs.PostMigrationArn, outputs.LedgerTable, outputs.AuditBus].map((output) => output?.Value),
    ).toEqual(
      [
        machine(stack, 'cognito-migration-post-migration').id,
        ...['AWS::DynamoDB::Table', 'AWS::Events::EventBus'].map((type) => idOf(stack, type)),
      ].map((id) => ({ Ref: id })),
    );
  });
});
