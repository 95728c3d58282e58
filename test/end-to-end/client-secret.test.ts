// A source client with a secret, brought along: its secret is read once in account B, and is in nothing that was written.
import type { SeededUser } from '#rehearsal/input/records.ts';
import { PASSWORD, seedUser } from '../rehearsal/services/cognito-idp/local-pool.ts';
import { type SynthesizedMigration, synthesizeMigration } from './synthesized-migration.ts';
import { FAILED, INCORRECT, openAccounts, type TwoAccounts, told } from './two-accounts.ts';

const ARN = 'arn:aws:secretsmanager:us-east-1:222222222222:secret:old-pool/client-AbCdEf';
const SOURCE = {
  accountId: '111111111111',
  region: 'eu-west-1',
  userPoolId: 'eu-west-1_SamplePl1',
  appClient: { clientId: '3broughtalong0example1', clientSecretArn: ARN },
};

let migration: SynthesizedMigration;
let accounts: TwoAccounts;
const open = (users: readonly SeededUser[]) => async () => {
  accounts = await openAccounts(migration, users);
};
beforeAll(async () => {
  migration = await synthesizeMigration({ config: { source: SOURCE } });
});
afterAll(() => migration?.remove());

const secretReads = () =>
  accounts.cloud.recorder
    .entries('requests')
    .filter(({ action }) => action.startsWith('secretsmanager:'))
    .map(({ action, resource, decision, principal }) => ({
      action,
      resource,
      decision,
      role: /assumed-role\/([^/]+)/.exec(principal)?.[1],
    }));

const READ = {
  action: 'secretsmanager:GetSecretValue',
  resource: ARN,
  decision: 'allowed',
  role: 'cognito-migration-migrate-user',
};

/** The reasons of the attempts that failed, from the log. */
const failures = () =>
  JSON.stringify(accounts.cloud.recorder.entries('logs')).match(/source-misconfigured/g) ?? [];

describe('with the right secret', () => {
  const users = [seedUser('first-user'), seedUser('second-user'), seedUser('third-user')];
  beforeAll(open(users));
  afterAll(() => accounts?.close());

  it('users migrate through the client, wrong passwords are wrong, and the secret is read once', async () => {
    for (const { Username } of users) {
      expect(told(await accounts.signIn(Username, 'Wrong-Password-1'))).toBe(INCORRECT);
      expect(told(await accounts.signIn(Username, PASSWORD))).toBe('ok');
    }
    await accounts.cloud.idle();
    expect(accounts.targetUsers().map(({ UserStatus }) => UserStatus)).toEqual([
      'CONFIRMED',
      'CONFIRMED',
      'CONFIRMED',
    ]);
    expect(secretReads()).toEqual([READ]);
    expect(failures()).toEqual([]);
  });

  it('the client that was brought along is the one that was used, and the source has no other', () => {
    expect(accounts.world.source.clientId).toBe(SOURCE.appClient.clientId);
    const denied = accounts.cloud.recorder
      .entries('requests')
      .filter(({ decision }) => decision === 'denied');
    expect(denied).toEqual([]);
  });

  it('the secret is in nothing that was written', () => {
    expect(accounts.world.secrets).toEqual([
      { kind: 'client secret', value: expect.stringMatching(/^\w{40,}$/) },
    ]);
    expect(accounts.leaks(accounts.world.secrets)).toEqual([]);
  });
});

describe('with another secret', () => {
  const WRONG = 'not-the-secret-of-that-client';
  beforeAll(open([seedUser('patient-user')]));
  afterAll(() => accounts?.close());

  it('a sign-in fails for our own reason, with one text, whatever the password', async () => {
    accounts.cloud.secretsManager.putSecret({ arn: ARN, text: WRONG });
    expect(told(await accounts.signIn('patient-user', PASSWORD))).toBe(FAILED);
    expect(told(await accounts.signIn('patient-user', 'Wrong-Password-1'))).toBe(FAILED);
    expect(told(await accounts.signIn('unknown-user', PASSWORD))).toBe(FAILED);
    expect(failures()).not.toEqual([]);
    expect(accounts.targetUsers()).toEqual([]);
  });

  it('it is read again after each refusal, so that a corrected secret works at once', async () => {
    const [right] = accounts.world.secrets;
    accounts.cloud.secretsManager.putSecret({
      arn: ARN,
      text: JSON.stringify({ clientSecret: right?.value }),
    });
    expect(told(await accounts.signIn('patient-user', PASSWORD))).toBe('ok');
    expect(secretReads()).toEqual([READ, READ, READ, READ]);
  });

  it('neither secret is in anything that was written', async () => {
    await accounts.cloud.idle();
    const secrets = [...accounts.world.secrets, { kind: 'wrong secret', value: WRONG }];
    expect(accounts.leaks(secrets)).toEqual([]);
  });
});
