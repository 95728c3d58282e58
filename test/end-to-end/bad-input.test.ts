// What no honest client sends, and what honest ones send that is easily broken: every script, quotes, control characters.
import { PASSWORD, seedUser } from '../rehearsal/services/cognito-idp/local-pool.ts';
import { type SynthesizedMigration, synthesizeMigration } from './synthesized-migration.ts';
import {
  INCORRECT,
  invocations,
  openAccounts,
  type TwoAccounts,
  told,
  triggerCalls,
} from './two-accounts.ts';

/** Passwords that are unusual and right. */
const PASSWORDS: readonly (readonly [string, string])[] = [
  ['of 256 characters', `Aa1!${'x'.repeat(252)}`],
  ['in Cyrillic', 'Пароль-Для-Входа-1'],
  ['in Chinese', '正確的密碼正確的密碼Aa1!'],
  ['of emoji', 'Aa1!🔑🐎🔋📎🔑🐎🔋📎'],
  ['of combining marks', 'Aa1!e\u0301a\u0308o\u0302n\u0303'],
  ['with quotes and backslashes', `Aa1!"'\\"} , {"x":"\\u0000`],
  ['with spaces inside', 'Aa1! correct horse battery'],
  ['that looks like a template', 'Aa1!$(id)%s{{7*7}}<%=x%>'],
];

const byPassword = PASSWORDS.map(([what, password], index) => ({
  what,
  password,
  user: seedUser(`user-${index}`, { password }),
}));

const VICTIM = seedUser('Victim', { attributes: { email: 'Victim.Address@example.com' } });
const NAMES = ['o"brien', "o'brien\\", 'мария', '用户名', 'кот🐈'];
const named = NAMES.map((name, index) =>
  seedUser(name, { attributes: { email: `named-${index}@example.com` } }),
);

/** Logins shaped like an e-mail address, so that they reach the filter of the look-up: as many as it makes at once. */
const INJECTIONS: readonly (readonly [string, string])[] = [
  ['that closes the filter', 'victim.address@example.com"'],
  ['that adds a condition', '"@x"or"email"^="'],
  ['that escapes the closing quote', '\\"@example.com\\'],
];

/** Logins of nobody. */
const LOGINS: readonly (readonly [string, string])[] = [
  ['with a space', 'vic tim'],
  ['with a space before it', ' Victim'],
  ['that ends in a backslash', 'victim.address@example.com\\'],
  ['with a wildcard', '*@example.com'],
  ['with a line break', 'victim\nVictim'],
  ['with a null character', 'Victim\u0000'],
  ['with a bell and an escape sequence', '\u0007\u001b[31mvictim'],
  ['with half of a surrogate pair', 'victim\ud83d'],
  ['with text from right to left', '\u202eresu-terces-yrev'],
  ['of 129 characters', 'v'.repeat(129)],
  ['of ten thousand characters', `v${'@'.repeat(10_000)}`],
  ['named like a member of every object', '__proto__'],
];

/** Passwords that nobody can have. */
const IMPOSSIBLE: readonly (readonly [string, string])[] = [
  ['of 257 characters', `Aa1!${'y'.repeat(253)}`],
  ['of a hundred thousand characters', `Aa1!${'z'.repeat(99_996)}`],
  ['of control characters', 'Aa1!\u0000\u0001\u0002\u001b[2J\r\n'],
  ['of half a surrogate pair', 'Aa1!-half-a-pair-\ud800'],
  ['of one space', ' '],
];

let migration: SynthesizedMigration;
let accounts: TwoAccounts;
beforeAll(async () => {
  migration = await synthesizeMigration({
    pool: { UsernameConfiguration: { CaseSensitive: true } },
    overrides: { caseSensitive: false },
    config: { policies: { letterCaseLookup: true } },
  });
  accounts = await openAccounts(migration, [...byPassword.map(({ user }) => user), VICTIM, ...named]);
});
afterAll(async () => {
  await accounts?.close();
  migration?.remove();
});

const usernames = () => accounts.targetUsers().map(({ Username }) => Username);

it.each(byPassword)(
  'a right password $what migrates its user, who can sign in again',
  async ({ user, password }) => {
    const { Username } = user;
    expect(told(await accounts.signIn(Username, `${password.slice(0, -1)}?`))).toBe(INCORRECT);
    expect(told(await accounts.signIn(Username, password))).toBe('ok');
    const before = invocations(accounts.cloud);
    expect(told(await accounts.signIn(Username, password))).toBe('ok');
    expect(invocations(accounts.cloud)).toBe(before);
  },
);

it.each(NAMES)('the username %s is a name like any other', async (name) => {
  expect(told(await accounts.signIn(name, PASSWORD))).toBe('ok');
  expect(usernames()).toContain(name.toLowerCase());
});

it.each(INJECTIONS)('a login %s finds nobody, and the source takes it for a value', async (_, login) => {
  const before = usernames();
  const from = accounts.cloud.recorder.entries('requests').length;
  expect(told(await accounts.signIn(login, PASSWORD))).toBe(INCORRECT);
  expect(triggerCalls(accounts.cloud, from)).toContain('cognito-idp:ListUsers');
  expect(refusedRequests(from)).toEqual([]);
  expect(usernames()).toEqual(before);
});

it.each(LOGINS)('a login %s lets nobody in and gets the answer of an unknown user', async (_, login) => {
  const before = usernames();
  const from = accounts.cloud.recorder.entries('requests').length;
  expect(told(await accounts.signIn(login, PASSWORD))).toBe(INCORRECT);
  expect(usernames()).toEqual(before);
  expect(refusedRequests(from)).toEqual([]);
  expect(triggerCalls(accounts.cloud, from).length).toBeGreaterThan(0);
});

/** Requests of the trigger that the source called wrong: it must not be sent what no pool can hold. */
const refusedRequests = (from: number) =>
  accounts.cloud.recorder
    .entries('requests')
    .slice(from)
    .filter(({ errorType }) => errorType === 'InvalidParameterException')
    .map(({ action }) => action);

it.each(IMPOSSIBLE)('a password %s gets the answer of a wrong one', async (_, password) => {
  const before = usernames();
  expect(told(await accounts.signIn('Victim', password))).toBe(INCORRECT);
  expect(usernames()).toEqual(before);
});

it.each([
  ['of 129 characters', 'v'.repeat(129)],
  ['with a space', 'vic tim'],
  ['with a null character', 'Victim\u0000'],
])('a forgotten password for a login %s is refused by Cognito itself', async (_, login) => {
  const before = invocations(accounts.cloud);
  expect(await accounts.forgotPassword(login)).toMatch(/^InvalidParameterException: /);
  expect(invocations(accounts.cloud)).toBe(before);
});

it('none of it is written anywhere', async () => {
  await accounts.cloud.idle();
  const passwords = [...PASSWORDS, ...IMPOSSIBLE].map(([, value]) => ({ kind: 'password', value }));
  const logins = [...[...INJECTIONS, ...LOGINS].map(([, login]) => login), ...NAMES].map((value) => ({
    kind: 'login',
    value,
  }));
  expect(accounts.leaks([...passwords, ...logins])).toEqual([]);
});
