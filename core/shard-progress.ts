/**
 * How far one shard of a sweep has come: a record in the ledger table under a key of its own, written after every
 * invocation. A repeated or redriven child goes on from there. Ids, counts and a page token; nothing about a person.
 */
import { type AttributeValue, fromItem, type Plain, toItem } from './attribute-value.ts';
import { MigrationError } from './errors.ts';
import type { Counts } from './sweep-counts.ts';
import type { Todo } from './sweep-look.ts';
import { type Shard, shardName } from './sweep-plan.ts';

export type ShardProgress = {
  readonly done: boolean;
  /** Token of the page that comes next; absent at the beginning and at the end. */
  readonly cursor?: string;
  /** Of all pages so far, but for the users in `todo`. */
  readonly counts: Counts;
  /** Of the last page: what there was no time for. At most a page of them. */
  readonly todo: readonly Todo[];
  /** Invocations since the beginning; each writes one part of the list. */
  readonly passes: number;
  /** Parts of the list that were ever written: more than passes where the shard began again. */
  readonly parts: number;
  /** How often the shard began again because its page token had expired. */
  readonly restarts: number;
  /** The latest `Look.newestRecordAt` of all pages so far; absent where no page had one. */
  readonly newestRecordAt?: number;
};

export const FIRST_PROGRESS: ShardProgress = {
  done: false,
  counts: {},
  todo: [],
  passes: 0,
  parts: 0,
  restarts: 0,
};

/** Every page was read and everything done that was found. */
export const isWalked = (progress: ShardProgress | undefined): boolean =>
  progress?.done === true && progress.todo.length === 0;

/** The only version there is. */
const VERSION = 1;

/** Shards' records are of use as long as their execution can be redriven (14 days) and looked into afterwards. */
const KEPT_SECONDS = 90 * 24 * 60 * 60;

/** Value of the table's key for one shard of one execution. */
export const shardKey = (executionName: string, shard: Shard): string =>
  `sweep#${executionName}#${shardName(shard)}`;

/** @param now milliseconds since the epoch */
export const shardItem = (
  key: string,
  progress: ShardProgress,
  now: number,
): Record<string, AttributeValue> =>
  toItem({
    id: key,
    version: VERSION,
    changedAt: new Date(now).toISOString(),
    expiresAt: Math.floor(now / 1000) + KEPT_SECONDS,
    ...(progress as unknown as { readonly [name: string]: Plain }),
  });

const isCounts = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every((count) => typeof count === 'number');

const isSound = (plain: { readonly [name: string]: Plain }): boolean =>
  plain.version === VERSION &&
  typeof plain.done === 'boolean' &&
  isCounts(plain.counts) &&
  Array.isArray(plain.todo) &&
  [plain.passes, plain.parts, plain.restarts].every((count) => typeof count === 'number') &&
  ['undefined', 'number'].includes(typeof plain.newestRecordAt);

/** @throws {MigrationError} `SweepInconsistent` for a record that this version did not write */
export const readShardItem = (key: string, item: unknown): ShardProgress => {
  const plain = fromItem(item);
  if (plain === undefined || !isSound(plain)) {
    throw new MigrationError(
      'SweepInconsistent',
      `The record ${key} is of another version or shape. Delete it, and the shard is walked over again.`,
    );
  }
  const { done, cursor, counts, todo, passes, parts, restarts, newestRecordAt } =
    plain as unknown as ShardProgress;
  return {
    done,
    ...(cursor === undefined ? {} : { cursor }),
    counts,
    todo,
    passes,
    parts,
    restarts,
    ...(newestRecordAt === undefined ? {} : { newestRecordAt }),
  };
};
