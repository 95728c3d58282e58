/**
 * How a sweep of large pools goes: the real code of both Lambdas over made-up pools, with clocks that only waiting moves.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { SweepProgress } from '#core/progress.ts';
import type { ShardProgress } from '#core/shard-progress.ts';
import type { SweepTotals } from '#core/sweep-counts.ts';
import { MAX_CHILDREN, PAGE_SIZE, type Side } from '#core/sweep-plan.ts';
import type { TriggerSettings } from '#core/trigger-settings.ts';
import { createSummarizeSweep } from '#functions/summarize-sweep/summarize-sweep.ts';
import { settings } from '#test/core/trigger-builders.ts';
import { createPools, type PoolSizes, type Spread } from './made-up-pools.ts';
import { createWorker, type Worker } from './sweep-worker.ts';

export type ScaleReport = {
  /** By operation. */
  readonly calls: Readonly<Record<string, number>>;
  /** Pages that hold all users: what no walk can do without. */
  readonly pages: number;
  /** Of virtual time, from the first call to the last, with the configured shares of the quotas. */
  readonly seconds: number;
  /** Rounds of the Map; more than one where a shard outlasts its child. */
  readonly rounds: number;
  /** `ListUsers` a second on the busier side, over any ten seconds. */
  readonly listsPerSecond: number;
  /** Megabytes in use after collection: before, and the most there ever were. */
  readonly heapMb: { readonly before: number; readonly peak: number };
  readonly totals: SweepTotals;
};

/** Memory is looked at once in so many pages: collecting takes longer than a page. */
const LOOK_EVERY = 1_000;

const MEGABYTE = 1024 * 1024;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const heapMb = (): number => {
  collect();
  return process.memoryUsage().heapUsed / MEGABYTE;
};

/** What all workers count together. */
const createMeter = () => {
  const calls: Record<string, number> = {};
  const lists: Record<Side, Map<number, number>> = { source: new Map(), target: new Map() };
  const before = heapMb();
  let peak = before;
  let pages = 0;
  return {
    calls,
    before,
    count: (operation: string) => {
      calls[operation] = (calls[operation] ?? 0) + 1;
    },
    listed: (side: Side, now: number) => {
      const second = Math.floor(now / 10_000);
      lists[side].set(second, (lists[side].get(second) ?? 0) + 1);
      pages += 1;
      if (pages % LOOK_EVERY === 0) peak = Math.max(peak, heapMb());
    },
    peak: () => Math.max(peak, heapMb()),
    busiest: () => Math.max(...lists.source.values(), ...lists.target.values()) / 10,
  };
};

const EXECUTION = { executionId: 'arn', executionName: 'scale', startedAt: '2026-11-23T00:00:00.000Z' };
const NEVER = new AbortController().signal;

/** One child of the Map: the loop of SweepShard and MoreInShard. */
const runChild = async ({ work }: Worker, shard: string): Promise<void> => {
  let progress: unknown = { since: 0 };
  for (;;) {
    const answer = await work({ ...EXECUTION, task: 'sweep', shard, progress }, NEVER);
    if (answer.next !== 'again') return;
    progress = answer;
  }
};

/** The worker that is free first takes the next shard, as the Map starts its next child. */
const runMap = async (workers: readonly Worker[], shards: readonly string[]): Promise<void> => {
  for (const shard of shards) {
    const free = workers.reduce((first, worker) => (worker.now < first.now ? worker : first));
    await runChild(free, shard);
  }
  // Nobody goes on before the last child is done.
  const end = Math.max(...workers.map(({ now }) => now));
  for (const worker of workers) worker.now = end;
};

/** @param spread how users are spread over the first digits of their `sub`; evenly by default */
export const simulateSweep = async (
  sizes: PoolSizes,
  spread: Spread = { digits: 3 },
): Promise<ScaleReport> => {
  const configured: TriggerSettings = {
    ...settings(),
    sweep: { listUsersShare: 0.5, updateShare: 0.5, expectedUsers: Math.max(sizes.source, sizes.target) },
  };
  const shards = new Map<string, ShardProgress>();
  const meter = createMeter();
  const pools = createPools(sizes, spread);
  const workers = Array.from({ length: MAX_CHILDREN }, () => createWorker(pools, shards, meter, configured));
  const startedAt = workers[0]?.now ?? 0;
  let written: SweepProgress | undefined;
  const summarize = createSummarizeSweep(
    {
      records: {
        readShards: async (keys) =>
          new Map(keys.flatMap((key) => ((found) => (found ? [[key, found]] : []))(shards.get(key)))),
        readProgress: async () => undefined,
        writeProgress: async (_, progress) => {
          written = progress;
        },
      },
      telemetry: { finished: () => {} },
      clock: { now: () => workers[0]?.now ?? 0 },
    },
    configured,
  );
  let summary = await summarize({ ...EXECUTION, step: 'plan', input: { task: 'sweep' } }, NEVER);
  let rounds = 0;
  while (summary.shards.length > 0) {
    await runMap(workers, summary.shards);
    rounds += 1;
    summary = await summarize(
      { ...EXECUTION, step: 'summarize', task: 'sweep', digits: summary.digits },
      NEVER,
    );
  }
  if (written === undefined) throw new Error('the sweep ended without a progress record');
  return {
    calls: meter.calls,
    pages: Math.ceil(sizes.source / PAGE_SIZE) + Math.ceil(sizes.target / PAGE_SIZE),
    seconds: Math.round(((workers[0]?.now ?? 0) - startedAt) / 1000),
    rounds,
    listsPerSecond: meter.busiest(),
    heapMb: { before: meter.before, peak: meter.peak() },
    totals: written.totals,
  };
};
