// Who may come in a second time: nobody whom the target deleted, and everybody whose shell was taken away.
import { AdminDeleteUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import { DeleteItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { ledgerKey } from '#core/ledger.ts';
import { judgeShell, SHELL_LIFETIME_MS, type ShellCandidate } from '#core/shell-expiry.ts';
import { attributeOf, type SeededUser, subOf } from '#rehearsal/input/records.ts';
import { PASSWORD, seedUser } from '../rehearsal/services/cognito-idp/local-pool.ts';
import { asOperator, onLedger } from './operator.ts';
import { type SynthesizedMigration, synthesizeMigration } from './synthesized-migration.ts';
import { INCORRECT, openAccounts, recordsOf, type TwoAccounts, told } from './two-accounts.ts';

const DELETED = seedUser('deleted');
const SHELL = seedUser('shell-owner');
const USERS = [DELETED, SHELL];

let migration: SynthesizedMigration;
let accounts: TwoAccounts;
beforeAll(async () => {
  migration = await synthesizeMigration();
  accounts = await openAccounts(migration, USERS);
});
afterAll(async () => {
  await accounts?.close();
  migration?.remove();
});

const inTarget = ({ Username }: SeededUser) =>
  accounts.targetUsers().find((user) => user.Username === Username);

const recordOf = async (user: SeededUser) =>
  (await recordsOf(accounts)).find((record) => record.sourceSub === subOf(user));

const deleteInTarget = ({ Username }: SeededUser) => {
  const { cloud, world } = accounts;
  const { userPoolId: UserPoolId } = world.target;
  return asOperator(cloud, world.target, (operator) =>
    operator.send(new AdminDeleteUserCommand({ UserPoolId, Username })),
  );
};

const keyOf = (user: SeededUser) => ({
  TableName: accounts.world.ledgerTable,
  Key: { id: { S: ledgerKey(subOf(user)) } },
});

describe('a migrated user whom the target deleted', () => {
  beforeAll(async () => {
    expect(told(await accounts.signIn('deleted', PASSWORD))).toBe('ok');
    await accounts.cloud.idle();
    await deleteInTarget(DELETED);
  });

  it('does not come back by the old password, nor by a forgotten one', async () => {
    expect(told(await accounts.signIn('deleted', PASSWORD))).toBe(INCORRECT);
    expect(told(await accounts.signIn('deleted@example.com', PASSWORD))).toBe(INCORRECT);
    expect(await accounts.forgotPassword('deleted')).toBe('EMAIL email');
    expect(inTarget(DELETED)).toBeUndefined();
    await accounts.cloud.idle();
    expect(await recordOf(DELETED)).toMatchObject({ state: 'reconciled', attempts: 1 });
  });

  it('comes back once an operator has cleared the ledger record', async () => {
    await onLedger(accounts.world, (client) => client.send(new DeleteItemCommand(keyOf(DELETED))));
    expect(told(await accounts.signIn('deleted', PASSWORD))).toBe('ok');
    await accounts.cloud.idle();
    expect(await recordOf(DELETED)).toMatchObject({ state: 'reconciled' });
  });
});

describe('a shell that a stranger made by asking for a new password', () => {
  /** What the rule is told of the shell: from both pools and the ledger. */
  const candidate = async (): Promise<ShellCandidate> => {
    const target = inTarget(SHELL);
    if (target === undefined) throw new Error('there is no shell');
    const { origin } = (await recordOf(SHELL)) ?? {};
    return {
      phase: 'migrating',
      targetStatus: target.UserStatus,
      createdAt: Date.parse(target.UserCreateDate),
      sourceSub: attributeOf(target, 'custom:source_sub'),
      origin: origin === 'reset-required' ? origin : undefined,
      source: { sub: subOf(SHELL), enabled: SHELL.Enabled, status: SHELL.UserStatus },
    };
  };

  beforeAll(async () => {
    expect(await accounts.forgotPassword('shell-owner')).toBe('EMAIL email');
    await accounts.cloud.idle();
  });

  it('keeps its owner from migrating by password, and is kept for as long as a code may be under way', async () => {
    expect(inTarget(SHELL)).toMatchObject({ UserStatus: 'RESET_REQUIRED' });
    expect(told(await accounts.signIn('shell-owner', PASSWORD))).toBe(INCORRECT);
    expect(await recordOf(SHELL)).toMatchObject({ origin: 'reset-required', state: 'reconciled' });
    const shell = await candidate();
    expect(judgeShell(shell, shell.createdAt + SHELL_LIFETIME_MS)).toEqual({
      delete: false,
      reason: 'too-young',
    });
  });

  it('may be deleted after that, and then the password migrates its owner', async () => {
    const shell = await candidate();
    expect(judgeShell(shell, shell.createdAt + SHELL_LIFETIME_MS + 1)).toEqual({ delete: true });
    await deleteInTarget(SHELL);
    const removed = new UpdateItemCommand({
      ...keyOf(SHELL),
      UpdateExpression: 'SET #state = :removed REMOVE targetSub, targetSeenAt, #groups',
      ExpressionAttributeNames: { '#state': 'state', '#groups': 'groups' },
      ExpressionAttributeValues: { ':removed': { S: 'removed' } },
    });
    await onLedger(accounts.world, (client) => client.send(removed));

    expect(told(await accounts.signIn('shell-owner', PASSWORD))).toBe('ok');
    await accounts.cloud.idle();
    expect(inTarget(SHELL)).toMatchObject({ UserStatus: 'CONFIRMED' });
    expect(await recordOf(SHELL)).toMatchObject({ origin: 'migrated', state: 'reconciled' });
  });
});
