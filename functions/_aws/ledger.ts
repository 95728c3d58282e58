/** Reads one record of the ledger. Nothing here writes it. */
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { MigrationError } from '#core/errors.ts';
import { type LedgerRecord, ledgerKey, readLedgerRecord } from '#core/ledger.ts';
import { endpointOverride, type Transport } from './endpoint.ts';
import { errorName } from './error-translation.ts';
import { instrument } from './instrument.ts';

export type Ledger = {
  /**
   * The record of a source user, if there is one; never an older state of it.
   * @throws {MigrationError} `LedgerUnavailable`, `LedgerRecordInvalid`
   */
  readonly lookUp: (sourceSub: string, signal: AbortSignal) => Promise<LedgerRecord | undefined>;
};

export type LedgerOptions = {
  readonly tableName: string;
  readonly accountId: string;
  /** The table is in the Lambda's own. */
  readonly region: string;
  /** How often one look-up is sent at most. */
  readonly maxAttempts: number;
  readonly transport: Transport;
  readonly variables: Readonly<Record<string, string | undefined>>;
};

/** A client of the table's region, traced. @throws {MigrationError} `EndpointRefused` */
export const createLedgerClient = (options: Omit<LedgerOptions, 'tableName'>): DynamoDBClient => {
  const { accountId, region, maxAttempts, transport, variables } = options;
  const endpoint = endpointOverride('DYNAMODB', variables);
  return instrument(
    new DynamoDBClient({
      region,
      maxAttempts,
      requestHandler: transport,
      ...(endpoint ? { endpoint } : {}),
    }),
    { name: 'DynamoDB', accountId, region },
  );
};

/** @throws {MigrationError} `EndpointRefused` */
export const createLedger = ({ tableName, ...options }: LedgerOptions): Ledger => {
  const client = createLedgerClient(options);
  const read = async (sourceSub: string, signal: AbortSignal) => {
    const command = new GetItemCommand({
      TableName: tableName,
      Key: { id: { S: ledgerKey(sourceSub) } },
      ConsistentRead: true,
    });
    try {
      return await client.send(command, { abortSignal: signal });
    } catch (error) {
      throw new MigrationError(
        'LedgerUnavailable',
        `The ledger table ${tableName} could not be read (${errorName(error)}): try again.`,
      );
    }
  };
  return {
    lookUp: async (sourceSub, signal) => {
      const { Item } = await read(sourceSub, signal);
      return Item === undefined ? undefined : readLedgerRecord(Item);
    },
  };
};
