/** Writes what a run leaves behind: report, artifacts, endpoints. Each file appears whole or not at all. */
import { mkdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Recorder, STREAM_NAMES, type StreamName } from '../cloud/recorder.ts';
import { InputError } from '../input/input-error.ts';
import type { UserRecord } from '../input/records.ts';
import { lastSeen } from './stored.ts';

/** Only the user's own account may read these: `--endpoints` holds keys of the local accounts. */
const PRIVATE = 0o600;
const READABLE = 0o644;

const writeWhole = (file: string, text: string, mode: number): void => {
  const target = resolve(file);
  mkdirSync(dirname(target), { recursive: true });
  const partial = `${target}.${process.pid}.partial`;
  writeFileSync(partial, text, { mode });
  renameSync(partial, target);
};

const kindOf = (path: string): 'file' | 'directory' | undefined => {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats && (stats.isDirectory() ? 'directory' : 'file');
};

/**
 * Checked before anything is started, so that a long run does not end in a path mistake.
 * @throws {InputError} where a file is wanted and a directory is there, or the other way round.
 */
export const checkOutputPaths = (paths: {
  readonly report?: string;
  readonly endpoints?: string;
  readonly artifacts?: string;
}): void => {
  for (const flag of ['report', 'endpoints'] as const) {
    const path = paths[flag];
    if (path && kindOf(path) === 'directory')
      throw new InputError(`--${flag} ${path}: is a directory; give the path of a file.`);
  }
  if (paths.artifacts && kindOf(paths.artifacts) === 'file')
    throw new InputError(`--artifacts ${paths.artifacts}: is a file; give a directory.`);
};

export const jsonText = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

export const writeJson = (file: string, value: unknown): void => writeWhole(file, jsonText(value), READABLE);

export const writePrivateJson = (file: string, value: unknown): void =>
  writeWhole(file, jsonText(value), PRIVATE);

/** One JSON object a line. */
export const ndjsonText = (entries: readonly unknown[]): string =>
  entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');

export type Pools = { readonly source: readonly UserRecord[]; readonly target: readonly UserRecord[] };

/** An execution is seen at its start and at its end; the file has it once. */
const entriesOf = (recorder: Recorder, name: StreamName): readonly unknown[] =>
  name === 'executions' ? lastSeen(recorder.entries(name)) : recorder.entries(name);

/** Contents of files by their path below the artifacts. */
export type Files = Readonly<Record<string, string>>;

/** A key of S3 may hold anything; what would lead out of the directory is taken out of its path. */
const insideOf = (directory: string, path: string): string =>
  join(directory, ...path.split('/').filter((part) => part !== '' && part !== '.' && part !== '..'));

/** Every stream as `NAME.ndjson`, both pools at the end as `list-users` would show them, and `files`. */
export const writeArtifacts = (
  directory: string,
  recorder: Recorder,
  pools: Pools,
  files: Files = {},
): void => {
  for (const name of STREAM_NAMES)
    writeWhole(join(directory, `${name}.ndjson`), ndjsonText(entriesOf(recorder, name)), READABLE);
  for (const side of ['source', 'target'] as const)
    writeJson(join(directory, `${side}-pool.json`), { Users: pools[side] });
  for (const [path, text] of Object.entries(files)) writeWhole(insideOf(directory, path), text, READABLE);
};
