// What a stranger can find out about who exists on the source: nothing, neither by answers nor by what they cause.
import { AdminDeleteUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import { PASSWORD, seedUser } from '../rehearsal/services/cognito-idp/local-pool.ts';
import { asOperator } from './operator.ts';
import { type SynthesizedMigration, synthesizeMigration } from './synthesized-migration.ts';
import { INCORRECT, openAccounts, type TwoAccounts, told, triggerCalls } from './two-accounts.ts';

const USERS = [
  seedUser('active-user'),
  seedUser('disabled-user', { Enabled: false }),
  seedUser('unconfirmed-user', { UserStatus: 'UNCONFIRMED', attributes: { email_verified: 'false' } }),
  seedUser('federated-user', { UserStatus: 'EXTERNAL_PROVIDER' }),
  seedUser('temporary-user', { UserStatus: 'FORCE_CHANGE_PASSWORD' }),
  seedUser('unreachable-user', { attributes: { email_verified: 'false' } }),
  seedUser('guarded-user', { UserMFASettingList: ['SOFTWARE_TOKEN_MFA'] }),
  seedUser('former-user'),
];

let migration: SynthesizedMigration;
let accounts: TwoAccounts;
beforeAll(async () => {
  migration = await synthesizeMigration();
  accounts = await openAccounts(migration, USERS);
  // Migrated, put on record, and then deleted in the target. It also warms the Lambda: fetching credentials is no
  // part of any one user's sequence.
  expect(told(await accounts.signIn('former-user', PASSWORD))).toBe('ok');
  await accounts.cloud.idle();
  const { cloud, world } = accounts;
  await asOperator(cloud, world.target, (operator) =>
    operator.send(
      new AdminDeleteUserCommand({ UserPoolId: world.target.userPoolId, Username: 'former-user' }),
    ),
  );
});
afterAll(async () => {
  await accounts?.close();
  migration?.remove();
});

/** One attempt by itself: what the client heard and what the trigger asked for because of it. */
const observe = async (attempt: () => Promise<string>) => {
  const before = accounts.cloud.recorder.entries('requests').length;
  const heard = await attempt();
  return { heard, calls: triggerCalls(accounts.cloud, before) };
};

const signIn = (login: string, password: string) =>
  observe(async () => told(await accounts.signIn(login, password)));
const forgotPassword = (login: string) => observe(() => accounts.forgotPassword(login));

/**
 * Ledger and target pool are asked about somebody whom the source would let in: a proven password, or a user who may
 * reset it. By the one alias that such a user has beside the typed username.
 */
const LOOK_UPS = ['cognito-idp:AdminGetUser in the target', 'dynamodb:GetItem'];

const withoutLookUps = (calls: readonly string[]) => calls.filter((call) => !LOOK_UPS.includes(call));
const lookUpsIn = (calls: readonly string[]) => calls.filter((call) => LOOK_UPS.includes(call));

describe('a sign-in', () => {
  it.each([
    ['of an active user with a wrong password', 'active-user', 'Wrong-Password-1', []],
    ['of nobody', 'unknown-user', PASSWORD, []],
    ['of a disabled user', 'disabled-user', PASSWORD, []],
    ['of a disabled user with a wrong password', 'disabled-user', 'Wrong-Password-1', []],
    ['of an unconfirmed user', 'unconfirmed-user', PASSWORD, []],
    ['of an unconfirmed user with a wrong password', 'unconfirmed-user', 'Wrong-Password-1', []],
    ['of a federated user', 'federated-user', PASSWORD, []],
    ['of a former target user with a wrong password', 'former-user', 'Wrong-Password-1', []],
    ['of a former target user with the old password', 'former-user', PASSWORD, LOOK_UPS],
  ])('%s gets the answer and causes the calls of any other', async (_, login, password, lookUps) => {
    const { heard, calls } = await signIn(login, password);
    expect(heard).toBe(INCORRECT);
    expect(withoutLookUps(calls)).toEqual([
      'cognito-idp:AdminGetUser',
      'cognito-idp:AdminInitiateAuth',
      'events:PutEvents',
    ]);
    expect(lookUpsIn(calls)).toEqual(lookUps);
  });
});

describe('a forgotten password', () => {
  it.each([
    ['of nobody', 'unknown-user', []],
    ['of a disabled user', 'disabled-user', []],
    ['of an unconfirmed user', 'unconfirmed-user', []],
    ['of a federated user', 'federated-user', []],
    ['of a user who never used the first password', 'temporary-user', []],
    ['of a user whom no code can reach', 'unreachable-user', []],
    ['of a user whose second factor cannot be carried', 'guarded-user', []],
    ['of a former target user', 'former-user', LOOK_UPS],
  ])('%s gets the answer and causes the calls of any other, and no message', async (_, login, lookUps) => {
    const { heard, calls } = await forgotPassword(login);
    expect(heard).toBe('EMAIL email');
    expect(withoutLookUps(calls)).toEqual(['cognito-idp:AdminGetUser', 'events:PutEvents']);
    expect(lookUpsIn(calls)).toEqual(lookUps);
    expect(accounts.cloud.cognito.messages(accounts.world.target.userPoolId)).toEqual([]);
  });
});

// Last: it looks at what all of them left behind.
describe('after all of them', () => {
  it('nobody is in the target, and nothing that was typed is written anywhere', () => {
    expect(accounts.targetUsers()).toEqual([]);
    expect(accounts.leaks([{ kind: 'wrong password', value: 'Wrong-Password-1' }])).toEqual([]);
  });

  it('a user who may reset the password gets the same answer, and a message', async () => {
    const { heard } = await forgotPassword('active-user');
    expect(heard).toBe('EMAIL email');
    expect(accounts.cloud.cognito.messages(accounts.world.target.userPoolId)).toHaveLength(1);
  });
});
