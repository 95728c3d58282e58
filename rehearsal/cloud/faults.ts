/** Faults that a scenario injects between the decision to serve a request and its answer. */

import { setTimeout as sleep } from 'node:timers/promises';
import { type Principal, ServiceError } from './service.ts';

export type Fault =
  /** The operation does not run; this error is the answer. */
  | { readonly kind: 'error'; readonly code: string; readonly message: string; readonly status: number }
  /** No answer until the client gives up. */
  | { readonly kind: 'hang' }
  /** The connection is reset before the operation runs. */
  | { readonly kind: 'reset' }
  | { readonly kind: 'delay'; readonly milliseconds: number }
  /** The operation runs, then the connection is reset. */
  | { readonly kind: 'drop-answer' };

/** Decides about one request that IAM has let through; undefined lets it pass. */
export type Intercept = (request: {
  readonly service: string;
  readonly operation: string;
  readonly accountId: string;
  readonly region: string;
  readonly principal: Principal;
  readonly input: unknown;
}) => Fault | undefined;

/** Ends a request without an answer: the connection hangs or is reset. */
export class NoAnswer extends Error {
  readonly ending: 'hang' | 'reset';
  constructor(ending: 'hang' | 'reset') {
    super(`no answer: ${ending}`);
    this.ending = ending;
  }
}

/**
 * Runs `operation` under a fault. `stopping` ends delays when the gateway closes.
 * @throws {NoAnswer} @throws {ServiceError} the injected error, or the operation's own where its answer is not lost.
 */
export const runUnderFault = async <Output>(
  fault: Fault | undefined,
  operation: () => Output | Promise<Output>,
  stopping: AbortSignal,
): Promise<Output> => {
  if (fault?.kind === 'error') throw new ServiceError(fault.code, fault.message, fault.status);
  if (fault?.kind === 'hang' || fault?.kind === 'reset') throw new NoAnswer(fault.kind);
  if (fault?.kind === 'delay') await pause(fault.milliseconds, stopping);
  if (fault?.kind !== 'drop-answer') return operation();
  // A refusal is an answer too: it is lost like any other.
  await Promise.allSettled([(async () => operation())()]);
  throw new NoAnswer('reset');
};

/** Waits; a gateway that closes meanwhile resets the connection. @throws {NoAnswer} */
export const pause = async (milliseconds: number, stopping: AbortSignal): Promise<void> => {
  try {
    await sleep(milliseconds, undefined, { signal: stopping });
  } catch {
    throw new NoAnswer('reset');
  }
};
