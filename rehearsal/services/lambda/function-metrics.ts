/** What Lambda reports about a function's invocations (`AWS/Lambda`). Developer Guide "Types of metrics for Lambda functions", 2026-11. */

import { type MetricDeps, type PlatformValue, reportMetrics } from '../cloudwatch/metric.ts';
import { readFunctionArn } from './function-arn.ts';

export type InvocationFigures = {
  /** Milliseconds since the epoch: metrics carry the time of the invocation, not of its end. */
  readonly at: number;
  readonly failed: boolean;
  /** Of the handler, without init. */
  readonly durationMs: number;
  /** Invocations of the function that ran when this one began, itself included. */
  readonly concurrent: number;
};

/** @param invokedArn with the alias or version that was asked for */
export const reportInvocation = (
  deps: MetricDeps,
  invokedArn: string,
  { at, failed, durationMs, concurrent }: InvocationFigures,
): void =>
  report(deps, invokedArn, at, [
    ['Invocations', 1],
    ['Errors', failed ? 1 : 0],
    ['Throttles', 0],
    ['Duration', durationMs, 'Milliseconds'],
    ['ConcurrentExecutions', concurrent],
  ]);

/** A throttled request is no invocation and no error. */
export const reportThrottle = (deps: MetricDeps, invokedArn: string): void =>
  report(deps, invokedArn, deps.clock.now(), [['Throttles', 1]]);

const report = (deps: MetricDeps, invokedArn: string, at: number, values: readonly PlatformValue[]): void => {
  const { functionName: FunctionName, qualifier, scope } = readFunctionArn(invokedArn);
  const sets = [
    { FunctionName },
    ...(qualifier === undefined ? [] : [{ FunctionName, Resource: `${FunctionName}:${qualifier}` }]),
  ];
  for (const dimensions of sets)
    reportMetrics(deps, scope, { namespace: 'AWS/Lambda', dimensions, values, at });
};
