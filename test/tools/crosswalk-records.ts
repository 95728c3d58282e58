/** Records of made-up users, as the ledger has them. */
import { ledgerKey } from '#core/ledger.ts';

/** `user(3)` is always the same source user. */
export const sourceSub = (number: number): string =>
  `a0000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
export const targetSub = (number: number): string =>
  `b0000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

type Item = Record<string, { S: string } | { N: string }>;

/** A reconciled user's item; `patch` replaces attributes, `undefined` takes one away. */
export const item = (number: number, patch: Record<string, Item[string] | undefined> = {}): Item => {
  const whole = {
    id: { S: ledgerKey(sourceSub(number)) },
    version: { N: '1' },
    sourceSub: { S: sourceSub(number) },
    targetSub: { S: targetSub(number) },
    targetSeenAt: { S: '2026-11-20T10:00:00.000Z' },
    origin: { S: 'migrated' },
    state: { S: 'reconciled' },
    firstSeenAt: { S: '2026-11-20T10:00:00.000Z' },
    lastChangedAt: { S: '2026-11-20T10:00:00.000Z' },
    attempts: { N: '1' },
    ...patch,
  };
  return Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== undefined)) as Item;
};
