/** One configuration synthesized as a pipeline would: the sample pool and the example configuration, each with changes. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TriggerSettings } from '#core/trigger-settings.ts';
import { synthesize } from '#rehearsal/deploy/synthesize.ts';
import { readAssemblySettings } from '#rehearsal/input/assembly-settings.ts';
import { type RehearsalInput, SAMPLE_POOL } from '#rehearsal/input/load-input.ts';
import { type PoolDescription, parsePoolArn } from '#rehearsal/input/records.ts';

export type Changes = {
  /** Fields of the source pool's description; undefined takes one away. */
  readonly pool?: Readonly<Record<string, unknown>>;
  /** Keys of the configuration. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** What the target pool has otherwise than the source. */
  readonly overrides?: Readonly<Record<string, unknown>>;
};

export type SynthesizedMigration = {
  readonly assembly: string;
  readonly settings: TriggerSettings;
  readonly input: Omit<RehearsalInput, 'users'>;
  /** Removes everything that was written. */
  readonly remove: () => void;
};

const EXAMPLE = fileURLToPath(new URL('../../cdk/config/example.json', import.meta.url));

const readJson = (file: string) => JSON.parse(readFileSync(file, 'utf8'));

const write = (file: string, content: unknown): string => {
  writeFileSync(file, JSON.stringify(content));
  return file;
};

/** Takes about two seconds: once for each test file and configuration. */
export const synthesizeMigration = async (changes: Changes = {}): Promise<SynthesizedMigration> => {
  const directory = mkdtempSync(join(tmpdir(), 'end-to-end-'));
  const pool: PoolDescription = { ...readJson(SAMPLE_POOL).UserPool, ...changes.pool };
  const poolFile = write(join(directory, 'describe-user-pool.json'), { UserPool: pool });
  const { $schema: _, ...example } = readJson(EXAMPLE);
  const userPool = { like: poolFile, overrides: changes.overrides ?? {} };
  const config = { ...example, ...changes.config, target: { ...example.target, userPool } };
  const assembly = join(directory, 'cdk.out');
  await synthesize({ config: write(join(directory, 'config.json'), config), outdir: assembly });
  const address = parsePoolArn(pool.Arn);
  if (address === undefined) throw new Error('the sample pool has no ARN');
  return {
    assembly,
    settings: readAssemblySettings(assembly),
    input: { kind: 'export', poolFile, pool, address },
    remove: () => rmSync(directory, { recursive: true }),
  };
};
