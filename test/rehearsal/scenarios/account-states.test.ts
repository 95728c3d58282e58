// The table of account states as data: complete, unambiguous, and in step with the design's list of evidence.
import { SAMPLE_POOL } from '#rehearsal/input/load-input.ts';
import { policyViolations } from '#rehearsal/input/passwords.ts';
import { readPool } from '#rehearsal/input/read-pool.ts';
import { attributeOf, subOf } from '#rehearsal/input/records.ts';
import { ACCOUNT_STATES, accountStates } from '#rehearsal/scenarios/account-states/account-states.ts';
import type { Case } from '#rehearsal/scenarios/account-states/case.ts';
import { createFaultSwitch } from '#rehearsal/scenarios/account-states/faults.ts';
import { STATES_SETTINGS } from '#rehearsal/scenarios/account-states/settings.ts';
import { castCases, usersToSeed } from '#rehearsal/scenarios/account-states/users.ts';

const pool = readPool(SAMPLE_POOL);

const states = (row: Case) => (row.source === 'nobody' ? undefined : row.source);
const has = (row: Case, factor: string) => states(row)?.factors?.some((one) => one === factor) === true;
const some = (test: (row: Case) => boolean) => expect(ACCOUNT_STATES.filter(test)).not.toEqual([]);

describe('the table', () => {
  it('names every row once, in settings that exist', () => {
    const names = ACCOUNT_STATES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const settings = new Set(STATES_SETTINGS.map(({ name }) => name));
    expect(ACCOUNT_STATES.filter(({ setting }) => !settings.has(setting))).toEqual([]);
  });

  it('says why somebody is rejected, and of nobody else', () => {
    for (const { name, expected, by } of ACCOUNT_STATES)
      expect([name, by !== undefined]).toEqual([name, expected === 'rejected']);
  });

  it('gives everybody who is rejected the same answer', () => {
    for (const does of ['signs in', 'forgets the password'] as const) {
      const rows = ACCOUNT_STATES.filter((row) => row.expected === 'rejected' && row.does === does);
      expect(rows.length).toBeGreaterThan(5);
      expect(new Set(rows.map(({ client }) => client)).size).toBe(1);
    }
  });

  it('keeps the state of a user from row to row', () => {
    for (const { who, source } of ACCOUNT_STATES.filter((row) => row.who !== undefined))
      expect(ACCOUNT_STATES.find((row) => row.who === who)?.source).toEqual(source);
  });

  it.each<[string, (row: Case) => boolean]>([
    ['SMS kept, and asked for', (row) => has(row, 'SMS_MFA') && row.expected === 'migrated'],
    ['a select challenge', (row) => states(row)?.factors?.length === 2 && !states(row)?.preferred],
    ['a set-up challenge', (row) => row.client.includes('MFA_SETUP')],
    ['a temporary password', (row) => states(row)?.status === 'FORCE_CHANGE_PASSWORD'],
    ['a weak password accepted', (row) => states(row)?.password === 'weak' && row.expected === 'migrated'],
    ['a weak password refused', (row) => states(row)?.password === 'weak' && row.opens === true],
    ['nobody', (row) => row.source === 'nobody'],
    ['a target that refuses an attribute', (row) => states(row)?.tenant === 'long'],
    ['a user deleted in the target', (row) => row.by === 'already-migrated'],
    ['an alias that somebody else has', (row) => row.operator?.startsWith('gives the e-mail') === true],
    ['a ledger record cleared by an operator', (row) => row.operator === 'clears the ledger record'],
  ])('has a row for %s', (_, test) => some(test));

  it.each(['SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'])('has %s under every value of mfa.unportable', (factor) => {
    for (const expected of ['reset-required', 'migrated', 'rejected'] as const)
      some((row) => has(row, factor) && row.does === 'signs in' && row.expected === expected);
  });

  it('has a reset with a second factor under both values of mfa.unportableOnReset', () => {
    for (const expected of ['reset-required', 'rejected'] as const)
      some(
        (row) =>
          states(row)?.status === 'RESET_REQUIRED' &&
          has(row, 'SOFTWARE_TOKEN_MFA') &&
          row.expected === expected,
      );
  });

  it('has every status, and disabled users, for sign-in and forgotten passwords', () => {
    for (const does of ['signs in', 'forgets the password'] as const) {
      for (const status of ['UNCONFIRMED', 'RESET_REQUIRED', 'FORCE_CHANGE_PASSWORD', 'EXTERNAL_PROVIDER'])
        some((row) => row.does === does && states(row)?.status === status);
      some((row) => row.does === does && states(row)?.disabled === true);
      for (const fault of ['read throttled', 'read answered 500', 'read hangs'])
        some((row) => row.does === does && row.fault === fault);
    }
  });
});

