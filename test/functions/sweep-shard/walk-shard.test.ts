/** One shard from its first page to its last, whatever happens in between. */
import { MigrationError } from '#core/errors.ts';
import { FIRST_PROGRESS } from '#core/shard-progress.ts';
import { record } from '#test/core/reconcile-builders.ts';
import { listed, listedTarget, subWith } from '#test/core/sweep-builders.ts';
import { createWorld, type World } from './fake-world.ts';

const people = (count: number, prefix = 'a') =>
  Array.from({ length: count }, (_, number) =>
    listed({ sub: subWith(prefix, number), username: `u${number}` }),
  );

const inTarget = (count: number, prefix = 'b') =>
  Array.from({ length: count }, (_, number) =>
    listedTarget({
      sub: subWith(prefix, number),
      username: `u${number}`,
      attributes: { 'custom:source_sub': subWith('a', number) },
    }),
  );

const lists = (log: readonly string[]) => log.filter((entry) => entry.startsWith('list'));
const starts = (log: readonly string[]) => log.filter((entry) => entry.startsWith('start'));

describe('a walk', () => {
  it('reads every page of its shard once, and counts everybody', async () => {
    const { walk, countsOf, log } = createWorld({
      source: [...people(5), ...people(3, 'c')],
      records: { [subWith('a', 1)]: record() },
    });
    expect(await walk('source/a')).toMatchObject([{ next: 'done' }]);
    expect(lists(log)).toEqual(['list source a first', 'list source a 2', 'list source a 4']);
    expect(countsOf('source/a')).toEqual({
      users: 5,
      'records.migrated.reconciled': 1,
      'stragglers.active.not-signed-in': 4,
    });
  });

  it('lists stragglers in one part an invocation, without a word about the person', async () => {
    const { walk, files } = createWorld({ source: people(3), records: { [subWith('a', 1)]: record() } });
    await walk('source/a');
    expect([...files.keys()]).toEqual(['sweeps/nightly/stragglers/a-0.csv']);
    const csv = [...files.values()].join('');
    expect(csv.split('\n').map((row) => row.split(',')[0])).toEqual([
      'sub',
      subWith('a', 0),
      subWith('a', 2),
      '',
    ]);
    expect(csv).not.toMatch(/u0|liam|example/);
  });

  it('reconciles whom the ledger misses on the target side, and lists nobody there', async () => {
    const { walk, countsOf, log, files } = createWorld({
      target: inTarget(3),
      records: { [subWith('a', 1)]: record({ sourceSub: subWith('a', 1), targetSub: subWith('b', 1) }) },
    });
    await walk('target/b');
    expect(starts(log)).toEqual([`start ${subWith('a', 0)}`, `start ${subWith('a', 2)}`]);
    expect(countsOf('target/b')).toEqual({ users: 3, reconciled: 1, started: 2 });
    expect(files.size).toBe(0);
  });

  it('knows when somebody of all its pages last came', async () => {
    const came = (firstSeenAt: number) => record({ firstSeenAt });
    const { walk, shards } = createWorld({
      source: people(5),
      records: {
        [subWith('a', 0)]: came(1_000),
        [subWith('a', 2)]: came(3_000),
        [subWith('a', 4)]: came(2_000),
      },
      // A page an invocation: what the first one found is kept for the last.
      pageMs: 45_000,
    });
    while ((await walk('source/a')).at(-1)?.next !== 'done');
    expect(shards.get('sweep#nightly#source/a')).toMatchObject({ newestRecordAt: 3_000 });
    await walk('source/0');
    expect(shards.get('sweep#nightly#source/0')).not.toHaveProperty('newestRecordAt');
  });

  it('of an empty shard is one page', async () => {
    const { walk, countsOf, log } = createWorld();
    expect(await walk('source/0')).toMatchObject([{ next: 'done' }]);
    expect([countsOf('source/0'), lists(log)]).toEqual([{ users: 0 }, ['list source 0 first']]);
  });

  it('that is done is not walked again', async () => {
    const { walk, log } = createWorld({ source: people(3) });
    await walk('source/a');
    const before = log.length;
    expect(await walk('source/a')).toMatchObject([{ next: 'done' }]);
    expect(log).toHaveLength(before);
  });
});

