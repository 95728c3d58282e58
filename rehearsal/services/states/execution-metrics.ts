/** What Step Functions reports about executions (`AWS/States`). Developer Guide "Monitoring Step Functions metrics using CloudWatch", 2026-11. */

import { type MetricDeps, type PlatformValue, reportMetrics } from '../cloudwatch/metric.ts';
import type { Execution } from './execution.ts';
import type { ExecutionStatus } from './execution-record.ts';

const OUTCOMES = [
  ['ExecutionsSucceeded', 'SUCCEEDED'],
  ['ExecutionsFailed', 'FAILED'],
  ['ExecutionsTimedOut', 'TIMED_OUT'],
  ['ExecutionsAborted', 'ABORTED'],
] as const satisfies readonly (readonly [string, ExecutionStatus])[];

export const reportStart = (execution: Execution, deps: MetricDeps): void =>
  report(execution, deps, [['ExecutionsStarted', 1]]);

export const reportRedrive = (execution: Execution, deps: MetricDeps): void =>
  report(execution, deps, [['ExecutionsRedriven', 1]]);

/** At the end `ExecutionsStarted` comes a second time, as 0 (documented); zeros of the other outcomes are inferred. */
export const reportEnd = (execution: Execution, deps: MetricDeps): void => {
  const { startedAt, stoppedAt = startedAt, status } = execution;
  report(execution, deps, [
    ['ExecutionsStarted', 0],
    ...OUTCOMES.map(([name, outcome]): PlatformValue => [name, status === outcome ? 1 : 0]),
    ['ExecutionTime', stoppedAt - startedAt, 'Milliseconds'],
  ]);
};

const report = ({ start }: Execution, deps: MetricDeps, values: readonly PlatformValue[]): void => {
  const dimensions = { StateMachineArn: start.machine.arn };
  reportMetrics(deps, start.machine.scope, { namespace: 'AWS/States', dimensions, values });
};
