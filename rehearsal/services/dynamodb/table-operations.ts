/**
 * DynamoDB's operations as the gateway sees them: which members each takes, and which resource IAM is asked about.
 * What dynalite would ignore in silence is not in the lists, and so is refused by name.
 */

import { NotModelled, type Operation, type Scope, ServiceError } from '../../cloud/service.ts';

export type TableInput = { readonly TableName: string; readonly IndexName?: string };

/** Runs one operation on one table of an account. */
export type RunOnTable = (operation: string, input: TableInput, scope: Scope) => Promise<unknown>;

const NAMES = ['ExpressionAttributeNames', 'ReturnConsumedCapacity'];
const EXPRESSION = [...NAMES, 'ExpressionAttributeValues'];
const WRITE = [...EXPRESSION, 'ConditionExpression', 'ReturnItemCollectionMetrics', 'ReturnValues'];
const READ_MANY = [
  ...EXPRESSION,
  'ConsistentRead',
  'ExclusiveStartKey',
  'FilterExpression',
  'IndexName',
  'Limit',
  'ProjectionExpression',
  'Select',
];

/** Beside `TableName`. The legacy members (`Expected`, `AttributesToGet` …) are left out on purpose. */
export const TABLE_OPERATIONS: Readonly<Record<string, readonly string[]>> = {
  GetItem: [...NAMES, 'ConsistentRead', 'Key', 'ProjectionExpression'],
  PutItem: [...WRITE, 'Item'],
  UpdateItem: [...WRITE, 'Key', 'UpdateExpression'],
  DeleteItem: [...WRITE, 'Key'],
  Query: [...READ_MANY, 'KeyConditionExpression', 'ScanIndexForward'],
  Scan: [...READ_MANY, 'Segment', 'TotalSegments'],
  DescribeTable: [],
};

export const tableArn = ({ accountId, region }: Scope, table: string): string =>
  `arn:aws:dynamodb:${region}:${accountId}:table/${table}`;

/** One table, or an index of it where the request names one: `table/NAME/index/INDEX`. */
export const tableOperations = (run: RunOnTable): Readonly<Record<string, Operation>> =>
  Object.fromEntries(
    Object.entries(TABLE_OPERATIONS).map(([name, members]) => [name, operation(name, members, run)]),
  );

const operation = (name: string, members: readonly string[], run: RunOnTable): Operation => ({
  access: {
    kind: 'signed',
    requests: (input, scope) => [{ action: `dynamodb:${name}`, resource: resourceOf(input, scope) }],
  },
  handle: (input, scope) => {
    for (const member of Object.keys(input)) {
      if (member !== 'TableName' && !members.includes(member)) {
        throw new NotModelled(`the member ${member} of dynamodb:${name}`);
      }
    }
    return run(name, { ...input, TableName: tableNameOf(input) }, scope);
  },
});

const resourceOf = (input: TableInput, scope: Scope): string => {
  const table = typeof input?.TableName === 'string' ? input.TableName : '*';
  const arn = table.startsWith('arn:') ? table : tableArn(scope, table);
  return typeof input?.IndexName === 'string' ? `${arn}/index/${input.IndexName}` : arn;
};

/** Name pattern: DynamoDB API Reference "GetItem", 2026-11; an ARN is allowed there too. */
export const tableNameOf = ({ TableName: name }: { readonly TableName?: unknown }): string => {
  if (typeof name === 'string' && name.startsWith('arn:'))
    throw new NotModelled('a table ARN in place of its name');
  if (typeof name === 'string' && /^[\w.-]{3,255}$/.test(name)) return name;
  throw new ServiceError('ValidationException', 'TableName must have 3 to 255 letters, digits, _, - or .');
};
