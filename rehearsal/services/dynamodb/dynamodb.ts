/** DynamoDB: the tables of all accounts, held by dynalite in memory. See dynamodb.md. */

import { setTimeout as sleep } from 'node:timers/promises';
import { NotModelled, type Scope, type Service, ServiceError } from '../../cloud/service.ts';
import { type AttributeValue, type Item, plainItem } from './attribute-values.ts';
import { type BatchInput, batchAnswer, batchGetItem } from './batch-get-item.ts';
import { type Answer, DynaliteServer } from './dynalite-server.ts';
import { type TableInput, tableArn, tableOperations } from './table-operations.ts';

/** CreateTable's members, as far as they have an effect here. */
export type TableDescription = TableInput & {
  readonly AttributeDefinitions: readonly unknown[];
  readonly KeySchema: readonly unknown[];
  readonly BillingMode: 'PAY_PER_REQUEST' | 'PROVISIONED';
  readonly ProvisionedThroughput?: unknown;
  readonly GlobalSecondaryIndexes?: readonly unknown[];
};

/** How long to wait between two looks at a table that is being made, in milliseconds. */
const LOOK_AGAIN_MS = 2;

export class DynamoDb {
  readonly service: Service;
  readonly #dynalite = new DynaliteServer();
  readonly #tables = new Set<string>();

  constructor() {
    this.service = {
      name: 'dynamodb',
      protocol: 'awsJson1_0',
      target: 'DynamoDB_20120810',
      operations: {
        ...tableOperations((operation, input, scope) => this.#run(operation, input, scope)),
        BatchGetItem: batchGetItem((input, scope) => this.#runBatch(input, scope)),
        ListTables: {
          access: { kind: 'signed', requests: () => [{ action: 'dynamodb:ListTables', resource: '*' }] },
          handle: (input, scope) => {
            const members = Object.keys(input);
            if (members.length > 0)
              throw new NotModelled(`the member ${members.join(', ')} of dynamodb:ListTables`);
            return { TableNames: this.#namesIn(scope) };
          },
        },
      },
    };
  }

  /** Makes a table and waits until it can be used. @throws {ServiceError} `ResourceInUseException`, `ValidationException`. */
  async createTable(scope: Scope, table: TableDescription): Promise<{ readonly arn: string }> {
    const { TableName: name } = table;
    await this.#dynalite.call('CreateTable', { ...table, TableName: localName(scope, name) });
    while ((await this.#describe(scope, name)).TableStatus !== 'ACTIVE') await sleep(LOOK_AGAIN_MS);
    this.#tables.add(localName(scope, name));
    return { arn: tableArn(scope, name) };
  }

  /** Every item of a table as plain values, in the order of the table's own keys' hashes: for reports and tests. */
  async describeItems(scope: Scope, table: string): Promise<readonly Item[]> {
    const items: Item[] = [];
    let start: unknown;
    do {
      const page = await this.#run(
        'Scan',
        { TableName: table, ...(start !== undefined && { ExclusiveStartKey: start }) },
        scope,
      );
      items.push(...(page.Items as Record<string, AttributeValue>[]).map(plainItem));
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    return items;
  }

  /** Ends dynalite; what the tables held is gone. */
  close(): Promise<void> {
    return this.#dynalite.close();
  }

  #namesIn(scope: Scope): readonly string[] {
    const prefix = localName(scope, '');
    const names = [...this.#tables].filter((name) => name.startsWith(prefix));
    return names.map((name) => name.slice(prefix.length)).toSorted();
  }

  async #describe(scope: Scope, name: string): Promise<Answer> {
    const answer = await this.#dynalite.call('DescribeTable', { TableName: localName(scope, name) });
    return answer.Table as Answer;
  }

  /** Runs an operation on the scope's own table; answers and errors speak of the table by its name. */
  async #run(operation: string, input: TableInput, scope: Scope): Promise<Answer> {
    const { TableName: name } = input;
    const local = localName(scope, name);
    try {
      const answer = await this.#dynalite.call(operation, { ...input, TableName: local });
      return withOwnName(answer, name, tableArn(scope, name));
    } catch (error) {
      throw withoutPrefix(error, scope);
    }
  }

  async #runBatch(input: BatchInput, scope: Scope): Promise<unknown> {
    const local = (name: string) => localName(scope, name);
    const requests = Object.entries(input.RequestItems ?? {});
    const RequestItems = Object.fromEntries(requests.map(([name, request]) => [local(name), request]));
    try {
      return batchAnswer(await this.#dynalite.call('BatchGetItem', { ...input, RequestItems }), input, local);
    } catch (error) {
      throw withoutPrefix(error, scope);
    }
  }
}

/** An error speaks of a table by its own name. */
const withoutPrefix = (error: unknown, scope: Scope): unknown => {
  if (!(error instanceof ServiceError)) return error;
  return new ServiceError(error.code, error.message.replaceAll(localName(scope, ''), ''), error.statusCode);
};

/** dynalite knows no accounts: a table's name there begins with its account and region. */
const localName = ({ accountId, region }: Scope, name: string): string => `${accountId}.${region}.${name}`;

/** Where answers carry names: a table's description, and the capacity a request consumed. */
const withOwnName = (answer: Answer, name: string, arn: string): Answer => {
  const { Table: table, ConsumedCapacity: capacity } = answer as {
    readonly Table?: Answer;
    readonly ConsumedCapacity?: Answer;
  };
  const indexes = (table?.GlobalSecondaryIndexes as Answer[] | undefined)?.map((index) => ({
    ...index,
    IndexArn: `${arn}/index/${index.IndexName}`,
  }));
  return {
    ...answer,
    ...(capacity && { ConsumedCapacity: { ...capacity, TableName: name } }),
    ...(table && {
      Table: {
        ...table,
        TableName: name,
        TableArn: arn,
        ...(indexes && { GlobalSecondaryIndexes: indexes }),
      },
    }),
  };
};
