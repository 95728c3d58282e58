/** A local account with a ledger table, and one of the tools pointed at it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { type AttributeValue, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { type Cloud, createCloud } from '#rehearsal/cloud/cloud.ts';

export const SCOPE = { accountId: '222222222222', region: 'us-east-1' };
export const TABLE = 'cognito-migration-ledger';

type Ended = { readonly code: number | null; readonly said: string; readonly complained: string };

export type Bench = Awaited<ReturnType<typeof createBench>>;

const createLedger = (cloud: Cloud) =>
  cloud.dynamodb.createTable(SCOPE, {
    TableName: TABLE,
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  });

const credentialsIn = (cloud: Cloud, accountId: string) => {
  const { accessKeyId, secretAccessKey } = cloud.operator(accountId);
  return { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
};

/** @param tool as it stands in `tools/` */
export const createBench = async (tool: string) => {
  const cloud = await createCloud({ seed: 1 });
  await createLedger(cloud);
  const credentials = credentialsIn(cloud, SCOPE.accountId);
  Object.assign(process.env, credentials);
  const client = new DynamoDBClient({ endpoint: cloud.url, region: SCOPE.region });
  const start = (argv: readonly string[], env: Record<string, string> = {}) =>
    spawn(process.execPath, [`tools/${tool}`, ...argv], {
      env: { PATH: '', AWS_ENDPOINT_URL: cloud.url, AWS_REGION: SCOPE.region, ...credentials, ...env },
    });
  const ended = async (child: ReturnType<typeof start>): Promise<Ended> => {
    const [said, complained] = [text(child.stdout), text(child.stderr)];
    const [code] = await once(child, 'close');
    return { code, said: await said, complained: await complained };
  };
  return {
    cloud,
    put: async (...items: readonly Record<string, AttributeValue>[]) => {
      for (const Item of items) await client.send(new PutItemCommand({ TableName: TABLE, Item }));
    },
    /** As environment variables, of the operator of another account. */
    credentialsOf: (accountId: string) => credentialsIn(cloud, accountId),
    start,
    ended,
    run: (argv: readonly string[], env: Record<string, string> = {}) => ended(start(argv, env)),
    close: async () => {
      client.destroy();
      await cloud.close();
    },
  };
};
