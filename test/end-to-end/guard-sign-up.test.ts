// Self sign-up beside a running migration: strangers get in, and nobody gets in under a name that the source knows.
import { AdminCreateUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import type { Fault } from '#rehearsal/cloud/gateway.ts';
import { PASSWORD, seedUser } from '../rehearsal/services/cognito-idp/local-pool.ts';
import { type OpenMigration, type OpenPool, openPool, synthesizeOpenPool } from './open-pool.ts';
import { asOperator } from './operator.ts';

const REFUSED =
  'UserLambdaValidationException: PreSignUp failed with error The sign-up could not be completed. If you have an account, sign in instead.';
const PHONE = '+4915112345678';

const USERS = [
  seedUser('known-user', { attributes: { phone_number: PHONE, phone_number_verified: 'true' } }),
  seedUser('unproven-user', { attributes: { email_verified: 'false' } }),
  seedUser('disabled-user', { Enabled: false }),
];

/** Everything sent to account A fails; its role can still be assumed. */
const withoutSource = async (pool: OpenPool, fault: Fault, work: () => Promise<void>): Promise<void> => {
  const { source, cloud } = pool.world;
  cloud.gateway.intercept(({ accountId }) => (accountId === source.accountId ? fault : undefined));
  try {
    await work();
  } finally {
    cloud.gateway.intercept(undefined);
  }
};

const UNAVAILABLE: Fault = { kind: 'error', code: 'InternalErrorException', message: 'x', status: 500 };

const denied = (pool: OpenPool) =>
  pool.world.cloud.recorder.entries('requests').filter(({ decision }) => decision === 'denied');

let migration: OpenMigration;
let pool: OpenPool;
const close = () => pool?.close();

describe('in a pool with aliases', () => {
  beforeAll(async () => {
    migration = await synthesizeOpenPool();
  });
  afterAll(() => migration?.remove());

  describe.each([
    ['is not asked about migrating users', false],
    ['is asked about migrating users too', true],
  ])('whose PreSignUp %s', (_, preSignUpAfterMigration) => {
    beforeAll(async () => {
      pool = await openPool(migration, USERS, preSignUpAfterMigration);
    });
    afterAll(close);

    it('a stranger signs up, proves the address and signs in', async () => {
      expect(await pool.signUp('stranger', { email: 'stranger@example.net' })).toBe('ok');
      expect(pool.users()).toEqual(['stranger UNCONFIRMED']);
      expect(await pool.confirm('stranger', 'stranger@example.net')).toBe('ok');
      expect(await pool.signIn('stranger@example.net')).toBe('ok');
      expect(pool.users()).toEqual(['stranger CONFIRMED']);
      expect(pool.verdicts()).toEqual(['passed']);
    });

    it.each<[string, string, Record<string, string>]>([
      ['the username of a source user', 'known-user', {}],
      ['the username of a disabled source user', 'disabled-user', {}],
      ['the e-mail address of a source user', 'thief', { email: 'knownuser@example.com' }],
      ['an e-mail address that its source user never proved', 'thief', { email: 'unprovenuser@example.com' }],
      ['the phone number of a source user', 'thief', { phone_number: PHONE }],
      ['the username of a source user as preferred name', 'thief', { preferred_username: 'known-user' }],
    ])('nobody signs up with %s', async (_name, login, attributes) => {
      const before = pool.users();
      expect(await pool.signUp(login, attributes)).toBe(REFUSED);
      expect(pool.verdicts().at(-1)).toBe('known-to-source');
      expect(pool.users()).toEqual(before);
    });

    it('nobody signs up as a source user by a forged source sub', async () => {
      const { cloud, target } = pool.world;
      const forged = { 'custom:source_sub': '00000000-0000-4000-8000-000000000001' };
      // Cognito itself refuses it through every client of ours; this one was made by mistake.
      expect(await pool.signUp('forger', forged)).toMatch(/^NotAuthorizedException/);
      const { clientId } = cloud.cognito.createUserPoolClient(target, {
        UserPoolId: target.userPoolId,
        ClientName: 'made-by-mistake',
        WriteAttributes: ['custom:source_sub'],
      });
      expect(await pool.signUp('forger', forged, clientId)).toBe(REFUSED);
      expect(pool.verdicts().at(-1)).toBe('forged-source-sub');
    });

    it('while the source is away, nobody signs up', async () => {
      await withoutSource(pool, UNAVAILABLE, async () => {
        expect(await pool.signUp('early-bird')).toBe(REFUSED);
      });
      expect(pool.verdicts().at(-1)).toBe('source-unreachable');
      expect(await pool.signUp('early-bird')).toBe('ok');
    });

    it('an administrator creates whom they want, even while the source is away', async () => {
      const { cloud, target } = pool.world;
      const judged = pool.verdicts().length;
      await withoutSource(pool, UNAVAILABLE, () =>
        asOperator(cloud, target, async (operator) => {
          const Username = 'unproven-user';
          await operator.send(new AdminCreateUserCommand({ UserPoolId: target.userPoolId, Username }));
        }),
      );
      expect(pool.users()).toContain('unproven-user FORCE_CHANGE_PASSWORD');
      expect(pool.verdicts()).toHaveLength(judged);
    });

    it('a source user migrates', async () => {
      const [judged, guarded] = [pool.verdicts().length, pool.guarded()];
      expect(await pool.signIn('knownuser@example.com')).toBe('ok');
      expect(pool.users()).toContain('known-user CONFIRMED');
      expect(pool.verdicts()).toHaveLength(judged);
      expect(pool.guarded() - guarded).toBe(preSignUpAfterMigration ? 1 : 0);
    });

    it('no request was denied, and nothing that was typed is written anywhere', async () => {
      await pool.world.cloud.idle();
      expect(denied(pool)).toEqual([]);
      const typed = [
        { kind: 'address of a stranger', value: 'stranger@example.net' },
        { kind: 'password', value: PASSWORD },
      ];
      expect(pool.leaks(typed)).toEqual([]);
    });
  });
});

describe('in a pool that takes e-mail addresses and phone numbers as usernames', () => {
  beforeAll(async () => {
    migration = await synthesizeOpenPool({
      AliasAttributes: undefined,
      UsernameAttributes: ['email', 'phone_number'],
    });
    const generated = (email: string, attributes = {}) =>
      seedUser('5f0e9c1a-0000-4000-8000-0000000000aa', { attributes: { email, ...attributes } });
    const phone = { phone_number: PHONE, phone_number_verified: 'true' };
    pool = await openPool(migration, [generated('owner@example.com', phone)]);
  });
  afterAll(async () => {
    await close();
    migration?.remove();
  });

  it.each([
    ['e-mail address', 'owner@example.com'],
    ['phone number', PHONE],
  ])('nobody signs up with the %s of a source user', async (_, login) => {
    expect(await pool.signUp(login)).toBe(REFUSED);
    expect(pool.verdicts().at(-1)).toBe('known-to-source');
    expect(pool.users()).toEqual([]);
  });

  it('a stranger signs up and signs in, and the owner of the address migrates', async () => {
    expect(await pool.signUp('stranger@example.net')).toBe('ok');
    expect(await pool.confirm('stranger@example.net', 'stranger@example.net')).toBe('ok');
    expect(await pool.signIn('stranger@example.net')).toBe('ok');
    expect(await pool.signIn('owner@example.com')).toBe('ok');
    expect(denied(pool)).toEqual([]);
  });
});

describe('where sign-ups may go on without the source', () => {
  beforeAll(async () => {
    migration = await synthesizeOpenPool({}, { signUpWhenSourceUnreachable: 'allow' });
    pool = await openPool(migration, USERS);
  });
  afterAll(async () => {
    await close();
    migration?.remove();
  });

  it.each<[string, Fault]>([
    ['fails', UNAVAILABLE],
    ['cuts the connection', { kind: 'reset' }],
  ])('a stranger signs up while the source %s', async (how, fault) => {
    await withoutSource(pool, fault, async () => {
      expect(await pool.signUp(`stranger-while-it-${how.replaceAll(' ', '-')}`)).toBe('ok');
    });
  });

  it('nobody signs up under a name that the source says it knows', async () => {
    expect(await pool.signUp('known-user')).toBe(REFUSED);
  });
});
