// The search for what must not have been written.
import { html } from '#rehearsal/console/html.ts';
import { findSecrets, loginSecret, secretsOf } from '#rehearsal/report/find-secrets.ts';
import { sourceUser } from './build-observation.ts';

const user = {
  ...sourceUser('11111111-aaaa-4aaa-8aaa-000000000001', { Username: 'zoë.janssen' }),
  password: 'Zq7!abc"def',
  totpSecret: 'JBSWY3DPEHPK3PXP',
};
const marked = [...secretsOf(user), { kind: 'id token', value: 'eyJhbGciOi.eyJzdWIiOi.c2lnbmF0dXJl' }];

describe('findSecrets', () => {
  it.each([
    ['a password', 'x Zq7!abc"def y', 'password'],
    ['a password as JSON writes it', JSON.stringify({ a: 'Zq7!abc"def' }), 'password'],
    ['an e-mail address in capitals', '11111111-AAAA-4AAA-8AAA-000000000001@EXAMPLE.COM', 'e-mail address'],
    ['a username with letters of its own', 'user ZOË.JANSSEN', 'username'],
    ['an authenticator secret', 'otpauth://totp/x?secret=JBSWY3DPEHPK3PXP', 'authenticator secret'],
    ['a token by its signature alone', '….c2lnbmF0dXJl', 'id token'],
  ])('finds %s', (_, text, kind) => {
    expect(findSecrets({ logs: text, segments: 'nothing' }, marked)).toEqual([{ kind, where: 'logs' }]);
  });

  const awkward = { kind: 'password', value: `a"b\\c&<d>'é%` };
  it.each<[string, string]>([
    ['in JSON', JSON.stringify({ a: awkward.value })],
    ['in JSON inside JSON', JSON.stringify({ input: JSON.stringify({ a: awkward.value }) })],
    ['in HTML', html`<td>${awkward.value}</td>`.text],
    ['in HTML inside JSON', JSON.stringify({ body: html`<td>${awkward.value}</td>`.text })],
    ['in a URL', `https://x/?a=${encodeURIComponent(awkward.value)}`],
    ['in capitals', awkward.value.toUpperCase()],
  ])('finds a password with every awkward character %s', (_, text) => {
    expect(findSecrets({ logs: text }, [awkward])).toEqual([{ kind: 'password', where: 'logs' }]);
  });

  const digits = [
    { kind: 'code', value: '482913' },
    { kind: 'phone number', value: '+4915112345678' },
  ];
  it.each<[string, string[]]>([
    ['{"code":"482913"}', ['code']],
    ['the code is 482913', ['code']],
    ['at 1795482913.5 for 0.482913 s, id 482913-a, 4829130', []],
    ['tel:+4915112345678', ['phone number']],
    ['{"phone":4915112345678}', ['phone number']],
  ])('takes digits for a code or a number only where they stand alone: %s', (text, kinds) => {
    expect(findSecrets({ logs: text }, digits).map(({ kind }) => kind)).toEqual(kinds);
  });

  it('marks what people type to say who they are, unless it is an id', () => {
    expect(loginSecret('zoe.janssen', 's')).toEqual([{ kind: 'username', value: 'zoe.janssen' }]);
    expect(
      loginSecret('11111111-aaaa-4aaa-8aaa-000000000001', '11111111-aaaa-4aaa-8aaa-000000000001'),
    ).toEqual([]);
  });

  it('finds one secret in two places twice, and in one place once', () => {
    const text = 'JBSWY3DPEHPK3PXP JBSWY3DPEHPK3PXP';
    expect(findSecrets({ logs: text, audit: text }, marked)).toHaveLength(2);
  });

  it('takes ids, states and the head of a token for what they are', () => {
    const text = 'sub 11111111-aaaa-4aaa-8aaa-000000000001 CONFIRMED eyJhbGciOi';
    expect(findSecrets({ logs: text }, marked)).toEqual([]);
  });

  it('does not take an ordinary word for a username', () => {
    const common = secretsOf(sourceUser('s', { Username: 'customer' }));
    expect(findSecrets({ logs: 'customer' }, common)).toEqual([]);
  });
});
