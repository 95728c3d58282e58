import { aliasTaken, type ClaimedName, claimedNames, hasFurtherNames, isTaken } from '#core/alias-owner.ts';
import type { Admitted } from '#core/migration-outcome.ts';
import type { PoolSignIn } from '#core/trigger-settings.ts';
import { ALIAS, BY_EMAIL, PLAIN, SUB, WITH_PHONE } from './trigger-builders.ts';

const EMAIL = { email: 'Liam@Example.com', email_verified: 'true' };
const UNVERIFIED = { email_verified: 'false', phone_number_verified: 'false' };
const CASE_SENSITIVE = { ...ALIAS, caseSensitive: true };
const NICKNAMES: PoolSignIn = { mode: 'alias', attributes: ['preferred_username'], caseSensitive: false };
const BY_BOTH: PoolSignIn = { ...BY_EMAIL, attributes: ['email', 'phone_number'] };

const admitted = (attributes: Record<string, string>, username?: string): Admitted => ({
  kind: 'migrated',
  sourceSub: SUB,
  user: { username, attributes, enableSmsMfa: false },
  secondFactor: 'none',
});

type Claim = [string, PoolSignIn, string, Admitted, readonly string[]];

const CLAIMS: readonly Claim[] = [
  ['a username was typed', ALIAS, 'liam', admitted({ ...EMAIL, ...WITH_PHONE }), ['email', 'phone_number']],
  [
    'an e-mail address was typed, in other letter case',
    ALIAS,
    'liam@example.com',
    admitted({ ...EMAIL, ...WITH_PHONE }, 'liam'),
    ['username', 'phone_number'],
  ],
  [
    'an address in other letter case is another address',
    CASE_SENSITIVE,
    'liam@example.com',
    admitted(EMAIL, 'liam'),
    ['username', 'email'],
  ],
  ['nothing is verified', ALIAS, 'liam', admitted({ ...EMAIL, ...WITH_PHONE, ...UNVERIFIED }), []],
  ['a verified flag has no value', ALIAS, 'liam', admitted({ email_verified: 'true' }), []],
  ['a value is empty', ALIAS, 'liam', admitted({ ...EMAIL, email: '' }), []],
  [
    'the pool has other aliases',
    NICKNAMES,
    'liam',
    admitted({ ...EMAIL, preferred_username: 'lee' }),
    ['preferred_username'],
  ],
  ['only usernames sign in', PLAIN, 'liam', admitted({ ...EMAIL, ...WITH_PHONE }), []],
  ['the address is the username', BY_EMAIL, 'liam@example.com', admitted({ ...EMAIL, ...WITH_PHONE }), []],
  [
    'address and number are usernames, verified or not',
    BY_BOTH,
    'liam@example.com',
    admitted({ ...EMAIL, ...WITH_PHONE, ...UNVERIFIED }),
    ['phone_number'],
  ],
];

describe('the names that a new user claims beside what was typed, where', () => {
  it.each(CLAIMS)('%s', (_, signIn, login, outcome, expected) => {
    expect(claimedNames(outcome, login, signIn).map(({ attribute }) => attribute)).toEqual(expected);
  });

  it('come with the values to ask for', () => {
    expect(claimedNames(admitted(EMAIL, 'liam'), '+15550100', ALIAS)).toEqual([
      { attribute: 'username', value: 'liam' },
      { attribute: 'email', value: 'Liam@Example.com' },
    ]);
  });

  it('are none in every pool that knows usernames only', () => {
    expect([PLAIN, ALIAS, BY_EMAIL].map(hasFurtherNames)).toEqual([false, true, true]);
  });
});

const email: ClaimedName = { attribute: 'email', value: 'liam@example.com' };
const username: ClaimedName = { attribute: 'username', value: 'liam' };
const owner = (attributes: Record<string, string>) => ({ username: 'Liam', attributes });

describe('a claimed name is', () => {
  it.each([
    ['free where nobody is found', email, undefined, ALIAS, false],
    ["another's who was there before the migration", email, owner(EMAIL), ALIAS, true],
    ["another's who migrated", email, owner({ ...EMAIL, 'custom:source_sub': 'somebody-else' }), ALIAS, true],
    [
      'free where a twin of this sign-in has it',
      email,
      owner({ ...EMAIL, 'custom:source_sub': SUB }),
      ALIAS,
      false,
    ],
    ['free where it only names somebody otherwise', email, owner({ email: 'lee@example.com' }), ALIAS, false],
    ['free where letter case counts', email, owner(EMAIL), CASE_SENSITIVE, false],
    ["another's username", username, owner({}), ALIAS, true],
    ['free where the username is different', username, { username: 'lee', attributes: {} }, ALIAS, false],
  ])('%s', (_, name, found, signIn, expected) => {
    expect(isTaken(name, found, SUB, signIn)).toBe(expected);
  });
});

it('a user with taken names fails, and the names of the attributes are told', () => {
  const outcome = aliasTaken(SUB, [username, email]);
  expect(outcome).toEqual({
    kind: 'failed',
    reason: 'alias-taken',
    sourceSub: SUB,
    refusedAttributes: ['email', 'username'],
  });
  expect(JSON.stringify(outcome)).not.toContain('liam');
});
