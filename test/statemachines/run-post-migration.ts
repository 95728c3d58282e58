/**
 * The machine's file, run by the local engine: the Lambda answers as told, the ledger is a real table, the audit trail a
 * list. What an execution leaves behind is what a test looks at.
 */
import { readFileSync } from 'node:fs';
import { auditProblems } from '#core/events.ts';
import { ledgerKey } from '#core/ledger.ts';
import type { ReconcileAnswer } from '#core/reconciliation.ts';
import type { RecordUpdate } from '#functions/_aws/ledger-writes.ts';
import { DynamoDb } from '#rehearsal/services/dynamodb/dynamodb.ts';
import {
  engineDefinition,
  INPUT_FIELD,
  START_TIME_FIELD,
} from '#rehearsal/services/states/asl/engine-definition.ts';
import { readDefinition } from '#rehearsal/services/states/asl/read-definition.ts';
import { type EngineOutcome, runEngine } from '#rehearsal/services/states/engine.ts';
import { TaskError } from '#rehearsal/services/states/tasks/run-task.ts';
import { TARGET_SUB } from '#test/core/reconcile-builders.ts';
import { SUB } from '#test/core/trigger-builders.ts';

const SCOPE = { accountId: '222222222222', region: 'us-east-1' };
const FILE = 'statemachines/post-migration.asl.json';
const NAMES: Readonly<Record<string, string>> = {
  ReconcileUserFunction: 'fn',
  LedgerTable: 'ledger',
  AuditBus: 'bus',
};

export const INPUT = { task: 'reconcile', sourceSub: SUB };
export const STARTED = '2026-11-23T10:00:00.000Z';

/** What reconcile-user answers of a user who lacked nothing. */
export const answer = (change: Partial<ReconcileAnswer> = {}): ReconcileAnswer => ({
  sourceSub: SUB,
  targetSub: TARGET_SUB,
  seenAt: '2026-11-23T10:00:01.000Z',
  origin: 'migrated',
  secondFactor: 'none',
  changed: { attributes: [], groups: [], mfa: [], account: [] },
  notApplied: { attributes: [], groups: [] },
  groups: [],
  disabledAtSource: false,
  onRecord: false,
  traceId: '1-65500000-abcdefabcdefabcdefabcdef',
  ...change,
});

/** An error's name, or an answer. */
type Answered = string | ReconcileAnswer;

/** A function does first what happens elsewhere while the Lambda runs. */
export type Turn = Answered | (() => Promise<Answered>);

export type Execution = {
  /** One for each call of the Lambda; the last repeats. */
  readonly turns: readonly Turn[];
  readonly input?: unknown;
  readonly startedAt?: string;
  /** Names of states whose table or bus refuses, with the error's name. */
  readonly refusing?: Readonly<Record<string, string>>;
};

export type Told = { readonly type: string; readonly detail: Readonly<Record<string, unknown>> };

type Task = Readonly<Record<string, unknown>>;

const fail = (error: string): never => {
  throw new TaskError({ error, cause: `${error}: told to` });
};

/** A ledger that outlives executions; `close` after use. */
export const createBench = async () => {
  const dynamoDb = new DynamoDb();
  await dynamoDb.createTable(SCOPE, {
    TableName: 'ledger',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  });
  const text = readFileSync(FILE, 'utf8').replace(/\$\{(\w+)\}/g, (_, name: string) => NAMES[name] ?? '');
  const definition = await readDefinition(text);
  const told: Told[] = [];

  const updateItem = async (parameters: Task): Promise<Task> => {
    const operation = dynamoDb.service.operations.UpdateItem;
    try {
      return ((await operation?.handle({ ...parameters }, SCOPE as never)) ?? {}) as Task;
    } catch (error) {
      return fail(`DynamoDB.${error instanceof Error ? error.name : 'Unknown'}`);
    }
  };
  const putEvents = async ({ Entries }: Task): Promise<Task> => {
    const [entry] = Entries as readonly { DetailType: string; Detail: Told['detail'] }[];
    if (entry !== undefined) told.push({ type: entry.DetailType, detail: entry.Detail });
    return { FailedEntryCount: 0 };
  };

  const run = async ({ turns, input = INPUT, startedAt = STARTED, refusing = {} }: Execution) => {
    const calls: string[] = [];
    const payloads: unknown[] = [];
    const invoke = async ({ Payload }: Task): Promise<Task> => {
      const next = turns[Math.min(payloads.length, turns.length - 1)] ?? 'NoTurn';
      payloads.push(Payload);
      const turn = typeof next === 'function' ? await next() : next;
      return typeof turn === 'string' ? fail(turn) : { Payload: turn };
    };
    const workOf: Readonly<Record<string, (parameters: Task) => Promise<Task>>> = {
      'arn:aws:states:::lambda:invoke': invoke,
      'arn:aws:states:::dynamodb:updateItem': updateItem,
      'arn:aws:states:::events:putEvents': putEvents,
    };
    const tasks = Object.entries(definition.States).flatMap(([name, { Type, Resource }]) => {
      const work = workOf[String(Resource)];
      if (Type !== 'Task' || work === undefined) return [];
      const task = async (parameters: unknown) => {
        calls.push(name);
        return refusing[name] === undefined ? work(parameters as Task) : fail(refusing[name]);
      };
      return [[name, task] as const];
    });
    const before = told.length;
    const outcome: EngineOutcome = await runEngine({
      definition: engineDefinition(definition, { retryTimeScale: 0 }),
      input,
      context: {
        Execution: { Id: 'arn:aws:states:execution', Name: 'execution', Input: input },
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
    return { outcome, calls, payloads, events };
  };

  const call = async (operation: 'GetItem' | 'UpdateItem', input: Task) =>
    (await dynamoDb.service.operations[operation]?.handle(
      { TableName: 'ledger', Key: { id: { S: ledgerKey(SUB) } }, ...input },
      SCOPE as never,
    )) as { readonly Item?: Task } | undefined;
  /** The record as plain values. */
  const record = async () =>
    (await dynamoDb.describeItems(SCOPE, 'ledger')).find(({ id }) => id === ledgerKey(SUB));
  /** The record as the API gives it. */
  const item = async () => (await call('GetItem', {}))?.Item;
  /** Makes the record one of version 0 that had failed, behind the machine's back. */
  const age = () =>
    call('UpdateItem', {
      UpdateExpression: 'SET #version = :version, #state = :state',
      ExpressionAttributeNames: { '#version': 'version', '#state': 'state' },
      ExpressionAttributeValues: { ':version': { N: '0' }, ':state': { S: 'failed' } },
    });
  /** A write of the sweep, behind the machine's back. */
  const write = (update: RecordUpdate) => call('UpdateItem', { ...update });
  return { run, record, item, age, write, close: () => dynamoDb.close() };
};
