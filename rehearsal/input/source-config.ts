/** The configuration for somebody's own export, or for a scenario's: the example's, with another pool as the source and as the target's model. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PoolAddress, PoolDescription } from './records.ts';

const EXAMPLE = fileURLToPath(new URL('../../cdk/config/example.json', import.meta.url));

type Config = {
  readonly target: { readonly accountId: string; readonly region: string };
  readonly [key: string]: unknown;
};

/** Stand-ins where the export already lives in the example's target account or region. */
const OTHER_ACCOUNT = '333333333333';
const OTHER_REGION = 'eu-central-1';

/** What a scenario wants otherwise than the example has it. */
export type ConfigChanges = {
  /** Keys of the configuration, each as a whole. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** `target.userPool.overrides`. */
  readonly overrides?: Readonly<Record<string, unknown>>;
  /** The pool that is attached, instead of a new one. */
  readonly attach?: PoolDescription;
  /** `target.selfSignUp.enabled`. */
  readonly selfSignUp?: boolean;
};

/**
 * Writes the configuration into `directory` and returns its path.
 * @param poolFile absolute path of the export that the target is made like
 */
export const writeSourceConfig = (
  directory: string,
  source: PoolAddress,
  poolFile: string,
  changes: ConfigChanges = {},
): string => {
  const { $schema: _, ...example } = JSON.parse(readFileSync(EXAMPLE, 'utf8')) as Config;
  const { accountId, region } = example.target;
  const { attach, overrides, selfSignUp } = changes;
  const config = {
    ...example,
    ...changes.config,
    source,
    target: {
      ...example.target,
      accountId: accountId === source.accountId ? OTHER_ACCOUNT : accountId,
      region: region === source.region ? OTHER_REGION : region,
      ...(selfSignUp !== undefined && { selfSignUp: { enabled: selfSignUp } }),
      userPool: {
        like: poolFile,
        ...(overrides && { overrides }),
        ...(attach && { attach: { userPoolId: attach.Id, describedBy: writeAttached(directory, attach) } }),
      },
    },
  };
  const file = join(directory, 'rehearsal-config.json');
  writeFileSync(file, JSON.stringify(config, undefined, 2), { mode: 0o600 });
  return file;
};

const writeExport = (directory: string, name: string, pool: PoolDescription): string => {
  const file = join(directory, name);
  writeFileSync(file, JSON.stringify({ UserPool: pool }), { mode: 0o600 });
  return file;
};

const writeAttached = (directory: string, pool: PoolDescription): string =>
  writeExport(directory, 'attached-user-pool.json', pool);

/** Writes a pool's description into `directory`, in the form of an export, and returns its path. */
export const writePoolFile = (directory: string, pool: PoolDescription): string =>
  writeExport(directory, 'describe-user-pool.json', pool);