describe('the pace of a walk', () => {
  it('keeps pages apart as the share of one child of eight says', async () => {
    const { walk, elapsed } = createWorld({ source: people(20), pageMs: 0 });
    await walk('source/a');
    // Ten pages at 30 x 0.5 / 8 a second.
    expect(elapsed()).toBeCloseTo((10 / 1.875) * 1000, -2);
  });

  it('counts three writes for a reconciliation', async () => {
    const { walk, elapsed } = createWorld({ target: inTarget(4), pageSize: 4, pageMs: 0 });
    await walk('target/b');
    // The first turn is one write away, each further reconciliation three, at 25 x 0.5 / 8 a second.
    expect(elapsed()).toBeCloseTo(1000 / 1.875 + ((1 + 3 * 3) / 1.5625) * 1000, -2);
  });

  it('is kept from one invocation of a process to the next', async () => {
    const target = [...inTarget(1), ...inTarget(1, 'c')];
    const { walk, elapsed } = createWorld({ target, pageMs: 0 });
    await walk('target/b');
    await walk('target/c');
    // The second shard's only reconciliation waits for the three writes of the first one's.
    expect(elapsed()).toBeCloseTo(1000 / 1.875 + ((1 + 3) / 1.5625) * 1000, -2);
  });
});

describe('a large shard', () => {
  it('takes several invocations, and later a new child', async () => {
    const { walk, countsOf, files } = createWorld({ source: people(100), pageMs: 10_000 });
    const answers = await walk('source/a');
    expect(answers.map(({ next }) => next)).toEqual(['again', 'again', 'again', 'later']);
    let rounds = 1;
    while ((await walk('source/a')).at(-1)?.next !== 'done') rounds += 1;
    expect(rounds).toBeGreaterThan(1);
    expect(countsOf('source/a')).toMatchObject({ users: 100 });
    expect(files.size).toBeGreaterThan(4);
  });

  it('leaves users of a page to the next invocation without reading the page again', async () => {
    const { walk, log, countsOf } = createWorld({ target: inTarget(60), pageSize: 60 });
    const answers = await walk('target/b');
    expect(answers.length).toBeGreaterThan(2);
    expect(lists(log)).toHaveLength(1);
    expect(new Set(starts(log)).size).toBe(60);
    expect(starts(log)).toHaveLength(60);
    expect(countsOf('target/b')).toEqual({ users: 60, started: 60 });
  });
});

describe('a page token that expired', () => {
  it('makes the shard begin again, and nobody is counted twice', async () => {
    const { walk, log, countsOf, rows } = createWorld({ source: people(5), expired: ['4'] });
    await walk('source/a');
    expect(lists(log)).toEqual([
      'list source a first',
      'list source a 2',
      'list source a 4',
      'list source a first',
      'list source a 2',
      'list source a 4',
    ]);
    expect(countsOf('source/a')).toMatchObject({ users: 5 });
    expect(rows()).toHaveLength(5);
  });

  it('keeps count of the parts that were written before', async () => {
    const { walk, shards } = createWorld({ source: people(9), pageMs: 30_000, expired: ['8'] });
    while ((await walk('source/a')).at(-1)?.next !== 'done') {}
    const [progress] = [...shards.values()];
    expect(progress).toMatchObject({ restarts: 1, counts: { users: 9 } });
    expect(progress?.parts).toBeGreaterThanOrEqual(progress?.passes ?? Infinity);
  });

  it('empties the parts of the list that are too many then', async () => {
    const { walk, shards, files, rows } = createWorld({ source: people(5) });
    shards.set('sweep#nightly#source/a', { ...FIRST_PROGRESS, parts: 3, restarts: 1 });
    for (const part of [0, 1, 2]) files.set(`sweeps/nightly/stragglers/a-${part}.csv`, 'sub\nstale\n');
    await walk('source/a');
    expect(files.size).toBe(3);
    expect(rows()).toHaveLength(5);
    expect(rows()).not.toContain('stale');
  });

  it('again and again ends by name instead of never', async () => {
    const { walk } = createWorld({ source: people(5), expired: Array.from({ length: 20 }, () => '2') });
    await expect(walk('source/a')).rejects.toMatchObject({ code: 'SweepInconsistent' });
  });
});

