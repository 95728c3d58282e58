/** The configuration for somebody's own export: the example's, with their pool as the source and as the target's model. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PoolAddress } from './records.ts';

const EXAMPLE = fileURLToPath(new URL('../../cdk/config/example.json', import.meta.url));

type Config = {
  readonly target: { readonly accountId: string; readonly region: string };
  readonly [key: string]: unknown;
};

/** Stand-ins where the export already lives in the example's target account or region. */
const OTHER_ACCOUNT = '333333333333';
const OTHER_REGION = 'eu-central-1';

/**
 * Writes the configuration into `directory` and returns its path.
 * @param poolFile absolute path of the export that the target is made like
 */
export const writeSourceConfig = (directory: string, source: PoolAddress, poolFile: string): string => {
  const { $schema: _, ...example } = JSON.parse(readFileSync(EXAMPLE, 'utf8')) as Config;
  const { accountId, region } = example.target;
  const config = {
    ...example,
    source,
    target: {
      ...example.target,
      accountId: accountId === source.accountId ? OTHER_ACCOUNT : accountId,
      region: region === source.region ? OTHER_REGION : region,
      userPool: { like: poolFile },
    },
  };
  const file = join(directory, 'rehearsal-config.json');
  writeFileSync(file, JSON.stringify(config, undefined, 2), { mode: 0o600 });
  return file;
};
