import { decideSignUp, isForged, type SignUp, signUpQuestions } from '#core/sign-up.ts';
import { ALIAS, BY_EMAIL, found, PLAIN } from './trigger-builders.ts';

const signUp = (login: string, attributes: Readonly<Record<string, string>> = {}): SignUp => ({
  login,
  attributes,
});
const inWords = (...parameters: Parameters<typeof signUpQuestions>): readonly string[] =>
  signUpQuestions(...parameters).map((question) =>
    question.kind === 'login' ? `login ${question.login}` : `${question.name} ${question.value}`,
  );

describe('what the source is asked about a sign-up', () => {
  it.each([
    ['a username', signUp('eve'), PLAIN, ['login eve']],
    [
      'a username with an address and a number',
      signUp('eve', { email: 'a@b.c', phone_number: '+155' }),
      ALIAS,
      ['login eve', 'email a@b.c', 'phone_number +155'],
    ],
    ['an address as username', signUp('a@b.c'), PLAIN, ['login a@b.c', 'email a@b.c']],
    ['the same address twice', signUp('a@b.c', { email: 'a@b.c' }), PLAIN, ['login a@b.c', 'email a@b.c']],
    [
      'two addresses',
      signUp('a@b.c', { email: 'd@e.f' }),
      PLAIN,
      ['login a@b.c', 'email d@e.f', 'email a@b.c'],
    ],
    ['a generated username', signUp('0b2f5280-909a', { email: 'a@b.c' }), BY_EMAIL, ['email a@b.c']],
    ['a preferred username', signUp('eve', { preferred_username: 'bob' }), ALIAS, ['login eve', 'login bob']],
    ['what is no address', signUp('eve', { email: '', phone_number: '155' }), ALIAS, ['login eve']],
  ] as const)('%s', (_, one, signIn, expected) => {
    expect(inWords(one, signIn)).toEqual(expected);
  });
});

describe('a sign-up', () => {
  const nobody = { kind: 'not-found' } as const;
  const failed = { kind: 'failed', reason: 'throttled' } as const;
  const hit = { username: 'u', attributes: {} };
  const listed = (users: readonly (typeof hit)[], more = false) => ({ kind: 'listed', users, more }) as const;

  it.each([
    ['passes when nobody has the name', [nobody, listed([])], 'refuse', 'passed'],
    ['is refused when a login is known', [found(), listed([])], 'allow', 'known-to-source'],
    ['is refused when an address is known', [nobody, listed([hit], true)], 'allow', 'known-to-source'],
    [
      'is refused when one answer knows, though another is missing',
      [failed, listed([hit])],
      'allow',
      'known-to-source',
    ],
    ['is refused when the source cannot be asked', [failed, listed([])], 'refuse', 'source-unreachable'],
    ['passes then, if the config says so', [failed, listed([])], 'allow', 'passed'],
    [
      'is refused when an empty page has another behind it',
      [nobody, listed([], true)],
      'refuse',
      'source-unreachable',
    ],
  ] as const)('%s', (_, answers, policy, expected) => {
    const verdict = decideSignUp(answers, policy);
    expect(verdict.kind === 'passed' ? 'passed' : verdict.reason).toBe(expected);
  });

  it('that brings a source sub is forged, even an empty one', () => {
    expect(isForged(signUp('eve', { 'custom:source_sub': '' }))).toBe(true);
    expect(isForged(signUp('eve', { 'custom:other': 'x' }))).toBe(false);
  });
});
