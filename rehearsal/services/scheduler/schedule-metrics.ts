/**
 * What EventBridge Scheduler reports about a group's schedules, and about all of them together (`AWS/Scheduler`). User Guide
 * "Monitoring Amazon EventBridge Scheduler with Amazon CloudWatch", 2026-11.
 */

import { type MetricDeps, reportMetrics } from '../cloudwatch/metric.ts';
import type { Schedule } from './scheduler.ts';

export type SchedulerMetric =
  /** Every attempt to start the target. */
  | 'InvocationAttemptCount'
  /** An attempt that the target refused or did not answer. */
  | 'TargetErrorCount'
  | 'TargetErrorThrottledCount'
  /** Given up: no more attempts. */
  | 'InvocationDroppedCount'
  | 'InvocationsSentToDeadLetterCount'
  | 'InvocationsFailedToBeSentToDeadLetterCount';

export const reportSchedule = (
  { scope, input }: Schedule,
  deps: MetricDeps,
  ...names: readonly SchedulerMetric[]
): void => {
  const values = names.map((name) => [name, 1] as const);
  for (const dimensions of [{}, { ScheduleGroup: input.group ?? 'default' }])
    reportMetrics(deps, scope, { namespace: 'AWS/Scheduler', dimensions, values });
};
