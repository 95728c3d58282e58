/**
 * What a sweep counts: one flat table of names and numbers for every shard, added up without looking at users again.
 * Every user falls into exactly one place of its side, so the totals must match; here is what that means.
 */
import { MigrationError } from './errors.ts';
import type { LedgerRecord } from './ledger.ts';
import type { Straggler } from './stragglers.ts';
import type { Side } from './sweep-plan.ts';

/** `users`, `records.migrated.reconciled`, `stragglers.active.not-signed-in` … to how many. Never a person. */
export type Counts = Readonly<Record<string, number>>;

/** Where a target user stands; exactly one of these. */
export type TargetPlace =
  /** On record as reconciled, under this target sub. */
  | 'reconciled'
  /** Not on record, or not yet reconciled: a reconciliation was started. */
  | 'started'
  /** Given up; for `retryFailed`. */
  | 'failed'
  /** An import that has begun; for the next `importStragglers`. */
  | 'importing'
  /** The record names another target user. */
  | 'mismatched'
  /** The record is of a version or shape that this code does not read. */
  | 'unreadable'
  /** Without `custom:source_sub`: not ours. */
  | 'foreign'
  | 'shells-removed';

const TARGET_PLACES: readonly TargetPlace[] = [
  'reconciled',
  'started',
  'failed',
  'importing',
  'mismatched',
  'unreadable',
  'foreign',
  'shells-removed',
];

/** Place of a source user who has a record. An origin is missing until somebody has seen the user in the target. */
export const recordPlace = ({
  origin = 'unknown',
  state,
}: Pick<LedgerRecord, 'state'> & { origin?: string }) => `records.${origin}.${state}`;

export const stragglerPlace = ({ state, reason }: Pick<Straggler, 'state' | 'reason'>): string =>
  `stragglers.${state}.${reason}`;

/** Adds tables up, name by name. */
export const addUp = (...tables: readonly Counts[]): Counts => {
  const sum: Record<string, number> = {};
  for (const table of tables) {
    for (const [name, count] of Object.entries(table)) sum[name] = (sum[name] ?? 0) + count;
  }
  return sum;
};

/** How often each name comes. */
export const tally = (names: readonly string[]): Counts => {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
};

/** The latest of these times; nothing where there is none. Beside the counts, because times do not add up. */
export const newestOf = (times: readonly (number | undefined)[]): number | undefined =>
  times.reduce(
    (newest, time) => (newest === undefined || (time ?? newest) > newest ? time : newest),
    undefined,
  );

/** Two levels of names to numbers, as in the progress record and the audit event. */
export type Buckets = Readonly<Record<string, Readonly<Record<string, number>>>>;

export type SourceTotals = {
  readonly users: number;
  /** By origin and state: `{ "migrated": { "reconciled": 9 } }`. */
  readonly records: Buckets;
  /** By state and reason: `{ "active": { "not-signed-in": 3 } }`. */
  readonly stragglers: Buckets;
  /** Users whose record cannot be read: neither a known record nor a straggler. */
  readonly unreadable: number;
  /** Imported by this execution; among the records too. */
  readonly imported: number;
};

export type TargetTotals = { readonly users: number; readonly shells: number } & Readonly<
  Record<TargetPlace, number>
>;

export type SweepTotals = { readonly source: SourceTotals; readonly target?: TargetTotals };

const bucketsOf = (counts: Counts, first: string): Buckets => {
  const buckets: Record<string, Record<string, number>> = {};
  for (const [name, count] of Object.entries(counts)) {
    const [kind, outer, inner] = name.split('.');
    if (kind !== first || outer === undefined || inner === undefined) continue;
    buckets[outer] = { ...buckets[outer], [inner]: count };
  }
  return buckets;
};

export const sumOf = (buckets: Buckets): number =>
  Object.values(buckets)
    .flatMap((bucket) => Object.values(bucket))
    .reduce((sum, count) => sum + count, 0);

const sourceTotals = (counts: Counts): SourceTotals => ({
  users: counts.users ?? 0,
  records: bucketsOf(counts, 'records'),
  stragglers: bucketsOf(counts, 'stragglers'),
  unreadable: counts.unreadable ?? 0,
  imported: counts.imported ?? 0,
});

const targetTotals = (counts: Counts): TargetTotals => {
  const places = Object.fromEntries(TARGET_PLACES.map((place) => [place, counts[place] ?? 0]));
  return { users: counts.users ?? 0, shells: counts.shells ?? 0, ...places } as TargetTotals;
};

const inconsistent = (side: Side, users: number, places: number): MigrationError =>
  new MigrationError(
    'SweepInconsistent',
    `The sweep saw ${users} users of the ${side} and found a place for ${places}. This is a bug; the shards' records in the ledger table show where.`,
  );

/**
 * What the shards of an execution counted, put together.
 * @param sides the tables of every shard; the target's are absent where only the source was walked over
 * @throws {MigrationError} `SweepInconsistent` where they do not add up
 */
export const totalsOf = (sides: {
  readonly source: readonly Counts[];
  readonly target?: readonly Counts[];
}): SweepTotals => {
  const source = sourceTotals(addUp(...sides.source));
  const placed = sumOf(source.records) + sumOf(source.stragglers) + source.unreadable;
  if (placed !== source.users) throw inconsistent('source', source.users, placed);
  if (sides.target === undefined) return { source };
  const target = targetTotals(addUp(...sides.target));
  const found = TARGET_PLACES.reduce((sum, place) => sum + target[place], 0);
  if (found !== target.users) throw inconsistent('target', target.users, found);
  return { source, target };
};
