/**
 * What an execution of the cutover is started with, and what its states hand to the two Lambdas; checked strictly. Ids,
 * flags and a reason only: all of it is logged by Step Functions as it is.
 */
import { MigrationError } from './errors.ts';

/** `cutover`: take the password flows away. `rollback`: give them back and hold. `assessRetirement`: may account A go? */
export type CutoverTask = 'cutover' | 'rollback' | 'assessRetirement';

export type CutoverRequest = {
  readonly task: 'cutover';
  /** Says what would be done; writes nothing. */
  readonly dryRun: boolean;
  /** Asks no gate. A hold stands all the same. */
  readonly force: boolean;
  /** Lifts the hold of a rollback, whatever the gates say afterwards. */
  readonly resume: boolean;
  /** App clients of the configuration to be cut over. @default - all of them */
  readonly clientIds?: readonly string[];
};

export type RollbackRequest = {
  readonly task: 'rollback';
  /** For the ledger and the audit trail. */
  readonly reason: string;
};

export type RetirementRequest = { readonly task: 'assessRetirement' };

export type CutoverInput = CutoverRequest | RollbackRequest | RetirementRequest;

export const ACCEPTED_CUTOVER_INPUT = [
  '{"task":"cutover","dryRun":false,"force":false,"resume":false,"clientIds":["<app client id>"]} with all but task optional',
  '{"task":"rollback","reason":"<why>"}',
  '{"task":"assessRetirement"}',
].join(', or ');

/** The execution that a call belongs to. */
export type CutoverExecution = {
  /** ARN, as in audit events. */
  readonly executionId: string;
  /** ISO 8601: `$$.Execution.StartTime`. The only time that decisions go by. */
  readonly startedAt: string;
};

/** Auth flows that one app client loses and gets; both empty where it only has to be put on record. */
export type ClientChange = {
  readonly clientId: string;
  readonly removed: readonly string[];
  readonly added: readonly string[];
};

/** What switch-auth-flow answers for one client. */
export type SwitchAnswer = ClientChange & { readonly changed: boolean };

/** What the Map over the clients leaves of one: the Lambda's answer, or the name of the error that was caught. */
export type ClientOutcome = SwitchAnswer | { readonly clientId: string; readonly error: string };

/**
 * One call of assess-cutover. `conclude` reads every client again; `clients` are those of the assessment, `outcomes`
 * what the Map left, in any order.
 */
export type AssessWork = CutoverExecution &
  (
    | { readonly step: 'assess'; readonly input: CutoverInput }
    | {
        readonly step: 'conclude';
        readonly task: 'cutover' | 'rollback';
        readonly clients: readonly ClientChange[];
        /** @default [] */
        readonly outcomes: readonly ClientOutcome[];
      }
  );

