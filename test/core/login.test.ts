import { matchLogin, mayLookUpLetterCase, resolveLetterCase } from '#core/login.ts';
import { ALIAS, BY_EMAIL, PLAIN, settings } from './trigger-builders.ts';

const USER = {
  username: 'Liam',
  attributes: {
    email: 'Liam@Example.com',
    email_verified: 'true',
    phone_number: '+15550100',
    phone_number_verified: 'false',
    preferred_username: 'porter',
  },
};
const ALL = ['email', 'phone_number', 'preferred_username'] as const;

describe('what a user may sign in with', () => {
  it.each([
    ['the username', 'Liam', ALIAS, 'username'],
    ['the username in lower case, as a case-insensitive pool hands it over', 'liam', ALIAS, 'username'],
    [
      'the username in other case, in a case-sensitive pool',
      'liam',
      { ...ALIAS, caseSensitive: true },
      'none',
    ],
    ['a verified e-mail', 'liam@example.com', ALIAS, 'attribute'],
    [
      'a verified e-mail in other case, in a case-sensitive pool',
      'liam@example.com',
      { ...ALIAS, caseSensitive: true },
      'none',
    ],
    ['an unverified phone number', '+15550100', ALIAS, 'none'],
    ['a preferred username where that is an alias', 'porter', { ...ALIAS, attributes: ALL }, 'attribute'],
    ['a preferred username where it is not', 'porter', ALIAS, 'none'],
    ['an e-mail where usernames are plain', 'liam@example.com', PLAIN, 'none'],
    ['a stranger', 'mallory', ALIAS, 'none'],
  ] as const)('%s', (_, login, signIn, expected) => {
    expect(matchLogin(login, USER, signIn)).toBe(expected);
  });

  it('an e-mail, verified or not, where e-mails stand for usernames', () => {
    const unverified = { username: undefined, attributes: { ...USER.attributes, email_verified: 'false' } };
    expect(matchLogin('liam@example.com', unverified, BY_EMAIL)).toBe('attribute');
    expect(matchLogin('+15550100', unverified, BY_EMAIL)).toBe('none');
  });
});

describe('the letter-case look-up', () => {
  const on = {
    policies: { letterCaseLookup: true },
    source: { signIn: { ...ALIAS, caseSensitive: true } },
  };

  it.each([
    ['happens for an e-mail, a case-insensitive target and a case-sensitive source', 'a@b.c', on, true],
    ['is off by default', 'a@b.c', { source: on.source }, false],
    ['is not for plain usernames', 'liam', on, false],
    ['is not for what is no e-mail', 'a@b c', on, false],
    [
      'is not for a case-insensitive source, which finds the user anyway',
      'a@b.c',
      { policies: on.policies },
      false,
    ],
    [
      'is not for a case-sensitive target',
      'a@b.c',
      { ...on, target: { signIn: { ...ALIAS, caseSensitive: true } } },
      false,
    ],
  ])('%s', (_, login, change, expected) => {
    expect(mayLookUpLetterCase(login, settings(change))).toBe(expected);
  });

  const hit = (username: string, email = 'Liam@Example.com', email_verified = 'true') => ({
    username,
    attributes: { email, email_verified },
  });
  it.each([
    ['one user with this verified e-mail', [hit('u1')], ALIAS, 'u1'],
    ['one user of a pool where e-mails stand for usernames', [hit('u1', undefined, 'false')], BY_EMAIL, 'u1'],
    ['one user whose username it is', [hit('Liam@Example.com')], PLAIN, 'Liam@Example.com'],
    ['one user of a plain pool with another username', [hit('u1')], PLAIN, undefined],
    ['one user whose e-mail is not verified', [hit('u1', undefined, 'false')], ALIAS, undefined],
    ['one user with another e-mail', [hit('u1', 'other@example.com')], ALIAS, undefined],
    ['two users', [hit('u1'), hit('u2')], ALIAS, undefined],
    ['nobody', [], ALIAS, undefined],
  ] as const)('of %s', (_, users, signIn, expected) => {
    const search = { kind: 'listed', users, more: false } as const;
    expect(resolveLetterCase('liam@example.com', search, signIn)).toBe(expected);
  });

  it('of one user where more may follow, or of a search that failed, finds nobody', () => {
    const unsure = { kind: 'listed', users: [hit('u1')], more: true } as const;
    expect(resolveLetterCase('liam@example.com', unsure, ALIAS)).toBeUndefined();
    const failed = { kind: 'failed', reason: 'throttled' } as const;
    expect(resolveLetterCase('liam@example.com', failed, ALIAS)).toBeUndefined();
  });
});
