/** Every way through the sweep's machine, over the real code of its Lambdas. */
import { readFileSync } from 'node:fs';
import { MigrationError } from '#core/errors.ts';
import { sumOf } from '#core/sweep-counts.ts';
import { ACCEPTED_SWEEP_INPUT } from '#core/sweep-input.ts';
import { record } from '#test/core/reconcile-builders.ts';
import { listed, listedTarget, subWith } from '#test/core/sweep-builders.ts';
import { SUB } from '#test/core/trigger-builders.ts';
import { EXECUTION } from '#test/functions/sweep-shard/fake-world.ts';
import { createSweepBench, type SweepBench } from './run-sweep.ts';

const HEX = '0123456789abcdef';
const SOURCE = [...HEX].map((digit, number) =>
  listed({ sub: subWith(digit, number), username: `user${number}` }),
);
/** The first ten are in the target; nine of them on record. */
const TARGET = SOURCE.slice(0, 10).map((user, number) =>
  listedTarget({
    sub: subWith(HEX[15 - number] ?? '0', number),
    username: user.username,
    attributes: { 'custom:source_sub': user.sub },
  }),
);
const RECORDS = Object.fromEntries(
  SOURCE.slice(1, 10).map(({ sub }, number) => [
    sub,
    record({ sourceSub: sub, targetSub: TARGET[number + 1]?.sub ?? '' }),
  ]),
);
const POOLS: SweepBench = { source: SOURCE, target: TARGET, records: RECORDS };

const failedWith = (error: string) => ({ status: 'FAILED', error });

describe('a sweep', () => {
  it('walks over every shard of both sides once, adds up, and tells', async () => {
    const bench = await createSweepBench(POOLS);
    expect(await bench.run({ task: 'sweep' })).toMatchObject({ status: 'SUCCEEDED' });
    expect(bench.calls.filter((name) => name === 'SweepShard')).toHaveLength(32);
    const totals = bench.written.get('latest')?.totals;
    expect(totals).toMatchObject({
      source: {
        users: 16,
        records: { migrated: { reconciled: 9 } },
        stragglers: { active: { 'not-signed-in': 7 } },
      },
      target: { users: 10, reconciled: 9, started: 1 },
    });
    expect(bench.told).toEqual([
      {
        type: 'SweepFinished',
        detail: {
          version: 1,
          at: EXECUTION.startedAt,
          executionId: EXECUTION.executionId,
          task: 'sweep',
          totals,
        },
      },
    ]);
    expect(bench.rows()).toHaveLength(7);
  });

  it('starts a reconciliation for whom the ledger misses', async () => {
    const bench = await createSweepBench(POOLS);
    await bench.run({ task: 'sweep' });
    expect(bench.log.filter((entry) => entry.startsWith('start'))).toEqual([`start ${SOURCE[0]?.sub}`]);
  });

  it('of empty pools ends with zeros', async () => {
    const bench = await createSweepBench();
    expect(await bench.run({ task: 'sweep' })).toMatchObject({ status: 'SUCCEEDED' });
    expect(bench.written.get('latest')?.totals.source.users).toBe(0);
  });

  it('takes another round of the Map for shards that outlast their child', async () => {
    const crowd = Array.from({ length: 120 }, (_, number) => listed({ sub: subWith('a', number) }));
    const bench = await createSweepBench({ source: crowd, pageMs: 10_000 });
    expect(await bench.run({ task: 'sweep' })).toMatchObject({ status: 'SUCCEEDED' });
    expect(bench.calls.filter((name) => name === 'SummarizeSweep').length).toBeGreaterThan(1);
    expect(bench.written.get('latest')?.totals.source.users).toBe(120);
  });
});

/** The source fails on its third page, as long as it is told to. */
const failingOnThirdPage = () => {
  const crowd = Array.from({ length: 9 }, (_, number) => listed({ sub: subWith('a', number) }));
  const fault = { on: true };
  const world: SweepBench = {
    ...POOLS,
    source: [...SOURCE, ...crowd],
    override: ({ source }) => ({
      source: {
        ...source,
        listPage: async (request, signal) => {
          if (fault.on && request.token === '4') throw new MigrationError('SourceUnavailable', 'told to');
          return source.listPage(request, signal);
        },
      },
    }),
  };
  return { fault, world };
};

describe('a child that fails on its third page', () => {
  it('is retried, fails the execution in the Map, and nothing is concluded', async () => {
    const { world } = failingOnThirdPage();
    const bench = await createSweepBench(world);
    expect(await bench.run({ task: 'sweep' })).toMatchObject(
      failedWith('States.ExceedToleratedFailureThreshold'),
    );
    expect(bench.calls.filter((name) => name === 'SweepShard')).toHaveLength(32 + 2);
    expect(bench.failedChildren()).toMatchObject([{ shard: 'source/a' }]);
    expect([bench.told, bench.written.size]).toEqual([[], 0]);
  });

  it('is redriven alone, and the totals are those of a sweep that never failed', async () => {
    const { world, fault } = failingOnThirdPage();
    const bench = await createSweepBench(world);
    await bench.run({ task: 'sweep' });
    fault.on = false;
    const before = bench.calls.length;
    expect(await bench.redrive({ task: 'sweep' })).toMatchObject({ status: 'SUCCEEDED' });
    expect(bench.calls.slice(before)).toEqual(['SweepShard', 'SummarizeSweep', 'AuditFinished']);

    const sound = failingOnThirdPage();
    sound.fault.on = false;
    const other = await createSweepBench(sound.world);
    await other.run({ task: 'sweep' });
    expect(bench.written.get('latest')?.totals).toEqual(other.written.get('latest')?.totals);
    expect(bench.rows().sort()).toEqual(other.rows().sort());
  });
});

