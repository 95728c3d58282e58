/** Express executions end to end: started over the API, run as the machine's role, seen in log, trace and record. */
import { DescribeExecutionCommand, ListExecutionsCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { AUDIT_GROUP, type DeployedMachine, LOG_GROUP, SCOPE, startMachine } from './deployed-machine.ts';
import { DEFINITION, startExpress } from './express-execution.ts';

let deployed: DeployedMachine;
beforeAll(async () => {
  deployed = await startMachine({ definition: DEFINITION });
});
afterAll(() => deployed.close());
afterEach(() => deployed.cloud.gateway.intercept(undefined));

const start = (input: unknown, name?: string) => startExpress(deployed, input, name);

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
    for (const action of ['dynamodb:UpdateItem', 'lambda:InvokeFunction', 'events:PutEvents']) {
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
