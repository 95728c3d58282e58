/**
 * The local engine (`aws-local-stepfunctions` 3) behind one function: it walks through the states; what it is told and
 * how it ends is put in Step Functions' words here.
 */

import type { StateMachine } from 'aws-local-stepfunctions';
import type { AslObject, Definition } from './asl/asl.ts';
import type { TaskFailure } from './tasks/integrations.ts';
import { TaskError } from './tasks/run-task.ts';

/** What the engine tells of a run, as it happens. */
export type EngineEvent =
  ReturnType<StateMachine['run']>['eventLogs'] extends AsyncGenerator<infer Event> ? Event : never;

export type EngineRun = {
  /** In the engine's form: see `engineDefinition`. */
  readonly definition: Definition;
  readonly input: unknown;
  readonly context: AslObject;
  /** The work of each Task, by state name. */
  readonly tasks: Readonly<Record<string, (parameters: unknown) => Promise<unknown>>>;
  readonly onEvent: (event: EngineEvent) => void;
  /** Ends the run as aborted. */
  readonly signal: AbortSignal;
};

export type EngineOutcome =
  | { readonly status: 'SUCCEEDED'; readonly output: unknown }
  | ({ readonly status: 'FAILED' } & TaskFailure)
  | { readonly status: 'TIMED_OUT' | 'ABORTED' };

/** Runs a definition to its end. Never rejects; every event was told before it resolves. */
export const runEngine = async (run: EngineRun): Promise<EngineOutcome> => {
  // Loaded on demand: it brings two SDK clients along.
  const engine = await import('aws-local-stepfunctions');
  if (run.signal.aborted) return { status: 'ABORTED' };
  // The definition was validated before it was put in the engine's form.
  const machine = new engine.StateMachine(run.definition as never, {
    validationOptions: { noValidate: true },
  });
  const execution = machine.run(run.input as never, {
    overrides: { taskResourceLocalHandlers: run.tasks as never },
    context: run.context,
  });
  run.signal.addEventListener('abort', execution.abort, { once: true });
  const told = tell(execution.eventLogs, run.onEvent);
  try {
    return { status: 'SUCCEEDED', output: await execution.result };
  } catch (error) {
    if (error instanceof engine.ExecutionTimeoutError) return { status: 'TIMED_OUT' };
    if (error instanceof engine.ExecutionAbortedError) return { status: 'ABORTED' };
    return { status: 'FAILED', ...failureOf(error) };
  } finally {
    run.signal.removeEventListener('abort', execution.abort);
    await told;
  }
};

const tell = async (
  events: AsyncGenerator<EngineEvent>,
  onEvent: (event: EngineEvent) => void,
): Promise<void> => {
  for await (const event of events) onEvent(event);
};

/** Errors of the engine know whether they can be caught; what does not is a crash of its own: States.Runtime. */
const failureOf = (error: unknown): TaskFailure => {
  const cause = error instanceof Error ? error.cause : undefined;
  if (!(cause instanceof Error)) return { error: 'States.Runtime', cause: 'The local engine failed.' };
  const isNamed = cause instanceof TaskError || 'isCatchable' in cause;
  return { error: isNamed ? cause.name : 'States.Runtime', cause: cause.message };
};