describe('a retry of what was given up', () => {
  it('starts each of them, and tells how many', async () => {
    const bench = await createSweepBench({
      records: { [SUB]: record({ state: 'failed' }), other: 'unreadable' },
    });
    expect(await bench.run({ task: 'retryFailed' })).toMatchObject({ status: 'SUCCEEDED' });
    expect(bench.calls).toEqual(['PlanSweep', 'RetryFailed', 'AuditFinished']);
    expect(bench.told).toMatchObject([
      { detail: { task: 'retryFailed', totals: { retried: 1, unreadable: 1 } } },
    ]);
  });

  it('goes on where the time of one call was over', async () => {
    const records = Array.from({ length: 300 }, (_, number) => {
      const sourceSub = subWith('a', number);
      return [sourceSub, record({ state: 'abandoned', sourceSub })] as const;
    });
    const bench = await createSweepBench({ records: Object.fromEntries(records), pageSize: 100 });
    await bench.run({ task: 'retryFailed' });
    expect(bench.calls.filter((name) => name === 'RetryFailed').length).toBeGreaterThan(1);
    expect(bench.told).toMatchObject([{ detail: { totals: { retried: 300 } } }]);
  });
});

describe('an import', () => {
  it('is refused while passwords migrate users, and leaves nothing behind', async () => {
    const bench = await createSweepBench(POOLS);
    expect(await bench.run({ task: 'importStragglers' })).toMatchObject({
      ...failedWith('NotSrpOnly'),
      cause: expect.stringContaining('srp-only'),
    });
    expect([bench.log, bench.told]).toEqual([[], []]);
  });

  it('creates the stragglers, and the next sweep finds everybody on record', async () => {
    const bench = await createSweepBench({ ...POOLS, settings: { phase: 'srp-only' } });
    expect(await bench.run({ task: 'importStragglers' })).toMatchObject({ status: 'SUCCEEDED' });
    expect(bench.told).toMatchObject([
      {
        type: 'SweepFinished',
        detail: {
          task: 'importStragglers',
          totals: { source: { users: 16, imported: 6, records: { imported: { reconciled: 6 } } } },
        },
      },
    ]);
    // The one whom the ledger had missed was in the target already.
    expect(bench.log.filter((entry) => entry.startsWith('start'))).toEqual([`start ${SOURCE[0]?.sub}`]);
    expect(bench.target).toHaveLength(16);
    bench.shards.clear();
    await bench.run({ task: 'sweep' });
    const totals = bench.written.get('latest')?.totals;
    expect(sumOf(totals?.source.records ?? {})).toBe(15);
    expect(totals?.source.records).toMatchObject({ imported: { reconciled: 6 } });
  });
});

describe('bad input', () => {
  it.each<[string, unknown]>([
    ['no task', {}],
    ['another task', { task: 'cutover' }],
    ['a list', ['sweep']],
    ['a field too many', { task: 'sweep', dryRun: true }],
    ['a wrong kind', { task: ['sweep'] }],
  ])('fails, shows what is accepted, and leaves nothing behind: %s', async (_, input) => {
    const bench = await createSweepBench(POOLS);
    expect(await bench.run(input)).toMatchObject({
      ...failedWith('InvalidInput'),
      cause: expect.stringContaining('Accepted input'),
    });
    expect([bench.log, bench.told, bench.shards.size]).toEqual([[], [], 0]);
  });

  it('is answered with every task there is', () => {
    const { States } = JSON.parse(readFileSync('statemachines/sweep.asl.json', 'utf8'));
    const shown = ACCEPTED_SWEEP_INPUT.match(/\{[^}]*\}/g) ?? [];
    expect(shown).toHaveLength(3);
    for (const input of shown) expect(States.InvalidInput.Cause).toContain(input);
  });
});

describe('a call that keeps failing', () => {
  it.each([
    ['PlanSweep', 'LedgerUnavailable', 'sweep', 'LedgerUnavailable'],
    ['SummarizeSweep', 'SweepInconsistent', 'sweep', 'SweepInconsistent'],
    ['RetryFailed', 'WorkflowUnavailable', 'retryFailed', 'WorkflowUnavailable'],
    ['AuditFinished', 'EventBridge.FailedEntry', 'sweep', 'NotAudited'],
  ])('%s ends the execution by name', async (state, error, task, expected) => {
    const bench = await createSweepBench({ ...POOLS, refusing: { [state]: error } });
    expect(await bench.run({ task })).toMatchObject(failedWith(expected));
    expect(bench.told).toEqual([]);
  });

  it('of the audit trail comes after the progress record', async () => {
    const bench = await createSweepBench({
      ...POOLS,
      refusing: { AuditFinished: 'EventBridge.FailedEntry' },
    });
    await bench.run({ task: 'sweep' });
    expect(bench.written.get('latest')?.totals.source.users).toBe(16);
  });
});
