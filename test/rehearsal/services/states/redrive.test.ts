/** Redrives: an execution goes on where it failed; of a Distributed Map only the children that have failed run. */
import { RedriveExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import {
  childrenOf,
  closeMachines,
  deployOwn,
  deployWalk,
  describeIt,
  eventsOf,
  failing,
  mapRunOf,
  redrive,
  start,
} from './walking-machine.ts';

afterEach(closeMachines);

describe('a redrive', () => {
  it('runs only the children that have not succeeded, and keeps the results of the others', async () => {
    const deployed = await deployWalk({ ToleratedFailurePercentage: 25, MaxConcurrency: 1 });
    failing(deployed, ['b', 'd']);
    const arn = await start(deployed);
    const before = await mapRunOf(deployed, arn);
    expect(before.itemCounts).toMatchObject({ succeeded: 2, failed: 2 });
    const asked = failing(deployed, []);
    const { redriveDate } = await redrive(deployed, arn);
    expect(asked.toSorted()).toEqual(['b', 'd']);
    const described = await describeIt(deployed, arn);
    expect(described).toMatchObject({
      status: 'SUCCEEDED',
      redriveCount: 1,
      redriveDate,
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
    });
    const { walked } = JSON.parse(described.output ?? '{}') as { walked: { shard: string }[] };
    expect(walked.map(({ shard }) => shard)).toEqual(['a', 'b', 'c', 'd']);
    const after = await mapRunOf(deployed, arn);
    expect(after).toMatchObject({
      mapRunArn: before.mapRunArn,
      status: 'SUCCEEDED',
      redriveCount: 1,
      itemCounts: { succeeded: 4, failed: 0, total: 4 },
    });
    const events = await eventsOf(deployed, arn);
    const redriven = events.findIndex(({ type }) => type === 'ExecutionRedriven');
    expect(events.slice(redriven).map(({ type }) => type)).toEqual([
      'ExecutionRedriven',
      'MapStateEntered',
      'MapRunRedriven',
      'MapRunSucceeded',
      'MapStateExited',
      'SucceedStateEntered',
      'SucceedStateExited',
      'ExecutionSucceeded',
    ]);
    expect(events[redriven]?.executionRedrivenEventDetails).toEqual({ redriveCount: 1 });
    expect(deployed.cloud.recorder.entries('executions').at(-1)).toMatchObject({ arn, redriveCount: 1 });
  });

  it('can be repeated while children fail', async () => {
    const deployed = await deployWalk();
    failing(deployed, ['a']);
    const arn = await start(deployed);
    await redrive(deployed, arn);
    expect(await describeIt(deployed, arn)).toMatchObject({ status: 'FAILED', redriveCount: 1 });
    failing(deployed, []);
    await redrive(deployed, arn);
    expect(await describeIt(deployed, arn)).toMatchObject({ status: 'SUCCEEDED', redriveCount: 2 });
    expect((await mapRunOf(deployed, arn)).redriveCount).toBe(2);
  });

  it('needs permission for the children', async () => {
    const deployed = await deployWalk({}, ['lambda:InvokeFunction', 'states:StartExecution']);
    failing(deployed, ['a']);
    const arn = await start(deployed);
    await redrive(deployed, arn);
    expect(await describeIt(deployed, arn)).toMatchObject({ status: 'FAILED', error: 'States.Permissions' });
    expect(deployed.cloud.recorder.entries('requests')).toContainEqual(
      expect.objectContaining({
        action: 'states:RedriveExecution',
        decision: 'denied',
        resource: expect.stringContaining(':execution:work/walk:'),
      }),
    );
  });

  it('is refused for an execution that runs, has succeeded, or ended more than 14 days ago', async () => {
    const deployed = await deployWalk();
    const refused = (arn: string, reason: string) =>
      expect(deployed.client.send(new RedriveExecutionCommand({ executionArn: arn }))).rejects.toMatchObject({
        name: 'ExecutionNotRedrivable',
        message: expect.stringContaining(reason),
      });
    await refused(await start(deployed, 'good'), 'Execution is SUCCEEDED');
    failing(deployed, ['a']);
    const arn = await start(deployed, 'bad');
    const other = await start(deployed, 'worse');
    deployed.cloud.gateway.intercept(({ service }) => (service === 'lambda' ? { kind: 'hang' } : undefined));
    await deployed.client.send(new RedriveExecutionCommand({ executionArn: other }));
    await refused(other, 'Execution is RUNNING');
    deployed.cloud.clock.advance(15 * 24 * 60 * 60 * 1000);
    await refused(arn, 'Execution redrivable period exceeded');
    expect(await describeIt(deployed, arn)).toMatchObject({ redriveStatus: 'NOT_REDRIVABLE' });
  });

  it('is refused for an Express execution', async () => {
    const deployed = await deployWalk();
    await start(deployed);
    const executionArn = String(childrenOf(deployed)[0]?.arn);
    await expect(deployed.client.send(new RedriveExecutionCommand({ executionArn }))).rejects.toMatchObject({
      name: 'InvalidArn',
    });
  });

  it('of a failed Task runs that Task again, with its input, and not the states before it', async () => {
    const task = {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: `\${Echo}`, 'Payload.$': '$' },
      ResultSelector: { 'step.$': '$.Payload.step' },
      TimeoutSeconds: 10,
    };
    const deployed = await deployOwn({
      type: 'STANDARD',
      definition: {
        StartAt: 'First',
        States: {
          First: { ...task, ResultPath: '$.first', Next: 'Mark' },
          Mark: { Type: 'Pass', Result: 'marked', ResultPath: '$.mark', Next: 'Second' },
          Second: { ...task, ResultPath: '$.second', End: true },
        },
      },
    });
    const asked: unknown[] = [];
    let left = 1;
    deployed.cloud.gateway.intercept(({ service, input }) => {
      if (service !== 'lambda') return undefined;
      const payload = JSON.parse(String((input as { Payload: unknown }).Payload)) as { mark?: string };
      asked.push(payload.mark);
      if (payload.mark === undefined || left-- <= 0) return undefined;
      return { kind: 'error', code: 'ServiceException', message: 'injected', status: 500 };
    });
    const { client, cloud, stateMachineArn } = deployed;
    const input = JSON.stringify({ step: 1 });
    const { executionArn = '' } = await client.send(new StartExecutionCommand({ stateMachineArn, input }));
    await cloud.idle();
    await redrive(deployed, executionArn);
    expect(asked).toEqual([undefined, 'marked', 'marked']);
    expect(JSON.parse((await describeIt(deployed, executionArn)).output ?? '')).toEqual({
      step: 1,
      first: { step: 1 },
      mark: 'marked',
      second: { step: 1 },
    });
  });
});
