// Which values of requests and answers are marked as secrets, and which are not.
import { Canaries } from '#rehearsal/cloud/canaries.ts';

const heard = (service: string, ...messages: readonly unknown[]) => {
  const canaries = new Canaries();
  for (const message of messages) canaries.hear(service, message);
  return canaries.marked;
};

const TOKEN = `eyJhbGciOi.eyJzdWIiOi.${'s1Gnature-'.repeat(8)}`;

describe('what the services hear', () => {
  it.each<[string, string, unknown, string, string]>([
    [
      'a typed password',
      'cognito-idp',
      { AuthParameters: { PASSWORD: 'Pa55-word' } },
      'password',
      'Pa55-word',
    ],
    [
      'a new password',
      'cognito-idp',
      { ChallengeResponses: { NEW_PASSWORD: 'Pa55-word' } },
      'password',
      'Pa55-word',
    ],
    ['a password that is set', 'cognito-idp', { Password: 'Pa55-word' }, 'password', 'Pa55-word'],
    [
      'a token by its signature',
      'cognito-idp',
      { AuthenticationResult: { IdToken: TOKEN } },
      'id token',
      's1Gnature-'.repeat(8).slice(0, 48),
    ],
    [
      'a refresh token',
      'cognito-idp',
      { AuthParameters: { REFRESH_TOKEN: 'r3fresh!' } },
      'refresh token',
      'r3fresh!',
    ],
    ['a session', 'cognito-idp', { Session: 'se55ion+/==' }, 'session', 'se55ion+/=='],
    ['a code', 'cognito-idp', { ConfirmationCode: '482913' }, 'code', '482913'],
    [
      'an authenticator secret',
      'cognito-idp',
      { SecretCode: 'JBSWY3DP' },
      'authenticator secret',
      'JBSWY3DP',
    ],
    ['a hash', 'cognito-idp', { AuthParameters: { SECRET_HASH: 'h4sh=' } }, 'secret hash', 'h4sh='],
    [
      "a client's secret",
      'secretsmanager',
      { SecretString: 's3cret-of-client' },
      'client secret',
      's3cret-of-client',
    ],
    ["a role's key", 'sts', { Credentials: { SecretAccessKey: 'k3y/+' } }, 'secret key of a role', 'k3y/+'],
    [
      "a role's token",
      'sts',
      { Credentials: { SessionToken: 't0ken==' } },
      'session token of a role',
      't0ken==',
    ],
    [
      'an address of a user',
      'cognito-idp',
      { Users: [{ Attributes: [{ Name: 'email', Value: 'ada@example.com' }] }] },
      'e-mail address',
      'ada@example.com',
    ],
    [
      'a phone number of a user',
      'cognito-idp',
      { UserAttributes: [{ Name: 'phone_number', Value: '+4915112345678' }] },
      'phone number',
      '+4915112345678',
    ],
  ])('is marked: %s', (_, service, message, kind, value) => {
    expect(heard(service, message)).toContainEqual({ kind, value });
  });

  it.each<[string, string, unknown]>([
    ['ids', 'cognito-idp', { Username: '0b2f5280-909a-4792-95cb-93899543cba6', ClientId: 'abc123' }],
    ['words that may stand anywhere', 'cognito-idp', { Password: 'reconciled' }],
    ['other attributes', 'cognito-idp', { UserAttributes: [{ Name: 'custom:plan', Value: 'plan-of-2024' }] }],
    ['what other services are asked', 'dynamodb', { Key: { Session: 'se55ion' }, Password: 'Pa55-word' }],
    ['access key ids, which are in every log of AWS', 'sts', { Credentials: { AccessKeyId: 'ASIA1234' } }],
    ['what is no text', 'cognito-idp', { Password: 7, Session: null, AccessToken: undefined }],
    [
      'names of every object',
      'cognito-idp',
      { constructor: 'Pa55-word', Name: 'toString', Value: 'a-b-c-d' },
    ],
  ])('is not marked: %s', (_, service, message) => {
    expect(heard(service, message)).toEqual([]);
  });

  it('is marked once, however often it is said', () => {
    expect(heard('cognito-idp', { Password: 'Pa55-word' }, { PASSWORD: 'Pa55-word' })).toHaveLength(1);
  });
});
