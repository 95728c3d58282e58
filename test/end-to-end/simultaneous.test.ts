// Several invocations for one user at once: two browser tabs, or Cognito itself, which calls again while a call runs.
import type { Principal } from '#rehearsal/cloud/service.ts';
import { subOf } from '#rehearsal/input/records.ts';
import { PASSWORD, seedUser } from '../rehearsal/services/cognito-idp/local-pool.ts';
import { injectSourceFaults } from './source-faults.ts';
import { type SynthesizedMigration, synthesizeMigration } from './synthesized-migration.ts';
import { INCORRECT, openAccounts, recordsOf, type TwoAccounts, told } from './two-accounts.ts';

const USERS = [
  seedUser('three-tabs'),
  seedUser('typing-error'),
  seedUser('by-alias'),
  seedUser('forgetful'),
  seedUser('called-again'),
  seedUser('late-twin'),
];

const COGNITO: Principal = { kind: 'service', service: 'cognito-idp.amazonaws.com' };

let migration: SynthesizedMigration;
let accounts: TwoAccounts;
beforeAll(async () => {
  migration = await synthesizeMigration();
  accounts = await openAccounts(migration, USERS);
  await Promise.all([1, 2, 3].map((tab) => accounts.signIn(`nobody-${tab}`, PASSWORD)));
});
afterEach(() => accounts.cloud.gateway.intercept(undefined));
afterAll(async () => {
  await accounts?.close();
  migration?.remove();
});

const slow = (milliseconds: number) => ({ kind: 'delay', milliseconds }) as const;

/** What Cognito sends when it calls for this sign-in again. */
const callAgain = async (userName: string) => {
  const { accountId, region, userPoolId, clientId } = accounts.world.target;
  const { payload } = await accounts.cloud.lambda.invoke({
    functionArn: `arn:aws:lambda:${region}:${accountId}:function:cognito-migration-migrate-user`,
    invoker: COGNITO,
    sourceArn: `arn:aws:cognito-idp:${region}:${accountId}:userpool/${userPoolId}`,
    sourceAccount: accountId,
    payload: {
      version: '1',
      triggerSource: 'UserMigration_Authentication',
      region,
      userPoolId,
      userName,
      callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId },
      request: { password: PASSWORD, validationData: null, clientMetadata: null },
      response: {},
    },
  });
  return (payload as { response: { finalUserStatus?: string } }).response.finalUserStatus;
};

const targetUsersLike = (username: string) =>
  accounts.targetUsers().filter(({ Username }) => Username.startsWith(username));

/** One user, one ledger record that knows it, and no execution that failed. */
const expectOneIdentity = async (username: string, status = 'CONFIRMED'): Promise<void> => {
  await accounts.cloud.idle();
  const users = targetUsersLike(username);
  expect(users.map(({ UserStatus }) => UserStatus)).toEqual([status]);
  const sub = users[0] && subOf(users[0]);
  const records = (await recordsOf(accounts)).filter(({ targetSub }) => targetSub === sub);
  expect(records.map(({ state }) => state)).toEqual(['reconciled']);
  const ended = accounts.cloud.recorder.entries('executions').map((execution) => execution.status);
  expect(ended.filter((one) => one !== 'SUCCEEDED' && one !== 'RUNNING')).toEqual([]);
};

describe('several sign-ins of one user at once', () => {
  it('with the right password give one user, and tokens to all', async () => {
    const arrived = injectSourceFaults(accounts.cloud, { 'three-tabs': { check: slow(300) } });
    const answers = await Promise.all([1, 2, 3].map(() => accounts.signIn('three-tabs', PASSWORD)));
    expect(arrived('check', 'three-tabs')).toBe(3);
    expect(answers.map(told)).toEqual(['ok', 'ok', 'ok']);
    await expectOneIdentity('three-tabs');
  });

  it('of which one has a wrong password give tokens to the others only', async () => {
    injectSourceFaults(accounts.cloud, { 'typing-error': { read: slow(300) } });
    const passwords = [PASSWORD, 'Wrong-Password-1', PASSWORD];
    const answers = await Promise.all(passwords.map((typed) => accounts.signIn('typing-error', typed)));
    expect(answers.map(told)).toEqual(['ok', INCORRECT, 'ok']);
    await expectOneIdentity('typing-error');
  });

  it('by username and by e-mail address give one user', async () => {
    const logins = ['by-alias', 'byalias@example.com', 'BY-ALIAS'];
    const answers = await Promise.all(logins.map((login) => accounts.signIn(login, PASSWORD)));
    expect(answers.map(told)).toEqual(['ok', 'ok', 'ok']);
    await expectOneIdentity('by-alias');
  });

  it('together with a forgotten password give one user, whichever comes first', async () => {
    const [answer, delivery] = await Promise.all([
      accounts.signIn('forgetful', PASSWORD),
      accounts.forgotPassword('forgetful'),
    ]);
    const [status] = targetUsersLike('forgetful').map(({ UserStatus }) => UserStatus);
    expect(told(answer)).toBe(status === 'CONFIRMED' ? 'ok' : INCORRECT);
    expect(delivery).toBe('EMAIL email');
    await expectOneIdentity('forgetful', status);
  });
});

describe('Cognito calling again while the first call runs', () => {
  it('gives one user, and every call the same answer', async () => {
    injectSourceFaults(accounts.cloud, { 'called-again': { check: slow(400), read: slow(400) } });
    const [answer, ...again] = await Promise.all([
      accounts.signIn('called-again', PASSWORD),
      callAgain('called-again'),
      callAgain('called-again'),
    ]);
    expect(told(answer)).toBe('ok');
    expect(again).toEqual(['CONFIRMED', 'CONFIRMED']);
    await expectOneIdentity('called-again');
  });

  it('does not take a call for a comeback that began before the user was seen in the target', async () => {
    injectSourceFaults(accounts.cloud, { 'late-twin': { check: slow(2_500), times: 1 } });
    const late = callAgain('late-twin');
    expect(told(await accounts.signIn('late-twin', PASSWORD))).toBe('ok');
    await expectOneIdentity('late-twin');
    expect(await late).toBe('CONFIRMED');
    await expectOneIdentity('late-twin');
  });
});
