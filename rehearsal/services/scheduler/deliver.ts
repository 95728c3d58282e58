/** Hands one due time of a schedule to its target: tried again when that may help, else put into the dead-letter queue. */

import { randomUUID } from 'node:crypto';
import { parseArn } from '../../cloud/arn.ts';
import type { Iam } from '../../cloud/iam.ts';
import type { Recorder } from '../../cloud/recorder.ts';
import { type Clock, type Credentials, NotModelled } from '../../cloud/service.ts';
import {
  jsonRequest,
  type ServiceAnswer,
  sendSigned,
  type UnsignedRequest,
} from '../../cloud/signed-request.ts';
import { queueUrl } from '../sqs/sqs.ts';
import { reportSchedule, type SchedulerMetric } from './schedule-metrics.ts';
import type { Schedule } from './scheduler.ts';
import { actingFor, filledInput, SERVICE_PRINCIPAL } from './target.ts';

export type DeliverDeps = {
  readonly iam: Iam;
  readonly recorder: Recorder;
  readonly clock: Clock;
  readonly endpoint: () => string;
};

/** `dropped`: there is no dead-letter queue, or it could not be written. */
export type Delivery =
  | { readonly status: 'started'; readonly executionArn: string; readonly attempts: number }
  | {
      readonly status: 'dead-lettered' | 'dropped';
      readonly errorCode: string;
      readonly attempts: number;
    };

type Failure = {
  readonly code: string;
  readonly message: string;
  readonly mayPass: boolean;
  readonly throttled?: boolean;
};
type Answered = { readonly body: Readonly<Record<string, unknown>> } | { readonly failure: Failure };

/** One due time of a schedule on its way to the target. */
type Occasion = {
  readonly schedule: Schedule;
  readonly dueAt: number;
  readonly executionId: string;
  readonly credentials: Credentials;
  readonly endpoint: string;
};

/** AWS goes on for a day, up to 185 times; here nothing waits, so more than this would only be the same again. */
const MOST_RETRIES = 3;

/** How long a request may take before it counts as unanswered, in milliseconds. */
const ANSWER_MS = 5000;

/** @throws {NotModelled} what the gateway does not model. */
export const deliver = async (schedule: Schedule, dueAt: number, deps: DeliverDeps): Promise<Delivery> => {
  const credentials = assumeRole(schedule, deps);
  if (!credentials) {
    reportSchedule(schedule, deps, 'InvocationDroppedCount');
    return { status: 'dropped', errorCode: 'AccessDenied', attempts: 0 };
  }
  const occasion = { schedule, dueAt, executionId: randomUUID(), credentials, endpoint: deps.endpoint() };
  const most = 1 + Math.min(schedule.input.target.maximumRetryAttempts ?? MOST_RETRIES, MOST_RETRIES);
  for (let attempts = 1; ; attempts += 1) {
    const answer = await start(occasion, attempts);
    reportSchedule(schedule, deps, 'InvocationAttemptCount');
    if ('body' in answer)
      return { status: 'started', executionArn: String(answer.body.executionArn), attempts };
    const { failure } = answer;
    reportSchedule(schedule, deps, failure.throttled ? 'TargetErrorThrottledCount' : 'TargetErrorCount');
    if (failure.mayPass && attempts < most) continue;
    const kept = await deadLetter(occasion, attempts, failure);
    reportSchedule(schedule, deps, 'InvocationDroppedCount', ...deadLetterMetric(schedule, kept));
    return { status: kept ? 'dead-lettered' : 'dropped', errorCode: failure.code, attempts };
  }
};

const deadLetterMetric = ({ input }: Schedule, kept: boolean): readonly SchedulerMetric[] => {
  if (input.target.deadLetterArn === undefined) return [];
  return [kept ? 'InvocationsSentToDeadLetterCount' : 'InvocationsFailedToBeSentToDeadLetterCount'];
};

