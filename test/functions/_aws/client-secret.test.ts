import './errors-of-node.ts';
import { createClientSecret, parseClientSecret, secretHash } from '#functions/_aws/client-secret.ts';
import { createTransport } from '#functions/_aws/endpoint.ts';
import { type StubAnswer, startAwsStub } from './aws-stub.ts';
import { AWS_ENVIRONMENT, SECRET_ARN } from './stub-bodies.ts';

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

describe('reading it ahead', () => {
  const environment = { ...process.env };
  beforeAll(() => void Object.assign(process.env, AWS_ENVIRONMENT));
  afterAll(() => {
    process.env = environment;
  });

  const readAhead = async (first: StubAnswer) => {
    const stub = await startAwsStub((_, earlier) =>
      earlier.length === 0 ? first : { body: { SecretString: 'abc' } },
    );
    const transport = createTransport();
    const variables = { AWS_ENDPOINT_URL: stub.url };
    const secret = createClientSecret({
      secretArn: SECRET_ARN,
      accountId: '222222222222',
      transport,
      variables,
    });
    secret.prefetch();
    const read = await secret.current();
    transport.httpAgent.destroy();
    await stub.close();
    return { read, requests: stub.requests.length };
  };

  it.each<[string, StubAnswer, number]>([
    ['serves whoever comes while it is under way', { body: { SecretString: 'abc' } }, 1],
    ['fails nobody who waited for it', { error: 'AccessDeniedException' }, 2],
  ])('%s', async (_, first, requests) => {
    expect(await readAhead(first)).toEqual({ read: 'abc', requests });
  });
});
