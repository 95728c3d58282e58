/** Several deployments of one scenario, observed one by one, as one observation and one recorder. Pure. */
import type { Recorder, StreamName } from '../cloud/recorder.ts';
import type { Observation } from './observation.ts';

/** What one deployment gives to the observation of the whole. */
export type Part = Pick<
  Observation,
  | 'source'
  | 'target'
  | 'stored'
  | 'policies'
  | 'attempts'
  | 'srp'
  | 'migrations'
  | 'cases'
  | 'faults'
  | 'swept'
  | 'checks'
  | 'cutover'
  | 'withdrawn'
  | 'disturbed'
  | 'untold'
>;

const all = <Item>(parts: readonly Part[], of: (part: Part) => readonly Item[] | undefined): Item[] =>
  parts.flatMap((part) => of(part) ?? []);

/** Absent where no part has any. */
const sumOf = (counts: readonly (Readonly<Record<string, number>> | undefined)[]) => {
  const sums: Record<string, number> = {};
  for (const [name, count] of counts.flatMap((one) => Object.entries(one ?? {})))
    sums[name] = (sums[name] ?? 0) + count;
  return counts.some((one) => one !== undefined) ? sums : undefined;
};

/** @param parts at least one; policies, migrations and cutover are the first one's. It was swept where all of them were. */
export const mergeParts = (parts: readonly [Part, ...Part[]]): Part => {
  const [{ policies, migrations, cutover }] = parts;
  const faults = sumOf(parts.map((part) => part.faults));
  return {
    source: {
      before: all(parts, ({ source }) => source.before),
      after: all(parts, ({ source }) => source.after),
    },
    target: all(parts, ({ target }) => target),
    stored: {
      ledger: all(parts, ({ stored }) => stored.ledger),
      audit: all(parts, ({ stored }) => stored.audit),
      executions: all(parts, ({ stored }) => stored.executions),
    },
    policies,
    attempts: all(parts, ({ attempts }) => attempts),
    srp: all(parts, ({ srp }) => srp),
    ...(migrations && { migrations }),
    ...(cutover && { cutover }),
    ...(parts.every(({ swept }) => swept) && { swept: true as const }),
    ...(parts.some(({ checks }) => checks) && { checks: all(parts, ({ checks }) => checks) }),
    ...(parts.some(({ withdrawn }) => withdrawn) && { withdrawn: all(parts, ({ withdrawn }) => withdrawn) }),
    ...(parts.some(({ cases }) => cases) && { cases: all(parts, ({ cases }) => cases) }),
    ...(faults && { faults }),
    ...(parts.some(({ disturbed }) => disturbed) && { disturbed: true as const }),
    ...(parts.some(({ untold }) => untold) && { untold: all(parts, ({ untold }) => untold) }),
  };
};

/** Reads the streams of several recorders one after the other; what is recorded goes to the first. */
export const mergeRecorders = (recorders: readonly [Recorder, ...Recorder[]]): Recorder => ({
  record: recorders[0].record,
  entries: <Name extends StreamName>(stream: Name) =>
    recorders.flatMap((recorder) => [...recorder.entries(stream)]),
});