const start = (occasion: Occasion, attempt: number): Promise<Answered> => {
  const input = inputOf(occasion, attempt);
  const stateMachineArn = occasion.schedule.input.target.arn;
  const request = jsonRequest('AWSStepFunctions.StartExecution', { stateMachineArn, input });
  return ask(request, 'states', occasion);
};

const inputOf = ({ schedule, dueAt, executionId }: Occasion, attempt: number): string =>
  filledInput(schedule.input.target, {
    'attempt-number': String(attempt),
    'execution-id': executionId,
    'schedule-arn': schedule.arn,
    'scheduled-time': new Date(dueAt).toISOString(),
  });

/** A role that no longer trusts Scheduler shows in the requests. */
const assumeRole = (schedule: Schedule, { iam, recorder, clock }: DeliverDeps): Credentials | undefined => {
  const { scope, groupArn, input } = schedule;
  try {
    const session = input.name.replace(/[^\w+=,.@-]/g, '-').slice(0, 64);
    const acting = actingFor(groupArn, scope);
    return iam.assumeAsService(input.target.roleArn, SERVICE_PRINCIPAL, session, acting);
  } catch (error) {
    recorder.record('requests', {
      time: new Date(clock.now()).toISOString(),
      account: scope.accountId,
      region: scope.region,
      principal: SERVICE_PRINCIPAL,
      action: 'sts:AssumeRole',
      resource: input.target.roleArn,
      decision: 'denied',
      reason: error instanceof Error ? error.message : '',
      status: 403,
      errorType: 'AccessDenied',
      durationMs: 0,
    });
    return undefined;
  }
};

/** The queue gets the input, and about the failure what an operator needs. User Guide "Configuring a dead-letter queue", 2026-11. */
const deadLetter = async (occasion: Occasion, attempts: number, failure: Failure): Promise<boolean> => {
  const { schedule, dueAt, executionId } = occasion;
  const { target } = schedule.input;
  const queue = parseArn(target.deadLetterArn ?? '');
  if (!queue) return false;
  const attributes = {
    ERROR_CODE: failure.code,
    ERROR_MESSAGE: failure.message,
    EXECUTION_ID: executionId,
    ...(failure.mayPass && { EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts' }),
    IS_PAYLOAD_TRUNCATED: 'false',
    RETRY_ATTEMPTS: String(attempts - 1),
    SCHEDULED_TIME: new Date(dueAt).toISOString(),
    SCHEDULE_ARN: schedule.arn,
    TARGET_ARN: target.arn,
  };
  const MessageAttributes = Object.fromEntries(
    Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  );
  const MessageBody = inputOf(occasion, attempts);
  const QueueUrl = queueUrl(queue, queue.resource);
  const request = jsonRequest('AmazonSQS.SendMessage', { QueueUrl, MessageBody, MessageAttributes });
  return 'body' in (await ask(request, 'sqs', occasion));
};

const ask = async (
  request: UnsignedRequest,
  service: 'states' | 'sqs',
  { schedule, credentials, endpoint }: Occasion,
): Promise<Answered> => {
  const { region } = schedule.scope;
  const signal = AbortSignal.timeout(ANSWER_MS);
  const answer = await sendSigned(request, { endpoint, credentials, service, region, signal }).catch(
    () => undefined,
  );
  if (!answer) return { failure: { code: 'NoAnswer', message: 'The target did not answer.', mayPass: true } };
  const body = JSON.parse(answer.body) as Readonly<Record<string, unknown>>;
  return answer.status < 300 ? { body } : { failure: refusal(answer, body) };
};

/** Throttling and the target's own failures may pass; what is refused stays refused (inferred). */
const refusal = ({ status, headers }: ServiceAnswer, body: Readonly<Record<string, unknown>>): Failure => {
  const code = headers.get('x-amzn-errortype') ?? String(body.__type);
  const message = String(body.message ?? '');
  if (code === 'NotModelled') throw new NotModelled(`a schedule's request: ${message}`);
  const throttled = status === 429 || /Throttl|TooMany|LimitExceeded/.test(code);
  return { code, message, throttled, mayPass: throttled || status >= 500 };
};
