/** Distributed Maps: children as executions of their own, as many as may run, until too many fail. */
import { StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { LOG_GROUP, startMachine } from './deployed-machine.ts';
import {
  childrenOf,
  closeMachines,
  deployWalk,
  describeIt,
  eventsOf,
  failing,
  INPUT,
  mapRunOf,
  start,
  walk,
} from './walking-machine.ts';

afterEach(closeMachines);

describe('a Distributed Map', () => {
  it('runs each item as an Express execution of its own, with its own record and log lines', async () => {
    const deployed = await deployWalk();
    const arn = await start(deployed);
    const described = await describeIt(deployed, arn);
    const { walked } = JSON.parse(described.output ?? '{}') as { walked: Record<string, unknown>[] };
    expect(walked.map(({ shard, index, whole, by }) => [shard, index, whole, by])).toEqual(
      ['a', 'b', 'c', 'd'].map((shard, index) => [shard, index, 'r-1', 'one']),
    );
    const children = childrenOf(deployed);
    expect(children).toHaveLength(4);
    const child = /^arn:aws:states:us-east-1:222222222222:express:work\/walk:[0-9a-f-]{36}:[0-9a-f-]{36}$/;
    for (const [index, one] of children.entries()) {
      expect(one).toMatchObject({
        arn: expect.stringMatching(child),
        type: 'EXPRESS',
        status: 'SUCCEEDED',
        mapRunArn: expect.stringMatching(/:mapRun:work\/walk:/),
      });
      expect(walked).toContainEqual(
        expect.objectContaining({ answer: expect.objectContaining({ child: one.arn }) }),
      );
      const lines = deployed.cloud.recorder
        .entries('logs')
        .filter(({ logGroup, message }) => logGroup === LOG_GROUP && message.includes(String(one.arn)));
      expect([index, lines.length > 3]).toEqual([index, true]);
    }
    expect((await eventsOf(deployed, arn)).map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'PassStateEntered',
      'PassStateExited',
      'MapStateEntered',
      'MapRunStarted',
      'MapRunSucceeded',
      'MapStateExited',
      'SucceedStateEntered',
      'SucceedStateExited',
      'ExecutionSucceeded',
    ]);
  });

  it('never runs more children at once than it may', async () => {
    const deployed = await deployWalk();
    const atOnce: number[] = [];
    deployed.cloud.gateway.intercept(({ service }) => {
      if (service !== 'lambda') return undefined;
      const records = deployed.cloud.recorder
        .entries('executions')
        .filter(({ machine }) => machine === 'work/walk');
      const started = records.filter(({ status }) => status === 'RUNNING').length;
      atOnce.push(started - (records.length - started));
      return { kind: 'delay', milliseconds: 5 };
    });
    await start(deployed);
    expect(Math.max(...atOnce)).toBe(2);
  });

  it('fails when a child fails, and ends the children that still run', async () => {
    const deployed = await deployWalk();
    const asked = failing(deployed, ['a']);
    const arn = await start(deployed);
    expect(await describeIt(deployed, arn)).toMatchObject({
      status: 'FAILED',
      error: 'States.ExceedToleratedFailureThreshold',
      redriveStatus: 'REDRIVABLE',
      redriveCount: 0,
    });
    const { status, itemCounts } = await mapRunOf(deployed, arn);
    expect([status, itemCounts?.failed, itemCounts?.total]).toEqual(['FAILED', 1, 4]);
    expect(asked).not.toContain('d');
    const types = (await eventsOf(deployed, arn)).map(({ type }) => type);
    expect(types.slice(-2)).toEqual(['MapRunFailed', 'ExecutionFailed']);
    expect(types).not.toContain('MapStateExited');
  });

  it.each<[string, object, string]>([
    ['as many as the percentage tolerates', { ToleratedFailurePercentage: 50 }, 'SUCCEEDED'],
    ['more than the percentage tolerates', { ToleratedFailurePercentage: 49 }, 'FAILED'],
    ['as many as the count tolerates', { ToleratedFailureCount: 2 }, 'SUCCEEDED'],
    ['more than the smaller of both', { ToleratedFailureCount: 1, ToleratedFailurePercentage: 90 }, 'FAILED'],
  ])('with two failures of four, %s: %j %s', async (_, changes, status) => {
    const deployed = await deployWalk(changes);
    failing(deployed, ['a', 'c']);
    const described = await describeIt(deployed, await start(deployed));
    expect(described.status).toBe(status);
    if (status === 'SUCCEEDED') {
      const { walked } = JSON.parse(described.output ?? '{}') as { walked: { shard: string }[] };
      expect(walked.map(({ shard }) => shard)).toEqual(['b', 'd']);
    }
  });

  it('can be caught', async () => {
    const error = 'States.ExceedToleratedFailureThreshold';
    const deployed = await deployWalk({
      Catch: [{ ErrorEquals: [error], ResultPath: '$.caught', Next: 'Done' }],
    });
    failing(deployed, ['a']);
    const described = await describeIt(deployed, await start(deployed));
    expect(described.status).toBe('SUCCEEDED');
    expect(JSON.parse(described.output ?? '{}')).toMatchObject({ run: 'r-1', caught: { Error: error } });
  });

  it('needs permission to start its children', async () => {
    const deployed = await deployWalk({}, ['lambda:InvokeFunction']);
    const arn = await start(deployed);
    expect(await describeIt(deployed, arn)).toMatchObject({ status: 'FAILED', error: 'States.Permissions' });
    expect(deployed.cloud.recorder.entries('requests')).toContainEqual(
      expect.objectContaining({
        action: 'states:StartExecution',
        decision: 'denied',
        resource: deployed.stateMachineArn,
      }),
    );
  });

  it('is refused by an Express machine', async () => {
    await expect(startMachine({ definition: walk(), type: 'EXPRESS' })).rejects.toThrow(
      /Express state machines do not support Distributed Map \(Walk\)/,
    );
  });

  it('ends with its execution', async () => {
    const deployed = await deployWalk();
    deployed.cloud.gateway.intercept(({ service }) => (service === 'lambda' ? { kind: 'hang' } : undefined));
    const { client, stateMachineArn, cloud } = deployed;
    const input = JSON.stringify(INPUT);
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, input }));
    while (cloud.recorder.entries('executions').length < 3) await new Promise((done) => setTimeout(done, 2));
    await client.send(new StopExecutionCommand({ executionArn }));
    await cloud.idle();
    expect(childrenOf(deployed).map(({ status }) => status)).toEqual(['ABORTED', 'ABORTED']);
    const types = (await eventsOf(deployed, executionArn ?? '')).map(({ type }) => type);
    expect(types.slice(-2)).toEqual(['MapRunAborted', 'ExecutionAborted']);
  });
});
