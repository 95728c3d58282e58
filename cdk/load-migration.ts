/** Reads a configuration file and the pool exports it names. The only place of the CDK app that reads input files. */
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseConfig } from '#core/config.ts';
import { ConfigError } from '#core/config-error.ts';
import { type Migration, planMigration } from '#core/migration.ts';

const CONFIG_DIRECTORY = join(dirname(fileURLToPath(import.meta.url)), 'config');

/**
 * Loads and checks one migration.
 * @param config the name of a file in `cdk/config/`, or a path ending in `.json`, relative to the current directory
 * @throws {ConfigError | PoolDescriptionError} whose message is for the operator and needs no stack trace
 */
export const loadMigration = (config: string): Migration => {
  const file = config.endsWith('.json') ? resolve(config) : join(CONFIG_DIRECTORY, `${config}.json`);
  const parsed = parseConfig(readJson(file, config), file);
  const { like, attach } = parsed.target.userPool;
  const poolExport = resolve(dirname(file), like);
  const exports = { source: readJson(poolExport, 'target.userPool.like') };
  if (attach === undefined) return planMigration(parsed, exports, { config: file, poolExport });
  const attachedExport = resolve(dirname(file), attach.describedBy);
  return planMigration(
    parsed,
    { ...exports, attached: readJson(attachedExport, 'target.userPool.attach.describedBy') },
    { config: file, poolExport, attachedExport },
  );
};

/** @param named how the operator named the file, for the message when it cannot be read */
const readJson = (file: string, named: string): unknown => {
  try {
    return JSON.parse(readText(file, named));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    // The parser's own message quotes the file's content, which may hold a secret: only the place is repeated.
    const [place = ''] = /line \d+ column \d+/.exec(error.message) ?? [];
    throw new ConfigError(
      [{ path: place, remedy: 'must be valid JSON; look for a missing comma or quote' }],
      file,
    );
  }
};

const readText = (file: string, named: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    const remedy = `cannot be read (${code}); "${named}" must name an existing JSON file`;
    throw new ConfigError([{ path: '', remedy }], file);
  }
};
