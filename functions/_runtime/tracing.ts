/**
 * Subsegments of the invocation's trace. Nothing a user typed, no answer and no error text ever goes into one: error
 * messages of AWS may quote input, so an error leaves its name only.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { Tracer } from '@aws-lambda-powertools/tracer';
import { type InitStep, type Parent, type Subsegment, startInitStep } from './init-trace.ts';

/** One subsegment while it is open. */
export type Span = {
  /** Searchable in X-Ray. Ids, regions and names of errors only. */
  readonly annotate: (key: string, value: string | number | boolean) => void;
  /** X-Ray's own description of an AWS call. */
  readonly describe: (aws: Readonly<Record<string, string>>) => void;
  readonly mark: (how: 'error' | 'fault' | 'throttle') => void;
  /** `X-Amzn-Trace-Id` for requests made within; absent when nothing is traced: what Lambda was told then travels on as it is. */
  readonly header: string | undefined;
};

const NO_SPAN: Span = { annotate: () => {}, describe: () => {}, mark: () => {}, header: undefined };

// The response of a trigger is the whole event, the password in it (aws-facts: Powertools' captureResponse writes it
// into the segment); no decorator is used here, and global HTTP capturing would only repeat our own subsegments.
const tracer = new Tracer({ captureHTTPsRequests: false });

/** The open subsegment of this chain of calls: Powertools keeps one per process, wrong for invocations at once. */
const current = new AsyncLocalStorage<Subsegment>();

/** Steps of the init phase, until the first invocation takes them into its trace. */
let initSteps: InitStep[] | undefined = [];

const markAs = (subsegment: Subsegment, how: 'error' | 'fault' | 'throttle'): void => {
  if (how === 'throttle') subsegment.addThrottleFlag();
  if (how === 'fault') subsegment.addFaultFlag();
  else subsegment.addErrorFlag();
};

const describeAs = (subsegment: Subsegment, aws: Readonly<Record<string, string>>): void => {
  subsegment.addAttribute('namespace', 'aws');
  subsegment.addAttribute('aws', aws);
};

// Whether a request is sampled is decided once, by whoever comes first. Where the decision was against it, or Lambda
// only passes the trace on, the SDK sends Lambda's own header (`_X_AMZN_TRACE_ID`) on unchanged.
const headerOf = ({ segment, id, notTraced }: Subsegment): string | undefined =>
  notTraced ? undefined : `Root=${segment.trace_id};Parent=${id};Sampled=1`;

const asSpan = (subsegment: Subsegment): Span => ({
  annotate: (key, value) => subsegment.addAnnotation(key, value),
  describe: (aws) => describeAs(subsegment, aws),
  mark: (how) => markAs(subsegment, how),
  header: headerOf(subsegment),
});

/** During init no request can carry a header: there is no trace to name. */
const asInitSpan = ({ note }: InitStep): Span => ({
  annotate: (key, value) => note((subsegment) => subsegment.addAnnotation(key, value)),
  describe: (aws) => note((subsegment) => describeAs(subsegment, aws)),
  mark: (how) => note((subsegment) => markAs(subsegment, how)),
  header: undefined,
});

const within = async <Result>(
  parent: Parent,
  name: string,
  work: (span: Span) => Promise<Result>,
): Promise<Result> => {
  const subsegment = parent.addNewSubsegment(name);
  try {
    return await current.run(subsegment, () => work(asSpan(subsegment)));
  } finally {
    subsegment.close();
  }
};

/** What init sets going may reach its first request only when the first invocation has begun already. */
const begunByInit = async <Result>(name: string, work: (span: Span) => Promise<Result>): Promise<Result> => {
  const step = startInitStep(name);
  const segment = initSteps === undefined ? tracer.getSegment() : undefined;
  if (segment !== undefined) step.join(segment);
  else initSteps?.push(step);
  try {
    return await work(asInitSpan(step));
  } finally {
    step.end();
  }
};

/** The invocation's own subsegment; everything traced within hangs below it. The first one takes along what init did. */
export const traceInvocation = async <Result>(
  name: string,
  work: (span: Span) => Promise<Result>,
): Promise<Result> => {
  const segment = tracer.isTracingEnabled() ? tracer.getSegment() : undefined;
  const steps = initSteps ?? [];
  initSteps = undefined;
  if (segment === undefined) return work(NO_SPAN);
  for (const step of steps) step.join(segment);
  return within(segment, name, work);
};

/** A step of the running invocation; what belongs to none was begun by init. */
export const traceStep = async <Result>(
  name: string,
  work: (span: Span) => Promise<Result>,
): Promise<Result> => {
  if (!tracer.isTracingEnabled()) return work(NO_SPAN);
  const parent = current.getStore();
  return parent === undefined ? begunByInit(name, work) : within(parent, name, work);
};

/** Annotates the open subsegment, if there is one. */
export const annotateCurrent = (key: string, value: string): void => {
  current.getStore()?.addAnnotation(key, value);
};

/** Id of the trace this runs in, if there is one. */
export const currentTraceId = (): string | undefined => current.getStore()?.segment.trace_id;
