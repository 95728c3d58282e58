/** The local DynamoDB through the gateway, with the SDK's client. */
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { type Cloud, createCloud } from '#rehearsal/cloud/cloud.ts';
import { forSdk } from '#test/rehearsal/cloud/tiny-cloud.ts';

const SCOPE = { accountId: '222222222222', region: 'us-east-1' };
const OTHER = { accountId: '111111111111', region: 'us-east-1' };
const ROLE = 'arn:aws:iam::222222222222:role/reader';
const TABLE = {
  TableName: 'ledger',
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'state', AttributeType: 'S' },
  ],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  BillingMode: 'PAY_PER_REQUEST' as const,
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-state',
      KeySchema: [{ AttributeName: 'state', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
};

let cloud: Cloud;
const clients: DynamoDBClient[] = [];
const clientOf = (credentials: ReturnType<Cloud['operator']>) => {
  const client = new DynamoDBClient({
    endpoint: cloud.url,
    region: 'us-east-1',
    credentials: forSdk(credentials),
    maxAttempts: 1,
  });
  clients.push(client);
  return client;
};
let client: DynamoDBClient;

beforeAll(async () => {
  cloud = await createCloud({ seed: 1 });
  for (const scope of [SCOPE, OTHER]) await cloud.dynamodb.createTable(scope, TABLE);
  client = clientOf(cloud.operator(SCOPE.accountId));
});
afterAll(async () => {
  for (const one of clients) one.destroy();
  await cloud.close();
});

const put = (id: string) =>
  client.send(
    new PutItemCommand({
      TableName: 'ledger',
      Item: { id: { S: id }, state: { S: 'pending' }, attempts: { N: '1' }, groups: { L: [{ S: 'staff' }] } },
      ConditionExpression: 'attribute_not_exists(id)',
    }),
  );

describe('the local DynamoDB', () => {
  it('keeps conditions, and answers a broken one as DynamoDB does', async () => {
    await put('user#1');
    await expect(put('user#1')).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
    const updated = await client.send(
      new UpdateItemCommand({
        TableName: 'ledger',
        Key: { id: { S: 'user#1' } },
        UpdateExpression: 'SET attempts = if_not_exists(attempts, :zero) + :one',
        ConditionExpression: 'attribute_not_exists(targetSub) OR targetSub = :t',
        ExpressionAttributeValues: { ':one': { N: '1' }, ':zero': { N: '0' }, ':t': { S: 't-1' } },
        ReturnValues: 'ALL_NEW',
      }),
    );
    expect(updated.Attributes?.attempts).toEqual({ N: '2' });
  });

  it('gives each account its own table of the same name', async () => {
    await put('user#2');
    const other = clientOf(cloud.operator(OTHER.accountId));
    const read = new GetItemCommand({ TableName: 'ledger', Key: { id: { S: 'user#2' } } });
    expect((await client.send(read)).Item?.state).toEqual({ S: 'pending' });
    expect((await other.send(read)).Item).toBeUndefined();
  });

  it('speaks of a table by its own name and ARN', async () => {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: 'ledger' }));
    expect(Table).toMatchObject({
      TableName: 'ledger',
      TableArn: 'arn:aws:dynamodb:us-east-1:222222222222:table/ledger',
      TableStatus: 'ACTIVE',
    });
    expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual(['ledger']);
    const missing = client.send(new ScanCommand({ TableName: 'nowhere', ReturnConsumedCapacity: 'TOTAL' }));
    await expect(missing).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: expect.not.stringContaining('222222222222.'),
    });
    const scanned = await client.send(
      new ScanCommand({ TableName: 'ledger', ReturnConsumedCapacity: 'TOTAL' }),
    );
    expect(scanned.ConsumedCapacity?.TableName).toBe('ledger');
  });

  it('asks IAM about the table, and about the index where a query names one', async () => {
    cloud.iam.putRole({
      accountId: SCOPE.accountId,
      name: 'reader',
      arn: ROLE,
      trustPolicy: {
        Statement: {
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: { Service: 'lambda.amazonaws.com' },
        },
      },
      maxSessionSeconds: 3600,
    });
    cloud.iam.putRolePolicy(ROLE, 'read', {
      Statement: {
        Effect: 'Allow',
        Action: ['dynamodb:GetItem', 'dynamodb:Query'],
        Resource: 'arn:aws:dynamodb:us-east-1:222222222222:table/ledger/index/by-state',
      },
    });
    const reader = clientOf(cloud.iam.issueSession(ROLE, 'reader', 3600));
    const query = {
      TableName: 'ledger',
      KeyConditionExpression: '#s = :s',
      ExpressionAttributeNames: { '#s': 'state' },
      ExpressionAttributeValues: { ':s': { S: 'pending' } },
    };
    const found = await reader.send(new QueryCommand({ ...query, IndexName: 'by-state' }));
    expect(found.Items?.length).toBeGreaterThan(0);
    const read = new GetItemCommand({ TableName: 'ledger', Key: { id: { S: 'user#1' } } });
    await expect(reader.send(read)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect(cloud.recorder.entries('requests').at(-1)).toMatchObject({
      action: 'dynamodb:GetItem',
      resource: 'arn:aws:dynamodb:us-east-1:222222222222:table/ledger',
      decision: 'denied',
    });
  });

  it('reads many items at once, of the own account and by the table names that were asked', async () => {
    for (const id of ['batch#1', 'batch#2']) await put(id);
    const Keys = ['batch#1', 'batch#2', 'batch#3'].map((id) => ({ id: { S: id } }));
    const batch = new BatchGetItemCommand({
      RequestItems: {
        ledger: { Keys, ProjectionExpression: '#id', ExpressionAttributeNames: { '#id': 'id' } },
      },
      ReturnConsumedCapacity: 'TOTAL',
    });
    const { Responses, UnprocessedKeys, ConsumedCapacity } = await client.send(batch);
    expect(Responses?.ledger?.map(({ id, ...rest }) => [id?.S, rest]).toSorted()).toEqual([
      ['batch#1', {}],
      ['batch#2', {}],
    ]);
    expect([UnprocessedKeys, ConsumedCapacity?.[0]?.TableName]).toEqual([{}, 'ledger']);
    const other = await clientOf(cloud.operator(OTHER.accountId)).send(batch);
    expect(other.Responses).toEqual({ ledger: [] });
    await expect(
      client.send(new BatchGetItemCommand({ RequestItems: { nowhere: { Keys } } })),
    ).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: expect.not.stringContaining('222222222222.'),
    });
  });

  it('asks IAM about every table of a batch', async () => {
    const role = 'arn:aws:iam::222222222222:role/batch';
    const Principal = { Service: 'lambda.amazonaws.com' };
    const trustPolicy = { Statement: { Effect: 'Allow' as const, Action: 'sts:AssumeRole', Principal } };
    const { accountId } = SCOPE;
    cloud.iam.putRole({ accountId, name: 'batch', arn: role, trustPolicy, maxSessionSeconds: 3600 });
    const Resource = 'arn:aws:dynamodb:us-east-1:222222222222:table/ledger';
    const Statement = { Effect: 'Allow' as const, Action: 'dynamodb:BatchGetItem', Resource };
    cloud.iam.putRolePolicy(role, 'read', { Statement });
    const reader = clientOf(cloud.iam.issueSession(role, 'reader', 3600));
    const Keys = [{ id: { S: 'x' } }];
    const read = (...tables: string[]) =>
      reader.send(
        new BatchGetItemCommand({ RequestItems: Object.fromEntries(tables.map((name) => [name, { Keys }])) }),
      );
    await expect(read('ledger')).resolves.toBeDefined();
    await expect(read('ledger', 'other')).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it.each([
    [
      'a batch of writes',
      new BatchWriteItemCommand({
        RequestItems: { ledger: [{ DeleteRequest: { Key: { id: { S: 'x' } } } }] },
      }),
      /dynamodb:BatchWriteItem/,
    ],
    [
      'the legacy members of a batch',
      new BatchGetItemCommand({
        RequestItems: { ledger: { Keys: [{ id: { S: 'x' } }], AttributesToGet: ['id'] } },
      }),
      /AttributesToGet/,
    ],
    [
      'an operation that is not modelled',
      new TransactWriteItemsCommand({
        TransactItems: [{ Delete: { TableName: 'ledger', Key: { id: { S: 'x' } } } }],
      }),
      /dynamodb:TransactWriteItems/,
    ],
    [
      'a member that dynalite would ignore',
      new PutItemCommand({
        TableName: 'ledger',
        Item: { id: { S: 'x' } },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
      /ReturnValuesOnConditionCheckFailure/,
    ],
  ])('refuses %s by name', async (_, command, message) => {
    await expect(client.send(command as PutItemCommand)).rejects.toMatchObject({
      name: 'NotModelled',
      message: expect.stringMatching(message),
    });
  });

  it('gives a report every item as plain values', async () => {
    await put('user#3');
    const items = await cloud.dynamodb.describeItems(SCOPE, 'ledger');
    expect(items).toContainEqual({ id: 'user#3', state: 'pending', attempts: 1, groups: ['staff'] });
    expect(items.length).toBeGreaterThan(2);
  });
});
