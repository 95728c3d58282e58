import fc from 'fast-check';
import { LEDGER_ORIGINS, LEDGER_STATES, type LedgerRecord } from '#core/ledger.ts';
import { totalsOf } from '#core/sweep-counts.ts';
import { type FoundRecord, lookAtSource, lookAtTarget } from '#core/sweep-look.ts';
import { record, TARGET_SUB } from './reconcile-builders.ts';
import { CREATED, DAY, listed, listedTarget } from './sweep-builders.ts';
import { SUB, settings } from './trigger-builders.ts';

const SETTINGS = settings();
const NOW = CREATED + 2 * DAY;
const source = (found: FoundRecord, change = {}, importing = false, by = SETTINGS) =>
  lookAtSource([listed(change)], () => found, by, importing);
const target = (found: FoundRecord, change = {}, by = SETTINGS) =>
  lookAtTarget([listedTarget(change)], () => found, by, NOW);

const bare = (change: Partial<LedgerRecord>): LedgerRecord => {
  const { targetSub: _, targetSeenAt: __, origin: ___, ...rest } = record(change);
  return { ...rest, ...change };
};

describe('a source user', () => {
  it.each<[string, FoundRecord, string]>([
    ['on record', record(), 'records.migrated.reconciled'],
    ['who failed before anybody saw the user', bare({ state: 'failed' }), 'records.unknown.failed'],
    [
      'whose shell was removed',
      record({ state: 'removed', origin: 'reset-required' }),
      'records.reset-required.removed',
    ],
    ['whose record cannot be read', 'unreadable', 'unreadable'],
    ['without a record', undefined, 'stragglers.active.not-signed-in'],
  ])('%s has one place', (_, found, place) => {
    expect(source(found).counts).toEqual({ users: 1, [place]: 1 });
  });

  it('without a record is listed, one on record is not', () => {
    expect(source(undefined).listed).toMatchObject([{ sub: SUB, reason: 'not-signed-in' }]);
    expect(source(record()).listed).toEqual([]);
    expect(source('unreadable').listed).toMatchObject([{ reason: 'record-unreadable' }]);
  });

  it('changed after the reconciliation is left alone, unless the source is right', () => {
    const later = { changedAt: record().lastChangedAt + 1 };
    const right = { ...SETTINGS, reconcile: { sourceOfTruth: 'source' } } as const;
    expect(source(record(), later).todo).toEqual([]);
    expect(source(record(), later, false, right).todo).toEqual([{ kind: 'start', sub: SUB }]);
    expect(source(record(), {}, false, right).todo).toEqual([]);
  });

  it.each<[string, FoundRecord, object, boolean]>([
    ['without a record', undefined, {}, true],
    ['whose shell was removed', record({ state: 'removed' }), {}, true],
    ['whom Cognito never created', bare({ state: 'abandoned' }), {}, true],
    ['whose import was interrupted', bare({ state: 'pending', origin: 'imported' }), {}, true],
    ['who has just been let in', bare({ state: 'pending' }), {}, false],
    ['on record', record(), {}, false],
    ['whose record cannot be read', 'unreadable', {}, false],
    ['disabled', undefined, { enabled: false }, false],
    ['federated', undefined, { status: 'EXTERNAL_PROVIDER' }, false],
  ])('%s is imported when asked: %#', (_, found, change, expected) => {
    const { todo, counts } = source(found, change, true);
    expect(todo).toEqual(expected ? [{ kind: 'import', sub: SUB }] : []);
    expect(Object.keys(counts)).toHaveLength(expected ? 1 : 2);
  });
});

