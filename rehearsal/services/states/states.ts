/** Step Functions: state machines of all accounts and their executions. See states.md. */

import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { type Scope, type Service, ServiceError } from '../../cloud/service.ts';
import type { Work } from '../../cloud/work.ts';
import { Execution, type ExecutionDeps } from './execution.ts';
import type { MapRun } from './map-run.ts';
import { statesOperations } from './operations.ts';
import { readStateMachine, type StateMachine, type StateMachineInput } from './state-machine.ts';

export type { StateMachineInput } from './state-machine.ts';

export type StatesDeps = ExecutionDeps & {
  /** Hears of every execution, so that a scenario can wait for all of them. */
  readonly work: Work;
};

/** Decides whether an Express execution runs a second time, as AWS may let it. */
export type Duplicate = (execution: {
  readonly stateMachineArn: string;
  readonly name: string;
  readonly input: unknown;
}) => boolean;

export type StartRequest = {
  readonly name: string | undefined;
  readonly input: unknown;
  readonly traceHeader: string | undefined;
};

export class States {
  readonly service: Service;
  readonly #deps: StatesDeps;
  readonly #machines = new Map<string, StateMachine>();
  /** Executions of Standard machines, by ARN, in the order of their starts. */
  readonly #executions = new Map<string, Execution>();
  readonly #running = new Set<Execution>();
  #duplicate: Duplicate | undefined;
  #closed = false;

  constructor(deps: StatesDeps) {
    this.#deps = deps;
    this.service = {
      name: 'states',
      protocol: 'awsJson1_0',
      target: 'AWSStepFunctions',
      operations: statesOperations(this),
    };
  }

  /**
   * Creates the machine or replaces it; running executions go on as they began.
   * @throws {ServiceError} what CreateStateMachine would refuse. @throws {NotModelled} naming everything that is not run here.
   */
  async putStateMachine(scope: Scope, input: StateMachineInput): Promise<{ readonly arn: string }> {
    const { iam, clock } = this.#deps;
    const machine = await readStateMachine(scope, input, iam, clock.now());
    this.#machines.set(machine.arn, machine);
    return { arn: machine.arn };
  }

  /** Running executions go on to their end. */
  deleteStateMachine(arn: string): void {
    this.#machines.delete(arn);
  }

  /** The cloud's time. */
  now(): number {
    return this.#deps.clock.now();
  }

  /** Sets who decides which Express executions run twice; undefined: none does. */
  duplicate(decide: Duplicate | undefined): void {
    this.#duplicate = decide;
  }

  /** @throws {ServiceError} `StateMachineDoesNotExist`. */
  machine(arn: string): StateMachine {
    const machine = this.#machines.get(arn);
    if (machine) return machine;
    throw new ServiceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
  }

  machinesOf({ accountId, region }: Scope): readonly StateMachine[] {
    const machines = [...this.#machines.values()];
    return machines.filter(({ scope }) => scope.accountId === accountId && scope.region === region);
  }

  /** Of a Standard machine. @throws {ServiceError} `ExecutionDoesNotExist`. */
  execution(arn: string): Execution {
    const execution = this.#executions.get(arn);
    if (execution) return execution;
    throw new ServiceError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
  }

  /** Of one Standard machine, latest first. */
  executionsOf(machine: StateMachine): readonly Execution[] {
    const executions = [...this.#executions.values()];
    return executions.filter(({ start }) => start.machine.arn === machine.arn).reverse();
  }

  /** @throws {ServiceError} `ExecutionAlreadyExists` (Standard only). */
  start(machine: StateMachine, { name = randomUUID(), input, traceHeader }: StartRequest): Execution {
    if (this.#closed) throw closing();
    const base = `arn:aws:states:${machine.scope.region}:${machine.scope.accountId}`;
    if (machine.type === 'STANDARD') {
      const arn = `${base}:execution:${machine.name}:${name}`;
      const existing = this.#executions.get(arn);
      if (existing) return sameStart(existing, input);
      const execution = this.#launch(new Execution({ machine, arn, name, input, traceHeader }, this.#deps));
      this.#executions.set(arn, execution);
      return execution;
    }
    const arn = `${base}:express:${machine.name}:${name}:${randomUUID()}`;
    const run = () => this.#launch(new Execution({ machine, arn, name, input, traceHeader }, this.#deps));
    if (this.#duplicate?.({ stateMachineArn: machine.arn, name, input })) run();
    return run();
  }

  /** Goes on with a Standard execution that did not succeed. @throws {ServiceError} `ExecutionNotRedrivable`. */
  redrive(execution: Execution): void {
    if (this.#closed) throw closing();
    execution.redrive();
    this.#launch(execution);
  }

  /** @throws {ServiceError} `ResourceNotFound`. */
  mapRun(arn: string): MapRun {
    for (const { mapRuns } of this.#executions.values()) {
      const run = mapRuns.find((one) => one.arn === arn);
      if (run) return run;
    }
    throw new ServiceError('ResourceNotFound', `Resource not found: '${arn}'`);
  }

  /** Ends every execution and waits for it. */
  async close(): Promise<void> {
    this.#closed = true;
    const running = [...this.#running];
    for (const execution of running) execution.stop('Rehearsal.Closed', 'The local cloud was closed.');
    await Promise.allSettled(running.map(({ ended }) => ended));
  }

  #launch(execution: Execution): Execution {
    this.#running.add(execution);
    const done = () => void this.#running.delete(execution);
    this.#deps.work.track(execution.ended).then(done, done);
    return execution;
  }
}

const closing = () => new ServiceError('ServiceUnavailable', 'The local cloud is closing.', 503);

/** The same name and input while it runs is the same execution; anything else is refused. API Reference "StartExecution", 2026-11. */
const sameStart = (existing: Execution, input: unknown): Execution => {
  if (existing.status === 'RUNNING' && isDeepStrictEqual(existing.start.input, input)) return existing;
  throw new ServiceError(
    'ExecutionAlreadyExists',
    `Execution Already Exists: '${existing.start.arn}'; give another name.`,
  );
};
