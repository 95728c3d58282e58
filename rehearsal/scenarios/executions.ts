/** Executions as an operator starts and redrives them in the console: by signed requests, and by looking again until they end. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DescribeExecutionCommand,
  RedriveExecutionCommand,
  SFNClient,
  type SFNClientConfig,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { EndedExecution, Operator } from './scenario.ts';

type Options = {
  readonly configuration: SFNClientConfig;
  readonly sweepArn: string | undefined;
  /** Nothing more is waited for once it is aborted. */
  readonly stopping: AbortSignal;
};

const LOOK_AGAIN_MS = 250;

const look = async (sfn: SFNClient, executionArn: string): Promise<EndedExecution> => {
  const { status = '', error, cause } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  return { executionArn, status, ...(error && { error }), ...(cause && { cause }) };
};

const untilEnded = async (
  sfn: SFNClient,
  executionArn: string,
  stopping: AbortSignal,
): Promise<EndedExecution> => {
  for (;;) {
    const seen = await look(sfn, executionArn);
    if (seen.status !== 'RUNNING' || stopping.aborted) return seen;
    await sleep(LOOK_AGAIN_MS);
  }
};

/** The operator's part that has to do with executions. */
export const createExecutions = ({
  configuration,
  sweepArn,
  stopping,
}: Options): Pick<Operator, 'sweep' | 'redrive'> => {
  /** Begins with one request and waits for the end of that execution, with a client of its own. */
  const run = async (begin: (sfn: SFNClient) => Promise<string>): Promise<EndedExecution> => {
    const sfn = new SFNClient(configuration);
    try {
      return await untilEnded(sfn, await begin(sfn), stopping);
    } finally {
      sfn.destroy();
    }
  };
  return {
    sweep: async (input) => {
      if (sweepArn === undefined) return undefined;
      const command = new StartExecutionCommand({ stateMachineArn: sweepArn, input: JSON.stringify(input) });
      return run(async (sfn) => (await sfn.send(command)).executionArn ?? '');
    },
    redrive: (executionArn) =>
      run(async (sfn) => {
        await sfn.send(new RedriveExecutionCommand({ executionArn }));
        return executionArn;
      }),
  };
};
