/** The ledger as the sweep needs it: many records at once, those that were given up, and the sweep's own writes. */
import {
  type AttributeValue,
  BatchGetItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { MigrationError } from '#core/errors.ts';
import { LEDGER_KEY_PREFIX, type LedgerItem, ledgerKey, readLedgerRecord } from '#core/ledger.ts';
import type { FoundRecord } from '#core/sweep-look.ts';
import { errorName } from './error-translation.ts';
import { createLedgerClient, type LedgerOptions } from './ledger.ts';
import { importedUpdate, importingUpdate, type RecordUpdate, removedUpdate } from './ledger-writes.ts';

type Item = Record<string, AttributeValue>;

/** Keys of one BatchGetItem. API reference, 2026-11 */
export const BATCH_KEYS = 100;

/** How often what DynamoDB left undone is asked for again. */
const BATCH_ROUNDS = 5;

/** Records that a scan reads at once: what one invocation can work off in its time, with some to spare. */
const SCANNED = 250;

const unavailable = (tableName: string, error: unknown): MigrationError =>
  new MigrationError(
    'LedgerUnavailable',
    `The ledger table ${tableName} did not answer (${errorName(error)}): try again.`,
  );

/** Runs a call on the table; a failure has a name that the state machine knows. */
export const onTable = async <Answer>(tableName: string, call: () => Promise<Answer>): Promise<Answer> => {
  try {
    return await call();
  } catch (error) {
    throw error instanceof MigrationError ? error : unavailable(tableName, error);
  }
};

/** One item, or nothing. Never older than the last write. */
export const readItem = async (
  client: DynamoDBClient,
  TableName: string,
  id: string,
  abortSignal: AbortSignal,
): Promise<Item | undefined> => {
  const command = new GetItemCommand({ TableName, Key: { id: { S: id } }, ConsistentRead: true });
  return (await client.send(command, { abortSignal })).Item;
};

/** Items of up to 100 keys, in any order; absent ones are left out. Never older than the last write. */
export const batchGet = async (
  client: DynamoDBClient,
  tableName: string,
  ids: readonly string[],
  abortSignal: AbortSignal,
): Promise<readonly Item[]> => {
  const items: Item[] = [];
  let open: Item[] = [...new Set(ids)].map((id) => ({ id: { S: id } }));
  for (let round = 0; open.length > 0; round += 1) {
    if (round === BATCH_ROUNDS) throw unavailable(tableName, { name: 'UnprocessedKeys' });
    const command = new BatchGetItemCommand({
      RequestItems: { [tableName]: { Keys: open, ConsistentRead: true } },
    });
    const { Responses, UnprocessedKeys } = await client.send(command, { abortSignal });
    items.push(...(Responses?.[tableName] ?? []));
    open = UnprocessedKeys?.[tableName]?.Keys ?? [];
  }
  return items;
};

/** A record that cannot be read is counted and listed; it must not end a sweep. */
const readOrNot = (item: LedgerItem): FoundRecord => {
  try {
    return readLedgerRecord(item);
  } catch {
    return 'unreadable';
  }
};

const idOf = ({ id }: Item): string => id?.S ?? '';

const createReads = (client: DynamoDBClient, tableName: string) => ({
  /** By source sub; those without a record are absent. At most a page of users at a time. */
  lookUp: (sourceSubs: readonly string[], signal: AbortSignal) =>
    onTable(tableName, async () => {
      const items = await batchGet(client, tableName, sourceSubs.map(ledgerKey), signal);
      return new Map(items.map((item) => [idOf(item).slice(LEDGER_KEY_PREFIX.length), readOrNot(item)]));
    }),
  /**
   * The next records that were given up, in the table's own order.
   * @param after key of the last one seen; empty at the beginning
   */
  givenUp: (after: string, abortSignal: AbortSignal) =>
    onTable(tableName, async () => {
      const command = new ScanCommand({
        TableName: tableName,
        ConsistentRead: true,
        Limit: SCANNED,
        FilterExpression: 'begins_with(id, :user) AND #state IN (:failed, :abandoned)',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: {
          ':user': { S: LEDGER_KEY_PREFIX },
          ':failed': { S: 'failed' },
          ':abandoned': { S: 'abandoned' },
        },
        ...(after === '' ? {} : { ExclusiveStartKey: { id: { S: after } } }),
      });
      const { Items = [], LastEvaluatedKey } = await client.send(command, { abortSignal });
      return {
        records: Items.map((item) => ({ key: idOf(item), record: readOrNot(item) })),
        next: LastEvaluatedKey === undefined ? undefined : idOf(LastEvaluatedKey),
      };
    }),
});

const createWrites = (client: DynamoDBClient, tableName: string) => {
  /** False where the condition did not hold: somebody else has changed the record meanwhile. */
  const update = (write: RecordUpdate, abortSignal: AbortSignal): Promise<boolean> =>
    onTable(tableName, async () => {
      try {
        await client.send(new UpdateItemCommand({ ...write, TableName: tableName }), { abortSignal });
        return true;
      } catch (error) {
        if (errorName(error) === 'ConditionalCheckFailedException') return false;
        throw error;
      }
    });
  return {
    recordRemoved: (about: Parameters<typeof removedUpdate>[0], signal: AbortSignal) =>
      update(removedUpdate(about), signal),
    recordImporting: (about: Parameters<typeof importingUpdate>[0], signal: AbortSignal) =>
      update(importingUpdate(about), signal),
    recordImported: (about: Parameters<typeof importedUpdate>[0], signal: AbortSignal) =>
      update(importedUpdate(about), signal),
  };
};

export type SweepLedger = ReturnType<typeof createReads> & ReturnType<typeof createWrites>;

/** Every method rejects with `LedgerUnavailable`. @throws {MigrationError} `EndpointRefused` */
export const createSweepLedger = ({ tableName, ...options }: LedgerOptions): SweepLedger => {
  const client = createLedgerClient(options);
  return { ...createReads(client, tableName), ...createWrites(client, tableName) };
};
