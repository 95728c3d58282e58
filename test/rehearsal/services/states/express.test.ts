/** Express executions end to end: started over the API, run as the machine's role, seen in log, trace and record. */
import { DescribeExecutionCommand, ListExecutionsCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import {
  AUDIT_GROUP,
  type DeployedMachine,
  deployMachine,
  LOG_GROUP,
  ROLE_ARN,
  SCOPE,
  startMachine,
} from './deployed-machine.ts';

const RETRY = { IntervalSeconds: 20, MaxAttempts: 2, BackoffRate: 2, JitterStrategy: 'FULL' };
const FAILED = [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Failed' }];

const DEFINITION = {
  StartAt: 'Check',
  States: {
    Check: {
      Type: 'Choice',
      Choices: [
        {
          And: [
            { Variable: '$.sub', IsPresent: true },
            { Variable: '$.sub', StringMatches: 's-*' },
          ],
          Next: 'Record',
        },
      ],
      Default: 'InvalidInput',
    },
    InvalidInput: { Type: 'Fail', Error: 'InvalidInput', Cause: 'Send { "sub": "s-…" }.' },
    Record: {
      Type: 'Task',
      Resource: 'arn:aws:states:::dynamodb:updateItem',
      Parameters: {
        TableName: `\${Table}`,
        Key: { id: { 'S.$': "States.Format('user#{}', $.sub)" } },
        UpdateExpression: 'SET firstSeenAt = if_not_exists(firstSeenAt, :now), targetSub = :t',
        ConditionExpression: 'attribute_not_exists(targetSub) OR targetSub = :t',
        ExpressionAttributeValues: {
          ':now': { 'S.$': '$$.Execution.StartTime' },
          ':t': { 'S.$': '$.target' },
        },
      },
      ResultPath: null,
      TimeoutSeconds: 10,
      Catch: FAILED,
      Next: 'Work',
    },
    Work: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: `\${Echo}`, 'Payload.$': '$' },
      ResultSelector: { 'sub.$': '$.Payload.sub', 'status.$': '$.StatusCode', 'trace.$': '$.Payload.trace' },
      ResultPath: '$.worked',
      TimeoutSeconds: 10,
      Retry: [{ ErrorEquals: ['TryAgain', 'Lambda.TooManyRequestsException'], ...RETRY }],
      Catch: FAILED,
      Next: 'Audit',
    },
    Audit: {
      Type: 'Task',
      Resource: 'arn:aws:states:::events:putEvents',
      Parameters: {
        Entries: [
          {
            EventBusName: `\${Bus}`,
            Source: 'test',
            DetailType: 'Worked',
            Detail: { 'sub.$': '$.sub', 'executionId.$': '$$.Execution.Id' },
          },
        ],
      },
      ResultPath: '$.audited',
      TimeoutSeconds: 10,
      Catch: FAILED,
      Next: 'Done',
    },
    Done: { Type: 'Succeed' },
    Failed: { Type: 'Fail', ErrorPath: '$.error.Error', CausePath: '$.error.Cause' },
  },
};

let deployed: DeployedMachine;
beforeAll(async () => {
  deployed = await startMachine({ definition: DEFINITION });
});
afterAll(() => deployed.close());
afterEach(() => deployed.cloud.gateway.intercept(undefined));

const TRACE = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';

const start = async (input: unknown, name?: string) => {
  const { client, stateMachineArn, cloud } = deployed;
  const text = typeof input === 'string' ? input : JSON.stringify(input);
  const { executionArn } = await client.send(
    new StartExecutionCommand({ stateMachineArn, input: text, ...(name && { name }), traceHeader: TRACE }),
  );
  await cloud.idle();
  const ends = cloud.recorder.entries('executions').filter(({ arn }) => arn === executionArn);
  return { executionArn, ends, ended: ends.at(-1) };
};

const requestsOf = (action: string) =>
  deployed.cloud.recorder.entries('requests').filter((request) => request.action === action);

