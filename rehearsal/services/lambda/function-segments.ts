/**
 * The segments that the Lambda platform writes for an invocation. Their times are the cloud's, as those of the
 * function's own subsegments are.
 */

import {
  newSegmentId,
  newTraceId,
  readTraceHeader,
  type TraceContext,
  writeTraceHeader,
} from '../xray/trace-header.ts';
import { type LambdaDeps, type Permission, PUT_SEGMENTS, type PublishedFunction } from './platform.ts';

/** One invocation's place in its trace. */
export type InvocationTrace = {
  readonly context: TraceContext;
  /** Segment of the service (`AWS::Lambda`). */
  readonly serviceId: string;
  /** Segment of the function (`AWS::Lambda::Function`): the parent of whatever the function writes. */
  readonly functionId: string;
  /** For the function's `_X_AMZN_TRACE_ID`. */
  readonly header: string;
};

/**
 * Active: the caller's decision holds, and where there is none everything is sampled. PassThrough: nothing of the
 * function is traced, whatever the caller says, and the function learns the trace alone. Lambda Developer Guide
 * "Visualize Lambda function invocations using AWS X-Ray" and aws-xray-sdk-node pull request 660, 2026-11.
 */
export const startTrace = (
  traceHeader: string | undefined,
  tracing: 'Active' | 'PassThrough',
  now: number,
): InvocationTrace => {
  const incoming = readTraceHeader(traceHeader);
  const isActive = tracing === 'Active';
  const sampled = isActive && (incoming?.sampled ?? true);
  const traceId = incoming?.traceId ?? newTraceId(now);
  const [serviceId, functionId] = [newSegmentId(), newSegmentId()];
  const context = { traceId, sampled, ...(incoming?.parentId && { parentId: incoming.parentId }) };
  return {
    context,
    serviceId,
    functionId,
    header: isActive ? writeTraceHeader({ traceId, parentId: functionId, sampled }) : `Root=${traceId}`,
  };
};

/** Milliseconds since the epoch, and how it went. */
export type TracedTimes = {
  readonly receivedAt: number;
  readonly invokedAt: number;
  readonly endedAt: number;
  /** Init of this invocation's own cold start. */
  readonly initMs: number | undefined;
  readonly failed: boolean;
  readonly requestId: string;
};

/** Writes both segments of a sampled invocation; the function's own only if its role may. */
export const writeSegments = (
  { xray }: LambdaDeps,
  published: PublishedFunction,
  trace: InvocationTrace,
  times: TracedTimes,
  { allows }: Permission,
): void => {
  if (!trace.context.sampled) return;
  xray.put(published.scope, serviceSegment(published, trace, times));
  if (allows(PUT_SEGMENTS)) xray.put(published.scope, functionSegment(published, trace, times));
};

const seconds = (milliseconds: number): number => milliseconds / 1000;

const serviceSegment = (
  { config, functionArn }: PublishedFunction,
  trace: InvocationTrace,
  times: TracedTimes,
) => ({
  trace_id: trace.context.traceId,
  id: trace.serviceId,
  ...(trace.context.parentId && { parent_id: trace.context.parentId }),
  name: config.functionName,
  origin: 'AWS::Lambda',
  resource_arn: functionArn,
  start_time: seconds(times.receivedAt),
  end_time: seconds(times.endedAt),
  http: { response: { status: 200 } },
  aws: { request_id: times.requestId },
  ...(times.failed && { fault: true }),
});

const functionSegment = (
  { config, functionArn, scope }: PublishedFunction,
  trace: InvocationTrace,
  times: TracedTimes,
) => ({
  trace_id: trace.context.traceId,
  id: trace.functionId,
  parent_id: trace.serviceId,
  name: config.functionName,
  origin: 'AWS::Lambda::Function',
  start_time: seconds(times.invokedAt),
  end_time: seconds(times.endedAt),
  aws: {
    account_id: scope.accountId,
    function_arn: functionArn,
    cloudwatch_logs: [{ log_group: config.logGroupName }],
  },
  ...(times.failed && { fault: true }),
  subsegments: subsegments(times),
});

const subsegments = ({ invokedAt, endedAt, initMs }: TracedTimes) => [
  ...(initMs === undefined
    ? []
    : [
        {
          id: newSegmentId(),
          name: 'Init',
          start_time: seconds(invokedAt - initMs),
          end_time: seconds(invokedAt),
        },
      ]),
  { id: newSegmentId(), name: 'Invocation', start_time: seconds(invokedAt), end_time: seconds(endedAt) },
];
