// What the last sweep says, from the record as it is stored, against pool and ledger.
import { computeReport } from '#rehearsal/report/report.ts';
import { sweepOf, sweepProblems } from '#rehearsal/report/sweep.ts';
import { reportText } from '#rehearsal/report/table.ts';
import { ledgerItem, observation, sourceUser } from './build-observation.ts';

const users = ['a', 'b', 'c', 'd'].map((sub) => sourceUser(sub));

const progress = (source: Readonly<Record<string, unknown>> = {}, id = 'progress#latest') => ({
  id,
  version: 1,
  executionId: 'arn:aws:states:us-east-1:222222222222:execution:m-sweep:1',
  digits: 1,
  totals: {
    source: {
      users: 4,
      records: { migrated: { reconciled: 1 }, 'reset-required': { reconciled: 1 } },
      stragglers: { active: { 'not-signed-in': 1 }, disabled: { disabled: 1 } },
      unreadable: 0,
      imported: 0,
      ...source,
    },
  },
});

const records = [ledgerItem('a'), ledgerItem('b', { origin: 'reset-required' })];
const shard = { id: 'sweep#1#source/a', version: 1, done: true, counts: { users: 1 } };

const swept = (ledger: readonly Readonly<Record<string, unknown>>[]) =>
  observation(users, { swept: true, stored: { ledger, audit: [], executions: [] } });

describe('sweepOf', () => {
  it('adds up to the total, by origin and state and by state and reason', () => {
    const stored = { ledger: [progress({ users: 9 }, 'progress#1'), shard, ...records, progress()] };
    expect(sweepOf(stored)).toEqual({
      total: 4,
      records: { 'migrated.reconciled': 1, 'reset-required.reconciled': 1 },
      stragglers: { 'active.not-signed-in': 1, 'disabled.disabled': 1 },
    });
  });

  it('adds up the last sweeps of several deployments', () => {
    const other = progress({ users: 1, records: { imported: { reconciled: 1 } }, stragglers: {} });
    expect(sweepOf({ ledger: [progress(), other] })).toMatchObject({
      total: 5,
      records: { 'migrated.reconciled': 1, 'imported.reconciled': 1 },
    });
  });

  it('is null where no sweep has ended', () => {
    expect(sweepOf({ ledger: [shard, ...records] })).toBeNull();
  });

  it('tells of records that could not be read', () => {
    expect(sweepOf({ ledger: [progress({ unreadable: 2 })] })?.records).toMatchObject({ unreadable: 2 });
  });

  it('counts nothing where the record has another shape', () => {
    expect(sweepOf({ ledger: [{ id: 'progress#latest', totals: 'many' }] })).toEqual({
      total: 0,
      records: {},
      stragglers: {},
    });
  });
});

describe('sweepProblems', () => {
  it('finds none where the sweep says what pool and ledger say', () => {
    expect(sweepProblems(swept([progress(), shard, ...records]))).toEqual([]);
  });

  it('finds none where the scenario did not end with a sweep', () => {
    const ledger = [progress({ users: 7 }), ...records];
    const { swept: _, ...served } = swept(ledger);
    expect(sweepProblems(served)).toEqual([]);
  });

  it.each<[string, readonly Readonly<Record<string, unknown>>[], string]>([
    ['a missing record', [shard, ...records], 'a sweep was run and left no progress record'],
    [
      'users that were overlooked',
      [progress({ users: 3, stragglers: { active: { 'not-signed-in': 1 } } }), ...records],
      'the sweep counted 3 users of a source that has 4',
    ],
    [
      'parts that do not add up',
      [progress({ stragglers: {} }), ...records],
      "the sweep's parts are 2 together, its total is 4",
    ],
    [
      'a user on record who is counted as not come',
      [progress(), ...records, ledgerItem('c', { state: 'failed' })],
      'the sweep found records 1 × migrated.reconciled, 1 × reset-required.reconciled, and the ledger has 1 × migrated.failed, 1 × migrated.reconciled, 1 × reset-required.reconciled',
    ],
    [
      'a record in another state',
      [progress(), ledgerItem('a'), ledgerItem('b', { origin: undefined, state: 'pending' })],
      'the sweep found records 1 × migrated.reconciled, 1 × reset-required.reconciled, and the ledger has 1 × migrated.reconciled, 1 × unknown.pending',
    ],
  ])('names %s', (_, ledger, reason) => {
    expect(sweepProblems(swept(ledger))).toEqual([reason]);
  });

  it('leaves records of users who are not in the source to the other rules', () => {
    expect(sweepProblems(swept([progress(), ...records, ledgerItem('stranger')]))).toEqual([]);
  });
});

describe('the report', () => {
  it('has the totals, and says them in one line', () => {
    const seen = swept([progress(), ...records]);
    const report = computeReport(seen);
    expect(report.sweep?.total).toBe(users.length);
    expect(reportText(report, seen)).toContain(
      'Last sweep: 4 users of the source. On record: 1 × migrated.reconciled, 1 × reset-required.reconciled. Not come yet: 1 × active.not-signed-in, 1 × disabled.disabled.',
    );
  });
});
