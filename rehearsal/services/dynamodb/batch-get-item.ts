/** BatchGetItem: the keys of several tables in one request; IAM is asked about each table. */

import { NotModelled, type Operation, type Scope } from '../../cloud/service.ts';
import { tableArn, tableNameOf } from './table-operations.ts';

type Request = Readonly<Record<string, unknown>>;
export type BatchInput = { readonly RequestItems: Readonly<Record<string, Request>> } & Request;

/** By table. The legacy `AttributesToGet` is left out on purpose. */
const TABLE_MEMBERS = ['ConsistentRead', 'ExpressionAttributeNames', 'Keys', 'ProjectionExpression'];
const MEMBERS = ['RequestItems', 'ReturnConsumedCapacity'];

/** Runs the batch on the scope's own tables. */
export type RunBatch = (input: BatchInput, scope: Scope) => Promise<unknown>;

export const batchGetItem = (run: RunBatch): Operation => ({
  access: {
    kind: 'signed',
    requests: (input, scope) =>
      tablesOf(input).map((table) => ({
        action: 'dynamodb:BatchGetItem',
        resource: table.startsWith('arn:') ? table : tableArn(scope, table),
      })),
  },
  handle: (input, scope) => {
    refuseOthers(input, MEMBERS);
    for (const table of tablesOf(input)) {
      tableNameOf({ TableName: table });
      refuseOthers(input.RequestItems[table], TABLE_MEMBERS);
    }
    return run(input, scope);
  },
});

/** `*` for a request without tables, which dynalite refuses. */
const tablesOf = ({ RequestItems: items }: Partial<BatchInput>): readonly string[] => {
  const tables = Object.keys(items ?? {});
  return tables.length > 0 ? tables : ['*'];
};

const refuseOthers = (input: Request | undefined, known: readonly string[]): void => {
  const others = Object.keys(input ?? {}).filter((member) => !known.includes(member));
  if (others.length > 0) throw new NotModelled(`the member ${others.join(', ')} of dynamodb:BatchGetItem`);
};

type Answer = {
  readonly Responses?: Readonly<Record<string, unknown>>;
  readonly UnprocessedKeys?: Readonly<Record<string, Request>>;
  readonly ConsumedCapacity?: readonly { readonly TableName: string }[];
};

/** The answer with the tables' own names. What was not processed can be sent again as it is: dynalite forgets half of it. */
export const batchAnswer = (
  answer: Answer,
  input: BatchInput,
  localName: (table: string) => string,
): unknown => {
  const own = new Map(Object.keys(input.RequestItems).map((table) => [localName(table), table]));
  const named = <Value>(byTable: Readonly<Record<string, Value>> = {}): [string, Value][] =>
    Object.entries(byTable).map(([table, value]) => [own.get(table) ?? table, value]);
  return {
    Responses: Object.fromEntries(named(answer.Responses)),
    UnprocessedKeys: Object.fromEntries(
      named(answer.UnprocessedKeys).map(([table, { Keys }]) => [
        table,
        { ...input.RequestItems[table], Keys },
      ]),
    ),
    ...(answer.ConsumedCapacity && {
      ConsumedCapacity: answer.ConsumedCapacity.map((one) => ({
        ...one,
        TableName: own.get(one.TableName) ?? one.TableName,
      })),
    }),
  };
};
