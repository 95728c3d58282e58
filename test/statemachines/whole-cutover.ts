/**
 * The cutover's machine over the real code of both Lambdas: a pool whose app clients are in memory, the ledger a real
 * table that machine and Lambdas share. A test sees what an operator sees: clients, records, events, how a run ended.
 */
import type { AppClientDescription } from '#core/auth-flows.ts';
import {
  CUTOVER_STATE_KEY,
  cutoverClientItem,
  cutoverClientKey,
  readCutoverClient,
  readCutoverState,
} from '#core/cutover-state.ts';
import type { SweepProgress } from '#core/progress.ts';
import { createAssessCutover } from '#functions/assess-cutover/assess-cutover.ts';
import type { RecordsPort as AssessedRecords, MetricAnswer } from '#functions/assess-cutover/ports.ts';
import type { ClientWrite, RecordsPort as SwitchedRecords } from '#functions/switch-auth-flow/ports.ts';
import { createSwitchAuthFlow } from '#functions/switch-auth-flow/switch-auth-flow.ts';
import type { DynamoDb } from '#rehearsal/services/dynamodb/dynamodb.ts';
import { settings } from '#test/core/trigger-builders.ts';
import { client, FINISHED, OURS, QUIET } from '#test/functions/assess-cutover/fake-world.ts';
import { CUTOVER as OF_CUTOVER } from '#test/functions/switch-auth-flow/fake-client.ts';
import { createCutoverBench, SCOPE } from './run-cutover.ts';

/** Flows of a client as it is deployed while users migrate, and after its cutover. */
export const OPEN = ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'];
export const SHUT = ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'];

export const CUTOVER = { task: 'cutover' };
export const ROLLBACK = { task: 'rollback', reason: 'sign-ins fail' };

/** What a test may change between runs. */
export type Pool = {
  readonly clients: Map<string, AppClientDescription>;
  /** Clients whose updates Cognito turns away. */
  readonly busy: Set<string>;
  progress: SweepProgress | undefined;
  metrics: MetricAnswer;
  trigger: string;
};

type Item = Readonly<Record<string, unknown>>;

/** Both ports over the one table. */
const recordsOf = (ledger: DynamoDb, pool: Pool): AssessedRecords & SwitchedRecords => {
  const call = async (operation: string, input: object): Promise<Item> =>
    ((await ledger.service.operations[operation]?.handle(
      { TableName: 'ledger', ...input },
      SCOPE as never,
    )) ?? {}) as Item;
  const read = async (key: string) => {
    const { Item: item } = await call('GetItem', { Key: { id: { S: key } }, ConsistentRead: true });
    return item as Item | undefined;
  };
  const readClientRecord = async (clientId: string) => {
    const item = await read(cutoverClientKey(clientId));
    return item && readCutoverClient(item);
  };
  return {
    readClientRecord,
    readState: async () => readCutoverState(await read(CUTOVER_STATE_KEY)),
    readClientRecords: async (ids) => {
      const records = await Promise.all(ids.map(readClientRecord));
      return records.filter((record) => record !== undefined);
    },
    readProgress: async () => pool.progress,
    keepClientRecord: async (record) => {
      if ((await readClientRecord(record.clientId)) === undefined)
        await call('PutItem', { Item: cutoverClientItem(record) });
    },
    forgetClientRecord: async (clientId) => {
      await call('DeleteItem', { Key: { id: { S: cutoverClientKey(clientId) } } });
    },
  };
};

/** An update replaces everything, as Cognito's does. */
const writeTo =
  ({ clients, busy }: Pool) =>
  async (clientId: string, update: AppClientDescription): Promise<ClientWrite> => {
    if (!clients.has(clientId)) return { kind: 'gone' };
    if (busy.has(clientId)) return { kind: 'busy', awsError: 'ConcurrentModificationException' };
    clients.set(clientId, update);
    return { kind: 'written', description: update };
  };

/** Of the bench that the running test has made. */
let close = async () => {};
afterEach(() => close());

/** @param clientIds of the configuration; all of them are in the pool */
export const createWholeCutover = async (...given: readonly string[]) => {
  const clientIds = given.length === 0 ? ['web', 'app'] : given;
  const pool: Pool = {
    clients: new Map(
      clientIds.map((id) => [id, client(id, { ClientName: `the ${id}`, NewSetting: { kept: 1 } })]),
    ),
    busy: new Set(),
    progress: FINISHED,
    metrics: QUIET,
    trigger: OURS,
  };
  const own = { ...settings(), cutover: OF_CUTOVER };
  const clock = { now: () => 0, wait: async () => {}, random: () => 0.5 };
  const { signal } = new AbortController();
  const readClient = async (id: string) => pool.clients.get(id);
  const bench = await createCutoverBench((ledger) => {
    const records = recordsOf(ledger, pool);
    const assess = createAssessCutover(
      {
        pool: {
          readPool: async () => ({ domain: false, migrationTrigger: pool.trigger }),
          listClients: async () => [...pool.clients.keys()],
          readClient,
        },
        records,
        metrics: { readHistory: async () => pool.metrics },
        telemetry: { assessed: () => {}, metricsUnknown: () => {} },
        clock,
      },
      own,
      { clientIds, migrateUserArn: OURS },
    );
    const switchFlow = createSwitchAuthFlow(
      { clients: { readClient, writeClient: writeTo(pool) }, records, clock },
      own,
    );
    return {
      assess: (payload) => assess(payload, signal),
      switchFlow: (payload) => switchFlow(payload, signal),
    };
  });
  close = bench.close;
  let runs = 0;
  /** One execution after the other, with the types of the events that it told. */
  const start = async (input: unknown) => {
    runs += 1;
    const done = await bench.run(input, { name: `run${runs}` });
    return { ...done, types: done.events.map(({ type }) => type) };
  };
  /** Of every client, in the pool's order. */
  const flows = () => [...pool.clients.values()].map(({ ExplicitAuthFlows }) => ExplicitAuthFlows);
  /** Somebody, or a stack update, gives a client its password flow back. */
  const reopen = (id: string) =>
    pool.clients.set(id, { ...pool.clients.get(id), ExplicitAuthFlows: [...OPEN] });
  return { ...bench, pool, start, flows, reopen };
};
