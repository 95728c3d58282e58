/** Reads the ledger table page by page, as the operator who runs this. */
import { DescribeTableCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { type LedgerItem, ledgerKey } from '#core/ledger.ts';
import { clientOf, nameOf, remedyFor } from '../command-line/operator.ts';
import { Refused } from '../command-line/refused.ts';
import { LedgerUnread } from './crosswalk-error.ts';

export type LedgerPage = {
  /** Users' records of this page that name a target user. */
  readonly items: readonly LedgerItem[];
  /** Items looked at, whatever they are. */
  readonly looked: number;
  /** Key of the last item looked at; absent at the end of the table. */
  readonly after?: string;
};

export type LedgerTable = {
  readonly arn: string;
  /** Items in the table, some hours old: for the progress bar. */
  readonly size: number;
  /** @throws {LedgerUnread} when DynamoDB did not answer, after some attempts */
  readonly page: (after: string | undefined, signal: AbortSignal) => Promise<LedgerPage>;
  readonly close: () => void;
};

export type LedgerOptions = {
  readonly table: string;
  readonly region?: string;
  /** Items of one page at most: what an interruption repeats. */
  readonly pageItems: number;
  readonly endpoint?: string;
};

/** Of one page: a table that is throttled gives way within seconds. */
const MAX_ATTEMPTS = 8;

/** What an operator can change about the table. */
const REFUSALS: Readonly<Record<string, string>> = {
  ResourceNotFoundException:
    'there is no such table; look at the account, at --region and at the output LedgerTable of the target stack',
  AccessDeniedException: 'you may not read it; you need dynamodb:DescribeTable and dynamodb:Scan on it',
};

const explain = (error: unknown, table: string): Error => {
  const name = nameOf(error);
  const remedy = REFUSALS[name] ?? remedyFor(error);
  if (remedy !== undefined) return new Refused(`The table ${table}: ${remedy} (${name}).`);
  return new LedgerUnread(
    `The table ${table} could not be read (${name}). Run the same command again: it goes on where it stopped.`,
  );
};

/** @throws {Refused | LedgerUnread} */
export const openLedgerTable = async (options: LedgerOptions): Promise<LedgerTable> => {
  const { table, pageItems } = options;
  const client = new DynamoDBClient(clientOf(options, MAX_ATTEMPTS));
  const page = async (after: string | undefined, abortSignal: AbortSignal): Promise<LedgerPage> => {
    const command = new ScanCommand({
      TableName: table,
      ConsistentRead: true,
      Limit: pageItems,
      FilterExpression: 'begins_with(id, :users) AND attribute_exists(targetSub)',
      ExpressionAttributeValues: { ':users': { S: ledgerKey('') } },
      ...(after === undefined ? {} : { ExclusiveStartKey: { id: { S: after } } }),
    });
    try {
      const { Items = [], ScannedCount = 0, LastEvaluatedKey } = await client.send(command, { abortSignal });
      const last = LastEvaluatedKey?.id?.S;
      return { items: Items, looked: ScannedCount, ...(last === undefined ? {} : { after: last }) };
    } catch (error) {
      if (abortSignal.aborted) throw error;
      throw explain(error, table);
    }
  };
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
    const close = () => client.destroy();
    return { arn: Table?.TableArn ?? table, size: Table?.ItemCount ?? 0, page, close };
  } catch (error) {
    client.destroy();
    throw explain(error, table);
  }
};
