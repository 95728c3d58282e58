/** One execution of a state machine, from its start to its end: history, log, trace and record. */

import type { Iam } from '../../cloud/iam.ts';
import type { Recorder } from '../../cloud/recorder.ts';
import type { Clock, Credentials } from '../../cloud/service.ts';
import type { Logs } from '../logs/logs.ts';
import type { XRay } from '../xray/xray.ts';
import type { AslObject } from './asl/asl.ts';
import { engineDefinition, START_TIME_FIELD } from './asl/engine-definition.ts';
import { type Integration, serviceErrorName } from './asl/error-names.ts';
import { type EngineEvent, type EngineOutcome, runEngine } from './engine.ts';
import { executionLog } from './execution-log.ts';
import { sendSegment } from './execution-segment.ts';
import { ExecutionTrace } from './execution-trace.ts';
import { History, inputDetails, outputDetails } from './history.ts';
import { SERVICE_PRINCIPAL, type StateMachine } from './state-machine.ts';
import { runTask, TaskError } from './tasks/run-task.ts';
import { TASK_TYPES } from './tasks/task-types.ts';

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

type ExecutionStatus = 'RUNNING' | EngineOutcome['status'];

export type ExecutionStart = {
  readonly machine: StateMachine;
  readonly arn: string;
  readonly name: string;
  readonly input: unknown;
  /** `X-Amzn-Trace-Id` of whoever started it. */
  readonly traceHeader: string | undefined;
};

/** Express executions end after five minutes. Developer Guide "Quotas", 2026-11. */
const EXPRESS_SECONDS = 300;

export class Execution {
  readonly start: ExecutionStart;
  /** Milliseconds since the epoch, by the cloud's clock. */
  readonly startedAt: number;
  readonly history: History;
  /** Resolves when everything about its end was written. */
  readonly ended: Promise<void>;
  status: ExecutionStatus = 'RUNNING';
  stoppedAt: number | undefined;
  output: unknown;
  error: string | undefined;
  cause: string | undefined;
  readonly trace: ExecutionTrace;
  readonly #deps: ExecutionDeps;
  readonly #stop = new AbortController();
  readonly #statePath: string[] = [];
  #credentials: Credentials | undefined;

  /** Starts at once. */
  constructor(start: ExecutionStart, deps: ExecutionDeps) {
    this.start = start;
    this.#deps = deps;
    this.startedAt = deps.clock.now();
    this.trace = new ExecutionTrace(start.traceHeader, start.machine.tracing);
    this.history = new History(() => deps.clock.now(), executionLog(start.machine, start.arn, deps));
    this.#record();
    this.history.add('ExecutionStarted', {
      ...inputDetails(start.input),
      roleArn: start.machine.roleArn,
    });
    this.ended = this.#run();
  }

  /** Ends it as StopExecution does. Does nothing once it has ended. */
  stop(error?: string, cause?: string): void {
    if (this.status !== 'RUNNING') return;
    this.error = error;
    this.cause = cause;
    this.#stop.abort();
  }