describe('its users', () => {
  const cast = castCases(ACCOUNT_STATES, pool, 7);
  const users = usersToSeed(cast);

  it('are the same for the same seed, and nobody is anybody else', () => {
    expect(usersToSeed(castCases(ACCOUNT_STATES, pool, 7))).toEqual(users);
    for (const key of [subOf, (user: (typeof users)[number]) => user.Username])
      expect(new Set(users.map(key)).size).toBe(users.length);
    const phones = users.flatMap((user) => attributeOf(user, 'phone_number') ?? []);
    expect(new Set(phones).size).toBe(phones.length);
  });

  it('have passwords as their rows say', () => {
    const policy = pool.Policies?.PasswordPolicy ?? {};
    for (const { row, person } of cast) {
      const weak = states(row)?.password === 'weak';
      expect([row.name, policyViolations(person.password, policy).length > 0]).toEqual([row.name, weak]);
      expect(policyViolations(person.newPassword, policy)).toEqual([]);
    }
  });

  it('leave out those whom the source does not know', () => {
    const nobody = cast.filter(({ row }) => row.source === 'nobody').map(({ person }) => person.user);
    expect(nobody.filter((user) => users.includes(user))).toEqual([]);
  });
});

describe('its settings', () => {
  const settings = accountStates.settings(1);

  it('begin with the example as it is; only that one can be played with a given assembly', () => {
    expect(settings[0]).not.toHaveProperty('changes');
    expect(settings.slice(1).every(({ changes }) => changes !== undefined)).toBe(true);
  });

  it('share no user', () => {
    const subs = settings.flatMap(({ input }) => input.users.map(subOf));
    expect(new Set(subs).size).toBe(subs.length);
  });
});

describe('faults', () => {
  const request = (operation: string, login: string, session = 'migrate-user') => ({
    service: 'cognito-idp',
    operation,
    accountId: '111111111111',
    region: 'eu-west-1',
    principal: {
      kind: 'role' as const,
      accountId: '111111111111',
      arn: `arn:aws:sts::111111111111:assumed-role/source/${session}`,
      roleArn: 'arn:aws:iam::111111111111:role/source',
    },
    input: operation === 'AdminInitiateAuth' ? { AuthParameters: { USERNAME: login } } : { Username: login },
  });

  it('meet one login, one operation and the trigger only, and are counted', () => {
    const faults = createFaultSwitch();
    faults.set('ada', 'read throttled');
    expect(faults.intercept(request('AdminGetUser', 'ada'))).toMatchObject({ kind: 'error' });
    expect(faults.intercept(request('AdminInitiateAuth', 'ada'))).toBeUndefined();
    expect(faults.intercept(request('AdminGetUser', 'grace'))).toBeUndefined();
    expect(faults.intercept(request('AdminGetUser', 'ada', 'reconcile-user'))).toBeUndefined();
    faults.set('ada', undefined);
    expect(faults.intercept(request('AdminGetUser', 'ada'))).toBeUndefined();
    expect(faults.met()).toEqual({ 'read throttled': 1 });
  });

  it('that happen once happen once', () => {
    const faults = createFaultSwitch();
    faults.set('ada', 'password check says that the credentials have expired, once');
    expect(faults.intercept(request('AdminInitiateAuth', 'ada'))).toMatchObject({
      code: 'ExpiredTokenException',
    });
    expect(faults.intercept(request('AdminInitiateAuth', 'ada'))).toBeUndefined();
  });
});
