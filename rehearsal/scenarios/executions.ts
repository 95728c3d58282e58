/**
 * Executions as an operator starts and redrives them in the console: by signed requests, and by looking again until they
 * end. A Standard execution can be described; of an Express one, only the log tells how it ended.
 */
import {
  DescribeExecutionCommand,
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { type Access, lookUntil, namesIn, using } from './operator-access.ts';
import type { LogLine, OperatorView } from './operator-view.ts';
import type { EndedExecution, Operator } from './scenario.ts';
import type { World } from './world.ts';

type Options = {
  readonly access: Access;
  readonly world: Pick<World, 'postMigrationArn' | 'sweepArn' | 'cutoverArn'>;
  readonly view: Pick<OperatorView, 'machineLog'>;
  /** Nothing more is waited for once it is aborted. */
  readonly stopping: AbortSignal;
};

const look = async (sfn: SFNClient, executionArn: string): Promise<EndedExecution> => {
  const seen = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  const { status = '', error, cause, input, output } = seen;
  return {
    executionArn,
    status,
    ...(error && { error }),
    ...(cause && { cause }),
    ...(input && { input: JSON.parse(input) as unknown }),
    ...(output && { output: JSON.parse(output) as unknown }),
  };
};

/** `ExecutionSucceeded` as `SUCCEEDED`. */
const STATUS: Readonly<Record<string, string>> = {
  ExecutionSucceeded: 'SUCCEEDED',
  ExecutionFailed: 'FAILED',
  ExecutionTimedOut: 'TIMED_OUT',
  ExecutionAborted: 'ABORTED',
};

const endIn = (executionArn: string, lines: readonly LogLine[]): EndedExecution => {
  const end = lines.find(({ type }) => STATUS[type] !== undefined);
  const endedIn = lines.findLast(({ type }) => type.endsWith('StateEntered'))?.details.name;
  const { error, cause, output } = end?.details ?? {};
  return {
    executionArn,
    status: STATUS[end?.type ?? ''] ?? 'RUNNING',
    ...(endedIn && { endedIn }),
    ...(error && { error }),
    ...(cause && { cause }),
    ...(output && { output: JSON.parse(output) as unknown }),
  };
};

/** The part of an ARN that is the execution's name: `…:execution:MACHINE:NAME`, `…:express:MACHINE:NAME:ID`. */
export const executionName = (executionArn: string): string => executionArn.split(':')[7] ?? '';

/** The operator's part that has to do with executions. */
export const createExecutions = ({
  access,
  world,
  view,
  stopping,
}: Options): Pick<Operator, 'reconcile' | 'sweep' | 'cutover' | 'endedCutover' | 'redrive' | 'ended'> => {
  const start = (stateMachineArn: string, input: unknown): Promise<string> =>
    using(new SFNClient(access.configuration), async (sfn) => {
      const command = new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) });
      return (await sfn.send(command)).executionArn ?? '';
    });
  const ended = (executionArn: string): Promise<EndedExecution> =>
    using(new SFNClient(access.configuration), (sfn) =>
      lookUntil(
        () => look(sfn, executionArn),
        ({ status }) => status !== 'RUNNING',
        stopping,
      ),
    );
  const endedExpress = (machine: string, executionArn: string): Promise<EndedExecution> =>
    lookUntil(
      async () => endIn(executionArn, await view.machineLog(machine, executionName(executionArn))),
      ({ status }) => status !== 'RUNNING',
      stopping,
    );
  const { postMigration, cutover } = namesIn(world);
  return {
    ended,
    reconcile: async (input) => endedExpress(postMigration, await start(world.postMigrationArn, input)),
    cutover: async (input) =>
      world.cutoverArn === undefined
        ? undefined
        : endedExpress(cutover, await start(world.cutoverArn, input)),
    endedCutover: (executionArn) => endedExpress(cutover, executionArn),
    sweep: async (input) =>
      world.sweepArn === undefined ? undefined : ended(await start(world.sweepArn, input)),
    redrive: async (executionArn) => {
      await using(new SFNClient(access.configuration), (sfn) =>
        sfn.send(new RedriveExecutionCommand({ executionArn })),
      );
      return ended(executionArn);
    },
  };
};
