import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import {
  digitsFor,
  expectedCalls,
  MAX_CHILDREN,
  PAGE_SIZE,
  ratesOf,
  shardName,
  shardOf,
  shardsOf,
} from '#core/sweep-plan.ts';

describe('the cut', () => {
  it.each([
    [0, 1],
    [80_000, 1],
    [80_001, 2],
    [2_000_000, 2],
    [2_000_001, 3],
    [40_000_000, 3],
  ])('of %i users is by enough digits: %i', (users, digits) => {
    expect(digitsFor(users)).toBe(digits);
  });

  it('costs no more than a tenth of the pages that must be read', () => {
    fc.assert(
      fc.property(fc.integer({ min: 5_000, max: 40_000_000 }), (users) => {
        expect(expectedCalls(users, digitsFor(users))).toBeLessThanOrEqual(
          1.1 * Math.ceil(users / PAGE_SIZE),
        );
      }),
    );
  });

  it('puts every sub into exactly one shard of a side', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.constantFrom(1, 2, 3), (sub, digits) => {
        const matching = shardsOf(digits, ['source']).filter(({ prefix }) => sub.startsWith(prefix));
        expect(matching).toHaveLength(1);
      }),
    );
  });

  it('fits into what a state may hold: 256 KiB', () => {
    const names = shardsOf(3, ['source', 'target']).map(shardName);
    expect(JSON.stringify(names).length).toBeLessThan(200 * 1024);
  });
});

describe('the name of a shard', () => {
  it('can be read back', () => {
    for (const shard of shardsOf(2, ['source', 'target'])) expect(shardOf(shardName(shard))).toEqual(shard);
  });

  it.each([['both/a'], ['source/'], ['source/abcd'], ['source/A'], ['target/g'], ['source/a"'], [7], [null]])(
    'is none: %p',
    (name) => {
      expect(shardOf(name)).toBeUndefined();
    },
  );
});

describe('the pace', () => {
  it('of all children together is the share of the quota', () => {
    const { lists, updates } = ratesOf({ listUsersShare: 0.5, updateShare: 0.2 });
    expect(lists * MAX_CHILDREN).toBe(15);
    expect(updates * MAX_CHILDREN).toBe(5);
  });

  it('counts with as many children as the Map has', () => {
    const { States } = JSON.parse(readFileSync('statemachines/sweep.asl.json', 'utf8'));
    expect(States.WalkShards.MaxConcurrency).toBe(MAX_CHILDREN);
  });

  it('is half of each quota where nobody says anything', () => {
    expect(ratesOf(undefined, 1)).toEqual({ lists: 15, updates: 12.5 });
  });
});
