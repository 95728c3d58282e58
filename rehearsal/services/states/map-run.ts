/**
 * One Map Run: the child executions of a Distributed Map, started, counted, and ended when too many fail. It can be
 * run again; then only the children that have not succeeded are.
 */

import type { AslObject } from './asl/asl.ts';
import { TOO_MANY_FAILURES } from './asl/error-names.ts';
import type { ExecutionStatus } from './execution-record.ts';
import { DATA_LIMIT_BYTES, stopped, TaskError } from './tasks/run-task.ts';

/** What a Map Run needs of a child execution. */
export type Child = {
  readonly status: ExecutionStatus;
  readonly output: unknown;
  readonly ended: Promise<void>;
  stop(error?: string, cause?: string): void;
};

/** Why a child does not count: it has not begun, or how it ended. */
type ItemStatus = 'PENDING' | ExecutionStatus;
type Item = { readonly input: unknown; status: ItemStatus; output: unknown };

export type MapRunStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';

export type MapRunSettings = {
  /** At least 1. */
  readonly maxConcurrency: number;
  /** The run fails when more have failed; undefined where the definition does not say. */
  readonly toleratedCount: number | undefined;
  readonly toleratedPercentage: number | undefined;
};

/** Developer Guide "MaxConcurrency": no limit means 10,000 children at once, 2026-11. */
const MOST_CHILDREN_AT_ONCE = 10_000;

const numberOr = <Other>(value: unknown, other: Other): number | Other =>
  typeof value === 'number' ? value : other;

export const mapRunSettings = (state: AslObject): MapRunSettings => ({
  maxConcurrency: numberOr(state.MaxConcurrency, 0) || MOST_CHILDREN_AT_ONCE,
  toleratedCount: numberOr(state.ToleratedFailureCount, undefined),
  toleratedPercentage: numberOr(state.ToleratedFailurePercentage, undefined),
});

export class MapRun {
  readonly arn: string;
  readonly executionArn: string;
  readonly settings: MapRunSettings;
  /** Milliseconds since the epoch, by the cloud's clock. */
  readonly startedAt: number;
  status: MapRunStatus = 'RUNNING';
  stoppedAt: number | undefined;
  redriveCount = 0;
  redrivenAt: number | undefined;
  readonly #items: readonly Item[];
  readonly #counts = { PENDING: 0, RUNNING: 0, SUCCEEDED: 0, FAILED: 0, TIMED_OUT: 0, ABORTED: 0 };
  readonly #running = new Set<Child>();

  constructor(run: {
    readonly arn: string;
    readonly executionArn: string;
    readonly state: AslObject;
    readonly items: readonly unknown[];
    readonly startedAt: number;
  }) {
    this.arn = run.arn;
    this.executionArn = run.executionArn;
    this.settings = mapRunSettings(run.state);
    this.startedAt = run.startedAt;
    this.#items = run.items.map((input) => ({ input, status: 'PENDING', output: undefined }));
    this.#counts.PENDING = run.items.length;
  }

  /** How many children are how far. */
  counts(): Readonly<Record<ItemStatus | 'TOTAL', number>> {
    return { ...this.#counts, TOTAL: this.#items.length };
  }

  #becomes(item: Item, status: ItemStatus): void {
    this.#counts[item.status] -= 1;
    this.#counts[status] += 1;
    item.status = status;
  }

  /**
   * Runs every child that has not succeeded yet, and gives the outputs of those that have, in the order of the items.
   * Resolves or rejects when none is running any more.
   * @throws {TaskError} `States.ExceedToleratedFailureThreshold`, `States.DataLimitExceeded`; the abort of `signal`.
   */
  async run(startChild: (input: unknown) => Child, signal: AbortSignal): Promise<readonly unknown[]> {
    this.status = 'RUNNING';
    const left = this.#items.filter(({ status }) => status !== 'SUCCEEDED');
    for (const item of left) this.#becomes(item, 'PENDING');
    const stop = () => this.#stopChildren();
    signal.addEventListener('abort', stop);
    const queue = left.values();
    const workers = Array.from({ length: Math.min(this.settings.maxConcurrency, left.length) }, () =>
      this.#work(queue, startChild, signal),
    );
    await Promise.all(workers);
    signal.removeEventListener('abort', stop);
    return this.#conclude(signal);
  }

  async #work(
    queue: IterableIterator<Item>,
    startChild: (input: unknown) => Child,
    signal: AbortSignal,
  ): Promise<void> {
    for (const item of queue) {
      if (signal.aborted || this.#failedTooOften()) return;
      const child = startChild(item.input);
      this.#becomes(item, 'RUNNING');
      this.#running.add(child);
      await child.ended;
      this.#running.delete(child);
      this.#becomes(item, child.status);
      item.output = child.output;
      if (this.#failedTooOften()) this.#stopChildren();
    }
  }

  #stopChildren(): void {
    for (const child of this.#running) child.stop('States.MapRunStopped', 'The Map Run has ended.');
  }

  /** More than either tolerance; none given is none tolerated. Children that were stopped do not count. */
  #failedTooOften(): boolean {
    const failed = this.#counts.FAILED + this.#counts.TIMED_OUT;
    const { toleratedCount: count, toleratedPercentage: percentage } = this.settings;
    if (count === undefined && percentage === undefined) return failed > 0;
    const byCount = count !== undefined && failed > count;
    return byCount || (percentage !== undefined && failed * 100 > percentage * this.#items.length);
  }

  #conclude(signal: AbortSignal): readonly unknown[] {
    if (this.#failedTooOften()) {
      this.status = 'FAILED';
      const cause = 'The specified tolerated failure threshold was exceeded';
      throw new TaskError({ error: TOO_MANY_FAILURES, cause });
    }
    if (signal.aborted) {
      this.status = 'ABORTED';
      throw stopped();
    }
    const outputs = this.#items.flatMap(({ status, output }) => (status === 'SUCCEEDED' ? [output] : []));
    if (Buffer.byteLength(JSON.stringify(outputs)) > DATA_LIMIT_BYTES) {
      this.status = 'FAILED';
      const cause = `The output of the Map Run is above ${DATA_LIMIT_BYTES} bytes; let the children answer less.`;
      throw new TaskError({ error: 'States.DataLimitExceeded', cause }, false);
    }
    this.status = 'SUCCEEDED';
    return outputs;
  }
}

/** The label in the ARNs of a Map Run and its children: the state's own, or one made of its name. */
export const mapLabel = (stateName: string, { Label: label }: AslObject): string =>
  typeof label === 'string' ? label : stateName.replace(/[^\w-]/g, '-').slice(0, 40);
