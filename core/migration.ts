/** One migration, fully decided: the configuration, both pools, the names and what the Lambdas are told. Every part of the CDK app starts from it. */
import type { MigrationConfig } from './config.ts';
import { problemsAgainstPools } from './config-against-pool.ts';
import { ConfigError } from './config-error.ts';
import { type Pools, triggerSettings } from './derive-trigger-settings.ts';
import { type MigrationNames, migrationNames } from './names.ts';
import { readPoolDescription } from './pool-description.ts';
import { deriveTargetPool } from './target-pool.ts';
import type { TriggerSettings } from './trigger-settings.ts';

export type Migration = {
  readonly config: MigrationConfig;
  readonly names: MigrationNames;
  readonly pools: Pools;
  readonly settings: TriggerSettings;
};

/** Where the two documents come from, for the headlines of errors. */
export type Origins = { readonly config?: string; readonly poolExport?: string };

/**
 * Puts a configuration and an exported source pool together.
 * @param poolExport content of the file that `target.userPool.like` names
 * @throws {ConfigError | PoolDescriptionError} with every problem at once
 */
export const planMigration = (
  config: MigrationConfig,
  poolExport: unknown,
  origins: Origins = {},
): Migration => {
  const source = readPoolDescription(poolExport, origins.poolExport);
  const { userPool, selfSignUp } = config.target;
  const pools = { source, target: deriveTargetPool(source, userPool.overrides, selfSignUp) };
  const problems = problemsAgainstPools(config, pools);
  if (problems.length > 0) throw new ConfigError(problems, origins.config);
  return { config, pools, names: migrationNames(config.name), settings: triggerSettings(config, pools) };
};
