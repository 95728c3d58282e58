/** One invocation of the sweep: some pages of one shard, or some records that were given up. Knows neither Lambda nor AWS. */
import { MigrationError } from '#core/errors.ts';
import { readShardWork } from '#core/sweep-input.ts';
import { ratesOf } from '#core/sweep-plan.ts';
import type { TriggerSettings } from '#core/trigger-settings.ts';
import { createPace } from './pace.ts';
import type { SweepShardPorts } from './ports.ts';
import { type RetryAnswer, retryFailed } from './retry-failed.ts';
import { type WalkAnswer, walkShard } from './walk-shard.ts';

export type SweepAnswer = WalkAnswer | RetryAnswer;

export type SweepShard = (payload: unknown, signal: AbortSignal) => Promise<SweepAnswer>;

/** The state machine asks first; whoever calls the Lambda by itself is refused as well. */
const refuseImport = ({ phase = 'migrating' }: TriggerSettings): void => {
  if (phase === 'srp-only') return;
  throw new MigrationError(
    'NotSrpOnly',
    'Stragglers are imported only in the phase srp-only: an imported user no longer migrates by password.',
  );
};

/**
 * Keeps its pace between invocations of one process: as many processes as the Map has children stay below the share.
 * @throws {MigrationError} `InvalidInput`, `NotSrpOnly`, and everything the ports reject with
 */
export const createSweepShard = (ports: SweepShardPorts, settings: TriggerSettings): SweepShard => {
  const shared = ratesOf(settings.sweep);
  const alone = ratesOf(settings.sweep, 1);
  const paces = {
    lists: createPace(shared.lists, ports.clock),
    updates: createPace(shared.updates, ports.clock),
  };
  const retries = createPace(alone.updates, ports.clock);
  return async (payload, signal) => {
    const work = readShardWork(payload);
    if (work.task === 'retryFailed') return retryFailed(ports, work, retries, signal);
    if (work.task === 'importStragglers') refuseImport(settings);
    return walkShard(ports, work, settings, paces, signal);
  };
};
