/** Reads the ledger table page by page, as the operator who runs this. */
import { Agent } from 'node:https';
import { DescribeTableCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { type LedgerItem, ledgerKey } from '#core/ledger.ts';
import { CrosswalkRefused, LedgerUnread } from './crosswalk-error.ts';

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

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');

/** What an operator can change. */
const REFUSALS: Readonly<Record<string, string>> = {
  ResourceNotFoundException:
    'there is no such table; look at the account, at --region and at the output LedgerTable of the target stack',
  CredentialsProviderError: 'no AWS credentials were found; set AWS_PROFILE, or sign in as for the AWS CLI',
  AccessDeniedException: 'you may not read it; you need dynamodb:DescribeTable and dynamodb:Scan on it',
  UnrecognizedClientException: 'AWS does not know these credentials; look at AWS_PROFILE',
  ExpiredTokenException: 'your session has expired; sign in again',
};

const explain = (error: unknown, table: string): Error => {
  const name = nameOf(error);
  const remedy = REFUSALS[name] ?? (isWithoutRegion(error) ? 'give --region, or set AWS_REGION' : undefined);
  if (remedy !== undefined) return new CrosswalkRefused(`The table ${table}: ${remedy} (${name}).`);
  return new LedgerUnread(
    `The table ${table} could not be read (${name}). Run the same command again: it goes on where it stopped.`,
  );
};

/** The SDK has no name for it. */
const isWithoutRegion = (error: unknown): boolean =>
  error instanceof Error && /^Region (is missing|not accepted)/.test(error.message);

/** @throws {CrosswalkRefused | LedgerUnread} */
export const openLedgerTable = async (options: LedgerOptions): Promise<LedgerTable> => {
  const { table, region, pageItems, endpoint } = options;
  const client = new DynamoDBClient({
    maxAttempts: 8,
    requestHandler: { httpsAgent: new Agent({ keepAlive: true, minVersion: 'TLSv1.2' }) },
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
  });
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

/**
 * The endpoint that the environment names instead of AWS's own. Plain http only to this machine.
 * @throws {CrosswalkRefused}
 */
export const endpointOf = (variables: Readonly<Record<string, string | undefined>>): string | undefined => {
  const value = variables.AWS_ENDPOINT_URL_DYNAMODB || variables.AWS_ENDPOINT_URL;
  if (!value) return undefined;
  const { protocol, hostname } = URL.canParse(value) ? new URL(value) : { protocol: '', hostname: '' };
  if (protocol === 'https:' || (protocol === 'http:' && hostname === '127.0.0.1')) return value;
  throw new CrosswalkRefused(
    'AWS_ENDPOINT_URL is neither https nor http on 127.0.0.1; unset it, or use https.',
  );
};
