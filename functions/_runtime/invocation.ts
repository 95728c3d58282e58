/** What surrounds the work of a trigger's invocation: the deadline, the pool of connections, the trace. */
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { migrationBudget, startDeadline } from './deadline.ts';
import { traceInvocation } from './tracing.ts';

/** The part of Lambda's context that is used. */
export type InvocationContext = { readonly getRemainingTimeInMillis?: () => number };

export type Invoke = <Answer>(
  context: InvocationContext | undefined,
  work: (signal: AbortSignal) => Promise<Answer>,
) => Promise<Answer>;

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
    const remainingMs = context?.getRemainingTimeInMillis?.();
    const deadline = startDeadline(migrationBudget({ ...init, startedAt: performance.now(), remainingMs }));
    try {
      // Connections that the source closed while Lambda had frozen the process leave the pool in this turn; a request
      // written to one would be lost, and a password is never sent twice.
      await turnOfTheLoop();
      return await traceInvocation(`## ${name}`, () => work(deadline.signal));
    } finally {
      deadline.end();
    }
  };
};
