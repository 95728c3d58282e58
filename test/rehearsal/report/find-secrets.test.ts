// The search for what must not have been written.
import { findSecrets, secretsOf } from '#rehearsal/report/find-secrets.ts';
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
