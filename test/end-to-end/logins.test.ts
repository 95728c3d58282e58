// What people type: usernames, e-mail addresses and phone numbers, in pools that sign in by each of them.
import { METRIC_NAMESPACE } from '#core/metrics.ts';
import { attributeOf, type SeededUser, subOf } from '#rehearsal/input/records.ts';
import { PASSWORD, seedUser } from '../rehearsal/services/cognito-idp/local-pool.ts';
import { type Changes, type SynthesizedMigration, synthesizeMigration } from './synthesized-migration.ts';
import {
  FAILED,
  INCORRECT,
  invocations,
  openAccounts,
  recordsOf,
  type TwoAccounts,
  told,
} from './two-accounts.ts';

let migration: SynthesizedMigration;
let accounts: TwoAccounts;
const open = (changes: Changes, users: readonly SeededUser[]) => async () => {
  migration = await synthesizeMigration(changes);
  accounts = await openAccounts(migration, users);
};
const close = async () => {
  await accounts?.close();
  migration?.remove();
};

const targetUser = (email: string) =>
  accounts.targetUsers().find((user) => attributeOf(user, 'email') === email);

const attribute = (email: string, name: string): string | undefined => {
  const user = targetUser(email);
  return user && attributeOf(user, name);
};

/** Signs in twice: the second time the target knows the user and asks nobody. */
const signInTwice = async (login: string): Promise<void> => {
  expect(told(await accounts.signIn(login, PASSWORD))).toBe('ok');
  const before = invocations(accounts.cloud);
  expect(told(await accounts.signIn(login, PASSWORD))).toBe('ok');
  expect(invocations(accounts.cloud)).toBe(before);
};

const expectRefused = async (login: string, answer = INCORRECT): Promise<void> => {
  const before = accounts.targetUsers().length;
  expect(told(await accounts.signIn(login, PASSWORD))).toBe(answer);
  expect(accounts.targetUsers()).toHaveLength(before);
};

/** Sum of one of our metrics without dimensions, in account B. */
const countOf = (name: string): number => {
  const { cloud, world } = accounts;
  const samples = cloud.cloudwatch.store.samples(world.target, {
    namespace: METRIC_NAMESPACE,
    name,
    dimensions: {},
  });
  return samples.flatMap(({ values }) => values).reduce((sum, value) => sum + value, 0);
};

describe('in a pool with aliases', () => {
  const phone = { phone_number: '+4915112345678', phone_number_verified: 'true' };
  const unverified = seedUser('unverified', { attributes: { email_verified: 'false' } });
  const newcomer = seedUser('newcomer', { attributes: { email: 'taken@example.com' } });
  const users = [
    seedUser('by-username'),
    seedUser('by-email'),
    seedUser('by-phone', { attributes: phone }),
    unverified,
    newcomer,
  ];
  beforeAll(open({}, users));
  afterAll(close);

  it.each([
    ['the username', 'by-username', 'byusername@example.com', 'by-username'],
    ['the e-mail address', 'byemail@example.com', 'byemail@example.com', 'by-email'],
    ['the phone number', '+4915112345678', 'byphone@example.com', 'by-phone'],
  ])('%s migrates the user under the username of the source', async (_, login, email, username) => {
    await signInTwice(login);
    expect(targetUser(email)?.Username).toBe(username);
    expect(attribute(email, 'email_verified')).toBe('true');
    expect(told(await accounts.signIn(username, PASSWORD))).toBe('ok');
  });

  it('an e-mail address that was never verified is no login', () => expectRefused('unverified@example.com'));

  it('the sub of the source is no login', () => expectRefused(subOf(unverified)));

  describe('an alias that another target user owns', () => {
    const ownersPassword = 'Owners-Password-1';
    const owner = seedUser('owner', {
      attributes: { email: 'taken@example.com' },
      password: ownersPassword,
    });
    beforeAll(() => {
      const { cloud, world } = accounts;
      cloud.cognito.seedUsers(world.target.userPoolId, [owner]);
    });

    it('stays theirs, and the newcomer hears the text of any failure', async () => {
      await expectRefused('newcomer', FAILED);
      await expectRefused('taken@example.com');
      expect(await accounts.forgotPassword('newcomer')).toBe(FAILED);
      expect(told(await accounts.signIn('taken@example.com', ownersPassword))).toBe('ok');
      expect(targetUser('taken@example.com')).toMatchObject({ Username: 'owner' });
      expect(attribute('taken@example.com', 'email_verified')).toBe('true');
    });

    it('the newcomer is audited with the reason, and nothing is reconciled or on record', async () => {
      await accounts.cloud.idle();
      const { recorder } = accounts.cloud;
      const events = recorder
        .entries('audit')
        .filter(({ detail }) => JSON.stringify(detail).includes(subOf(newcomer)));
      const failed = { reason: 'alias-taken', refusedAttributes: ['email'] };
      expect(events).toMatchObject([
        { 'detail-type': 'UserMigrationFailed', detail: { trigger: 'sign-in', ...failed } },
        { 'detail-type': 'UserMigrationFailed', detail: { trigger: 'forgot-password', ...failed } },
      ]);
      expect(JSON.stringify(recorder.entries('executions'))).not.toContain(subOf(newcomer));
      const records = await recordsOf(accounts);
      expect(records.filter(({ sourceSub }) => sourceSub === subOf(newcomer))).toEqual([]);
    });

    it('while the target cannot be asked, Cognito refuses, and the user who never came is abandoned', async () => {
      const { cloud, world } = accounts;
      cloud.gateway.intercept(({ operation, accountId }) =>
        operation === 'AdminGetUser' && accountId === world.target.accountId
          ? { kind: 'error', code: 'InternalErrorException', message: 'no', status: 500 }
          : undefined,
      );
      const refusal = `UserNotFoundException: Exception migrating user in app client ${world.target.clientId}.`;
      await expectRefused('newcomer', refusal);
      cloud.gateway.intercept(undefined);
      await cloud.idle();
      const record = (await recordsOf(accounts)).find(({ sourceSub }) => sourceSub === subOf(newcomer));
      expect(record).toMatchObject({ state: 'abandoned', errorCode: 'TargetUserNotFound' });
      const abandoned = cloud.recorder
        .entries('audit')
        .filter((event) => event['detail-type'] === 'UserAbandoned');
      expect(abandoned.map(({ detail }) => detail)).toMatchObject([{ sourceSub: subOf(newcomer) }]);
    });

    it('who was abandoned is counted apart from those who were reconciled', async () => {
      const { cloud, world } = accounts;
      const toldOf = (type: string) =>
        cloud.recorder.entries('audit').filter((event) => event['detail-type'] === type).length;
      expect(countOf('Abandoned')).toBe(1);
      expect(countOf('Reconciled')).toBe(toldOf('UserReconciled'));
      expect(countOf('Reconciled')).toBeGreaterThan(0);
      expect(countOf('ReconcileFailed')).toBe(0);
      expect(
        cloud.cloudwatch.store
          .metrics(world.source)
          .filter(({ namespace }) => namespace === METRIC_NAMESPACE),
      ).toEqual([]);
    });
  });
});