describe('an Express execution', () => {
  it('does its tasks as the role of the machine, and ends with what they gave', async () => {
    const { ended, executionArn } = await start({ sub: 's-1', target: 't-1' }, 'first');
    expect(executionArn).toMatch(/^arn:aws:states:us-east-1:222222222222:express:work:first:[0-9a-f-]{36}$/);
    expect(ended).toMatchObject({
      status: 'SUCCEEDED',
      machine: 'work',
      type: 'EXPRESS',
      input: { sub: 's-1', target: 't-1' },
      output: { worked: { sub: 's-1', status: 200 }, audited: { FailedEntryCount: 0 } },
      statePath: ['Check', 'Record', 'Work', 'Audit', 'Done'],
      traceId: '1-5759e988-bd862e3fe1be46a994272793',
    });
    for (const action of ['dynamodb:UpdateItem', 'lambda:Invoke', 'events:PutEvents']) {
      expect(requestsOf(action)[0]).toMatchObject({
        decision: 'allowed',
        principal: 'arn:aws:sts::222222222222:assumed-role/work/first',
      });
    }
  });

  it('has the start time of the cloud, however far its clock was moved', async () => {
    deployed.cloud.clock.advance(40 * 86_400_000);
    const { ended } = await start({ sub: 's-2', target: 't-2' });
    const items = await deployed.cloud.dynamodb.describeItems(SCOPE, 'ledger');
    expect(items).toContainEqual({ id: 'user#s-2', firstSeenAt: ended?.startDate, targetSub: 't-2' });
  });

  it('adds itself and its machine to the event that it puts', async () => {
    const { executionArn } = await start({ sub: 's-3', target: 't-3' });
    const events = deployed.cloud.logs.requireGroup(SCOPE, AUDIT_GROUP).events;
    expect(JSON.parse(events.at(-1)?.message ?? '')).toMatchObject({
      detail: { sub: 's-3', executionId: executionArn },
      resources: [executionArn, deployed.stateMachineArn],
    });
  });

  it('is in the log group as Step Functions writes it', async () => {
    const { executionArn } = await start({ sub: 's-4', target: 't-4' });
    const lines = deployed.cloud.logs
      .requireGroup(SCOPE, LOG_GROUP)
      .events.map(({ message }) => JSON.parse(message))
      .filter(({ execution_arn }) => execution_arn === executionArn);
    expect(lines.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'ChoiceStateEntered',
      'ChoiceStateExited',
      ...['Record', 'Work', 'Audit'].flatMap(() => [
        'TaskStateEntered',
        'TaskScheduled',
        'TaskStarted',
        'TaskSucceeded',
        'TaskStateExited',
      ]),
      'SucceedStateEntered',
      'SucceedStateExited',
      'ExecutionSucceeded',
    ]);
    expect(lines[3]).toEqual({
      id: '4',
      type: 'TaskStateEntered',
      details: {
        name: 'Record',
        input: '{"sub":"s-4","target":"t-4"}',
        inputDetails: { truncated: false },
      },
      previous_event_id: '3',
      event_timestamp: expect.stringMatching(/^\d{13}$/),
      execution_arn: executionArn,
      redrive_count: '0',
    });
  });

  it('continues the trace of who started it, into the function', async () => {
    const before = deployed.cloud.recorder.entries('segments').length;
    const { ended } = await start({ sub: 's-5', target: 't-5' });
    const segments = deployed.cloud.recorder.entries('segments').slice(before);
    const own = segments.find(({ origin }) => origin === 'AWS::StepFunctions::StateMachine');
    expect(own).toMatchObject({
      name: 'work',
      trace_id: '1-5759e988-bd862e3fe1be46a994272793',
      parent_id: '53995c3f42cd8ad8',
      subsegments: [
        { name: 'Record', subsegments: [{ name: 'DynamoDB', namespace: 'aws' }] },
        { name: 'Work', subsegments: [{ name: 'Lambda', http: { response: { status: 200 } } }] },
        { name: 'Audit', subsegments: [{ name: 'EventBridge' }] },
      ],
    });
    const subsegments = own?.subsegments as { subsegments: { id: string }[] }[] | undefined;
    const lambda = segments.find(({ origin }) => origin === 'AWS::Lambda');
    expect(lambda).toMatchObject({
      trace_id: own?.trace_id,
      parent_id: subsegments?.[1]?.subsegments[0]?.id,
    });
    expect(ended?.output).toMatchObject({
      worked: { trace: expect.stringContaining(String(own?.trace_id)) },
    });
  });

  it.each([['{"sub":"x-1"}'], ['{}'], ['{"sub":5}'], ['{"sub":null}'], ['[]'], ['null'], ['"text"']])(
    'refuses the input %s in its own words',
    async (input) => {
      const { ended } = await start(input);
      expect(ended).toMatchObject({
        status: 'FAILED',
        error: 'InvalidInput',
        cause: 'Send { "sub": "s-…" }.',
      });
    },
  );

  it("fails with the function's own error once its retries are used up", async () => {
    const before = requestsOf('lambda:Invoke').length;
    const { ended } = await start({ sub: 's-6', target: 't-6', fail: 'TryAgain' });
    expect(ended).toMatchObject({ status: 'FAILED', error: 'TryAgain' });
    expect(JSON.parse(String(ended?.cause))).toMatchObject({
      errorType: 'TryAgain',
      errorMessage: 'told to fail',
    });
    expect(requestsOf('lambda:Invoke').length - before).toBe(3);
  });

  it.each([
    ['lambda', 'TooManyRequestsException', 'Lambda.TooManyRequestsException'],
    ['lambda', 'AccessDeniedException', 'Lambda.AWSLambdaException'],
    ['dynamodb', 'ThrottlingException', 'DynamoDB.ThrottlingException'],
    ['dynamodb', 'ValidationException', 'DynamoDB.AmazonDynamoDBException'],
    ['events', 'InternalException', 'EventBridge.InternalException'],
  ])('names the refusal of %s with %s as AWS does', async (service, code, error) => {
    deployed.cloud.gateway.intercept((request) =>
      request.service === service ? { kind: 'error', code, message: 'injected', status: 400 } : undefined,
    );
    const { ended } = await start({ sub: 's-7', target: 't-7' });
    expect(ended).toMatchObject({ status: 'FAILED', error, cause: expect.stringContaining('injected') });
  });

  it('names a broken condition, and a connection that broke', async () => {
    await start({ sub: 's-8', target: 't-8' });
    const { ended: other } = await start({ sub: 's-8', target: 'another' });
    expect(other?.error).toBe('DynamoDB.ConditionalCheckFailedException');
    deployed.cloud.gateway.intercept(({ service }) => (service === 'events' ? { kind: 'reset' } : undefined));
    const { ended: broken } = await start({ sub: 's-8', target: 't-8' });
    expect(broken?.error).toBe('EventBridge.SdkClientException');
  });

  it('fails where an entry of PutEvents fails', async () => {
    const { cloud } = deployed;
    const bus = JSON.stringify(DEFINITION).replace(`\${Bus}`, 'nowhere');
    await deployMachine(cloud, { definition: JSON.parse(bus) });
    const { ended } = await start({ sub: 's-9', target: 't-9' });
    expect(ended).toMatchObject({ status: 'FAILED', error: 'EventBridge.FailedEntry' });
    await deployMachine(cloud, { definition: DEFINITION });
  });

  it('may run twice, as AWS may let it', async () => {
    deployed.cloud.states.duplicate(({ name }) => name === 'twice');
    const { ends } = await start({ sub: 's-10', target: 't-10' }, 'twice');
    expect(ends.map(({ status }) => status).toSorted()).toEqual([
      'RUNNING',
      'RUNNING',
      'SUCCEEDED',
      'SUCCEEDED',
    ]);
    expect((await start({ sub: 's-11', target: 't-11' }, 'once')).ends).toHaveLength(2);
    deployed.cloud.states.duplicate(undefined);
  });

  it('may have the name of an earlier one', async () => {
    const [first, second] = [
      await start({ sub: 's-12', target: 't-12' }, 'again'),
      await start({ sub: 's-12', target: 't-12' }, 'again'),
    ];
    expect(first.executionArn).not.toBe(second.executionArn);
    expect(second.ended?.status).toBe('SUCCEEDED');
  });

  it('cannot be asked for over the API', async () => {
    const { executionArn } = await start({});
    const { client, stateMachineArn } = deployed;
    await expect(client.send(new ListExecutionsCommand({ stateMachineArn }))).rejects.toMatchObject({
      name: 'StateMachineTypeNotSupported',
    });
    await expect(client.send(new DescribeExecutionCommand({ executionArn }))).rejects.toMatchObject({
      name: 'InvalidArn',
    });
  });

  it.each([
    ['input that is not JSON', { input: '{sub' }, 'InvalidExecutionInput'],
    ['input above the limit', { input: JSON.stringify('x'.repeat(262_144)) }, 'ValidationException'],
    ['a name that is not allowed', { name: 'a b' }, 'InvalidName'],
    ['a machine that is not there', { stateMachineArn: 'other' }, 'StateMachineDoesNotExist'],
    ['what is no machine', { stateMachineArn: 'arn:aws:s3:::bucket' }, 'InvalidArn'],
  ])('is not started with %s', async (_, changes, name) => {
    const { client, stateMachineArn } = deployed;
    const input = { stateMachineArn, ...changes };
    if (input.stateMachineArn === 'other') input.stateMachineArn = stateMachineArn.replace('work', 'other');
    const before = deployed.cloud.recorder.entries('executions').length;
    await expect(client.send(new StartExecutionCommand(input))).rejects.toMatchObject({ name });
    expect(deployed.cloud.recorder.entries('executions')).toHaveLength(before);
  });
});

