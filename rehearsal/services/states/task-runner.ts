/** Does the work of an execution's Task states: one request each, with its events in the history and its part of the trace. */

import type { Credentials } from '../../cloud/service.ts';
import type { AslObject } from './asl/asl.ts';
import { type Integration, serviceErrorName } from './asl/error-names.ts';
import type { ExecutionDeps, ExecutionStart } from './execution.ts';
import type { ExecutionTrace } from './execution-trace.ts';
import { type History, outputDetails } from './history.ts';
import { SERVICE_PRINCIPAL, sessionNameOf } from './state-machine.ts';
import { runTask, stopped, TaskError } from './tasks/run-task.ts';
import { TASK_TYPES } from './tasks/task-types.ts';

export type TaskRunnerDeps = {
  readonly start: ExecutionStart;
  readonly history: History;
  readonly trace: ExecutionTrace;
  /** Ends what is still running. */
  readonly signal: AbortSignal;
  readonly deps: Pick<ExecutionDeps, 'iam' | 'endpoint'>;
};

/** What history events call the thing a Task asks. */
export const resourceOf = ({ Resource }: AslObject) => {
  const type = TASK_TYPES.get(String(Resource));
  return { resourceType: type?.resourceType, resource: type?.resource };
};

export class TaskRunner {
  readonly #of: TaskRunnerDeps;
  #credentials: Credentials | undefined;

  constructor(of: TaskRunnerDeps) {
    this.#of = of;
  }

  /** The work of one Task, as often as the engine asks for it. */
  handler(name: string, state: AslObject): (parameters: unknown) => Promise<AslObject> {
    return (parameters) => this.#run(name, state, parameters as AslObject);
  }

  async #run(name: string, state: AslObject, parameters: AslObject): Promise<AslObject> {
    const { start, history, trace, deps } = this.#of;
    const type = TASK_TYPES.get(String(state.Resource));
    // What the engine has told so far comes first in the history.
    await new Promise((resolve) => setImmediate(resolve));
    if (!type || this.#of.signal.aborted) throw stopped();
    const { scope, arn } = start.machine;
    const resource = resourceOf(state);
    const timeoutInSeconds = Number(state.TimeoutSeconds);
    const scheduled = { parameters: JSON.stringify(parameters), region: scope.region, timeoutInSeconds };
    history.add('TaskScheduled', { ...resource, ...scheduled });
    history.add('TaskStarted', resource);
    const request = trace.startRequest(name, type, scope);
    // The engine's own timeout began before this one, so it comes first.
    const signal = AbortSignal.any([this.#of.signal, AbortSignal.timeout(timeoutInSeconds * 1000)]);
    try {
      const { result, status } = await runTask({
        type,
        parameters,
        scope,
        context: { executionArn: start.arn, stateMachineArn: arn },
        endpoint: deps.endpoint(),
        credentials: this.#session(type.integration),
        traceHeader: request.header,
        signal,
      });
      request.end({ status, failed: false });
      history.add('TaskSucceeded', { ...resource, ...outputDetails(result) });
      return result;
    } catch (error) {
      request.end({ failed: true });
      if (signal.aborted) throw stopped();
      if (error instanceof TaskError)
        history.add('TaskFailed', { ...resource, error: error.name, cause: error.message });
      throw error;
    }
  }

  /** Keys of the machine's role for this execution. @throws {TaskError} when the role no longer trusts Step Functions. */
  #session(integration: Integration): Credentials {
    const { machine, name } = this.#of.start;
    const actingFor = { arn: machine.sourceArn, accountId: machine.scope.accountId };
    try {
      this.#credentials ??= this.#of.deps.iam.assumeAsService(
        machine.roleArn,
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
}
