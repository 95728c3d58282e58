/** The cutover's records in the ledger table: what is wanted, and what the flows of app clients were before. */
import { DeleteItemCommand, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  CUTOVER_STATE_KEY,
  type CutoverClientRecord,
  type CutoverState,
  cutoverClientItem,
  cutoverClientKey,
  readCutoverClient,
  readCutoverState,
} from '#core/cutover-state.ts';
import { errorName } from './error-translation.ts';
import { createLedgerClient, type LedgerOptions } from './ledger.ts';
import { BATCH_KEYS, batchGet, onTable, readItem } from './sweep-ledger.ts';

const createReads = (client: DynamoDBClient, tableName: string) => ({
  readState: (signal: AbortSignal): Promise<CutoverState> =>
    onTable(tableName, async () =>
      readCutoverState(await readItem(client, tableName, CUTOVER_STATE_KEY, signal)),
    ),
  readClientRecord: (clientId: string, signal: AbortSignal): Promise<CutoverClientRecord | undefined> =>
    onTable(tableName, async () => {
      const item = await readItem(client, tableName, cutoverClientKey(clientId), signal);
      return item === undefined ? undefined : readCutoverClient(item);
    }),
  /** Of as many clients as there are, in any order; those without a record are left out. */
  readClientRecords: (
    clientIds: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly CutoverClientRecord[]> =>
    onTable(tableName, async () => {
      const records: CutoverClientRecord[] = [];
      for (let from = 0; from < clientIds.length; from += BATCH_KEYS) {
        const keys = clientIds.slice(from, from + BATCH_KEYS).map(cutoverClientKey);
        records.push(...(await batchGet(client, tableName, keys, signal)).map(readCutoverClient));
      }
      return records;
    }),
});

const createWrites = (client: DynamoDBClient, TableName: string) => ({
  /** Leaves a record that is there as it is. */
  keepClientRecord: (record: CutoverClientRecord, abortSignal: AbortSignal): Promise<void> =>
    onTable(TableName, async () => {
      const command = new PutItemCommand({
        TableName,
        Item: cutoverClientItem(record),
        ConditionExpression: 'attribute_not_exists(id)',
      });
      try {
        await client.send(command, { abortSignal });
      } catch (error) {
        if (errorName(error) !== 'ConditionalCheckFailedException') throw error;
      }
    }),
  /** Also resolves where there is none. */
  forgetClientRecord: (clientId: string, abortSignal: AbortSignal): Promise<void> =>
    onTable(TableName, async () => {
      const Key = { id: { S: cutoverClientKey(clientId) } };
      await client.send(new DeleteItemCommand({ TableName, Key }), { abortSignal });
    }),
});

/** Every method rejects with `LedgerUnavailable` or `LedgerRecordInvalid`. @throws {MigrationError} `EndpointRefused` */
export const createCutoverRecords = ({ tableName, ...options }: LedgerOptions) => {
  const client = createLedgerClient(options);
  return { ...createReads(client, tableName), ...createWrites(client, tableName) };
};
