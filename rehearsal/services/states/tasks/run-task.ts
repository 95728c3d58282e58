/** Runs the work of one Task once: the request as the machine's role, and its answer or error as the state sees them. */

import type { Credentials, Scope } from '../../../cloud/service.ts';
import { type ServiceAnswer, sendSigned } from '../../../cloud/signed-request.ts';
import { type AslObject, isObject } from '../asl/asl.ts';
import { noAnswerName, serviceErrorName } from '../asl/error-names.ts';
import { isFailure, type TaskContext, type TaskFailure, type TaskType } from './integrations.ts';

/** An error that ends or retries a state: its name is what Retry and Catch match, its message the cause. */
export class TaskError extends Error {
  /** Read by the engine: whether Retry may match it, and Catch. */
  readonly isRetryable: boolean;
  readonly isCatchable: boolean;
  constructor({ error, cause }: TaskFailure, canBeHandled = true) {
    super(cause);
    this.name = error;
    this.isRetryable = canBeHandled;
    this.isCatchable = canBeHandled;
  }
}

/** Ends work whose state or execution has ended already; nobody sees it. */
export const stopped = () => new TaskError({ error: 'States.Timeout', cause: '' }, false);

export type TaskCall = {
  readonly type: TaskType;
  readonly parameters: AslObject;
  readonly scope: Scope;
  readonly context: TaskContext;
  readonly endpoint: string;
  readonly credentials: Credentials;
  readonly traceHeader: string;
  readonly signal: AbortSignal;
};

/** Largest input or result of a state. Developer Guide "Quotas", 2026-11. */
export const DATA_LIMIT_BYTES = 256 * 1024;

/**
 * @returns the state's result, and the status of the answer.
 * @throws {TaskError} what Retry and Catch see. @throws what `fetch` throws when `signal` ended the request.
 */
export const runTask = async (
  call: TaskCall,
): Promise<{ readonly result: AslObject; readonly status: number }> => {
  const answer = await send(call);
  if (answer.status >= 300) throw refusal(call.type, answer);
  const result = call.type.result(answer);
  if (isFailure(result)) throw new TaskError(result);
  if (Buffer.byteLength(JSON.stringify(result)) > DATA_LIMIT_BYTES) throw tooLarge(call.type);
  return { result, status: answer.status };
};

const send = async (call: TaskCall): Promise<ServiceAnswer> => {
  const { type, parameters, context, scope, signal, ...signing } = call;
  const request = type.request(parameters, context);
  try {
    return await sendSigned(request, { ...signing, signal, service: type.service, region: scope.region });
  } catch (error) {
    if (signal.aborted) throw error;
    const cause = `Unable to execute HTTP request: no answer from ${type.traced.name}.`;
    throw new TaskError({ error: noAnswerName(type.integration), cause });
  }
};

/** The cause is worded as the SDK words it. What the rehearsal does not model can be neither retried nor caught. */
const refusal = ({ integration, traced }: TaskType, { headers, body, status }: ServiceAnswer): TaskError => {
  const parsed = parse(body);
  const code = headers.get('x-amzn-errortype') ?? String(parsed.__type);
  const message = String(parsed.message ?? parsed.Message ?? '');
  if (code === 'NotModelled') return new TaskError({ error: code, cause: message }, false);
  const requestId = headers.get('x-amzn-requestid');
  const details = `Service: ${traced.name}; Status Code: ${status}; Error Code: ${code}; Request ID: ${requestId}`;
  return new TaskError({
    error: serviceErrorName(integration, code),
    cause: `${message} (${details})`,
  });
};

const parse = (body: string): AslObject => {
  try {
    const value: unknown = JSON.parse(body);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
};

const tooLarge = ({ resourceType, resource }: TaskType) =>
  new TaskError(
    {
      error: 'States.DataLimitExceeded',
      cause: `The result of ${resourceType}:${resource} is above ${DATA_LIMIT_BYTES} bytes.`,
    },
    false,
  );
