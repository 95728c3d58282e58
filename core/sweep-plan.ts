/**
 * How a sweep is cut up and how fast it may go. Shards are the users whose `sub` begins with the same hex digits: a
 * `sub` is a random UUID, so shards are alike.
 */
import type { SweepSettings } from './trigger-settings.ts';

export type Side = 'source' | 'target';

/** One walk: a side and the first digits of the `sub`, written `source/a3`. */
export type Shard = { readonly side: Side; readonly prefix: string };

// ListUsers: "Limit", at most 60. API reference, 2026-11
export const PAGE_SIZE = 60;

// UserList: 30 requests a second per account and region, not adjustable. Developer Guide "Quotas", 2026-11
const LIST_USERS_PER_SECOND = 30;

// UserUpdate: 25 requests a second, not adjustable. Developer Guide "Quotas", 2026-11
const UPDATES_PER_SECOND = 25;

/** Children of the distributed Map at a time; `MaxConcurrency` in statemachines/sweep.asl.json is the same number. */
export const MAX_CHILDREN = 8;

/** What one reconciliation may write: attributes, attributes taken away, an account disabled. */
export const WRITES_PER_RECONCILIATION = 3;

/** Where nobody configured anything. */
export const DEFAULT_SWEEP: SweepSettings = { listUsersShare: 0.5, updateShare: 0.5 };

export type Rates = {
  /** `ListUsers` a second. */
  readonly lists: number;
  /** Updates of users a second. */
  readonly updates: number;
};

/** What one of `children` workers may do, so that all of them together stay below the share. */
export const ratesOf = (
  { listUsersShare, updateShare }: SweepSettings = DEFAULT_SWEEP,
  children = MAX_CHILDREN,
): Rates => ({
  lists: (listUsersShare * LIST_USERS_PER_SECOND) / children,
  updates: (updateShare * UPDATES_PER_SECOND) / children,
});

/**
 * Pools up to this size are cut by so many digits. A shard ends with a page that is half full on average, so shards of
 * fewer than 300 users would cost more than a tenth of the calls; larger than 8,000, a shard would outlast the five
 * minutes of an Express execution.
 */
const DIGITS: readonly (readonly [upTo: number, digits: number])[] = [
  [80_000, 1],
  [2_000_000, 2],
];

/** @param users of the larger pool; an estimate is enough */
export const digitsFor = (users: number): number => DIGITS.find(([upTo]) => users <= upTo)?.[1] ?? 3;

/** Every shard of these sides: each user of a pool is in exactly one. */
export const shardsOf = (digits: number, sides: readonly Side[]): readonly Shard[] =>
  sides.flatMap((side) =>
    Array.from({ length: 16 ** digits }, (_, index) => ({
      side,
      prefix: index.toString(16).padStart(digits, '0'),
    })),
  );

/** As it stands in executions, keys and names of files. */
export const shardName = ({ side, prefix }: Shard): string => `${side}/${prefix}`;

const SHARD = /^(source|target)\/([0-9a-f]{1,3})$/;

/** The shard of that name, or nothing where it is none. */
export const shardOf = (name: unknown): Shard | undefined => {
  const [, side, prefix = ''] = (typeof name === 'string' && SHARD.exec(name)) || [];
  return side === 'source' || side === 'target' ? { side, prefix } : undefined;
};

/** `ListUsers` calls that shards of this size take, their half-full last pages included. */
export const expectedCalls = (users: number, digits: number): number =>
  Math.round(users / PAGE_SIZE + 16 ** digits / 2);
