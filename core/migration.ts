/** One migration, fully decided: the configuration, both pools, the names and what the Lambdas are told. Every part of the CDK app starts from it. */
import { attachedPool } from './attached-pool.ts';
import type { MigrationConfig } from './config.ts';
import { problemsAgainstPools } from './config-against-pool.ts';
import { ConfigError } from './config-error.ts';
import { type Pools, triggerSettings } from './derive-trigger-settings.ts';
import { type MigrationNames, migrationNames } from './names.ts';
import { type NetworkPlan, networkProblems, planNetwork } from './network-plan.ts';
import { readPoolDescription } from './pool-description.ts';
import { deriveTargetPool } from './target-pool.ts';
import type { TriggerSettings } from './trigger-settings.ts';

export type Migration = {
  readonly config: MigrationConfig;
  readonly names: MigrationNames;
  readonly pools: Pools;
  readonly settings: TriggerSettings;
  /** Where the Lambdas run. */
  readonly network: NetworkPlan;
  /** The export of the pool that is attached, as it was read; absent where the target pool is a new one. */
  readonly attachedExport?: unknown;
};

/** Content of the files that a configuration names. */
export type Exports = {
  /** Of `target.userPool.like`. */
  readonly source: unknown;
  /** Of `target.userPool.attach.describedBy`, where a pool is attached. */
  readonly attached?: unknown;
};

/** Where the documents come from, for the headlines of errors. */
export type Origins = {
  readonly config?: string;
  readonly poolExport?: string;
  readonly attachedExport?: string;
};

const readPools = ({ target }: MigrationConfig, exports: Exports, origins: Origins): Pools => {
  const source = readPoolDescription(exports.source, origins.poolExport);
  const { userPool, selfSignUp } = target;
  if (userPool.attach === undefined)
    return { source, target: deriveTargetPool(source, userPool.overrides, selfSignUp) };
  const attached = readPoolDescription(exports.attached, origins.attachedExport);
  return { source, target: attachedPool(attached, selfSignUp), attached };
};

/**
 * Puts a configuration and the exported pools together.
 * @throws {ConfigError | PoolDescriptionError} with every problem at once
 */
export const planMigration = (
  config: MigrationConfig,
  exports: Exports,
  origins: Origins = {},
): Migration => {
  const pools = readPools(config, exports, origins);
  const problems = [...problemsAgainstPools(config, pools), ...networkProblems(config, pools)];
  if (problems.length > 0) throw new ConfigError(problems, origins.config);
  return {
    config,
    pools,
    names: migrationNames(config.name),
    settings: triggerSettings(config, pools),
    network: planNetwork(config, pools),
    ...(pools.attached === undefined ? {} : { attachedExport: exports.attached }),
  };
};
