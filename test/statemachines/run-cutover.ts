/**
 * The cutover's machine, run by the local engine from its file: the Lambdas are whatever a test brings, the ledger is a
 * real table, the audit trail a list that is checked. What an execution leaves behind is what a test looks at.
 */
import { readFileSync } from 'node:fs';
import { CUTOVER_STATE_KEY } from '#core/cutover-state.ts';
import { auditProblems } from '#core/events.ts';
import { DynamoDb } from '#rehearsal/services/dynamodb/dynamodb.ts';
import { statesWithin } from '#rehearsal/services/states/asl/asl.ts';
import {
  engineDefinition,
  INPUT_FIELD,
  START_TIME_FIELD,
} from '#rehearsal/services/states/asl/engine-definition.ts';
import { readDefinition } from '#rehearsal/services/states/asl/read-definition.ts';
import { runEngine } from '#rehearsal/services/states/engine.ts';
import { TaskError } from '#rehearsal/services/states/tasks/run-task.ts';

export const SCOPE = { accountId: '222222222222', region: 'us-east-1' };
export const STARTED = '2026-11-23T10:00:00.000Z';

const FILE = 'statemachines/cutover.asl.json';
const NAMES: Readonly<Record<string, string>> = {
  AssessCutoverFunction: 'assess-cutover',
  SwitchAuthFlowFunction: 'switch-auth-flow',
  LedgerTable: 'ledger',
  AuditBus: 'bus',
};

type Parameters = Readonly<Record<string, unknown>>;

/** One call: takes a payload, answers, or rejects with an error whose name the machine sees. */
export type CutoverLambda = (payload: Parameters) => Promise<unknown>;

export type CutoverLambdas = { readonly assess: CutoverLambda; readonly switchFlow: CutoverLambda };

export type CutoverRun = {
  /** Another execution has another name. @default 'one' */
  readonly name?: string;
  readonly startedAt?: string;
  /** Names of states whose call fails, with the error's name. */
  readonly refusing?: Readonly<Record<string, string>>;
  /** Done before the call of a state, while the execution stands there. */
  readonly meanwhile?: Readonly<Record<string, () => Promise<unknown>>>;
};

export type Told = { readonly type: string; readonly detail: Parameters };

const asTaskError = (error: unknown): TaskError =>
  new TaskError({
    error: error instanceof Error ? error.name : 'Unknown',
    cause: JSON.stringify({ errorMessage: error instanceof Error ? error.message : '' }),
  });

/** As Lambda hands it over and back: JSON. */
const overTheWire = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value));

/** A ledger that outlives executions; `close` after use. */
export const createCutoverBench = async (lambdas: (ledger: DynamoDb) => CutoverLambdas) => {
  const dynamoDb = new DynamoDb();
  await dynamoDb.createTable(SCOPE, {
    TableName: 'ledger',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  });
  const { assess, switchFlow } = lambdas(dynamoDb);
  const text = readFileSync(FILE, 'utf8').replace(/\$\{(\w+)\}/g, (_, name: string) => NAMES[name] ?? '');
  const definition = await readDefinition(text);
  const told: Told[] = [];

  const invoke = async ({ FunctionName, Payload = {} }: Parameters) => {
    const call = FunctionName === 'assess-cutover' ? assess : switchFlow;
    return { Payload: overTheWire(await call(overTheWire(Payload as Parameters))) };
  };
  const updateItem = async (parameters: Parameters) => {
    try {
      return await dynamoDb.service.operations.UpdateItem?.handle({ ...parameters }, SCOPE as never);
    } catch (error) {
      throw new TaskError({
        error: `DynamoDB.${error instanceof Error ? error.name : 'Unknown'}`,
        cause: '',
      });
    }
  };
  const putEvents = async ({ Entries }: Parameters) => {
    const entries = Entries as readonly { readonly DetailType: string; readonly Detail: Parameters }[];
    told.push(
      ...entries.map(({ DetailType, Detail }) => ({ type: DetailType, detail: overTheWire(Detail) })),
    );
    return { FailedEntryCount: 0 };
  };
  const workOf: Readonly<Record<string, (parameters: Parameters) => Promise<unknown>>> = {
    'arn:aws:states:::lambda:invoke': invoke,
    'arn:aws:states:::dynamodb:updateItem': updateItem,
    'arn:aws:states:::events:putEvents': putEvents,
  };

  const run = async (input: unknown, options: CutoverRun = {}) => {
    const { name = 'one', startedAt = STARTED, refusing = {}, meanwhile = {} } = options;
    const calls: string[] = [];
    const taskOf = (state: string, resource: string) => async (parameters: unknown) => {
      calls.push(state);
      await meanwhile[state]?.();
      const refusal = refusing[state];
      if (refusal !== undefined) throw new TaskError({ error: refusal, cause: `${refusal}: told to` });
      const work = workOf[resource];
      if (work === undefined) throw new Error(`${state} calls ${resource}, which the bench does not know`);
      return work(parameters as Parameters).catch((error: unknown) => {
        throw error instanceof TaskError ? error : asTaskError(error);
      });
    };
    const tasks = [...statesWithin(definition.States)].flatMap(([state, { Type, Resource }]) =>
      Type === 'Task' ? [[state, taskOf(state, String(Resource))] as const] : [],
    );
    const before = told.length;
    const outcome = await runEngine({
      definition: engineDefinition(definition, { retryTimeScale: 0 }),
      input,
      context: {
        Execution: { Id: `arn:aws:states:execution:${name}`, Name: name, Input: input },
        StateMachine: { Id: 'machine', Name: 'machine' },
        [START_TIME_FIELD]: startedAt,
        [INPUT_FIELD]: input,
      },
      tasks: Object.fromEntries(tasks) as never,
      onEvent: () => {},
      signal: new AbortController().signal,
    });
    const events = told.slice(before);
    expect(events.flatMap(({ type, detail }) => auditProblems(type, detail))).toEqual([]);
    return { outcome, calls, events };
  };

  /** `cutover#state` as plain values, its set in order; undefined where nothing was ever recorded. */
  const state = async () => {
    const items = await dynamoDb.describeItems(SCOPE, 'ledger');
    const record = items.find(({ id }) => id === CUTOVER_STATE_KEY);
    return Array.isArray(record?.clients) ? { ...record, clients: [...record.clients].sort() } : record;
  };
  return { run, state, told, ledger: dynamoDb, close: () => dynamoDb.close() };
};
