import fc from 'fast-check';
import { addUp, newestOf, sumOf, tally, totalsOf } from '#core/sweep-counts.ts';

const SOURCE = {
  users: 6,
  'records.migrated.reconciled': 2,
  'records.unknown.pending': 1,
  'stragglers.active.not-signed-in': 1,
  'stragglers.active.no-contact': 1,
  unreadable: 1,
};
const TARGET = { users: 3, reconciled: 2, started: 1, shells: 1 };

describe('adding up', () => {
  it('does not depend on order and grouping', () => {
    const table = fc.dictionary(fc.constantFrom('users', 'reconciled', 'foreign'), fc.nat(99));
    fc.assert(
      fc.property(fc.array(table), fc.nat(5), (tables, at) => {
        const [left, right] = [tables.slice(0, at), tables.slice(at)];
        expect(addUp(addUp(...right), addUp(...left))).toEqual(addUp(...tables));
      }),
    );
  });

  it('counts names', () => {
    expect(tally(['a', 'b', 'a'])).toEqual({ a: 2, b: 1 });
  });
});

describe('the newest of some times', () => {
  it('is the latest one, in whatever order, and none of none', () => {
    const times = fc.array(fc.option(fc.nat(), { nil: undefined }));
    fc.assert(
      fc.property(times, (some) => {
        const known = some.filter((time) => time !== undefined);
        expect(newestOf(some)).toBe(known.length === 0 ? undefined : Math.max(...known));
      }),
    );
  });
});

describe('the totals', () => {
  it('are nested by origin and state, by state and reason', () => {
    expect(totalsOf({ source: [SOURCE, SOURCE], target: [TARGET] })).toEqual({
      source: {
        users: 12,
        records: { migrated: { reconciled: 4 }, unknown: { pending: 2 } },
        stragglers: { active: { 'not-signed-in': 2, 'no-contact': 2 } },
        unreadable: 2,
        imported: 0,
      },
      target: {
        users: 3,
        shells: 1,
        reconciled: 2,
        started: 1,
        failed: 0,
        importing: 0,
        mismatched: 0,
        unreadable: 0,
        foreign: 0,
        'shells-removed': 0,
      },
    });
  });

  it('of an import are of the source alone', () => {
    expect(totalsOf({ source: [SOURCE] }).target).toBeUndefined();
  });

  it('of empty pools are zero', () => {
    const { source } = totalsOf({ source: [{}], target: [{}] });
    expect([source.users, sumOf(source.records), sumOf(source.stragglers)]).toEqual([0, 0, 0]);
  });

  it.each([
    ['source', { source: [{ ...SOURCE, users: 7 }] }],
    ['target', { source: [SOURCE], target: [{ ...TARGET, started: 0 }] }],
  ])('that do not match are refused, naming the %s and both numbers', (side, sides) => {
    expect(() => totalsOf(sides)).toThrow(expect.objectContaining({ code: 'SweepInconsistent' }));
    expect(() => totalsOf(sides)).toThrow(new RegExp(`users of the ${side}`));
  });
});
