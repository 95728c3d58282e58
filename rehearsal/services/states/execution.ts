/** One execution of a state machine, from its start to its end, and on when it is redriven: history, log, trace and record. */

import type { Iam } from '../../cloud/iam.ts';
import type { Recorder } from '../../cloud/recorder.ts';
import type { Clock } from '../../cloud/service.ts';
import type { Logs } from '../logs/logs.ts';
import type { XRay } from '../xray/xray.ts';
import { type AslObject, isDistributedMap, statesWithin } from './asl/asl.ts';
import { engineDefinition, INPUT_FIELD, START_TIME_FIELD } from './asl/engine-definition.ts';
import { type EngineEvent, type EngineOutcome, runEngine } from './engine.ts';
import { executionLog } from './execution-log.ts';
import { reportEnd, reportRedrive, reportStart } from './execution-metrics.ts';
import { type ExecutionStatus, recordExecution } from './execution-record.ts';
import { sendSegment } from './execution-segment.ts';
import { ExecutionTrace } from './execution-trace.ts';
import { followEvent } from './follow-event.ts';
import { History, inputDetails, outputDetails } from './history.ts';
import type { MapRun } from './map-run.ts';
import { MapRunner } from './map-runner.ts';
import { checkRedrive } from './redrive.ts';
import type { StateMachine } from './state-machine.ts';
import { TaskRunner } from './task-runner.ts';

export type ExecutionDeps = {
  readonly iam: Iam;
  readonly recorder: Recorder;
  readonly clock: Clock;
  readonly logs: Logs;
  readonly xray: XRay;
  /** The gateway's URL, where every task goes. */
  readonly endpoint: () => string;
  /** Factor for the waits of Retry and Wait. */
  readonly retryTimeScale: number;
};

export type ExecutionStart = {
  readonly machine: StateMachine;
  readonly arn: string;
  readonly name: string;
  readonly input: unknown;
  /** `X-Amzn-Trace-Id` of whoever started it. */
  readonly traceHeader: string | undefined;
  /** Of a child of a Map Run. */
  readonly mapRunArn?: string;
};

/** Where a round of an execution begins: at its start, or at the state that a redrive runs again. */
type Beginning = { readonly state: string; readonly input: unknown };

/** Express executions end after five minutes. Developer Guide "Quotas", 2026-11. */
const EXPRESS_SECONDS = 300;

export class Execution {
  readonly start: ExecutionStart;
  /** Milliseconds since the epoch, by the cloud's clock. */
  readonly startedAt: number;
  readonly history: History;
  status: ExecutionStatus = 'RUNNING';
  stoppedAt: number | undefined;
  redriveCount = 0;
  redrivenAt: number | undefined;
  output: unknown;
  error: string | undefined;
  cause: string | undefined;
  trace: ExecutionTrace;
  /** Names of the states it has entered, in order. */
  readonly statePath: string[] = [];
  /** The state of its own that was entered last: where a redrive goes on. */
  entered: Beginning;
  readonly #deps: ExecutionDeps;
  readonly #states: ReadonlyMap<string, AslObject>;
  readonly #maps = new MapRunner();
  #stop = new AbortController();
  #ended: Promise<void>;

  /** Starts at once. */
  constructor(start: ExecutionStart, deps: ExecutionDeps) {
    this.start = start;
    this.#deps = deps;
    this.#states = statesWithin(start.machine.definition.States);
    this.startedAt = deps.clock.now();
    this.trace = new ExecutionTrace(start.traceHeader, start.machine.tracing, deps.clock);
    this.history = new History(() => deps.clock.now(), executionLog(start.machine, start.arn, deps));
    this.entered = { state: start.machine.definition.StartAt, input: start.input };
    recordExecution(this, deps.recorder);
    reportStart(this, deps);
    this.history.add('ExecutionStarted', {
      ...inputDetails(start.input),
      roleArn: start.machine.roleArn,
    });
    this.#ended = this.#run();
  }

  /** Resolves when everything about its end was written; after a redrive, about the end of that. */
  get ended(): Promise<void> {
    return this.#ended;
  }

  get mapRuns(): readonly MapRun[] {
    return this.#maps.runs;
  }

  /** Ends it as StopExecution does. Does nothing once it has ended. */
  stop(error?: string, cause?: string): void {
    if (this.status !== 'RUNNING') return;
    this.error = error;
    this.cause = cause;
    this.#stop.abort();
  }

