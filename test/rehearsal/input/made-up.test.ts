// What no export holds and is made up: passwords and generated users.
import fc from 'fast-check';
import { parseFlags } from '#rehearsal/flags.ts';
import { generateUsers } from '#rehearsal/input/generate-users.ts';
import { loadInput, SAMPLE_POOL, SAMPLE_USERS } from '#rehearsal/input/load-input.ts';
import {
  acceptPassword,
  makePassword,
  makeWeakPassword,
  policyViolations,
} from '#rehearsal/input/passwords.ts';
import { readPool } from '#rehearsal/input/read-pool.ts';
import { readUsers } from '#rehearsal/input/read-users.ts';
import { attributeOf, subOf, type UserRecord } from '#rehearsal/input/records.ts';

const sample = readUsers(SAMPLE_USERS, readPool(SAMPLE_POOL));
const policies = fc.record({
  MinimumLength: fc.integer({ min: 6, max: 99 }),
  RequireUppercase: fc.boolean(),
  RequireLowercase: fc.boolean(),
  RequireNumbers: fc.boolean(),
  RequireSymbols: fc.boolean(),
});

const valuesOf = (users: readonly UserRecord[], name: string): string[] =>
  users.map((user) => attributeOf(user, name)).filter((value) => value !== undefined);

describe('makePassword', () => {
  it('satisfies every policy a pool can have, differs between users and is the same for the same seed', () => {
    fc.assert(
      fc.property(fc.nat(), fc.uuid(), fc.uuid(), policies, (seed, sub, otherSub, policy) => {
        const password = makePassword(seed, sub, policy, 'right');
        expect(policyViolations(password, policy)).toEqual([]);
        expect(makePassword(seed, sub, policy, 'right')).toBe(password);
        expect(makePassword(seed, sub, policy, 'wrong')).not.toBe(password);
        if (sub !== otherSub) expect(makePassword(seed, otherSub, policy, 'right')).not.toBe(password);
      }),
      { numRuns: 50 },
    );
  });
});

describe('makeWeakPassword', () => {
  it('is refused by the sample pool, and its own for every user', () => {
    const policy = readPool(SAMPLE_POOL).Policies?.PasswordPolicy ?? {};
    const made = Array.from({ length: 50 }, (_, index) => makeWeakPassword(1, `sub-${index}`));
    for (const password of made) expect(policyViolations(password, policy)).not.toEqual([]);
    expect(new Set(made).size).toBe(made.length);
  });
});

describe('acceptPassword', () => {
  const policy = { MinimumLength: 10, RequireUppercase: true, RequireNumbers: true, RequireSymbols: true };

  it.each([
    ['Ab1!', 'at least 10 characters'],
    ['abcdefgh1!', 'an upper-case letter'],
    ['Abcdefghi!', 'a digit'],
    ['Abcdefghi1', 'a symbol'],
    ['Abc defgh1!', 'no white space'],
    [`A1!${'b'.repeat(300)}`, 'at most 256 characters'],
  ])('refuses a password that lacks something, without repeating it', (password, missing) => {
    const refused = () => acceptPassword(password, policy);
    expect(refused).toThrow(missing);
    expect(refused).toThrow(expect.objectContaining({ message: expect.not.stringContaining(password) }));
  });

  it('accepts what the policy accepts', () => {
    expect(acceptPassword('Abcdefgh1!', policy)).toBe('Abcdefgh1!');
  });
});

describe('generateUsers', () => {
  it.each([1, 12, 120, 1000])(
    'makes %i users of whom no two share a username, a sub or a contact',
    (count) => {
      const users = generateUsers(sample, count, 3);
      expect(users).toHaveLength(count);
      for (const name of ['sub', 'email', 'phone_number']) {
        const values = valuesOf(users, name).map((value) => value.toLowerCase());
        expect(new Set(values).size).toBe(values.length);
      }
      expect(new Set(users.map(({ Username }) => Username.toLowerCase())).size).toBe(count);
    },
  );

  it('makes the same users of the same seed, and others of another', () => {
    expect(generateUsers(sample, 40, 5)).toEqual(generateUsers(sample, 40, 5));
    expect(generateUsers(sample, 40, 5).map(subOf)).not.toEqual(generateUsers(sample, 40, 6).map(subOf));
  });

  it('keeps the shares of the mix', () => {
    const share = (users: readonly UserRecord[]): number =>
      users.filter(({ UserStatus }) => UserStatus === 'CONFIRMED').length / users.length;
    expect(share(generateUsers(sample, 1000, 1))).toBeCloseTo(share(sample), 1);
    expect(share(generateUsers(sample, 24, 1))).toBeCloseTo(share(sample), 1);
  });

  it('reaches nobody: reserved domains and fictional phone numbers only', () => {
    const users = [...sample, ...generateUsers(sample, 500, 1)];
    expect(valuesOf(users, 'email').filter((email) => !/@example\.(com|net|org)$/i.test(email))).toEqual([]);
    const fictional = /^(\+1\d{3}55501\d\d|\+447700900\d{3})$/;
    expect(valuesOf(users, 'phone_number').filter((phone) => !fictional.test(phone))).toEqual([]);
  });
});

describe('loadInput', () => {
  it('gives every user but the federated ones the password that was asked for', () => {
    const { users } = loadInput(parseFlags(['--password', 'Abcdefgh1!x']));
    const federated = users.filter(({ UserStatus }) => UserStatus === 'EXTERNAL_PROVIDER');
    expect(new Set(users.map(({ password }) => password))).toEqual(new Set(['Abcdefgh1!x', undefined]));
    expect(federated.every(({ password }) => password === undefined)).toBe(true);
  });

  it('refuses a password that the pool would refuse', () => {
    expect(() => loadInput(parseFlags(['--password', 'short']))).toThrow(/password policy refuses it/);
  });

  it('takes account and region from the export', () => {
    const { address, kind } = loadInput(
      parseFlags(['--source-pool', SAMPLE_POOL, '--source-users', SAMPLE_USERS]),
    );
    expect({ address, kind }).toEqual({
      kind: 'export',
      address: { accountId: '111111111111', region: 'eu-west-1', userPoolId: 'eu-west-1_SamplePl1' },
    });
  });
});
