/** Does the work of an execution's Distributed Maps: a Map Run each, which a redrive takes up where it failed. */

import { randomUUID } from 'node:crypto';
import type { AslObject, Definition } from './asl/asl.ts';
import { Execution, type ExecutionDeps, type ExecutionStart } from './execution.ts';
import type { ExecutionTrace } from './execution-trace.ts';
import type { History } from './history.ts';
import { readMapItems } from './map-items.ts';
import { type Child, MapRun, mapLabel } from './map-run.ts';
import { askAsRole } from './role-permission.ts';
import type { StateMachine } from './state-machine.ts';
import { stopped, TaskError } from './tasks/run-task.ts';

export type MapRound = {
  readonly start: ExecutionStart;
  readonly history: History;
  readonly trace: ExecutionTrace;
  /** The execution's context, in the engine's form. */
  readonly context: AslObject;
  readonly signal: AbortSignal;
  readonly deps: ExecutionDeps;
};

export class MapRunner {
  /** Every Map Run of the execution, in the order of their starts. */
  readonly runs: MapRun[] = [];
  readonly #latest = new Map<string, MapRun>();
  #redriven: string | undefined;

  /** The next time this state runs, its latest Map Run is taken up instead of a new one. */
  redrive(stateName: string): void {
    this.#redriven = stateName;
  }

  /** The work of one Distributed Map in one round of the execution; `input` is what the state has after `InputPath`. */
  handler(name: string, state: AslObject, round: MapRound): (input: unknown) => Promise<unknown> {
    return async (input) => {
      // What the engine has told so far comes first in the history.
      await new Promise((resolve) => setImmediate(resolve));
      if (round.signal.aborted) throw stopped();
      const run = this.#takeUp(name, round) ?? (await this.#begin(name, state, input, round));
      return this.#follow(run, name, state, round);
    };
  }

  #takeUp(name: string, round: MapRound): MapRun | undefined {
    const run = this.#redriven === name ? this.#latest.get(name) : undefined;
    this.#redriven = undefined;
    if (!run) return undefined;
    // Developer Guide "IAM permission to redrive a Map Run"; Express children are started again, 2026-11.
    ask(round, 'states:RedriveExecution', run.arn.replace(':mapRun:', ':execution:'));
    ask(round, 'states:StartExecution', round.start.machine.arn);
    run.redriveCount += 1;
    run.redrivenAt = round.deps.clock.now();
    run.stoppedAt = undefined;
    round.history.add('MapRunRedriven', { mapRunArn: run.arn, redriveCount: run.redriveCount });
    return run;
  }

  async #begin(name: string, state: AslObject, input: unknown, round: MapRound): Promise<MapRun> {
    const { start, context, deps } = round;
    const items = await readMapItems(state, input, context);
    ask(round, 'states:StartExecution', start.machine.arn);
    const { region, accountId } = start.machine.scope;
    const arn = `arn:aws:states:${region}:${accountId}:mapRun:${start.machine.name}/${mapLabel(name, state)}:${randomUUID()}`;
    const run = new MapRun({ arn, executionArn: start.arn, state, items, startedAt: deps.clock.now() });
    this.runs.push(run);
    this.#latest.set(name, run);
    round.history.add('MapRunStarted', { mapRunArn: arn });
    return run;
  }

  async #follow(run: MapRun, name: string, state: AslObject, round: MapRound): Promise<unknown> {
    const machine = childMachine(round.start.machine, mapLabel(name, state), state);
    try {
      const outputs = await run.run((input) => startChild(machine, input, run.arn, round), round.signal);
      round.history.add('MapRunSucceeded');
      return outputs;
    } catch (error) {
      if (run.status === 'ABORTED') round.history.add('MapRunAborted');
      else if (error instanceof TaskError)
        round.history.add('MapRunFailed', { error: error.name, cause: error.message });
      throw error;
    } finally {
      run.stoppedAt = round.deps.clock.now();
    }
  }
}

/** @throws {TaskError} `States.Permissions`, which can be neither retried nor caught here. */
const ask = ({ start, deps, trace }: MapRound, action: string, resource: string): void => {
  const { allowed, reason } = askAsRole(start, { action, resource }, deps, trace.traceId);
  if (allowed) return;
  const cause = `The role of the state machine may not do ${action} on ${resource}: ${reason}`;
  throw new TaskError({ error: 'States.Permissions', cause }, false);
};

/** A child has the machine's role, log group and tracing; in its own ARNs the label follows the machine's name. */
const childMachine = (machine: StateMachine, label: string, state: AslObject): StateMachine => {
  const { ProcessorConfig: _, ...definition } = state.ItemProcessor as Definition;
  return {
    ...machine,
    arn: `${machine.arn}/${label}`,
    name: `${machine.name}/${label}`,
    type: 'EXPRESS',
    text: JSON.stringify(definition),
    definition: definition as Definition,
  };
};

const startChild = (machine: StateMachine, input: unknown, mapRunArn: string, round: MapRound): Child => {
  const { region, accountId } = machine.scope;
  const name = randomUUID();
  const arn = `arn:aws:states:${region}:${accountId}:express:${machine.name}:${name}:${randomUUID()}`;
  const traceHeader = round.trace.header();
  return new Execution({ machine, arn, name, input, traceHeader, mapRunArn }, round.deps);
};