/** One call of switch-auth-flow. */
export type SwitchWork = CutoverExecution & {
  readonly action: 'switch' | 'restore';
  readonly clientId: string;
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A field's name may be anything that somebody typed. */
const shown = (name: string): string => (/^\w{1,32}$/.test(name) ? `"${name}"` : 'with a strange name');

// API reference "ClientIdType", 2026-11
const CLIENT_ID = /^[\w+]{1,128}$/;

/** An `@` is refused, and so is `+`: a reason must hold no address and no phone number. */
const REASON = /^[\p{L}\p{N} .,;:()/#'"!?_-]{1,200}$/u;

type Fields = Readonly<Record<string, unknown>>;

const flagProblems = (input: Fields): string[] => [
  ...['dryRun', 'force', 'resume'].flatMap((name) =>
    input[name] === undefined || typeof input[name] === 'boolean' ? [] : [`${name} must be true or false`],
  ),
  ...(input.dryRun === true && input.resume === true
    ? [
        'dryRun and resume contradict each other: a dry run writes nothing, so it cannot lift the hold; leave out one of them',
      ]
    : []),
];

const clientProblems = ({ clientIds }: Fields): string[] => {
  if (clientIds === undefined) return [];
  if (!Array.isArray(clientIds)) return ['clientIds must be a list of app client ids'];
  if (clientIds.length === 0) return ['clientIds is empty; leave it out for all app clients'];
  if (!clientIds.every((id) => typeof id === 'string' && CLIENT_ID.test(id)))
    return ['clientIds must hold app client ids, each 1 to 128 letters and digits'];
  return new Set(clientIds).size === clientIds.length ? [] : ['clientIds names an app client twice'];
};

const reasonProblems = ({ reason }: Fields): string[] =>
  typeof reason === 'string' && REASON.test(reason) && reason.trim() !== ''
    ? []
    : [
        'reason must be 1 to 200 letters, digits, spaces and punctuation without @ and +: it goes into the audit trail, which holds no addresses',
      ];

type TaskRules = {
  readonly fields: readonly string[];
  readonly problems: (input: Fields) => readonly string[];
};

const TASKS: Readonly<Record<CutoverTask, TaskRules>> = {
  cutover: {
    fields: ['dryRun', 'force', 'resume', 'clientIds'],
    problems: (input) => [...flagProblems(input), ...clientProblems(input)],
  },
  rollback: { fields: ['reason'], problems: reasonProblems },
  assessRetirement: { fields: [], problems: () => [] },
};

const taskOf = (value: unknown): CutoverTask | undefined =>
  typeof value === 'string' && Object.hasOwn(TASKS, value) ? (value as CutoverTask) : undefined;

const inputProblems = (input: unknown): readonly string[] => {
  if (!isObject(input)) return ['it must be an object'];
  const task = taskOf(input.task);
  if (task === undefined) return [`task must be one of ${Object.keys(TASKS).join(', ')}`];
  const { fields, problems } = TASKS[task];
  const unknown = Object.keys(input).filter((name) => name !== 'task' && !fields.includes(name));
  return [...problems(input), ...unknown.map((name) => `the field ${shown(name)} is not known for ${task}`)];
};

/** @throws {MigrationError} `InvalidInput`: every wrong field at once, no values, and what is accepted */
export const readCutoverInput = (input: unknown): CutoverInput => {
  const problems = inputProblems(input);
  if (problems.length > 0) {
    throw new MigrationError(
      'InvalidInput',
      `The input is wrong: ${problems.join('; ')}. Accepted: ${ACCEPTED_CUTOVER_INPUT}.`,
    );
  }
  const fields = input as Partial<CutoverRequest & { readonly reason: string }>;
  const { dryRun = false, force = false, resume = false, clientIds, reason = '' } = fields;
  const task = taskOf(Reflect.get(fields, 'task')) ?? 'cutover';
  if (task === 'rollback') return { task, reason: reason.trim() };
  if (task === 'assessRetirement') return { task };
  return { task, dryRun, force, resume, ...(clientIds === undefined ? {} : { clientIds }) };
};

/** The Lambdas are called by the state machine alone, so a wrong payload is a mistake between the two. */
const refuse = (lambda: string, problem: string): never => {
  throw new MigrationError(
    'InvalidInput',
    `${lambda} was called wrongly: ${problem}. Start the state machine.`,
  );
};

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const readExecution = (lambda: string, { executionId, startedAt }: Fields): CutoverExecution =>
  isText(executionId) && isText(startedAt) && !Number.isNaN(Date.parse(startedAt))
    ? { executionId, startedAt }
    : refuse(lambda, 'executionId or startedAt is missing');

const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText);

const isClientChange = (value: unknown): value is ClientChange =>
  isObject(value) && isText(value.clientId) && isTexts(value.removed) && isTexts(value.added);

const isOutcome = (value: unknown): value is ClientOutcome =>
  isClientChange(value)
    ? typeof Reflect.get(value, 'changed') === 'boolean'
    : isObject(value) && isText(value.clientId) && isText(value.error);

/** @throws {MigrationError} `InvalidInput`, also of what the operator typed */
export const readAssessWork = (payload: unknown): AssessWork => {
  const lambda = 'assess-cutover';
  if (!isObject(payload)) return refuse(lambda, 'the payload is no object');
  const execution = readExecution(lambda, payload);
  const { step, task, clients, outcomes = [] } = payload;
  if (step === 'assess') return { ...execution, step, input: readCutoverInput(payload.input) };
  if (step !== 'conclude') return refuse(lambda, 'step is neither assess nor conclude');
  if (task !== 'cutover' && task !== 'rollback') return refuse(lambda, 'there is no such task to conclude');
  if (!Array.isArray(clients) || !clients.every(isClientChange))
    return refuse(lambda, 'clients are not those of an assessment');
  if (!Array.isArray(outcomes) || !outcomes.every(isOutcome))
    return refuse(lambda, 'outcomes are not those of switch-auth-flow');
  return { ...execution, step, task, clients, outcomes };
};

/** @throws {MigrationError} `InvalidInput` */
export const readSwitchWork = (payload: unknown): SwitchWork => {
  const lambda = 'switch-auth-flow';
  if (!isObject(payload)) return refuse(lambda, 'the payload is no object');
  const execution = readExecution(lambda, payload);
  const { action, clientId } = payload;
  if (action !== 'switch' && action !== 'restore') return refuse(lambda, 'action is unknown');
  if (typeof clientId !== 'string' || !CLIENT_ID.test(clientId)) return refuse(lambda, 'clientId is none');
  return { ...execution, action, clientId };
};
