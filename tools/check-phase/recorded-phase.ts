/** Reads what the last cutover or rollback left in the ledger table, as the operator who runs this. Writes nothing. */
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { CUTOVER_STATE_KEY, type CutoverState, readCutoverState } from '#core/cutover-state.ts';
import { clientOf, nameOf, remedyFor } from '../command-line/operator.ts';
import { Refused } from '../command-line/refused.ts';

export type LedgerPlace = {
  readonly accountId: string;
  readonly region: string;
  readonly table: string;
  /** What stands in for AWS's own endpoints. @default - AWS's own */
  readonly endpoints: { readonly dynamodb?: string; readonly sts?: string };
};

const MAX_ATTEMPTS = 4;

const unlooked = (what: string, error: unknown): Refused =>
  new Refused(`${what}: ${remedyFor(error) ?? 'AWS did not answer; run it again'} (${nameOf(error)}).`);

/** Another account may have a table of the same name, and would answer for another migration. */
const requireAccount = async ({ accountId, region, endpoints: { sts } }: LedgerPlace): Promise<void> => {
  const client = new STSClient(clientOf({ region, ...(sts && { endpoint: sts }) }, MAX_ATTEMPTS));
  try {
    // Needs no permission. STS API Reference "GetCallerIdentity", 2026-11
    const { Account } = await client.send(new GetCallerIdentityCommand({}));
    if (Account === accountId) return;
    throw new Refused(
      `These credentials are of account ${Account}, and the target is in ${accountId}; look at AWS_PROFILE.`,
    );
  } catch (error) {
    throw error instanceof Refused ? error : unlooked('Whose credentials these are is not known', error);
  } finally {
    client.destroy();
  }
};

const readItem = async ({ table, region, endpoints: { dynamodb } }: LedgerPlace) => {
  const client = new DynamoDBClient(
    clientOf({ region, ...(dynamodb && { endpoint: dynamodb }) }, MAX_ATTEMPTS),
  );
  const Key = { id: { S: CUTOVER_STATE_KEY } };
  try {
    const { Item } = await client.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }));
    return { item: Item };
  } catch (error) {
    const name = nameOf(error);
    if (name === 'ResourceNotFoundException') return undefined;
    if (name === 'AccessDeniedException')
      throw new Refused(`You may not read the table ${table}; you need dynamodb:GetItem on it (${name}).`);
    throw unlooked(`The table ${table} could not be read`, error);
  } finally {
    client.destroy();
  }
};

/**
 * @returns nothing where the account has no such table
 * @throws {Refused} where nobody can look
 * @throws {MigrationError} `LedgerRecordInvalid`
 */
export const readRecordedPhase = async (place: LedgerPlace): Promise<CutoverState | undefined> => {
  await requireAccount(place);
  const read = await readItem(place);
  return read === undefined ? undefined : readCutoverState(read.item);
};
