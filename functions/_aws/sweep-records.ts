/** The sweep's own records in the ledger table: how far each shard has come, and what the last sweep found. */
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  LATEST_PROGRESS,
  progressItem,
  progressKey,
  readProgress,
  type SweepProgress,
} from '#core/progress.ts';
import { readShardItem, type ShardProgress, shardItem } from '#core/shard-progress.ts';
import { createLedgerClient, type LedgerOptions } from './ledger.ts';
import { BATCH_KEYS, batchGet, onTable, readItem } from './sweep-ledger.ts';

const createShardRecords = (client: DynamoDBClient, tableName: string) => ({
  readShard: (key: string, signal: AbortSignal): Promise<ShardProgress | undefined> =>
    onTable(tableName, async () => {
      const item = await readItem(client, tableName, key, signal);
      return item === undefined ? undefined : readShardItem(key, item);
    }),
  /** @param now milliseconds since the epoch */
  writeShard: (key: string, progress: ShardProgress, now: number, abortSignal: AbortSignal): Promise<void> =>
    onTable(tableName, async () => {
      const command = new PutItemCommand({ TableName: tableName, Item: shardItem(key, progress, now) });
      await client.send(command, { abortSignal });
    }),
  /** By key; shards that nobody has begun are absent. */
  readShards: (keys: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, ShardProgress>> =>
    onTable(tableName, async () => {
      const shards = new Map<string, ShardProgress>();
      for (let from = 0; from < keys.length; from += BATCH_KEYS) {
        const batch = keys.slice(from, from + BATCH_KEYS);
        for (const item of await batchGet(client, tableName, batch, signal)) {
          const key = item.id?.S ?? '';
          shards.set(key, readShardItem(key, item));
        }
      }
      return shards;
    }),
});

const createProgressRecords = (client: DynamoDBClient, tableName: string) => ({
  /** What the last finished sweep found, if there was one. */
  readProgress: (signal: AbortSignal): Promise<SweepProgress | undefined> =>
    onTable(tableName, async () => readProgress(await readItem(client, tableName, LATEST_PROGRESS, signal))),
  /** Written under the execution's name, and as the latest unless a sweep that began later was faster. */
  writeProgress: (executionName: string, progress: SweepProgress, abortSignal: AbortSignal): Promise<void> =>
    onTable(tableName, async () => {
      const own = progressItem(progressKey(executionName), progress);
      await client.send(new PutItemCommand({ TableName: tableName, Item: own }), { abortSignal });
      const latest = new PutItemCommand({
        TableName: tableName,
        Item: progressItem(LATEST_PROGRESS, progress),
        ConditionExpression: 'attribute_not_exists(id) OR startedAt <= :startedAt',
        ExpressionAttributeValues: { ':startedAt': { S: progress.startedAt } },
      });
      try {
        await client.send(latest, { abortSignal });
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    }),
});

export type SweepRecords = ReturnType<typeof createShardRecords> & ReturnType<typeof createProgressRecords>;

/** Every method rejects with `LedgerUnavailable` or `SweepInconsistent`. @throws {MigrationError} `EndpointRefused` */
export const createSweepRecords = ({ tableName, ...options }: LedgerOptions): SweepRecords => {
  const client = createLedgerClient(options);
  return { ...createShardRecords(client, tableName), ...createProgressRecords(client, tableName) };
};
