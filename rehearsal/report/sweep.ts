/**
 * What the last sweep says of the source pool, from the progress record as the ledger table stores it, and whether pool
 * and ledger say the same. Pure; the record is read by rules of its own, independent of the code under test.
 */
import { subOf } from '../input/records.ts';
import type { Observation } from './observation.ts';
import { ledgerEntries, type Stored } from './stored.ts';
import { plural, tally } from './words.ts';

type Counts = Readonly<Record<string, number>>;
type Fields = Stored['ledger'][number];

export type SweepReport = {
  /** Users of the source that the sweep saw: as many as all the others together. */
  readonly total: number;
  /** By origin and state: `migrated.reconciled`; `unreadable` where a record has another shape. */
  readonly records: Counts;
  /** By state and reason: `active.not-signed-in`. */
  readonly stragglers: Counts;
};

/** Key of the record that the latest sweep leaves. Design §9. */
const PROGRESS = 'progress#latest';

const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );

const countOf = (value: unknown): number => (typeof value === 'number' ? value : 0);

/** Two levels of names as one: `{ active: { disabled: 1 } }` as `{ "active.disabled": 1 }`. */
const flat = (buckets: unknown): Counts =>
  Object.fromEntries(
    Object.entries(typeof buckets === 'object' && buckets !== null ? buckets : {}).flatMap(([outer, inner]) =>
      Object.entries(inner ?? {}).map(([name, count]) => [`${outer}.${name}`, countOf(count)]),
    ),
  );

const sumOf = (counts: Counts | readonly number[]): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

const addUp = (tables: readonly Counts[]): Counts => {
  const sums: Record<string, number> = {};
  for (const [name, count] of tables.flatMap((table) => Object.entries(table)))
    sums[name] = (sums[name] ?? 0) + count;
  return sums;
};

/** Null where no sweep has ended. Each ledger has one such record: of several deployments they are added up. */
export const sweepOf = ({ ledger }: Pick<Stored, 'ledger'>): SweepReport | null => {
  const reports = ledger.filter(({ id }) => id === PROGRESS).map(reportOf);
  if (reports.length === 0) return null;
  return {
    total: sumOf(reports.map(({ total }) => total)),
    records: addUp(reports.map(({ records }) => records)),
    stragglers: addUp(reports.map(({ stragglers }) => stragglers)),
  };
};

const reportOf = (record: Fields): SweepReport => {
  const source = at(record, 'totals', 'source');
  const unreadable = countOf(at(source, 'unreadable'));
  return {
    total: countOf(at(source, 'users')),
    records: { ...flat(at(source, 'records')), ...(unreadable > 0 && { unreadable }) },
    stragglers: flat(at(source, 'stragglers')),
  };
};

/** The records of the source's users by origin and state, counted in the ledger itself. */
const recordsIn = ({ source, stored }: Pick<Observation, 'source' | 'stored'>): Counts => {
  const users = new Set(source.before.map(subOf));
  const own = ledgerEntries(stored).filter(({ sourceSub }) => users.has(sourceSub));
  return tally(own.map(({ origin = 'unknown', state }) => `${origin}.${state}`));
};

/** `3 × a, 1 × b`, in the order of the names. */
const words = (counts: Counts): string =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => `${count} × ${name}`)
    .join(', ') || 'none';

/** One line about a sweep, for people who read a terminal. */
export const sweepWords = ({ total, records, stragglers }: SweepReport): string =>
  `${plural(total, 'user')} of the source. On record: ${words(records)}. Not come yet: ${words(stragglers)}.`;

const wrongTotals = (
  report: SweepReport,
  observation: Pick<Observation, 'source' | 'stored'>,
): readonly string[] => {
  const { total, records, stragglers } = report;
  const users = observation.source.after.length;
  const placed = sumOf(records) + sumOf(stragglers);
  const inLedger = words(recordsIn(observation));
  return [
    ...(total === users ? [] : [`the sweep counted ${plural(total, 'user')} of a source that has ${users}`]),
    ...(placed === total ? [] : [`the sweep's parts are ${placed} together, its total is ${total}`]),
    ...(words(records) === inLedger
      ? []
      : [`the sweep found records ${words(records)}, and the ledger has ${inLedger}`]),
  ];
};

/** Where the sweep that a scenario ended with differs from pool and ledger as they are at the end. */
export const sweepProblems = (
  observation: Pick<Observation, 'source' | 'stored' | 'swept'>,
): readonly string[] => {
  if (!observation.swept) return [];
  const report = sweepOf(observation.stored);
  return report ? wrongTotals(report, observation) : ['a sweep was run and left no progress record'];
};