describe('a target user', () => {
  it.each<[string, FoundRecord, object, string]>([
    ['on record', record(), {}, 'reconciled'],
    ['on record as another', record({ targetSub: 'other' }), {}, 'mismatched'],
    ['that failed', record({ state: 'failed' }), {}, 'failed'],
    ['whose record cannot be read', 'unreadable', {}, 'unreadable'],
    ['whose import was interrupted', bare({ state: 'pending', origin: 'imported' }), {}, 'importing'],
    ['of somebody else', undefined, { attributes: { sub: TARGET_SUB } }, 'started'],
  ])('%s has one place', (_, found, change, place) => {
    expect(target(found, change).counts).toEqual({ users: 1, [place]: 1 });
  });

  it('without a source sub is foreign', () => {
    const { 'custom:source_sub': __, ...attributes } = listedTarget().attributes;
    const look = lookAtTarget([{ ...listedTarget(), attributes }], () => undefined, SETTINGS, NOW);
    expect(look).toEqual({ counts: { users: 1, foreign: 1 }, listed: [], todo: [] });
  });

  it.each<[string, FoundRecord]>([
    ['without a record', undefined],
    ['still pending', bare({ state: 'pending' })],
    ['given up as never created', bare({ state: 'abandoned' })],
    ['come back after its shell was removed', bare({ state: 'removed' })],
  ])('%s is reconciled', (_, found) => {
    expect(target(found)).toMatchObject({
      counts: { users: 1, started: 1 },
      todo: [{ kind: 'start', sub: SUB }],
    });
  });

  const shell = { status: 'RESET_REQUIRED' };
  const shellRecord = record({ origin: 'reset-required' });

  it('that is an overdue shell is looked at again, and counted then', () => {
    expect(target(shellRecord, shell)).toEqual({
      counts: { users: 1 },
      listed: [],
      todo: [{ kind: 'shell', sub: SUB, targetSub: TARGET_SUB, otherwise: 'reconciled' }],
      newestRecordAt: shellRecord.firstSeenAt,
    });
    expect(target(undefined, shell).todo).toMatchObject([{ kind: 'shell', otherwise: 'started' }]);
  });

  it.each<[string, FoundRecord, object, object]>([
    ['young', shellRecord, { ...shell, createdAt: NOW - DAY, changedAt: NOW - DAY }, {}],
    ['lived in', shellRecord, { ...shell, changedAt: CREATED + DAY + 1 }, {}],
    ['after the cutover', shellRecord, shell, { phase: 'srp-only' }],
    ['of a user who came with a password', record(), shell, {}],
  ])('that is a shell, but %s, stays', (_, found, change, by) => {
    expect(target(found, change, { ...SETTINGS, ...by })).toEqual({
      counts: { users: 1, reconciled: 1, shells: 1 },
      listed: [],
      todo: [],
      newestRecordAt: record().firstSeenAt,
    });
  });

  it('whose age nobody knows is no overdue shell', () => {
    const { createdAt: _, changedAt: __, ...user } = listedTarget(shell);
    expect(lookAtTarget([user], () => shellRecord, SETTINGS, NOW).todo).toEqual([]);
  });
});

const anyRecord = fc.oneof(
  fc.constant<FoundRecord>(undefined),
  fc.constant<FoundRecord>('unreadable'),
  fc
    .record({
      state: fc.constantFrom(...LEDGER_STATES),
      origin: fc.option(fc.constantFrom(...LEDGER_ORIGINS), { nil: undefined }),
    })
    .map(({ state, origin }): FoundRecord => bare(origin === undefined ? { state } : { state, origin })),
);
const anyUser = fc.record({
  enabled: fc.boolean(),
  status: fc.constantFrom('CONFIRMED', 'UNCONFIRMED', 'RESET_REQUIRED', 'EXTERNAL_PROVIDER', 'NEW'),
});

describe('when somebody last came', () => {
  const records: Readonly<Record<string, FoundRecord>> = {
    early: record({ firstSeenAt: 1_000, state: 'removed' }),
    late: record({ firstSeenAt: 3_000, state: 'failed' }),
    imported: record({ firstSeenAt: 9_000, origin: 'imported' }),
    unreadable: 'unreadable',
  };
  const newest = (...names: readonly string[]) => [
    lookAtSource(
      names.map((sub) => listed({ sub })),
      (sub) => records[sub],
      SETTINGS,
      false,
    ).newestRecordAt,
    lookAtTarget(
      names.map((sub) => listedTarget({ attributes: { 'custom:source_sub': sub } })),
      (sub) => records[sub],
      SETTINGS,
      NOW,
    ).newestRecordAt,
  ];

  it('is the latest time of the records, in whatever state, on either side', () => {
    expect(newest('early', 'late')).toEqual([3_000, 3_000]);
    expect(newest('late', 'early', 'nobody')).toEqual([3_000, 3_000]);
  });

  it('does not count whom an operator imported', () => {
    expect(newest('early', 'imported')).toEqual([1_000, 1_000]);
  });

  it('is unknown without a record that says so', () => {
    expect(newest('imported', 'unreadable', 'nobody')).toEqual([undefined, undefined]);
    expect(newest()).toEqual([undefined, undefined]);
  });
});

describe('whatever a page holds', () => {
  it('every user has exactly one place, or one thing to be done that ends in one', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyUser, anyRecord)), fc.boolean(), (rows, importing) => {
        const users = rows.map(([change], number) => listed({ ...change, sub: `sub-${number}` }));
        const recordOf = (sub: string) => rows[Number(sub.slice(4))]?.[1];
        const { counts, todo } = lookAtSource(users, recordOf, SETTINGS, importing);
        const imports = todo.filter(({ kind }) => kind === 'import').length;
        expect(() =>
          totalsOf({ source: [counts, { 'records.imported.reconciled': imports }] }),
        ).not.toThrow();
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(anyUser, anyRecord)), (rows) => {
        const users = rows.map(([change], number) =>
          listedTarget({ ...change, attributes: { 'custom:source_sub': `sub-${number}` } }),
        );
        const recordOf = (sub: string) => rows[Number(sub.slice(4))]?.[1];
        const { counts, todo } = lookAtTarget(users, recordOf, SETTINGS, NOW);
        const shells = todo.filter(({ kind }) => kind === 'shell').length;
        expect(() => totalsOf({ source: [], target: [counts, { 'shells-removed': shells }] })).not.toThrow();
      }),
    );
  });
});