  /**
   * Goes on at the state that did not succeed, with its input, as RedriveExecution does. A Distributed Map takes up its
   * Map Run. @throws {ServiceError} `ExecutionNotRedrivable`. @throws {NotModelled} for an inline Map.
   */
  redrive(): void {
    const now = this.#deps.clock.now();
    checkRedrive(this, now);
    this.status = 'RUNNING';
    this.error = undefined;
    this.cause = undefined;
    this.stoppedAt = undefined;
    this.redrivenAt = now;
    this.redriveCount += 1;
    this.history.redriveCount = this.redriveCount;
    this.trace = this.trace.again();
    this.#stop = new AbortController();
    this.#maps.redrive(this.entered.state);
    recordExecution(this, this.#deps.recorder);
    reportRedrive(this, this.#deps);
    this.history.add('ExecutionRedriven', { redriveCount: this.redriveCount });
    this.#ended = this.#run();
  }

  async #run(): Promise<void> {
    const { machine } = this.start;
    const { retryTimeScale } = this.#deps;
    const { state, input } = this.entered;
    const work = this.#work();
    const outcome = await runEngine({
      definition: engineDefinition(
        { ...machine.definition, StartAt: state },
        { retryTimeScale, ...(machine.type === 'EXPRESS' && { longestSeconds: EXPRESS_SECONDS }) },
      ),
      input,
      context: this.#context(),
      tasks: work.handlers,
      onEvent: (event) => this.#follow(event),
      signal: this.#stop.signal,
    });
    // Requests that a state gave up on, and children of a Map Run.
    this.#stop.abort();
    await work.ended();
    this.#end(outcome);
  }

  #context(): AslObject {
    const { machine, arn, name, input } = this.start;
    return {
      Execution: { Id: arn, Name: name, RoleArn: machine.roleArn },
      StateMachine: { Id: machine.arn, Name: machine.name },
      [START_TIME_FIELD]: new Date(this.startedAt).toISOString(),
      [INPUT_FIELD]: input,
    };
  }

  #follow(event: EngineEvent): void {
    if (event.type === 'StateEntered') {
      const { name, input } = event.state;
      this.statePath.push(name);
      if (event.index === undefined) this.entered = { state: name, input };
    }
    followEvent(event, this.#states, this);
  }

  /** The work of each Task and Distributed Map, and how to wait until no Map Run is going on. */
  #work() {
    const { start, history, trace } = this;
    const { signal } = this.#stop;
    const tasks = new TaskRunner({ start, history, trace, signal, deps: this.#deps });
    const round = { start, history, trace, signal, context: this.#context(), deps: this.#deps };
    const mapRuns = new Set<Promise<unknown>>();
    const mapHandler = (name: string, state: AslObject) => {
      const handle = this.#maps.handler(name, state, round);
      return (input: unknown) => {
        const run = handle(input);
        mapRuns.add(run);
        return run;
      };
    };
    const handlers: Record<string, (input: unknown) => Promise<unknown>> = {};
    for (const [name, state] of this.#states) {
      if (state.Type === 'Task') handlers[name] = tasks.handler(name, state);
      if (isDistributedMap(state)) handlers[name] = mapHandler(name, state);
    }
    return { handlers, ended: () => Promise.allSettled(mapRuns) };
  }

  #end(outcome: EngineOutcome): void {
    if (outcome.status === 'SUCCEEDED') {
      this.output = outcome.output;
      this.history.add('ExecutionSucceeded', outputDetails(outcome.output));
    } else if (outcome.status === 'FAILED') {
      this.error = outcome.error;
      this.cause = outcome.cause;
      this.history.add('ExecutionFailed', { error: outcome.error, cause: outcome.cause });
    } else if (outcome.status === 'TIMED_OUT') {
      this.error = 'States.Timeout';
      this.history.add('ExecutionTimedOut', { error: this.error });
    } else {
      this.history.add('ExecutionAborted', { error: this.error, cause: this.cause });
    }
    this.status = outcome.status;
    this.stoppedAt = this.#deps.clock.now();
    sendSegment(this, this.#deps);
    reportEnd(this, this.#deps);
    recordExecution(this, this.#deps.recorder);
  }
}
