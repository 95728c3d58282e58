import { parseClientSecret, secretHash } from '#functions/_aws/client-secret.ts';

describe("the source client's secret", () => {
  it.each([
    ['its text', 'abc', 'abc'],
    ['JSON with a clientSecret', '{ "clientSecret": "abc", "other": 1 }', 'abc'],
  ])('may be %s', (_, text, expected) => {
    expect(parseClientSecret(text)).toBe(expected);
  });

  it.each([
    ['nothing', undefined],
    ['empty', ''],
    ['JSON without it', '{ "secret": "hush-hush" }'],
    ['JSON with another type', '{ "clientSecret": { "hush": "hush-hush" } }'],
    ['broken JSON', '{ hush-hush'],
  ])('may not be %s, and is never quoted', (_, text) => {
    expect(() => parseClientSecret(text)).toThrow(
      expect.objectContaining({ code: 'ClientSecretInvalid', message: expect.not.stringContaining('hush') }),
    );
  });

  it('makes the hash of the Developer Guide: HMAC-SHA256 over username and client id, in base64', () => {
    // RFC 4231, test case 2: key "Jefe", data "what do ya want for nothing?".
    const expected = Buffer.from('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843', 'hex');
    expect(secretHash('Jefe', 'what do ya want ', 'for nothing?')).toBe(expected.toString('base64'));
  });
});
