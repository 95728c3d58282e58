/**
 * Subsegments of the invocation's trace. Nothing a user typed, no answer and no error text ever goes into one: error
 * messages of AWS may quote input, so an error leaves its name only.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { Tracer } from '@aws-lambda-powertools/tracer';

type Parent = NonNullable<ReturnType<Tracer['getSegment']>>;
type Subsegment = ReturnType<Parent['addNewSubsegment']>;

/** One subsegment while it is open. */
export type Span = {
  /** Searchable in X-Ray. Ids, regions and names of errors only. */
  readonly annotate: (key: string, value: string | number | boolean) => void;
  /** X-Ray's own description of an AWS call. */
  readonly describe: (aws: Readonly<Record<string, string>>) => void;
  readonly mark: (how: 'error' | 'fault' | 'throttle') => void;
  /** `X-Amzn-Trace-Id` for requests made within; absent when nothing is traced. */
  readonly header: string | undefined;
};

const NO_SPAN: Span = { annotate: () => {}, describe: () => {}, mark: () => {}, header: undefined };

// The response of a trigger is the whole event, the password in it (aws-facts: Powertools' captureResponse writes it
// into the segment); no decorator is used here, and global HTTP capturing would only repeat our own subsegments.
const tracer = new Tracer({ captureHTTPsRequests: false });

/** The open subsegment of this chain of calls: Powertools keeps one per process, wrong for invocations at once. */
const current = new AsyncLocalStorage<Subsegment>();

const asSpan = (subsegment: Subsegment): Span => ({
  annotate: (key, value) => subsegment.addAnnotation(key, value),
  describe: (aws) => {
    subsegment.addAttribute('namespace', 'aws');
    subsegment.addAttribute('aws', aws);
  },
  mark: (how) => {
    if (how === 'throttle') subsegment.addThrottleFlag();
    if (how === 'fault') subsegment.addFaultFlag();
    else subsegment.addErrorFlag();
  },
  header: `Root=${subsegment.segment.trace_id};Parent=${subsegment.id};Sampled=${subsegment.notTraced ? '0' : '1'}`,
});

const within = async <Result>(
  parent: Parent | undefined,
  name: string,
  work: (span: Span) => Promise<Result>,
): Promise<Result> => {
  if (parent === undefined || !tracer.isTracingEnabled()) return work(NO_SPAN);
  const subsegment = parent.addNewSubsegment(name);
  try {
    return await current.run(subsegment, () => work(asSpan(subsegment)));
  } finally {
    subsegment.close();
  }
};

/** The invocation's own subsegment; everything traced within hangs below it. */
export const traceInvocation = <Result>(
  name: string,
  work: (span: Span) => Promise<Result>,
): Promise<Result> => within(tracer.isTracingEnabled() ? tracer.getSegment() : undefined, name, work);

/** A step of the running invocation. Outside of one (during init) nothing is traced. */
export const traceStep = <Result>(name: string, work: (span: Span) => Promise<Result>): Promise<Result> =>
  within(current.getStore(), name, work);

/** Annotates the open subsegment, if there is one. */
export const annotateCurrent = (key: string, value: string): void => {
  current.getStore()?.addAnnotation(key, value);
};

/** Id of the trace this runs in, if there is one. */
export const currentTraceId = (): string | undefined => current.getStore()?.segment.trace_id;
