/** One process of sweep-shard over made-up pools: the real code, ports that count, and a clock that only waiting moves. */
import type { ShardProgress } from '#core/shard-progress.ts';
import type { Side } from '#core/sweep-plan.ts';
import type { TriggerSettings } from '#core/trigger-settings.ts';
import type { SweepShardPorts } from '#functions/sweep-shard/ports.ts';
import { createSweepShard, type SweepShard } from '#functions/sweep-shard/sweep-shard.ts';
import type { MadeUpPools } from './made-up-pools.ts';

/** Milliseconds that a call takes: across regions, within one, and of DynamoDB. */
const LATENCY = { source: 90, target: 25, ledger: 8 } as const;

/** Told of every call as it is made. */
export type Meter = {
  readonly count: (operation: string) => void;
  /** @param now of the worker */
  readonly listed: (side: Side, now: number) => void;
};

export type Worker = { now: number; readonly work: SweepShard };

const refuse = (what: string) => async (): Promise<never> => {
  throw new Error(`a sweep of made-up pools never ${what}`);
};

/** One process of the Lambda, with a clock of its own. */
export const createWorker = (
  pools: MadeUpPools,
  shards: Map<string, ShardProgress>,
  meter: Meter,
  configured: TriggerSettings,
): Worker => {
  const worker = { now: Date.parse('2026-11-23T00:00:00Z') };
  const spend = (operation: string, milliseconds: number): void => {
    meter.count(operation);
    worker.now += milliseconds;
  };
  const list =
    (side: Side): SweepShardPorts[Side]['listPage'] =>
    async ({ prefix, token }) => {
      meter.listed(side, worker.now);
      spend(`ListUsers ${side}`, LATENCY[side]);
      return { kind: 'page', ...pools.page(side, prefix, token) };
    };
  const ports: SweepShardPorts = {
    source: { listPage: list('source'), readUser: refuse('reads one source user') },
    target: {
      listPage: list('target'),
      readUser: refuse('reads one target user'),
      deleteUser: refuse('deletes'),
      createUser: refuse('creates'),
      closeWithPassword: refuse('sets a password'),
    },
    ledger: {
      lookUp: async (subs) => {
        spend('BatchGetItem', LATENCY.ledger);
        return new Map(subs.map((sub) => [sub, pools.record(sub)]));
      },
      givenUp: refuse('scans'),
      recordRemoved: refuse('removes'),
      recordImporting: refuse('imports'),
      recordImported: refuse('imports'),
    },
    shards: {
      readShard: async (key) => {
        spend('GetItem', LATENCY.ledger);
        return shards.get(key);
      },
      writeShard: async (key, progress) => {
        spend('PutItem', LATENCY.ledger);
        shards.set(key, progress);
      },
    },
    reports: { putCsv: async () => spend('PutObject', LATENCY.target) },
    workflow: { startReconciliation: async () => spend('StartExecution', LATENCY.target) },
    audit: { put: refuse('tells of a user') },
    clock: {
      now: () => worker.now,
      wait: async (milliseconds) => {
        worker.now += Math.ceil(milliseconds);
      },
    },
  };
  return Object.assign(worker, { work: createSweepShard(ports, configured) });
};
