/** Executions and Map Runs as the API shows them. */

import type { Execution } from './execution.ts';
import type { MapRun } from './map-run.ts';
import { redriveRefusal } from './redrive.ts';

/** On the wire times are seconds since the epoch. */
export const seconds = (milliseconds: number): number => milliseconds / 1000;

export const listedExecution = (execution: Execution) => {
  const { start, status, startedAt, stoppedAt, redriveCount, redrivenAt } = execution;
  return {
    executionArn: start.arn,
    stateMachineArn: start.machine.arn,
    name: start.name,
    status,
    startDate: seconds(startedAt),
    ...(stoppedAt !== undefined && { stopDate: seconds(stoppedAt) }),
    redriveCount,
    ...(redrivenAt !== undefined && { redriveDate: seconds(redrivenAt) }),
  };
};

/** `now` decides whether it can still be redriven. */
export const describeExecution = (execution: Execution, now: number) => {
  const { start, status, output, error, cause, trace } = execution;
  const refusal = redriveRefusal(execution, now);
  return {
    ...listedExecution(execution),
    input: JSON.stringify(start.input),
    inputDetails: { included: true },
    ...(status === 'SUCCEEDED' && { output: JSON.stringify(output), outputDetails: { included: true } }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
    ...(trace.sampled && { traceHeader: `Root=${trace.traceId};Sampled=1` }),
    redriveStatus: refusal === undefined ? 'REDRIVABLE' : 'NOT_REDRIVABLE',
    ...(refusal !== undefined && { redriveStatusReason: refusal }),
  };
};

export const listedMapRun = ({ arn, executionArn, startedAt, stoppedAt }: MapRun) => ({
  mapRunArn: arn,
  executionArn,
  startDate: seconds(startedAt),
  ...(stoppedAt !== undefined && { stopDate: seconds(stoppedAt) }),
});

/** Without batches an item is an execution, so both are counted alike. */
export const describeMapRun = (run: MapRun) => {
  const { PENDING, RUNNING, SUCCEEDED, FAILED, TIMED_OUT, ABORTED, TOTAL } = run.counts();
  const { maxConcurrency, toleratedCount = 0, toleratedPercentage = 0 } = run.settings;
  const counts = {
    pending: PENDING,
    running: RUNNING,
    succeeded: SUCCEEDED,
    failed: FAILED,
    timedOut: TIMED_OUT,
    aborted: ABORTED,
    total: TOTAL,
    resultsWritten: 0,
    failuresNotRedrivable: 0,
    pendingRedrive: 0,
  };
  return {
    ...listedMapRun(run),
    status: run.status,
    maxConcurrency,
    toleratedFailureCount: toleratedCount,
    toleratedFailurePercentage: toleratedPercentage,
    itemCounts: counts,
    executionCounts: counts,
    redriveCount: run.redriveCount,
    ...(run.redrivenAt !== undefined && { redriveDate: seconds(run.redrivenAt) }),
  };
};
