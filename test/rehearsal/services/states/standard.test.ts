/** Standard executions, as an operator sees them over the API: idempotent starts, history, stopping, timeouts. */
import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { type DeployedMachine, startMachine } from './deployed-machine.ts';

const DEFINITION = {
  StartAt: 'Work',
  States: {
    Work: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: `\${Echo}`, 'Payload.$': '$' },
      ResultSelector: { 'id.$': '$.Payload.id' },
      TimeoutSeconds: 1,
      Retry: [{ ErrorEquals: ['States.Timeout'], IntervalSeconds: 1, MaxAttempts: 1 }],
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Failed' }],
      Next: 'Rest',
    },
    Rest: { Type: 'Wait', Seconds: 10, Next: 'Done' },
    Done: { Type: 'Pass', Result: { done: true }, ResultPath: '$.state', End: true },
    Failed: { Type: 'Fail', ErrorPath: '$.error.Error', Cause: 'see the history' },
  },
};

let deployed: DeployedMachine;
beforeAll(async () => {
  deployed = await startMachine({ definition: DEFINITION, type: 'STANDARD' });
});
afterAll(() => deployed.close());
afterEach(() => deployed.cloud.gateway.intercept(undefined));

const start = async (name: string, input: object = { id: 1 }) => {
  const { client, stateMachineArn } = deployed;
  const request = { stateMachineArn, name, input: JSON.stringify(input) };
  return client.send(new StartExecutionCommand(request));
};

/** The next request of this kind never gets an answer. */
const hang = () => {
  let left = 1;
  deployed.cloud.gateway.intercept(({ service }) =>
    service === 'lambda' && left-- > 0 ? { kind: 'hang' } : undefined,
  );
};

const typesOf = async (executionArn: string | undefined) => {
  const { events } = await deployed.client.send(
    new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }),
  );
  return events?.map(({ type }) => type);
};

describe('a Standard execution', () => {
  it('is described, listed and told event by event', async () => {
    const { client, cloud, stateMachineArn } = deployed;
    const { executionArn, startDate } = await start('told');
    expect(executionArn).toBe('arn:aws:states:us-east-1:222222222222:execution:work:told');
    await cloud.idle();
    const described = await client.send(new DescribeExecutionCommand({ executionArn }));
    expect(described).toMatchObject({
      status: 'SUCCEEDED',
      name: 'told',
      startDate,
      stopDate: expect.any(Date),
      input: '{"id":1}',
      output: '{"id":1,"state":{"done":true}}',
    });
    const { executions } = await client.send(
      new ListExecutionsCommand({ stateMachineArn, statusFilter: 'SUCCEEDED' }),
    );
    expect(executions?.map(({ name }) => name)).toContain('told');
    const { events, nextToken } = await client.send(
      new GetExecutionHistoryCommand({ executionArn, maxResults: 4 }),
    );
    expect(events).toMatchObject([
      { id: 1, type: 'ExecutionStarted', executionStartedEventDetails: { input: '{"id":1}' } },
      { id: 2, type: 'TaskStateEntered', stateEnteredEventDetails: { name: 'Work' } },
      {
        id: 3,
        type: 'TaskScheduled',
        taskScheduledEventDetails: { resource: 'invoke', resourceType: 'lambda' },
      },
      { id: 4, previousEventId: 3, type: 'TaskStarted' },
    ]);
    const rest = await client.send(new GetExecutionHistoryCommand({ executionArn, nextToken }));
    expect(rest.events?.[0]).toMatchObject({ id: 5, type: 'TaskSucceeded' });
    const { events: latest } = await client.send(
      new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, includeExecutionData: false }),
    );
    expect(latest?.[0]).toMatchObject({ type: 'ExecutionSucceeded' });
    expect(latest?.[0]?.executionSucceededEventDetails?.output).toBeUndefined();
  });

  it('is the same one while it runs, for the same name and input', async () => {
    hang();
    const first = await start('same');
    expect(await start('same')).toMatchObject({
      executionArn: first.executionArn,
      startDate: first.startDate,
    });
    await expect(start('same', { id: 2 })).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    await deployed.cloud.idle();
    await expect(start('same')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  });

  it('gives up on an answer that does not come, and retries', async () => {
    hang();
    const { executionArn } = await start('slow');
    await deployed.cloud.idle();
    const tried = ['TaskScheduled', 'TaskStarted'];
    expect((await typesOf(executionArn))?.slice(1, 7)).toEqual([
      'TaskStateEntered',
      ...tried,
      'TaskTimedOut',
      ...tried,
    ]);
    expect(await deployed.client.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
      status: 'SUCCEEDED',
    });
  });

  it('is stopped at once, also while a task runs', async () => {
    hang();
    const { executionArn } = await start('stopped');
    const { client, cloud } = deployed;
    await client.send(new StopExecutionCommand({ executionArn, error: 'Operator', cause: 'enough' }));
    expect(await client.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
      status: 'ABORTED',
      error: 'Operator',
      cause: 'enough',
    });
    await cloud.idle();
    expect((await typesOf(executionArn))?.at(-1)).toBe('ExecutionAborted');
  });

  it("fails with the function's error, and says so in its history", async () => {
    const { executionArn } = await start('failing', { fail: 'TargetUserMismatch' });
    await deployed.cloud.idle();
    expect(await deployed.client.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
      status: 'FAILED',
      error: 'TargetUserMismatch',
      cause: 'see the history',
    });
    const types = await typesOf(executionArn);
    expect(types?.slice(-4)).toEqual([
      'TaskFailed',
      'TaskStateExited',
      'FailStateEntered',
      'ExecutionFailed',
    ]);
  });

  it('belongs to a machine that an operator can look at', async () => {
    const { client, stateMachineArn } = deployed;
    const machine = await client.send(new DescribeStateMachineCommand({ stateMachineArn }));
    expect(machine).toMatchObject({ name: 'work', type: 'STANDARD', status: 'ACTIVE' });
    const definition = JSON.parse(machine.definition ?? '');
    expect(definition.States.Work.Parameters.FunctionName).toBe(
      'arn:aws:lambda:us-east-1:222222222222:function:echo',
    );
    const { stateMachines } = await client.send(new ListStateMachinesCommand({}));
    expect(stateMachines).toMatchObject([{ stateMachineArn, type: 'STANDARD' }]);
  });

  it('is refused what is not modelled, by name', async () => {
    const { stateMachineArn, client } = deployed;
    const request = new ListExecutionsCommand({ stateMachineArn, redriveFilter: 'REDRIVEN' });
    await expect(client.send(request)).rejects.toMatchObject({
      name: 'NotModelled',
      message: expect.stringContaining('redriveFilter'),
    });
  });

  it('ends with its cloud', async () => {
    const own = await startMachine({ definition: DEFINITION, type: 'STANDARD' });
    own.cloud.gateway.intercept(({ service }) => (service === 'lambda' ? { kind: 'hang' } : undefined));
    const { stateMachineArn, client, cloud } = own;
    await client.send(new StartExecutionCommand({ stateMachineArn, input: '{}' }));
    await own.close();
    expect(cloud.recorder.entries('executions').at(-1)).toMatchObject({ status: 'ABORTED' });
  });
});
