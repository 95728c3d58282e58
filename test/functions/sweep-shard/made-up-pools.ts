/**
 * Two pools of any size that are never in memory: every user follows from its number, every page from its token, every
 * ledger record from the `sub`. What a sweep sees of them is the same at every run.
 */

import type { ListedUser } from '#core/listed-user.ts';
import type { FoundRecord } from '#core/sweep-look.ts';
import { PAGE_SIZE, type Side } from '#core/sweep-plan.ts';

export type PoolSizes = { readonly source: number; readonly target: number };

export type Spread = {
  /** Hex digits by which users are spread; at least as many as the sweep's. */
  readonly digits: number;
  /** First digits that occur at all; every one by default. */
  readonly occurs?: (prefix: string) => boolean;
};

/** Every so many-th user of the target has no record; a reconciliation is started for it. */
const FORGOTTEN = 997;

const CREATED = Date.parse('2024-01-01T00:00:00Z');

/** A `sub` tells prefix and number, so that it can be read back. */
const subOf = (prefix: string, number: number, side: Side): string =>
  `${prefix}${number.toString(16).padStart(8 - prefix.length, '0')}-0000-4000-8000-${side === 'source' ? 's' : 't'}00000000000`;

export const createPools = (sizes: PoolSizes, { digits, occurs = () => true }: Spread) => {
  const prefixes = Array.from({ length: 16 ** digits }, (_, index) =>
    index.toString(16).padStart(digits, '0'),
  ).filter(occurs);
  const places = new Map(prefixes.map((prefix, index) => [prefix, index]));
  /** Users of one prefix: as many as of every other, give or take one. */
  const sizeOf = (side: Side, prefix: string): number => {
    const place = places.get(prefix);
    if (place === undefined) return 0;
    const even = Math.floor(sizes[side] / prefixes.length);
    return even + (place < sizes[side] % prefixes.length ? 1 : 0);
  };
  const under = (prefix: string): readonly string[] =>
    prefixes.filter((candidate) => candidate.startsWith(prefix));

  const user = (side: Side, prefix: string, number: number): ListedUser => {
    const sub = subOf(prefix, number, side);
    const address = `${prefix}${number}@example.com`;
    return {
      username: sub,
      sub,
      enabled: number % 50 !== 7,
      status: number % 20 === 3 ? 'UNCONFIRMED' : 'CONFIRMED',
      attributes: {
        sub,
        email: address,
        email_verified: number % 10 === 4 ? 'false' : 'true',
        name: `User ${number}`,
        ...(side === 'target' ? { 'custom:source_sub': subOf(prefix, number, 'source') } : {}),
      },
      createdAt: CREATED + number,
      changedAt: CREATED + number,
    };
  };

  /** The page that begins at the token: prefix and number of its first user. */
  const page = (side: Side, prefix: string, token: string | undefined) => {
    const all = under(prefix);
    const [at = all[0] ?? '', from = '0'] = token?.split(':') ?? [];
    const users: ListedUser[] = [];
    let [place, number] = [all.indexOf(at), Number(from)];
    while (users.length < PAGE_SIZE && place >= 0 && place < all.length) {
      const current = all[place] ?? '';
      if (number < sizeOf(side, current)) {
        users.push(user(side, current, number));
        number += 1;
      } else [place, number] = [place + 1, 0];
    }
    const rest = all
      .slice(Math.max(place, 0))
      .some((name, index) => sizeOf(side, name) > (index === 0 ? number : 0));
    return { users, ...(rest ? { next: `${all[place] ?? ''}:${number}` } : {}) };
  };

  /** Who is in the target is on record, but for the forgotten. */
  const record = (sourceSub: string): FoundRecord => {
    const prefix = sourceSub.slice(0, digits);
    const number = Number.parseInt(sourceSub.slice(digits, 8), 16);
    if (number >= sizeOf('target', prefix) || number % FORGOTTEN === 5) return undefined;
    return {
      sourceSub,
      targetSub: subOf(prefix, number, 'target'),
      targetSeenAt: CREATED,
      origin: 'migrated',
      state: 'reconciled',
      firstSeenAt: CREATED,
      lastChangedAt: CREATED,
      attempts: 1,
      groups: [],
    };
  };
  return { page, record };
};

export type MadeUpPools = ReturnType<typeof createPools>;