describe('a machine whose role lacks something', () => {
  it('fails the task, and the denial is recorded', async () => {
    const poor = await startMachine({
      definition: DEFINITION,
      permissions: ['dynamodb:UpdateItem', 'events:PutEvents'],
    });
    try {
      const { client, stateMachineArn, cloud } = poor;
      const input = JSON.stringify({ sub: 's-1', target: 't-1' });
      await client.send(new StartExecutionCommand({ stateMachineArn, input }));
      await cloud.idle();
      expect(cloud.recorder.entries('executions').at(-1)).toMatchObject({
        status: 'FAILED',
        error: 'Lambda.AWSLambdaException',
      });
      expect(cloud.recorder.entries('requests').find(({ decision }) => decision === 'denied')).toMatchObject({
        action: 'lambda:Invoke',
        reason: expect.stringContaining('lambda:InvokeFunction'),
      });
    } finally {
      await poor.close();
    }
  });

  it.each([
    [
      'a log delivery permission',
      { logDelivery: ['logs:CreateLogDelivery'] },
      /not authorized to access the Log Destination.*logs:GetLogDelivery/,
    ],
    [
      'a field that the engine would ignore',
      { definition: { StartAt: 'A', States: { A: { Type: 'Pass', Assign: { x: 1 }, End: true } } } },
      /Assign/,
    ],
  ])('is not deployed without or with %s', async (_, changes, message) => {
    await expect(startMachine({ definition: DEFINITION, ...changes })).rejects.toThrow(message);
  });

  it('is not deployed for another machine than the role trusts', async () => {
    const { cloud } = deployed;
    const put = cloud.states.putStateMachine(SCOPE, {
      name: 'other',
      type: 'EXPRESS',
      definition: '{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}',
      substitutions: {},
      roleArn: ROLE_ARN,
      logging: { level: 'OFF', includeExecutionData: false },
      tracing: false,
    });
    await expect(put).rejects.toThrow(/authorized to assume the provided role.*aws:SourceArn/);
  });
});
