/** What an artifact says about an execution: one entry when it starts or is redriven, one when it ends. */

import type { Recorder } from '../../cloud/recorder.ts';
import type { EngineOutcome } from './engine.ts';
import type { Execution } from './execution.ts';

export type ExecutionStatus = 'RUNNING' | EngineOutcome['status'];

/** Writes the execution as it stands now. */
export const recordExecution = (execution: Execution, recorder: Recorder): void => {
  const { status, startedAt, redrivenAt, stoppedAt, output, error, cause, redriveCount, trace } = execution;
  const { machine, arn, name, input, mapRunArn } = execution.start;
  const { accountId: account, region } = machine.scope;
  recorder.record('executions', {
    time: new Date(stoppedAt ?? redrivenAt ?? startedAt).toISOString(),
    account,
    region,
    arn,
    name,
    machine: machine.name,
    type: machine.type,
    status,
    startDate: new Date(startedAt).toISOString(),
    input,
    traceId: trace.traceId,
    ...(mapRunArn !== undefined && { mapRunArn }),
    ...(redriveCount > 0 && { redriveCount }),
    ...(stoppedAt !== undefined && { stopDate: new Date(stoppedAt).toISOString() }),
    ...(status === 'SUCCEEDED' && { output }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
    ...(status !== 'RUNNING' && { statePath: [...execution.statePath] }),
  });
};
