/**
 * What an execution of the sweep is started with, and what its states hand to the two Lambdas; checked strictly. Ids and
 * numbers only: all of it is logged by Step Functions as it is.
 */
import { MigrationError } from './errors.ts';
import { type Shard, shardOf } from './sweep-plan.ts';

/** `sweep`: walk over both pools. `retryFailed`: go through failed and abandoned records. `importStragglers`: create those who have not come. */
export type SweepTask = 'sweep' | 'retryFailed' | 'importStragglers';

export const SWEEP_TASKS: readonly SweepTask[] = ['sweep', 'retryFailed', 'importStragglers'];

export const ACCEPTED_SWEEP_INPUT = SWEEP_TASKS.map((task) => `{"task":"${task}"}`).join(' or ');

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A field's name may be anything that somebody typed. */
const shown = (name: string): string => (/^\w{1,32}$/.test(name) ? `"${name}"` : 'with a strange name');

const taskOf = (value: unknown): SweepTask | undefined => SWEEP_TASKS.find((task) => task === value);

/** @throws {MigrationError} `InvalidInput`: every wrong field at once, no values, and what is accepted */
export const readSweepInput = (input: unknown): SweepTask => {
  const task = isObject(input) ? taskOf(input.task) : undefined;
  const unknown = isObject(input) ? Object.keys(input).filter((name) => name !== 'task') : [];
  const problems = [
    ...(isObject(input) ? [] : ['it must be an object']),
    ...(isObject(input) && task === undefined ? [`task must be one of ${SWEEP_TASKS.join(', ')}`] : []),
    ...unknown.map((name) => `the field ${shown(name)} is not known`),
  ];
  if (task !== undefined && problems.length === 0) return task;
  throw new MigrationError(
    'InvalidInput',
    `The input is wrong: ${problems.join('; ')}. Accepted: ${ACCEPTED_SWEEP_INPUT}.`,
  );
};

/** The execution that a call belongs to. */
export type SweepExecution = {
  /** ARN, as in audit events. */
  readonly executionId: string;
  /** Part of the keys of records and files. */
  readonly executionName: string;
  /** ISO 8601. */
  readonly startedAt: string;
};

/** One call of sweep-shard for a shard. `since`: milliseconds since the epoch when the child's first call began, 0 in that. */
export type WalkWork = SweepExecution & {
  readonly task: 'sweep' | 'importStragglers';
  readonly shard: Shard;
  readonly since: number;
};

/** One call of sweep-shard for failed records, with what the calls before it did. */
export type RetryWork = SweepExecution & {
  readonly task: 'retryFailed';
  /** Key after which the scan goes on; empty at the beginning. */
  readonly cursor: string;
  readonly totals: RetryTotals;
};

export type RetryTotals = {
  /** Reconciliations started. */
  readonly retried: number;
  /** Records that this version cannot read. */
  readonly unreadable: number;
};

export type ShardWork = WalkWork | RetryWork;

/** One call of summarize-sweep. */
export type SummaryWork = SweepExecution &
  (
    | { readonly step: 'plan'; readonly task: SweepTask }
    | { readonly step: 'summarize'; readonly task: SweepTask; readonly digits: number }
  );

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0;

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** The Lambdas are called by the state machine alone, so a wrong payload is a mistake between the two. */
const refuse = (lambda: string, problem: string): never => {
  throw new MigrationError(
    'InvalidInput',
    `${lambda} was called wrongly: ${problem}. Start the state machine.`,
  );
};

const readExecution = (lambda: string, payload: Readonly<Record<string, unknown>>): SweepExecution => {
  const { executionId, executionName, startedAt } = payload;
  if (
    isText(executionId) &&
    isText(executionName) &&
    isText(startedAt) &&
    !Number.isNaN(Date.parse(startedAt))
  )
    return { executionId, executionName, startedAt };
  return refuse(lambda, 'executionId, executionName or startedAt is missing');
};

/** @throws {MigrationError} `InvalidInput` */
export const readShardWork = (payload: unknown): ShardWork => {
  const lambda = 'sweep-shard';
  if (!isObject(payload)) return refuse(lambda, 'the payload is no object');
  const execution = readExecution(lambda, payload);
  const task = taskOf(payload.task) ?? refuse(lambda, 'task is unknown');
  const progress = isObject(payload.progress) ? payload.progress : {};
  if (task === 'retryFailed') {
    const totals = isObject(progress.totals) ? progress.totals : {};
    const { retried, unreadable } = totals;
    if (typeof progress.cursor !== 'string' || !isCount(retried) || !isCount(unreadable))
      return refuse(lambda, 'progress is not that of a retry');
    return { ...execution, task, cursor: progress.cursor, totals: { retried, unreadable } };
  }
  const shard = shardOf(payload.shard) ?? refuse(lambda, 'shard is none');
  if (!isCount(progress.since)) return refuse(lambda, 'progress is not that of a shard');
  return { ...execution, task, shard, since: progress.since };
};

/** @throws {MigrationError} `InvalidInput`, for the plan also of what the operator typed */
export const readSummaryWork = (payload: unknown): SummaryWork => {
  const lambda = 'summarize-sweep';
  if (!isObject(payload)) return refuse(lambda, 'the payload is no object');
  const execution = readExecution(lambda, payload);
  if (payload.step === 'plan') return { ...execution, step: 'plan', task: readSweepInput(payload.input) };
  const { step, digits } = payload;
  const task = taskOf(payload.task) ?? refuse(lambda, 'task is unknown');
  if (step !== 'summarize' || !isCount(digits)) return refuse(lambda, 'step or digits is wrong');
  return { ...execution, step, task, digits };
};
