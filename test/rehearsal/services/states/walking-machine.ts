/** A machine that walks over four shards in a Distributed Map, and what an operator does with it. */
import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  GetExecutionHistoryCommand,
  ListMapRunsCommand,
  RedriveExecutionCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { type DeployedMachine, type MachineOptions, startMachine } from './deployed-machine.ts';

export const walk = (changes: object = {}) => ({
  StartAt: 'Plan',
  States: {
    Plan: { Type: 'Pass', Next: 'Walk' },
    Walk: {
      Type: 'Map',
      Label: 'walk',
      ItemsPath: '$.shards',
      ItemSelector: {
        'shard.$': '$$.Map.Item.Value.prefix',
        'index.$': '$$.Map.Item.Index',
        'whole.$': '$$.Execution.Input.run',
        'by.$': '$$.Execution.Name',
      },
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
        StartAt: 'Shard',
        States: {
          Shard: {
            Type: 'Task',
            Resource: 'arn:aws:states:::lambda:invoke',
            Parameters: {
              FunctionName: `\${Echo}`,
              Payload: { 'shard.$': '$.shard', 'child.$': '$$.Execution.Id' },
            },
            ResultSelector: { 'shard.$': '$.Payload.shard', 'child.$': '$.Payload.child' },
            ResultPath: '$.answer',
            TimeoutSeconds: 10,
            End: true,
          },
        },
      },
      MaxConcurrency: 2,
      ResultPath: '$.walked',
      Next: 'Done',
      ...changes,
    },
    Done: { Type: 'Succeed' },
  },
});
export const INPUT = { run: 'r-1', shards: ['a', 'b', 'c', 'd'].map((prefix) => ({ prefix })) };

const open: DeployedMachine[] = [];
/** After each test. */
export const closeMachines = async (): Promise<void> => {
  for (const one of open.splice(0)) await one.close();
};
/** A machine that is closed with the others. */
export const deployOwn = async (options: MachineOptions): Promise<DeployedMachine> => {
  const deployed = await startMachine(options);
  open.push(deployed);
  return deployed;
};
export const deployWalk = (changes?: object, permissions?: readonly string[]) =>
  deployOwn({ definition: walk(changes), type: 'STANDARD', ...(permissions && { permissions }) });

/** The Lambda's requests for these shards are refused; how often each shard was asked for. */
export const failing = ({ cloud }: DeployedMachine, shards: readonly string[]) => {
  const asked: string[] = [];
  cloud.gateway.intercept(({ service, input }) => {
    if (service !== 'lambda') return undefined;
    const { shard } = JSON.parse(String((input as { Payload: unknown }).Payload)) as { shard: string };
    asked.push(shard);
    return shards.includes(shard)
      ? { kind: 'error', code: 'ServiceException', message: 'injected', status: 500 }
      : undefined;
  });
  return asked;
};

/** Starts it with `INPUT` and waits for its end. */
export const start = async ({ client, stateMachineArn, cloud }: DeployedMachine, name = 'one') => {
  const input = JSON.stringify(INPUT);
  const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, name, input }));
  await cloud.idle();
  return executionArn ?? '';
};
export const redrive = async ({ client, cloud }: DeployedMachine, executionArn: string) => {
  const answer = await client.send(new RedriveExecutionCommand({ executionArn }));
  await cloud.idle();
  return answer;
};
export const describeIt = ({ client }: DeployedMachine, executionArn: string) =>
  client.send(new DescribeExecutionCommand({ executionArn }));
export const eventsOf = async ({ client }: DeployedMachine, executionArn: string) =>
  (await client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }))).events ?? [];
export const mapRunOf = async ({ client }: DeployedMachine, executionArn: string) => {
  const { mapRuns } = await client.send(new ListMapRunsCommand({ executionArn }));
  return client.send(new DescribeMapRunCommand({ mapRunArn: mapRuns?.[0]?.mapRunArn ?? '' }));
};
export const childrenOf = ({ cloud }: DeployedMachine) =>
  cloud.recorder
    .entries('executions')
    .filter(({ machine, status }) => machine === 'work/walk' && status !== 'RUNNING');
