/** The assembly of each setting: a given one, or one synthesized for it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { synthesize } from '../deploy/synthesize.ts';
import type { Flags } from '../flags.ts';
import { writePoolFile, writeSourceConfig } from '../input/source-config.ts';
import type { Terminal } from '../report/terminal.ts';
import { concurrently } from './concurrently.ts';
import type { Setting } from './scenario.ts';

/** Each takes a processor for about two seconds. */
const CONCURRENT = 2;

/** Name or path of the configuration; what has to be written for it is written into `directory`. */
const configOf = ({ input, changes }: Setting, directory: string): string => {
  if (changes)
    return writeSourceConfig(directory, input.address, writePoolFile(directory, input.pool), changes);
  return input.kind === 'export' ? writeSourceConfig(directory, input.address, input.poolFile) : 'example';
};

const synthesizeFor = async (setting: Setting, closers: (() => void)[]): Promise<string> => {
  const directory = mkdtempSync(join(tmpdir(), 'rehearsal-'));
  closers.push(() => rmSync(directory, { recursive: true, force: true }));
  const outdir = join(directory, 'cdk.out');
  await synthesize({ config: configOf(setting, directory), outdir });
  return outdir;
};

/** @returns the directory of each setting's assembly. What was written is removed by `closers`. */
export const provideAssemblies = async (
  settings: readonly Setting[],
  run: {
    readonly flags: Pick<Flags, 'assembly'>;
    readonly terminal: Terminal;
    readonly closers: (() => void | Promise<void>)[];
  },
): Promise<(setting: Setting) => string> => {
  const { assembly } = run.flags;
  if (assembly) return () => resolve(assembly);
  run.terminal.line(
    settings.length === 1
      ? 'Synthesizing the app.'
      : `Synthesizing the app with ${settings.length} configurations.`,
  );
  const made = await concurrently(settings, CONCURRENT, (setting) => synthesizeFor(setting, run.closers));
  return (setting) => made[settings.indexOf(setting)] ?? '';
};