describe('a walk that is interrupted', () => {
  const failing = (what: 'list' | 'look up' | 'start' | 'record' | 'report', at: number): World => {
    let calls = 0;
    const once =
      <Arguments extends readonly unknown[], Answer>(call: (...all: Arguments) => Promise<Answer>) =>
      async (...all: Arguments): Promise<Answer> => {
        calls += 1;
        if (calls === at) throw new MigrationError('SourceUnavailable', 'told to');
        return call(...all);
      };
    return {
      source: people(9),
      target: inTarget(5),
      override: (ports) => ({
        ...(what === 'list' && { source: { ...ports.source, listPage: once(ports.source.listPage) } }),
        ...(what === 'look up' && { ledger: { ...ports.ledger, lookUp: once(ports.ledger.lookUp) } }),
        ...(what === 'start' && {
          workflow: { startReconciliation: once(ports.workflow.startReconciliation) },
        }),
        ...(what === 'record' && { shards: { ...ports.shards, writeShard: once(ports.shards.writeShard) } }),
        ...(what === 'report' && { reports: { putCsv: once(ports.reports.putCsv) } }),
      }),
    };
  };

  it.each([
    ['list', 3, 'source/a'],
    ['look up', 2, 'source/a'],
    ['start', 3, 'target/b'],
    ['record', 1, 'source/a'],
    ['report', 1, 'source/a'],
  ] as const)('by a %s, call %i, ends as it would have without', async (what, at, shard) => {
    const sound = createWorld({ source: people(9), target: inTarget(5) });
    await sound.walk(shard);
    const world = createWorld(failing(what, at));
    await expect(world.walk(shard)).rejects.toMatchObject({ code: 'SourceUnavailable' });
    expect((await world.walk(shard)).at(-1)).toMatchObject({ next: 'done' });
    expect(world.countsOf(shard)).toEqual(sound.countsOf(shard));
    expect(world.rows()).toEqual(sound.rows());
    expect(new Set(starts(world.log))).toEqual(new Set(starts(sound.log)));
  });
});

describe('bad records', () => {
  it('are counted and listed, and end nothing', async () => {
    const { walk, countsOf, rows } = createWorld({
      source: people(2),
      records: { [subWith('a', 0)]: 'unreadable' },
    });
    await walk('source/a');
    expect(countsOf('source/a')).toMatchObject({ users: 2, unreadable: 1 });
    expect(rows()[0]).toMatch(/,active,record-unreadable,/);
  });
});

describe('the retry of what was given up', () => {
  const given = (state: 'failed' | 'abandoned' | 'reconciled', number: number) =>
    [subWith('a', number), record({ state, sourceSub: subWith('a', number) })] as const;

  it('starts each once, in pages, and counts records it cannot read', async () => {
    const { call, log } = createWorld({
      records: {
        ...Object.fromEntries([
          given('failed', 1),
          given('abandoned', 2),
          given('reconciled', 3),
          given('failed', 4),
        ]),
        [subWith('a', 5)]: 'unreadable',
      },
    });
    const progress = { cursor: '', totals: { retried: 0, unreadable: 0 } };
    expect(await call({ task: 'retryFailed', progress })).toEqual({
      next: 'done',
      cursor: '',
      totals: { retried: 3, unreadable: 1 },
    });
    expect(starts(log)).toEqual([1, 2, 4].map((number) => `start ${subWith('a', number)}`));
  });

  it('goes on where the time was over', async () => {
    const all = Array.from({ length: 250 }, (_, number) => given('failed', number));
    const { call, log } = createWorld({ records: Object.fromEntries(all), pageSize: 100 });
    let progress: object = { cursor: '', totals: { retried: 0, unreadable: 0 } };
    let calls = 0;
    do {
      progress = await call({ task: 'retryFailed', progress });
      calls += 1;
    } while ('next' in progress && progress.next === 'again');
    expect(calls).toBe(2);
    expect(progress).toMatchObject({ next: 'done', totals: { retried: 250 } });
    expect(new Set(starts(log)).size).toBe(250);
    expect(starts(log)).toHaveLength(250);
  });
});

describe('wrong work', () => {
  it.each([
    [{ shard: 'source/xyz' }, 'InvalidInput'],
    [{ task: 'walk', shard: 'source/a' }, 'InvalidInput'],
    [{ task: 'importStragglers', shard: 'source/a' }, 'NotSrpOnly'],
  ])('is refused before anything is read: %j', async (payload, code) => {
    const { call, log } = createWorld({ source: people(1) });
    await expect(call(payload)).rejects.toMatchObject({ code });
    expect(log).toEqual([]);
  });
});
