/**
 * What an assembly was synthesized for, read from the assembly itself: the settings that lie beside the bundle of its
 * migrate-user Lambda.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SETTINGS_FILE, type TriggerSettings } from '#core/trigger-settings.ts';
import { InputError } from './input-error.ts';
import type { PoolAddress } from './records.ts';

const assetSettings = (directory: string): string | undefined =>
  readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name.startsWith('asset.'))
    .map((entry) => join(directory, entry.name, SETTINGS_FILE))
    .find(existsSync);

/** @throws {InputError} for a directory that holds no assembly of this app. */
export const readAssemblySettings = (assembly: string): TriggerSettings => {
  const directory = resolve(assembly);
  if (!existsSync(join(directory, 'manifest.json')))
    throw new InputError(
      `--assembly ${assembly}: holds no manifest.json; give a directory that cdk synth wrote, such as cdk.out.`,
    );
  const file = assetSettings(directory);
  if (!file)
    throw new InputError(
      `--assembly ${assembly}: holds no bundled migrate-user Lambda; synthesize it again without --exclusively and with bundling.`,
    );
  return JSON.parse(readFileSync(file, 'utf8')) as TriggerSettings;
};

const words = ({ userPoolId, accountId, region }: PoolAddress): string =>
  `${userPoolId} in ${accountId}, ${region}`;

/** @throws {InputError} where the assembly was synthesized for another source pool than the one to be rehearsed. */
export const requireSameSource = (assembly: string, of: PoolAddress, pool: PoolAddress): void => {
  if (words(of) === words(pool)) return;
  throw new InputError(
    `--assembly ${assembly}: was synthesized for the source pool ${words(of)}, but the users are those of ${words(pool)}; ` +
      'give --source-pool and --source-users of that pool, or synthesize with the config of this one.',
  );
};