  async #run(): Promise<void> {
    const { machine, input } = this.start;
    const { retryTimeScale } = this.#deps;
    const longestSeconds = machine.type === 'EXPRESS' ? EXPRESS_SECONDS : undefined;
    const outcome = await runEngine({
      definition: engineDefinition(machine.definition, {
        retryTimeScale,
        ...(longestSeconds && { longestSeconds }),
      }),
      input,
      context: this.#context(),
      tasks: this.#tasks(),
      onEvent: (event) => this.#follow(event),
      signal: this.#stop.signal,
    });
    this.#end(outcome);
    // Requests that a state gave up on.
    this.#stop.abort();
  }

  #context(): AslObject {
    const { machine, arn, name } = this.start;
    return {
      Execution: { Id: arn, Name: name, RoleArn: machine.roleArn },
      StateMachine: { Id: machine.arn, Name: machine.name },
      [START_TIME_FIELD]: new Date(this.startedAt).toISOString(),
    };
  }

  /** What the engine tells, as history. Retries show as another `TaskScheduled`. */
  #follow(event: EngineEvent): void {
    if (!('state' in event)) return;
    const { name, type, input } = event.state;
    if (event.type === 'StateEntered') {
      this.#statePath.push(name);
      if (type === 'Task') this.trace.enterTask(name);
      this.history.add(`${type}StateEntered`, { name, ...inputDetails(input) });
    }
    if (event.type === 'StateFailed' && event.Error === 'States.Timeout') {
      this.history.add('TaskTimedOut', { ...this.#resourceOf(name), error: 'States.Timeout' });
    }
    if (event.type === 'StateCaught' || event.type === 'StateExited') {
      if (type === 'Task') this.trace.exitTask(event.type === 'StateCaught');
    }
    if (event.type === 'StateExited') {
      this.history.add(`${type}StateExited`, { name, ...outputDetails(event.state.output) });
    }
  }

  #resourceOf(stateName: string) {
    const type = TASK_TYPES.get(String(this.start.machine.definition.States[stateName]?.Resource));
    return { resourceType: type?.resourceType, resource: type?.resource };
  }

  #tasks() {
    const { States } = this.start.machine.definition;
    const tasks = Object.entries(States).filter(([, { Type }]) => Type === 'Task');
    return Object.fromEntries(
      tasks.map(([name, state]) => [
        name,
        (parameters: unknown) => this.#runTask(state, parameters as AslObject),
      ]),
    );
  }

  async #runTask(state: AslObject, parameters: AslObject): Promise<AslObject> {
    const type = TASK_TYPES.get(String(state.Resource));
    // What the engine has told so far comes first in the history.
    await new Promise((resolve) => setImmediate(resolve));
    if (!type || this.#stop.signal.aborted) throw stopped();
    const { scope, arn } = this.start.machine;
    const resource = { resourceType: type.resourceType, resource: type.resource };
    const timeoutInSeconds = Number(state.TimeoutSeconds);
    const scheduled = { parameters: JSON.stringify(parameters), region: scope.region, timeoutInSeconds };
    this.history.add('TaskScheduled', { ...resource, ...scheduled });
    this.history.add('TaskStarted', resource);
    const request = this.trace.startRequest(type, scope);
    // The engine's own timeout began before this one, so it comes first.
    const timeout = AbortSignal.timeout(timeoutInSeconds * 1000);
    const signal = AbortSignal.any([this.#stop.signal, timeout]);
    try {
      const { result, status } = await runTask({
        type,
        parameters,
        scope,
        context: { executionArn: this.start.arn, stateMachineArn: arn },
        endpoint: this.#deps.endpoint(),
        credentials: this.#session(type.integration),
        traceHeader: request.header,
        signal,
      });
      request.end({ status, failed: false });
      this.history.add('TaskSucceeded', { ...resource, ...outputDetails(result) });
      return result;
    } catch (error) {
      request.end({ failed: true });
      if (signal.aborted) throw stopped();
      if (error instanceof TaskError)
        this.history.add('TaskFailed', { ...resource, error: error.name, cause: error.message });
      throw error;
    }
  }

  /** Keys of the machine's role for this execution. @throws {TaskError} when the role no longer trusts Step Functions. */
  #session(integration: Integration): Credentials {
    const { machine, name } = this.start;
    const { arn, scope, roleArn } = machine;
    const actingFor = { arn, accountId: scope.accountId };
    try {
      this.#credentials ??= this.#deps.iam.assumeAsService(
        roleArn,
        SERVICE_PRINCIPAL,
        sessionNameOf(name),
        actingFor,
      );
      return this.#credentials;
    } catch (error) {
      const cause = error instanceof Error ? error.message : '';
      throw new TaskError({ error: serviceErrorName(integration, 'AccessDenied'), cause });
    }
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
    this.#record();
  }

  #record(): void {
    const { machine, arn, name, input } = this.start;
    const { accountId: account, region } = machine.scope;
    const { status, stoppedAt, output, error, cause } = this;
    this.#deps.recorder.record('executions', {
      time: new Date(stoppedAt ?? this.startedAt).toISOString(),
      account,
      region,
      arn,
      name,
      machine: machine.name,
      type: machine.type,
      status,
      startDate: new Date(this.startedAt).toISOString(),
      input,
      traceId: this.trace.traceId,
      ...(stoppedAt !== undefined && { stopDate: new Date(stoppedAt).toISOString() }),
      ...(status === 'SUCCEEDED' && { output }),
      ...(error !== undefined && { error }),
      ...(cause !== undefined && { cause }),
      ...(status !== 'RUNNING' && { statePath: [...this.#statePath] }),
    });
  }
}

/** Ends a handler whose state or execution has ended already; nobody sees it. */
const stopped = () => new TaskError({ error: 'States.Timeout', cause: '' }, false);

/** What IAM takes as a session's name: 2 to 64 characters of a smaller set than an execution's name. */
export const sessionNameOf = (executionName: string): string =>
  executionName
    .replace(/[^\w+=,.@-]/g, '-')
    .slice(0, 64)
    .padEnd(2, '-');
