/** Cuts a sweep up before its walk, and adds up what the shards counted after it. Knows neither Lambda nor AWS. */
import { MigrationError } from '#core/errors.ts';
import { poolSizeOf, type SweepProgress } from '#core/progress.ts';
import { isWalked, type ShardProgress, shardKey } from '#core/shard-progress.ts';
import { newestOf, type SweepTotals, totalsOf } from '#core/sweep-counts.ts';
import { readSummaryWork, type SummaryWork, type SweepTask } from '#core/sweep-input.ts';
import { digitsFor, type Shard, type Side, shardName, shardsOf } from '#core/sweep-plan.ts';
import type { TriggerSettings } from '#core/trigger-settings.ts';
import type { SweepTelemetry } from '../_runtime/sweep-telemetry.ts';

export type SummarizeSweepPorts = {
  /** Reject with `LedgerUnavailable` or `SweepInconsistent`. */
  readonly records: {
    readonly readShards: (
      keys: readonly string[],
      signal: AbortSignal,
    ) => Promise<ReadonlyMap<string, ShardProgress>>;
    readonly readProgress: (signal: AbortSignal) => Promise<SweepProgress | undefined>;
    readonly writeProgress: (
      executionName: string,
      progress: SweepProgress,
      signal: AbortSignal,
    ) => Promise<void>;
  };
  readonly telemetry: SweepTelemetry;
  /** Milliseconds since the epoch. */
  readonly clock: { readonly now: () => number };
};

/** Names of the shards that are to be walked over; none once the sweep is whole, and then there are totals. */
export type Summary = {
  readonly digits: number;
  readonly shards: readonly string[];
  readonly totals: SweepTotals | Readonly<Record<string, never>>;
};

export type SummarizeSweep = (payload: unknown, signal: AbortSignal) => Promise<Summary>;

/** An import creates users of the source; the target's side is for the next sweep. */
const sidesOf = (task: SweepTask): readonly Side[] => {
  if (task === 'retryFailed') return [];
  return task === 'sweep' ? ['source', 'target'] : ['source'];
};

const plan = async (
  { records }: SummarizeSweepPorts,
  task: SweepTask,
  { phase = 'migrating', sweep }: TriggerSettings,
  signal: AbortSignal,
): Promise<Summary> => {
  if (task === 'importStragglers' && phase !== 'srp-only') {
    throw new MigrationError(
      'NotSrpOnly',
      'Stragglers are imported only in the phase srp-only: an imported user no longer migrates by password. Deploy that phase first.',
    );
  }
  const last = await records.readProgress(signal);
  const users = Math.max(sweep?.expectedUsers ?? 0, last === undefined ? 0 : poolSizeOf(last));
  const digits = digitsFor(users);
  return { digits, shards: shardsOf(digits, sidesOf(task)).map(shardName), totals: {} };
};

const summarize = async (
  { records, telemetry, clock }: SummarizeSweepPorts,
  work: Extract<SummaryWork, { step: 'summarize' }>,
  signal: AbortSignal,
): Promise<Summary> => {
  const { task, digits, executionId, executionName, startedAt } = work;
  const all = shardsOf(digits, sidesOf(task));
  const keyOf = (shard: Shard) => shardKey(executionName, shard);
  const found = await records.readShards(all.map(keyOf), signal);
  const open = all.filter((shard) => !isWalked(found.get(keyOf(shard))));
  if (open.length > 0) return { digits, shards: open.map(shardName), totals: {} };
  const countsOf = (side: Side) =>
    all.filter((shard) => shard.side === side).map((shard) => found.get(keyOf(shard))?.counts ?? {});
  const target = task === 'sweep' ? { target: countsOf('target') } : {};
  const totals = totalsOf({ source: countsOf('source'), ...target });
  // An import sees one side only, which is no progress that gates could go by.
  if (task === 'sweep') {
    const finishedAt = new Date(clock.now()).toISOString();
    const newest = newestOf([...found.values()].map(({ newestRecordAt }) => newestRecordAt));
    const came = newest === undefined ? {} : { newestRecordAt: new Date(newest).toISOString() };
    await records.writeProgress(
      executionName,
      { executionId, startedAt, finishedAt, digits, totals, ...came },
      signal,
    );
    telemetry.finished(totals);
  }
  return { digits, shards: [], totals };
};

/**
 * @throws {MigrationError} `InvalidInput`, `NotSrpOnly`, `SweepInconsistent`, and what the ports reject with
 */
export const createSummarizeSweep =
  (ports: SummarizeSweepPorts, settings: TriggerSettings): SummarizeSweep =>
  async (payload, signal) => {
    const work = readSummaryWork(payload);
    return work.step === 'plan' ? plan(ports, work.task, settings, signal) : summarize(ports, work, signal);
  };
