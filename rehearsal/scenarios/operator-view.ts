/** What an operator of the target account looks at, with the requests that docs/runbook.md shows as commands. */
import { DynamoDBClient, GetItemCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { type AttributeValue, type Item, plainItem } from '../services/dynamodb/attribute-values.ts';
import { type Access, namesIn, using } from './operator-access.ts';
import type { World } from './world.ts';

/** One line of a state machine's log. Developer Guide "Logging using CloudWatch Logs", 2026-11. */
export type LogLine = {
  readonly type: string;
  readonly details: {
    readonly name?: string;
    readonly error?: string;
    readonly cause?: string;
    /** JSON. */
    readonly output?: string;
  };
  readonly execution_arn: string;
};

/** What the trigger logged of one attempt. */
type AttemptLine = {
  readonly sourceSub?: string;
  /** Target groups, where the source told of some. */
  readonly groups?: readonly string[];
};

/** An event as the audit log group has it. */
export type AuditLine = {
  readonly 'detail-type': string;
  readonly detail: Readonly<Record<string, unknown>>;
};

/** A message of the dead-letter queue; attributes by name. */
export type Undelivered = {
  readonly body: string;
  readonly attributes: Readonly<Record<string, string | undefined>>;
};

export type OperatorView = {
  /** A record of the ledger table by its key, as plain values. */
  readonly itemOf: (id: string) => Promise<Item | undefined>;
  /** Records of users who were given up: `failed` or `abandoned`. */
  readonly givenUp: () => Promise<readonly Item[]>;
  /** A state machine's log, as far as it holds the text. */
  readonly machineLog: (machine: string, text: string) => Promise<readonly LogLine[]>;
  /** Every attempt that the trigger logged. */
  readonly attempts: () => Promise<readonly AttemptLine[]>;
  /** Audit events that hold the text: an execution's ARN, a `sub`. */
  readonly audit: (text: string) => Promise<readonly AuditLine[]>;
  /** Rows of a sweep's list of stragglers, all parts together, without their headings. */
  readonly stragglers: (executionName: string) => Promise<readonly (readonly string[])[]>;
  /** Starts of the sweep that its schedule could not deliver. */
  readonly undelivered: () => Promise<readonly Undelivered[]>;
};

/** `aws logs filter-log-events --filter-pattern '"text"'`: every page. */
const filterLog = async <Line>({ call }: Access, logGroupName: string, text: string): Promise<Line[]> => {
  const lines: Line[] = [];
  let nextToken: unknown;
  do {
    const page = await call('logs', 'Logs_20140328.FilterLogEvents', {
      logGroupName,
      filterPattern: `"${text}"`,
      ...(nextToken !== undefined && { nextToken }),
    });
    const events = page.events as readonly { readonly message: string }[];
    lines.push(...events.map(({ message }) => JSON.parse(message) as Line));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return lines;
};

/** The SDK's attribute values are those of the API, each in a type of its own. */
const plain = (item: object): Item => plainItem(item as Readonly<Record<string, AttributeValue>>);

/** `aws dynamodb scan`, as the runbook filters it. */
const GIVEN_UP = {
  FilterExpression: '#state IN (:failed, :abandoned)',
  ExpressionAttributeNames: { '#state': 'state' },
  ExpressionAttributeValues: { ':failed': { S: 'failed' }, ':abandoned': { S: 'abandoned' } },
  ProjectionExpression: 'sourceSub, #state, errorCode',
} as const;

const scanGivenUp = async (client: DynamoDBClient, TableName: string): Promise<readonly Item[]> => {
  const items: Item[] = [];
  for await (const page of paginateScan({ client }, { TableName, ...GIVEN_UP }))
    items.push(...(page.Items ?? []).map((item) => plain(item)));
  return items;
};

/** `aws s3 cp --recursive`. */
const readParts = async (client: S3Client, Bucket: string, Prefix: string): Promise<readonly string[]> => {
  const parts: string[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix }))
    for (const { Key } of Contents) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
      parts.push((await Body?.transformToString()) ?? '');
    }
  return parts;
};

const rowsOf = (csv: string): string[][] =>
  csv
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(','));

type Received = {
  readonly Body: string;
  readonly MessageAttributes?: Readonly<Record<string, { readonly StringValue: string }>>;
};

const receiveAll = async ({ call }: Access, QueueName: string): Promise<readonly Undelivered[]> => {
  const { QueueUrl } = await call('sqs', 'AmazonSQS.GetQueueUrl', { QueueName });
  const { Messages = [] } = await call('sqs', 'AmazonSQS.ReceiveMessage', {
    QueueUrl,
    MessageAttributeNames: ['All'],
  });
  return (Messages as readonly Received[]).map(({ Body, MessageAttributes = {} }) => ({
    body: Body,
    attributes: Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue]),
    ),
  }));
};

export const createOperatorView = (world: World, access: Access): OperatorView => {
  const { ledgerTable, sweepBucket } = world;
  const { configuration } = access;
  const names = namesIn(world);
  return {
    itemOf: (id) =>
      using(new DynamoDBClient(configuration), async (dynamodb) => {
        const command = new GetItemCommand({ TableName: ledgerTable, Key: { id: { S: id } } });
        const { Item: item } = await dynamodb.send(command);
        return item && plain(item);
      }),
    givenUp: () => using(new DynamoDBClient(configuration), (dynamodb) => scanGivenUp(dynamodb, ledgerTable)),
    machineLog: (machine, text) => filterLog(access, `/aws/vendedlogs/states/${machine}`, text),
    attempts: () => filterLog(access, `/aws/lambda/${names.migrateUser}`, 'migration attempt'),
    audit: (text) => filterLog(access, `/aws/events/${names.audit}`, text),
    stragglers: (executionName) =>
      using(new S3Client({ ...configuration, forcePathStyle: true }), async (s3) => {
        const prefix = `sweeps/${executionName}/stragglers/`;
        return (await readParts(s3, sweepBucket ?? '', prefix)).flatMap(rowsOf);
      }),
    undelivered: () => receiveAll(access, names.sweepUndelivered),
  };
};
