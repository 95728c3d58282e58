/** One execution environment: a process of its own that serves one invocation at a time, and then the next. */

import { type ChildProcess, spawn } from 'node:child_process';
import type { InvokeMessage, PhaseReport } from './sandbox-messages.ts';

export type SandboxProgram = {
  readonly programFile: string;
  readonly taskRoot: string;
  /** The whole environment of the process. */
  readonly environment: Readonly<Record<string, string>>;
  /** How far the cloud's clock is ahead of the machine's while it starts, in milliseconds. */
  readonly clockAhead: number;
};

/** How a phase ended. After anything but `ok` and an `error` that is not fatal, the sandbox is gone. */
export type PhaseOutcome =
  | PhaseReport['result']
  /** The process ended without an answer; `how` is `exit status 1` or `signal: killed`. */
  | { readonly kind: 'exit'; readonly how: string }
  | { readonly kind: 'timeout' };

type Phase = {
  readonly token: string;
  readonly finish: (outcome: PhaseOutcome) => void;
  report?: PhaseReport;
  /** Streams on which the end of this phase's output was seen. */
  ended: number;
};

const STREAMS = 2;

export class Sandbox {
  readonly #child: ChildProcess;
  readonly #closed: Promise<void>;
  #phase: Phase | undefined;
  #gone = false;
  #memoryMb = 0;

  /** Starts the process; `onLine` gets each line it writes. */
  constructor(
    { programFile, taskRoot, environment, clockAhead }: SandboxProgram,
    onLine: (line: string) => void,
  ) {
    this.#child = spawn(process.execPath, [programFile, String(clockAhead)], {
      cwd: taskRoot,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#child.on('message', (message) => this.#onReport(message as PhaseReport));
    this.#child.on('error', () => this.#onEnd('the process could not be started'));
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream) readLines(stream, (line) => this.#onLine(line, onLine));
    }
    this.#closed = new Promise((resolve) => {
      this.#child.once('close', (code, signal) => {
        this.#onEnd(signal ? `signal: ${signal === 'SIGKILL' ? 'killed' : signal}` : `exit status ${code}`);
        resolve();
      });
    });
    this.#letParentEnd();
  }

  /** True once the process has ended or was told to. */
  get gone(): boolean {
    return this.#gone;
  }

  /** Most memory the process has used, in MB, as of its last report. */
  get memoryMb(): number {
    return this.#memoryMb;
  }

  /** Waits until the handler is loaded. */
  initialize(limitMs: number): Promise<PhaseOutcome> {
    return this.#runPhase('init', limitMs);
  }

  /** One invocation; after `limitMs` the process is killed. */
  invoke(message: InvokeMessage, limitMs: number): Promise<PhaseOutcome> {
    const outcome = this.#runPhase(message.requestId, limitMs);
    if (!this.#gone) this.#child.send(message, () => undefined);
    return outcome;
  }

  /** Kills the process and waits until it is gone. */
  async kill(): Promise<void> {
    this.#gone = true;
    this.#child.kill('SIGKILL');
    // Whoever waits here is kept alive until the process is gone.
    const waiting = setInterval(() => undefined, 1000);
    await this.#closed.finally(() => clearInterval(waiting));
  }

  async #runPhase(token: string, limitMs: number): Promise<PhaseOutcome> {
    if (this.#gone) return { kind: 'exit', how: 'the process had ended before' };
    const outcome = await new Promise<PhaseOutcome>((resolve) => {
      const timer = setTimeout(() => resolve({ kind: 'timeout' }), limitMs);
      const finish = (ended: PhaseOutcome) => {
        clearTimeout(timer);
        resolve(ended);
      };
      this.#phase = { token, finish, ended: 0 };
    });
    this.#phase = undefined;
    if (outcome.kind === 'timeout') await this.kill();
    if (outcome.kind === 'error' && outcome.fatal) this.#gone = true;
    return outcome;
  }

  #onReport(report: PhaseReport): void {
    this.#memoryMb = report.memoryMb;
    if (!this.#phase) return;
    this.#phase.report ??= report;
    this.#finishIfComplete();
  }

  #onLine(line: string, onLine: (line: string) => void): void {
    if (this.#phase && line === `\u0000end ${this.#phase.token}`) {
      this.#phase.ended += 1;
      this.#finishIfComplete();
    } else if (line !== '' && !line.startsWith('\u0000end ')) {
      onLine(line);
    }
  }

  /** A phase is over when its report is here and all it wrote is read: the two come by different ways. */
  #finishIfComplete(): void {
    const { report, ended, finish } = this.#phase ?? {};
    if (report && finish && ended === STREAMS) finish(report.result);
  }

  #onEnd(how: string): void {
    this.#gone = true;
    this.#phase?.finish(this.#phase.report?.result ?? { kind: 'exit', how });
  }

  /** An idle sandbox does not keep the rehearsal's process alive; a running phase does, by its timer. */
  #letParentEnd(): void {
    this.#child.unref();
    this.#child.channel?.unref();
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      (stream as unknown as { unref?: () => void } | null)?.unref?.();
    }
  }
}

/** Whole lines; a last one without an end comes when the stream ends. */
const readLines = (stream: NodeJS.ReadableStream, onLine: (line: string) => void): void => {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
  stream.on('end', () => {
    if (rest !== '') onLine(rest);
  });
};
