import { isAlreadyMigrated, type SeenInTarget } from '#core/resurrection.ts';

const INVOKED = 1_700_000_000_000;
const record = (change: Partial<SeenInTarget> = {}): SeenInTarget => ({
  state: 'reconciled',
  targetSub: 'target',
  targetSeenAt: INVOKED - 1,
  ...change,
});

describe('a user the target does not know, but the ledger does', () => {
  it.each<[string, SeenInTarget, boolean]>([
    ['was seen in the target before this invocation', record(), true],
    ['was seen, though its reconciliation failed', record({ state: 'failed' }), true],
    ['has a shell that the sweep removed', record({ state: 'removed' }), false],
    ['was never seen in the target', { state: 'abandoned' }, false],
    ['was let in and not yet seen', { state: 'pending' }, false],
    ['was created by a twin of this invocation', record({ targetSeenAt: INVOKED }), false],
    ['was created by a twin while this one ran', record({ targetSeenAt: INVOKED + 3_000 }), false],
  ])('%s', (_, known, expected) => {
    expect(isAlreadyMigrated(known, INVOKED)).toBe(expected);
  });

  it('is new when there is no record', () => {
    expect(isAlreadyMigrated(undefined, INVOKED)).toBe(false);
  });
});
