/** What services report about themselves, as the store has it. */

import { type Cloud, createCloud } from '#rehearsal/cloud/cloud.ts';
import type { Recorder } from '#rehearsal/cloud/recorder.ts';
import { deployAssembly } from '#rehearsal/deploy/deploy.ts';
import { MetricStore } from '#rehearsal/services/cloudwatch/metric-store.ts';
import { readStatistic } from '#rehearsal/services/cloudwatch/statistic.ts';
import { removeWritten, writeTemplate } from '#test/rehearsal/deploy/written-assembly.ts';
import { startTinyLambda, type TinyLambda } from '#test/rehearsal/services/lambda/tiny-lambda.ts';

const SCOPE = { accountId: '222222222222', region: 'us-east-1' };

/** All values that a metric of the account has had, in order. */
const valuesOf = (
  recorder: Recorder,
  namespace: string,
  name: string,
  dimensions: Readonly<Record<string, string>>,
): readonly number[] =>
  new MetricStore(recorder).samples(SCOPE, { namespace, name, dimensions }).flatMap(({ values }) => values);

describe('AWS/Lambda', () => {
  let platform: TinyLambda;
  afterEach(() => platform.close());
  const lambda = (name: string, dimensions: Record<string, string> = { FunctionName: 'echo' }) =>
    valuesOf(platform.recorder, 'AWS/Lambda', name, dimensions);

  it('counts invocations, failed ones too, and how long they took', async () => {
    platform = startTinyLambda();
    const arn = platform.put('exports.handler = async ({ fail }) => { if (fail) throw new Error("no"); };');
    await platform.invoke(arn, {});
    await platform.invoke(arn, { fail: true });
    expect([lambda('Invocations'), lambda('Errors'), lambda('Throttles')]).toEqual([
      [1, 1],
      [0, 1],
      [0, 0],
    ]);
    expect(lambda('ConcurrentExecutions')).toEqual([1, 1]);
    expect(lambda('Duration').every((duration) => duration > 0 && duration < 10_000)).toBe(true);
  });

  it('counts a throttled request as nothing else', async () => {
    platform = startTinyLambda();
    const source = 'exports.handler = () => new Promise((done) => setTimeout(done, 300));';
    const arn = platform.put(source, { reservedConcurrency: 1 });
    const both = await Promise.allSettled([platform.invoke(arn, {}), platform.invoke(arn, {})]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(lambda('Throttles').toSorted()).toEqual([0, 1]);
    expect(lambda('Invocations')).toEqual([1]);
  });

  it('counts a function that cannot begin as an error', async () => {
    platform = startTinyLambda();
    await platform.invoke(platform.put('throw new Error("at init");'), {});
    expect([lambda('Invocations'), lambda('Errors')]).toEqual([[1], [1]]);
  });

  it('counts for an alias, and for the function as a whole', async () => {
    platform = startTinyLambda();
    const arn = platform.put('exports.handler = async () => 1;');
    const { version } = platform.lambda.putVersion(arn);
    const alias = platform.lambda.putAlias(arn, 'live', version);
    await platform.invoke(alias.arn, {});
    await platform.invoke(arn, {});
    expect(lambda('Invocations')).toEqual([1, 1]);
    expect(lambda('Invocations', { FunctionName: 'echo', Resource: 'echo:live' })).toEqual([1]);
  });
});

describe('AWS/States, AWS/Scheduler, AWS/SQS and AWS/Events', () => {
  const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
  const role = (Service: string, Statement: object[]) => ({
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service } },
      },
      ...(Statement.length > 0 && { Policies: [{ PolicyName: 'own', PolicyDocument: { Statement } }] }),
    },
  });
  const allow = (Action: string, Resource: unknown) => ({ Effect: 'Allow', Action, Resource });
  const definition = {
    StartAt: 'Which',
    States: {
      Which: {
        Type: 'Choice',
        Choices: [{ Variable: '$.task', StringEquals: 'fail', Next: 'Failed' }],
        Default: 'Done',
      },
      Failed: { Type: 'Fail', Error: 'Wanted' },
      Done: { Type: 'Succeed' },
    },
  };
  const schedule = (Name: string, input: object, more: object = {}) => ({
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      Name,
      ScheduleExpression: 'rate(1 day)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: { Ref: 'Machine' },
        RoleArn: arnOf('SchedulerRole'),
        Input: JSON.stringify(input),
        RetryPolicy: { MaximumRetryAttempts: 1 },
        ...more,
      },
    },
  });
  const template = {
    Resources: {
      MachineRole: role('states.amazonaws.com', []),
      Machine: {
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: {
          StateMachineName: 'work',
          StateMachineType: 'STANDARD',
          RoleArn: arnOf('MachineRole'),
          DefinitionString: JSON.stringify(definition),
        },
      },
      Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead' } },
      SchedulerRole: role('scheduler.amazonaws.com', [
        allow('states:StartExecution', arnOf('Machine')),
        allow('sqs:SendMessage', arnOf('Dead')),
      ]),
      Good: schedule('good', { task: 'work' }),
      Bad: schedule('bad', { task: 'fail' }, { DeadLetterConfig: { Arn: arnOf('Dead') } }),
    },
  };

  let cloud: Cloud;
  beforeEach(async () => {
    cloud = await createCloud({ seed: 1 });
    await deployAssembly(cloud, writeTemplate(template));
  });
  afterEach(async () => {
    await cloud.close();
    removeWritten();
  });
  const values = (namespace: string, name: string, dimensions: Readonly<Record<string, string>>) =>
    valuesOf(cloud.recorder, namespace, name, dimensions);

  it('count executions by how they end', async () => {
    await cloud.scheduler.runDue();
    await cloud.idle();
    const StateMachineArn = 'arn:aws:states:us-east-1:222222222222:stateMachine:work';
    const states = (name: string) => {
      const found = values('AWS/States', name, { StateMachineArn });
      return { sum: readStatistic('Sum')(found), samples: found.length };
    };
    expect(states('ExecutionsStarted')).toEqual({ sum: 2, samples: 4 });
    expect(states('ExecutionsSucceeded')).toEqual({ sum: 1, samples: 2 });
    expect(states('ExecutionsFailed')).toEqual({ sum: 1, samples: 2 });
    expect(states('ExecutionsTimedOut')).toEqual({ sum: 0, samples: 2 });
    expect(states('ExecutionTime').samples).toBe(2);
  });

  it('count what a schedule tried, what failed, and what its queue got', async () => {
    await cloud.scheduler.fire('good');
    cloud.gateway.intercept(({ service }) =>
      service === 'states'
        ? { kind: 'error', code: 'ThrottlingException', message: 'injected', status: 400 }
        : undefined,
    );
    await cloud.scheduler.fire('bad');
    const scheduler = (name: string) =>
      [{}, { ScheduleGroup: 'default' }].map(
        (dimensions) => values('AWS/Scheduler', name, dimensions).length,
      );
    expect(scheduler('InvocationAttemptCount')).toEqual([3, 3]);
    expect(scheduler('TargetErrorThrottledCount')).toEqual([2, 2]);
    expect(scheduler('TargetErrorCount')).toEqual([0, 0]);
    expect(scheduler('InvocationDroppedCount')).toEqual([1, 1]);
    expect(scheduler('InvocationsSentToDeadLetterCount')).toEqual([1, 1]);
    const visible = { QueueName: 'dead' };
    expect(values('AWS/SQS', 'ApproximateNumberOfMessagesVisible', visible)).toEqual([0, 1]);
  });

  it('count rules by what becomes of their events', async () => {
    const { arn } = cloud.events.putEventBus(SCOPE, 'audit');
    const logs = cloud.logs.putLogGroup(SCOPE, { name: '/audit' });
    const pattern = { source: ['migration'] };
    cloud.events.putRule(SCOPE, { name: 'all', eventBus: arn, pattern, enabled: true, targets: [logs.arn] });
    const put = (Source: string) =>
      cloud.events.service.operations.PutEvents?.handle(
        { Entries: [{ EventBusName: 'audit', Source, DetailType: 'Migrated', Detail: '{}' }] },
        { ...SCOPE, principal: { kind: 'anonymous' }, requestId: '1', traceHeader: undefined },
      );
    await put('other');
    await put('migration');
    const rule = (name: string) => values('AWS/Events', name, { EventBusName: 'audit', RuleName: 'all' });
    expect([rule('MatchedEvents'), rule('Invocations'), rule('FailedInvocations')]).toEqual([[1], [1], [1]]);
    expect(valuesOf(cloud.recorder, 'AWS/Events', 'TriggeredRules', { RuleName: 'all' })).toEqual([]);
  });
});
