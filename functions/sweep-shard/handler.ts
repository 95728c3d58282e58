/** Entry of the sweep-shard Lambda: chooses the real adapters during init and walks some pages per invocation. */
import { setTimeout as wait } from 'node:timers/promises';
import { connectSweep } from '../_aws/connect-sweep.ts';
import { createLogger } from '../_runtime/attempt-telemetry.ts';
import { createNamedHandler, wireOrRefuse } from '../_runtime/named-handler.ts';
import { readSettings } from '../_runtime/settings.ts';
import { readShardEnvironment } from '../_runtime/sweep-environment.ts';
import { createSweepShard, type SweepShard } from './sweep-shard.ts';

const logger = createLogger(process.env.POWERTOOLS_SERVICE_NAME ?? 'sweep-shard');

/** Everything one process keeps between invocations. @throws {MigrationError} when settings or environment are wrong. */
const wire = (variables: NodeJS.ProcessEnv): SweepShard => {
  const { taskRoot, ...environment } = readShardEnvironment(variables);
  const settings = readSettings(taskRoot);
  const ports = connectSweep({ settings, ...environment, variables });
  const clock = {
    now: Date.now,
    wait: (milliseconds: number, signal: AbortSignal) => wait(milliseconds, undefined, { signal }),
  };
  return createSweepShard({ ...ports, clock }, settings);
};

/** The Lambda itself has 60 s. */
const LIMIT_MS = 55_000;

/** @throws {MigrationError} with a `name` that the state machine's Retry and Catch match */
export const handler = createNamedHandler(
  wireOrRefuse(() => wire(process.env)),
  { name: 'sweep-shard', logger, limitMs: LIMIT_MS },
);
