/** Inline Maps: run by the engine, within their execution. */
import { RedriveExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { closeMachines, deployOwn, describeIt, eventsOf } from './walking-machine.ts';

afterEach(closeMachines);

describe('an inline Map', () => {
  const inline = (processed: object) => ({
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map',
        ItemsPath: '$.items',
        ItemSelector: { 'id.$': '$$.Map.Item.Value', 'run.$': '$.run' },
        MaxConcurrency: 1,
        ItemProcessor: { StartAt: 'One', States: { One: processed } },
        ResultPath: '$.done',
        End: true,
      },
    },
  });
  const start = async (processed: object) => {
    const deployed = await deployOwn({ definition: inline(processed), type: 'STANDARD' });
    const { client, cloud, stateMachineArn } = deployed;
    const input = JSON.stringify({ run: 7, items: [1, 2] });
    const { executionArn = '' } = await client.send(new StartExecutionCommand({ stateMachineArn, input }));
    await cloud.idle();
    return { deployed, executionArn };
  };

  it('runs within its execution, which sees its own input', async () => {
    const { deployed, executionArn } = await start({
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: `\${Echo}`, Payload: { 'id.$': '$.id', 'of.$': '$$.Execution.Input.run' } },
      ResultSelector: { 'id.$': '$.Payload.id', 'of.$': '$.Payload.of' },
      TimeoutSeconds: 10,
      End: true,
    });
    const { output } = await describeIt(deployed, executionArn);
    expect(JSON.parse(output ?? '{}').done).toEqual([
      { id: 1, of: 7 },
      { id: 2, of: 7 },
    ]);
    const events = await eventsOf(deployed, executionArn);
    expect(events.filter(({ type }) => type?.startsWith('Map')).map(({ type }) => type)).toEqual([
      'MapStateEntered',
      'MapIterationStarted',
      'MapIterationSucceeded',
      'MapIterationStarted',
      'MapIterationSucceeded',
      'MapStateExited',
    ]);
    expect(events.filter(({ type }) => type === 'TaskSucceeded')).toHaveLength(2);
  });

  it('cannot be redriven here', async () => {
    const { deployed, executionArn } = await start({ Type: 'Fail', Error: 'Bad', Cause: 'told to' });
    expect(await describeIt(deployed, executionArn)).toMatchObject({ status: 'FAILED', error: 'Bad' });
    const request = new RedriveExecutionCommand({ executionArn });
    await expect(deployed.client.send(request)).rejects.toMatchObject({
      name: 'NotModelled',
      message: expect.stringContaining('a redrive at the inline Map Each'),
    });
  });
});