describe('in a plain pool', () => {
  const grace = seedUser('grace');
  beforeAll(open({ pool: { AliasAttributes: undefined } }, [seedUser('ada'), grace]));
  afterAll(close);

  it('the username migrates the user', async () => {
    await signInTwice('ada');
    expect(targetUser('ada@example.com')?.Username).toBe('ada');
  });

  it('an e-mail address is no login', () => expectRefused('grace@example.com'));

  it('the sub of the source is no login', () => expectRefused(subOf(grace)));
});

describe('in a pool whose usernames are e-mail addresses', () => {
  const generated = '5b7e0f3a-90a5-4a0e-8f6e-0c2a64f8f001';
  const users = [
    seedUser(generated, { attributes: { sub: generated, email: 'ada@example.com' } }),
    seedUser('8c1d2e3f-90a5-4a0e-8f6e-0c2a64f8f002', {
      attributes: {
        sub: '8c1d2e3f-90a5-4a0e-8f6e-0c2a64f8f002',
        email: 'grace@example.com',
        email_verified: 'false',
      },
    }),
  ];
  beforeAll(open({ pool: { AliasAttributes: undefined, UsernameAttributes: ['email'] } }, users));
  afterAll(close);

  it.each([['ada@example.com'], ['grace@example.com']])(
    '%s migrates its user under a username that the target makes up',
    async (login) => {
      await signInTwice(login);
      const { Username } = targetUser(login) ?? {};
      expect(Username).toBe(attribute(login, 'sub'));
      expect(users.map((user) => user.Username)).not.toContain(Username);
    },
  );

  it('an address whose verification is missing is not verified by the migration', () =>
    expect(attribute('grace@example.com', 'email_verified')).toBe('false'));

  it('the username that the source made up is no login', () => expectRefused(generated));
});

describe('from a plain pool with e-mail addresses for usernames to one that knows them as such', () => {
  const users = [
    seedUser('ada@example.com', { attributes: { email: 'ada@example.com' } }),
    seedUser('grace@example.com', { attributes: { email: 'other@example.com' } }),
  ];
  const signIn = { mode: 'username-attributes', attributes: ['email'] };
  beforeAll(open({ pool: { AliasAttributes: undefined }, overrides: { signIn } }, users));
  afterAll(close);

  it('the address migrates the user', () => signInTwice('ada@example.com'));

  it("a username that is not the user's address is no login", () => expectRefused('grace@example.com'));
});
