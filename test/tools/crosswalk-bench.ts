/** A local account with a ledger table, and `npm run crosswalk` pointed at it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { ledgerKey } from '#core/ledger.ts';
import { type Cloud, createCloud } from '#rehearsal/cloud/cloud.ts';
import { openLedgerTable } from '#tools/crosswalk/ledger-table.ts';

export const SCOPE = { accountId: '222222222222', region: 'us-east-1' };
export const TABLE = 'cognito-migration-ledger';

/** `user(3)` is always the same source user. */
export const sourceSub = (number: number): string =>
  `a0000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
export const targetSub = (number: number): string =>
  `b0000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

type Item = Record<string, { S: string } | { N: string }>;

/** A reconciled user's item; `patch` replaces attributes, `undefined` takes one away. */
export const item = (number: number, patch: Record<string, Item[string] | undefined> = {}): Item => {
  const whole = {
    id: { S: ledgerKey(sourceSub(number)) },
    version: { N: '1' },
    sourceSub: { S: sourceSub(number) },
    targetSub: { S: targetSub(number) },
    targetSeenAt: { S: '2026-11-20T10:00:00.000Z' },
    origin: { S: 'migrated' },
    state: { S: 'reconciled' },
    firstSeenAt: { S: '2026-11-20T10:00:00.000Z' },
    lastChangedAt: { S: '2026-11-20T10:00:00.000Z' },
    attempts: { N: '1' },
    ...patch,
  };
  return Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== undefined)) as Item;
};

export type Ended = { readonly code: number | null; readonly said: string; readonly complained: string };

export type Bench = Awaited<ReturnType<typeof createBench>>;

export const createBench = async () => {
  const cloud: Cloud = await createCloud({ seed: 1 });
  await cloud.dynamodb.createTable(SCOPE, {
    TableName: TABLE,
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  const { accessKeyId, secretAccessKey } = cloud.operator(SCOPE.accountId);
  const credentials = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  Object.assign(process.env, credentials);
  const client = new DynamoDBClient({ endpoint: cloud.url, region: SCOPE.region });
  const start = (argv: readonly string[], env: Record<string, string> = {}) =>
    spawn(process.execPath, ['tools/crosswalk.ts', ...argv], {
      env: { PATH: '', AWS_ENDPOINT_URL: cloud.url, AWS_REGION: SCOPE.region, ...credentials, ...env },
    });
  const ended = async (child: ReturnType<typeof start>): Promise<Ended> => {
    const [said, complained] = [text(child.stdout), text(child.stderr)];
    const [code] = await once(child, 'close');
    return { code, said: await said, complained: await complained };
  };
  return {
    cloud,
    put: async (...items: readonly Item[]) => {
      for (const Item of items) await client.send(new PutItemCommand({ TableName: TABLE, Item }));
    },
    /** The table read in pages of a few items. */
    openLedger: (pageItems: number) =>
      openLedgerTable({ table: TABLE, region: SCOPE.region, pageItems, endpoint: cloud.url }),
    start,
    ended,
    run: (argv: readonly string[], env: Record<string, string> = {}) => ended(start(argv, env)),
    close: async () => {
      client.destroy();
      await cloud.close();
    },
  };
};
