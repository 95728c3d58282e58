// Runs the rehearsal as users do: a process of its own, of which only output, exit code and files are seen.
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROJECT = process.cwd();

export type Ended = {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The last line that was printed on standard output. */
  readonly lastLine: string;
};

export type Running = {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  readonly stdout: () => string;
};

/** @param temporary the directory that the process takes for its temporary files */
export const startRehearsal = (flags: readonly string[], temporary = tmpdir()): Running => {
  const child = spawn(process.execPath, [join('rehearsal', 'run.ts'), ...flags], {
    cwd: PROJECT,
    env: { ...process.env, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream]?.on('data', (chunk: Buffer) => {
      text[stream] += chunk.toString();
    });
  const ended = new Promise<Ended>((done) => {
    child.once('close', (code) =>
      done({ code, ...text, lastLine: text.stdout.trimEnd().split('\n').at(-1) ?? '' }),
    );
  });
  return { child, ended, stdout: () => text.stdout };
};

export const runRehearsal = (flags: readonly string[], temporary?: string): Promise<Ended> =>
  startRehearsal(flags, temporary).ended;

/**
 * A run that is meant to pass. Limits of the product are real time, and a machine that is busy with other tests may
 * exceed one of them (`WorkflowStartFailed` after 500 ms …): it has failed when it fails twice in a row.
 */
export const runToPass = async (flags: readonly string[], temporary?: string): Promise<Ended> => {
  const ended = await runRehearsal(flags, temporary);
  return ended.code === 1 ? runRehearsal(flags, temporary) : ended;
};

/** What runs left in a directory for temporary files. */
export const leftOvers = (temporary: string): string[] => readdirSync(temporary);
