/** Notes what an operator sees, beside what the runbook says. It judges nothing. */
import type { Check } from '../../report/checks.ts';
import { changedBy } from '../changed-by.ts';
import type { Stage } from '../scenario.ts';

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

export const NOTHING_CHANGED = 'nothing changed';

/** What of both accounts is otherwise after some work; ids only. */
export const changesBy = async (stage: Pick<Stage, 'held'>, work: () => Promise<unknown>): Promise<string> =>
  (await changedBy(stage, work)).join(', ') || NOTHING_CHANGED;

/** A value somewhere inside what an execution gave out, a record or an event. */
export const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
