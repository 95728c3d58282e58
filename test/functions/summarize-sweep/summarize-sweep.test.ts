import { type ProgressCounts, progressCounts, type SweepProgress } from '#core/progress.ts';
import { FIRST_PROGRESS, type ShardProgress } from '#core/shard-progress.ts';
import { totalsOf } from '#core/sweep-counts.ts';
import { createSummarizeSweep } from '#functions/summarize-sweep/summarize-sweep.ts';
import { settings } from '#test/core/trigger-builders.ts';

const EXECUTION = { executionId: 'arn', executionName: 'nightly', startedAt: '2026-11-23T10:00:00.000Z' };
const NOW = Date.parse('2026-11-23T10:09:00.000Z');
const walked = (counts: ShardProgress['counts']): ShardProgress => ({
  ...FIRST_PROGRESS,
  done: true,
  counts,
});

type Given = {
  readonly shards?: Readonly<Record<string, ShardProgress>>;
  readonly last?: SweepProgress;
  readonly settings?: Partial<ReturnType<typeof settings>>;
};

const setUp = (given: Given = {}) => {
  const written: [string, SweepProgress][] = [];
  const told: ProgressCounts[] = [];
  const summarize = createSummarizeSweep(
    {
      records: {
        readShards: async (keys) =>
          new Map(Object.entries(given.shards ?? {}).filter(([key]) => keys.includes(key))),
        readProgress: async () => given.last,
        writeProgress: async (name, progress) => {
          written.push([name, progress]);
        },
      },
      telemetry: { finished: (totals) => void told.push(progressCounts(totals)) },
      clock: { now: () => NOW },
    },
    { ...settings(), ...given.settings },
  );
  const call = (payload: object) => summarize({ ...EXECUTION, ...payload }, new AbortController().signal);
  return { written, told, call, plan: (task = 'sweep') => call({ step: 'plan', input: { task } }) };
};

const lastWith = (users: number): SweepProgress => ({
  executionId: 'arn',
  startedAt: EXECUTION.startedAt,
  finishedAt: EXECUTION.startedAt,
  digits: 1,
  totals: totalsOf({ source: [{ users, unreadable: users }] }),
});

const sweepOf = (expectedUsers: number) => ({
  sweep: { listUsersShare: 0.5, updateShare: 0.5, expectedUsers },
});

describe('the plan', () => {
  it('walks over both sides of small pools by one digit', async () => {
    const { digits, shards } = await setUp().plan();
    expect([digits, shards.length]).toEqual([1, 32]);
    expect(shards).toEqual(expect.arrayContaining(['source/0', 'source/f', 'target/0', 'target/f']));
  });

  it.each<[string, Given, number]>([
    ['the export says', { settings: sweepOf(100_000) }, 512],
    ['the last sweep saw', { last: lastWith(100_000) }, 512],
    ['the larger of both says', { last: lastWith(10), settings: sweepOf(100_000) }, 512],
  ])('cuts by what %s', async (_, given, shards) => {
    expect((await setUp(given).plan()).shards).toHaveLength(shards);
  });

  it('of a retry has no shards, that of an import those of the source', async () => {
    expect((await setUp().plan('retryFailed')).shards).toEqual([]);
    const { shards } = await setUp({ settings: { phase: 'srp-only' } }).plan('importStragglers');
    expect(shards).toHaveLength(16);
    expect(shards.every((shard) => shard.startsWith('source/'))).toBe(true);
  });

  it('refuses an import while passwords migrate users', async () => {
    await expect(setUp().plan('importStragglers')).rejects.toMatchObject({ code: 'NotSrpOnly' });
  });

  it('refuses wrong input', async () => {
    await expect(setUp().call({ step: 'plan', input: { task: 'sweep', all: true } })).rejects.toMatchObject({
      code: 'InvalidInput',
    });
  });
});

const HEX = '0123456789abcdef';
const all = (sides: readonly string[], counts: (name: string) => ShardProgress['counts']) =>
  Object.fromEntries(
    sides.flatMap((side) =>
      [...HEX].map((digit) => [`sweep#nightly#${side}/${digit}`, walked(counts(`${side}/${digit}`))]),
    ),
  );
const one = (side: string) =>
  side.startsWith('source') ? { users: 1, unreadable: 1 } : { users: 2, foreign: 2 };

describe('the summary', () => {
  const summarize = { step: 'summarize', task: 'sweep', digits: 1 };

  it('adds up, and writes the progress record', async () => {
    const { call, written } = setUp({ shards: all(['source', 'target'], one) });
    const { totals, shards } = await call(summarize);
    expect(shards).toEqual([]);
    expect(totals).toMatchObject({
      source: { users: 16, unreadable: 16 },
      target: { users: 32, foreign: 32 },
    });
    expect(written).toEqual([
      [
        'nightly',
        {
          executionId: 'arn',
          startedAt: EXECUTION.startedAt,
          finishedAt: '2026-11-23T10:09:00.000Z',
          digits: 1,
          totals,
        },
      ],
    ]);
  });

  it('tells in metrics how far the migration has come', async () => {
    const counts = (name: string) =>
      name === 'source/0'
        ? {
            users: 9,
            'records.migrated.reconciled': 3,
            'records.imported.reconciled': 1,
            'records.migrated.failed': 2,
            'stragglers.active.not-signed-in': 2,
            'stragglers.disabled.disabled': 1,
          }
        : {};
    const { call, told } = setUp({ shards: all(['source', 'target'], counts) });
    await call(summarize);
    expect(told).toEqual([{ SourceUsers: 9, MigratedUsers: 4, Stragglers: 3 }]);
  });

  it('writes when somebody last came, as the shards know it', async () => {
    const shards = all(['source', 'target'], one);
    const { call, written } = setUp({
      shards: {
        ...shards,
        'sweep#nightly#source/3': { ...walked(one('source')), newestRecordAt: Date.parse('2026-11-20') },
        'sweep#nightly#target/7': { ...walked(one('target')), newestRecordAt: Date.parse('2026-11-19') },
      },
    });
    await call(summarize);
    expect(written).toMatchObject([['nightly', { newestRecordAt: '2026-11-20T00:00:00.000Z' }]]);
  });

  it.each<[string, ShardProgress | undefined]>([
    ['nobody has begun', undefined],
    ['stopped between pages', { ...walked({ users: 60, foreign: 60 }), done: false, cursor: 'token' }],
    ['has users to be done', { ...walked({}), todo: [{ kind: 'start', sub: 'a' }] }],
  ])('names a shard that %s, and writes nothing', async (_, progress) => {
    const { 'sweep#nightly#target/7': __, ...others } = all(['source', 'target'], one);
    const shards = progress === undefined ? others : { ...others, 'sweep#nightly#target/7': progress };
    const { call, written } = setUp({ shards });
    expect(await call(summarize)).toEqual({ digits: 1, shards: ['target/7'], totals: {} });
    expect(written).toEqual([]);
  });

  it('of an import adds up the source, and is no progress', async () => {
    const { call, written, told } = setUp({ shards: all(['source'], one), settings: { phase: 'srp-only' } });
    const { totals } = await call({ ...summarize, task: 'importStragglers' });
    expect(totals).toMatchObject({ source: { users: 16 } });
    expect(totals).not.toHaveProperty('target');
    expect([written, told]).toEqual([[], []]);
  });

  it('that does not add up ends by name, and writes nothing', async () => {
    const { call, written } = setUp({ shards: all(['source', 'target'], () => ({ users: 1 })) });
    await expect(call(summarize)).rejects.toMatchObject({ code: 'SweepInconsistent' });
    expect(written).toEqual([]);
  });
});
