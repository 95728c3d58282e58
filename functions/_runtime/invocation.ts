/** What surrounds the work of a trigger's invocation: the deadline, the pool of connections, the trace. */
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { migrationBudget, startDeadline, waitedForInit } from './deadline.ts';
import { traceInvocation } from './tracing.ts';

/** The part of Lambda's context that is used. */
export type InvocationContext = { readonly getRemainingTimeInMillis?: () => number };

/** Moments of one invocation that its work may care about. */
export type Moments = {
  /** Aborts a little before the invocation's end: a decision that took longer could not be told to anybody. */
  readonly decideBy: AbortSignal;
  /** When Cognito began to wait, in milliseconds since the epoch. */
  readonly invokedAt: number;
};

export type Invoke = <Answer>(
  context: InvocationContext | undefined,
  work: (signal: AbortSignal, moments: Moments) => Promise<Answer>,
) => Promise<Answer>;

/** Of the invocation's time, for what follows a decision that came at the last moment. */
const AFTERWARDS_MS = 300;

/**
 * Called at the end of init, whose length it measures. `name` is the Lambda's in the trace.
 * @param variables environment of the process
 */
export const prepareInvocations = (
  name: string,
  variables: Readonly<Record<string, string | undefined>>,
): Invoke => {
  const init = {
    initMs: process.uptime() * 1_000,
    initEndedAt: performance.now(),
    initializationType: variables.AWS_LAMBDA_INITIALIZATION_TYPE,
  } as const;
  return async (context, work) => {
    const start = {
      ...init,
      startedAt: performance.now(),
      remainingMs: context?.getRemainingTimeInMillis?.(),
    };
    const invokedAt = waitedForInit(start) ? performance.timeOrigin : Date.now();
    const budget = migrationBudget(start);
    const deadline = startDeadline(budget);
    const decision = startDeadline(Math.max(0, budget - AFTERWARDS_MS));
    const moments = { decideBy: decision.signal, invokedAt };
    try {
      // Connections that the source closed while Lambda had frozen the process leave the pool in this turn; a request
      // written to one would be lost, and a password is never sent twice.
      await turnOfTheLoop();
      return await traceInvocation(`## ${name}`, () => work(deadline.signal, moments));
    } finally {
      deadline.end();
      decision.end();
    }
  };
};
