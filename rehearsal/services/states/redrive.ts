/** Which executions can be redriven, and why not. API Reference "RedriveExecution", 2026-11. */

import { NotModelled, ServiceError } from '../../cloud/service.ts';
import { isDistributedMap } from './asl/asl.ts';
import type { Execution } from './execution.ts';

const REDRIVABLE_DAYS = 14;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Two more events have to fit in. Developer Guide "Quotas": 25,000 events, 2026-11. */
const MOST_EVENTS = 24_999;

/** Why a Standard execution cannot be redriven at this time, in AWS's words; undefined where it can. */
export const redriveRefusal = (
  { status, stoppedAt, history }: Pick<Execution, 'status' | 'stoppedAt' | 'history'>,
  now: number,
): string | undefined => {
  if (status === 'RUNNING' || status === 'SUCCEEDED') return `Execution is ${status} and cannot be redriven`;
  if (now > (stoppedAt ?? 0) + REDRIVABLE_DAYS * DAY_MS) return 'Execution redrivable period exceeded';
  return history.events.length >= MOST_EVENTS ? 'Execution history event limit exceeded' : undefined;
};

/** @throws {ServiceError} `ExecutionNotRedrivable`. @throws {NotModelled} where only some iterations would run again. */
export const checkRedrive = (execution: Execution, now: number): void => {
  const refusal = redriveRefusal(execution, now);
  if (refusal !== undefined) {
    throw new ServiceError(
      'ExecutionNotRedrivable',
      `${refusal}: '${execution.start.arn}'; start a new one.`,
    );
  }
  const { state } = execution.entered;
  const failed = execution.start.machine.definition.States[state];
  if (failed?.Type === 'Map' && !isDistributedMap(failed))
    throw new NotModelled(`a redrive at the inline Map ${state}`);
};
