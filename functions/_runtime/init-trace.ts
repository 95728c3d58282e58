/**
 * Steps of the init phase, which has no trace: Lambda names one only with the first invocation. What such a step says
 * of itself is kept, and written with its own times into the trace of that invocation.
 */
import type { Tracer } from '@aws-lambda-powertools/tracer';

export type Parent = NonNullable<ReturnType<Tracer['getSegment']>>;
export type Subsegment = ReturnType<Parent['addNewSubsegment']>;

type Write = (subsegment: Subsegment) => void;

/** One step that began before there was a trace. */
export type InitStep = {
  /** Says something of the step, now or as soon as it has a subsegment. */
  readonly note: (write: Write) => void;
  readonly end: () => void;
  /** Hangs it below the function's own segment, beside what Lambda says of init. A step may end after that. */
  readonly join: (parent: Parent) => void;
};

/** X-Ray counts in seconds since the epoch. */
const now = (): number => Date.now() / 1_000;

export const startInitStep = (name: string): InitStep => {
  const startedAt = now();
  const notes: Write[] = [];
  let endedAt: number | undefined;
  let joined: { readonly parent: Parent; readonly subsegment: Subsegment } | undefined;

  const send = (): void => {
    if (joined === undefined || endedAt === undefined) return;
    const { parent, subsegment } = joined;
    // Not `close()`: that would say now.
    subsegment.addAttribute('end_time', endedAt);
    delete subsegment.in_progress;
    subsegment.flush();
    parent.removeSubsegment(subsegment);
  };

  return {
    note: (write) => {
      if (joined === undefined) notes.push(write);
      else write(joined.subsegment);
    },
    end: () => {
      endedAt = now();
      send();
    },
    join: (parent) => {
      const subsegment = parent.addNewSubsegment(name);
      subsegment.start_time = startedAt;
      subsegment.addAnnotation('phase', 'init');
      for (const write of notes.splice(0)) write(subsegment);
      joined = { parent, subsegment };
      send();
    },
  };
};
