/** One invocation of one published function: sandbox, START to REPORT, limits, and what the caller gets. */

import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { Environment, ExecutionEnvironments } from './execution-environments.ts';
import { reportInvocation } from './function-metrics.ts';
import { type InvocationTrace, writeSegments } from './function-segments.ts';
import type { LambdaDeps, PublishedFunction } from './platform.ts';
import type { PhaseOutcome } from './sandbox.ts';

export type FunctionError = { readonly errorType: string; readonly errorMessage: string };

export type InvokeResult = {
  /** What the handler returned, or the error as Lambda answers it: `errorType`, `errorMessage`, `trace`. */
  readonly payload: unknown;
  readonly functionError?: FunctionError;
};

export type Invocation = {
  readonly published: PublishedFunction;
  readonly environments: ExecutionEnvironments;
  readonly alias: string | undefined;
  readonly invokedFunctionArn: string;
  readonly payload: unknown;
  /** How many invocations of the function are running, this one included. */
  readonly concurrent: number;
  /** Place in the trace; see `startTrace`. */
  readonly trace: InvocationTrace;
};

/** Largest answer of a synchronous invocation. Developer Guide "Lambda quotas", 2026-11: 6 MB. */
const ANSWER_LIMIT_BYTES = 6 * 1024 * 1024;

/** Runs it in a warm sandbox or a new one. @throws {ServiceError} when the execution role cannot be assumed. */
export const runInvocation = async (deps: LambdaDeps, invocation: Invocation): Promise<InvokeResult> => {
  const { environments, alias } = invocation;
  const receivedAt = deps.clock.now();
  const environment = await environments.acquire(alias);
  try {
    return await runIn(environment, deps, invocation, receivedAt);
  } finally {
    environments.release(environment);
  }
};

const runIn = async (
  environment: Environment,
  deps: LambdaDeps,
  invocation: Invocation,
  receivedAt: number,
): Promise<InvokeResult> => {
  const { published, trace } = invocation;
  const requestId = randomUUID();
  const { outcome: init, milliseconds } = await environment.initialized;
  const invokedAt = deps.clock.now();
  environment.payload = invocation.payload;
  const initMs = environment.uses === 1 && environment.alias === undefined ? milliseconds : undefined;
  const { result, durationMs } =
    init.kind === 'ok'
      ? await invokeSandbox(environment, deps, invocation, requestId, initMs)
      : failedInit(environment, init, requestId, milliseconds);
  const failed = result.functionError !== undefined;
  const { invokedFunctionArn, concurrent } = invocation;
  reportInvocation(deps, invokedFunctionArn, { at: receivedAt, failed, durationMs, concurrent });
  const times = { receivedAt, invokedAt, endedAt: deps.clock.now(), initMs, failed, requestId };
  writeSegments(deps, published, trace, times, environment.permission);
  return result;
};

type Ended = { readonly result: InvokeResult; readonly durationMs: number };

const invokeSandbox = async (
  { sandbox, log }: Environment,
  { clock }: LambdaDeps,
  { published, payload, invokedFunctionArn, trace }: Invocation,
  requestId: string,
  initMs: number | undefined,
): Promise<Ended> => {
  const { timeoutSeconds, memoryMb } = published.config;
  log(`START RequestId: ${requestId} Version: ${published.version}`);
  const started = performance.now();
  const deadline = clock.now() + timeoutSeconds * 1000;
  const message = {
    requestId,
    payload: JSON.stringify(payload ?? null),
    deadline,
    clockAhead: clock.ahead?.() ?? 0,
    invokedFunctionArn,
    traceHeader: trace.header,
  };
  const outcome = await sandbox.invoke(message, timeoutSeconds * 1000);
  const durationMs = performance.now() - started;
  if (outcome.kind === 'timeout') {
    log(`${new Date(clock.now()).toISOString()} ${requestId} ${timedOut(timeoutSeconds)}`);
  }
  log(`END RequestId: ${requestId}`);
  log(reportLine({ requestId, durationMs, initMs, memoryMb, usedMb: sandbox.memoryMb, outcome, trace }));
  return { result: resultOf(outcome, requestId, timeoutSeconds), durationMs };
};

const timedOut = (timeoutSeconds: number) => `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;

/** The next invocation starts a sandbox of its own, and so tries the init again. */
const failedInit = (
  { log }: Environment,
  init: PhaseOutcome,
  requestId: string,
  milliseconds: number,
): Ended => {
  const status = init.kind === 'timeout' ? 'timeout' : 'error';
  log(`INIT_REPORT Init Duration: ${milliseconds.toFixed(2)} ms\tPhase: init\tStatus: ${status}`);
  const result = resultOf(init, requestId, Math.round(milliseconds / 1000));
  return { result, durationMs: milliseconds };
};

const resultOf = (outcome: PhaseOutcome, requestId: string, timeoutSeconds: number): InvokeResult => {
  switch (outcome.kind) {
    case 'ok':
      return Buffer.byteLength(outcome.payload) > ANSWER_LIMIT_BYTES
        ? failure(
            'Function.ResponseSizeTooLarge',
            `Response payload size exceeded maximum allowed payload size (${ANSWER_LIMIT_BYTES} bytes).`,
          )
        : { payload: JSON.parse(outcome.payload) };
    case 'error': {
      const payload = JSON.parse(outcome.error) as FunctionError;
      return { payload, functionError: { errorType: payload.errorType, errorMessage: payload.errorMessage } };
    }
    case 'exit':
      return failure(
        'Runtime.ExitError',
        `RequestId: ${requestId} Error: Runtime exited with error: ${outcome.how}`,
      );
    case 'timeout':
      return failure('Sandbox.Timedout', `RequestId: ${requestId} Error: ${timedOut(timeoutSeconds)}`);
  }
};

const failure = (errorType: string, errorMessage: string): InvokeResult => ({
  payload: { errorType, errorMessage },
  functionError: { errorType, errorMessage },
});

type Report = {
  readonly requestId: string;
  readonly durationMs: number;
  readonly initMs: number | undefined;
  readonly memoryMb: number;
  readonly usedMb: number;
  readonly outcome: PhaseOutcome;
  readonly trace: InvocationTrace;
};

/** Init time is billed since 2025-08. Developer Guide "Viewing CloudWatch logs for Lambda functions", 2026-11. */
const reportLine = ({ requestId, durationMs, initMs, memoryMb, usedMb, outcome, trace }: Report): string => {
  const parts = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${durationMs.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(durationMs + (initMs ?? 0))} ms`,
    `Memory Size: ${memoryMb} MB`,
    `Max Memory Used: ${usedMb} MB`,
    ...(initMs === undefined ? [] : [`Init Duration: ${initMs.toFixed(2)} ms`]),
    ...(outcome.kind === 'timeout' ? ['Status: timeout'] : []),
    ...(outcome.kind === 'exit' ? ['Status: error', 'Error Type: Runtime.ExitError'] : []),
  ];
  const { traceId, sampled } = trace.context;
  const xray = sampled ? `\nXRAY TraceId: ${traceId}\tSegmentId: ${trace.serviceId}\tSampled: true\t` : '';
  return `${parts.join('\t')}\t${xray}`;
};
