/** Notes what an operator sees, beside what the runbook says. It judges nothing. */
import type { Check } from '../../report/checks.ts';
import type { EndedExecution, Stage } from '../scenario.ts';

export type Checks = {
  /** Anything that is no text is noted as JSON. */
  readonly see: (name: string, seen: unknown, expected: unknown) => void;
  readonly all: () => readonly Check[];
};

const text = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');

export const createChecks = (): Checks => {
  const checks: Check[] = [];
  return {
    see: (name, seen, expected) => void checks.push({ name, seen: text(seen), expected: text(expected) }),
    all: () => checks,
  };
};

/** `SUCCEEDED in Reconciled`, `FAILED with NotSrpOnly`. */
export const endWords = (ended: EndedExecution | undefined): string =>
  ended === undefined
    ? 'no such machine'
    : [
        ended.status,
        ...(ended.endedIn ? [`in ${ended.endedIn}`] : []),
        ...(ended.error ? [`with ${ended.error}`] : []),
      ].join(' ');

export const NOTHING_CHANGED = 'nothing changed';

/** What of both accounts is otherwise after some work; ids only. */
export const changesBy = async (
  { held }: Pick<Stage, 'held'>,
  work: () => Promise<unknown>,
): Promise<string> => {
  const before = await held();
  await work();
  const after = await held();
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].filter((key) => before[key] !== after[key]).join(', ') || NOTHING_CHANGED;
};

/** A value somewhere inside what an execution gave out, a record or an event. */
export const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
