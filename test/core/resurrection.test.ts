import { isAlreadyMigrated, type LedgerRecord, SAME_SIGN_IN_MS } from '#core/resurrection.ts';

const NOW = 1_700_000_000_000;
const record = (change: Partial<LedgerRecord> = {}): LedgerRecord => ({
  origin: 'migrated',
  state: 'reconciled',
  targetSub: 'target',
  firstSeenAt: NOW - SAME_SIGN_IN_MS - 1,
  ...change,
});
const neverSeen: LedgerRecord = { origin: 'migrated', state: 'abandoned', firstSeenAt: 0 };

describe('a user the target does not know, but the ledger does', () => {
  it.each([
    ['was seen in the target', record(), true],
    ['was seen, though its reconciliation failed', record({ state: 'failed' }), true],
    ['was imported', record({ origin: 'imported' }), true],
    ['has a shell that the sweep removed', record({ origin: 'reset-required', state: 'removed' }), false],
    ['was never seen in the target', neverSeen, false],
    [
      'is being migrated by a copy of this very sign-in',
      record({ firstSeenAt: NOW - SAME_SIGN_IN_MS }),
      false,
    ],
  ])('%s', (_, known, expected) => {
    expect(isAlreadyMigrated(known, NOW)).toBe(expected);
  });

  it('is new when there is no record', () => {
    expect(isAlreadyMigrated(undefined, NOW)).toBe(false);
  });
});
