/** Password checks through the real SDK against a stub: what is asked, how often, and what the answers become. */

import { createHmac } from 'node:crypto';
import { createKept } from '#functions/_aws/kept.ts';
import { startDeadline } from '#functions/_runtime/deadline.ts';
import type { StubAnswer } from './aws-stub.ts';
import { NO_DEADLINE, start } from './started-directory.ts';

/** Long enough for a request to arrive, short enough to wait for. */
const soon = () => startDeadline(300).signal;

describe('a password check', () => {
  it('assumes the role in the own region, then asks the source in its region through the given client', async () => {
    const { directory, stub } = await start({});
    expect(await directory.checkPassword('liam.porter', 'pässwörd 1', NO_DEADLINE)).toEqual({
      kind: 'tokens',
      sub: 'sub-1',
      groups: ['editors'],
    });
    expect(stub.requests).toMatchObject([
      {
        action: 'AssumeRole',
        key: 'AKIALAMBDA',
        region: 'us-east-1',
        input: {
          RoleArn: 'arn:aws:iam::111111111111:role/cognito-migration-source',
          RoleSessionName: 'migrate-user',
          ExternalId: 'cognito-migration',
          DurationSeconds: '3600',
        },
      },
      {
        action: 'AdminInitiateAuth',
        key: 'AKIA1',
        region: 'eu-west-1',
        input: {
          AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
          UserPoolId: 'eu-west-1_SourcePl1',
          ClientId: 'client1',
          AuthParameters: { USERNAME: 'liam.porter', PASSWORD: 'pässwörd 1' },
        },
      },
    ]);
  });

  const error = (name: string, message?: string): StubAnswer => ({
    error: name,
    ...(message ? { message } : {}),
  });
  const ANSWERS: readonly (readonly [string, StubAnswer, object])[] = [
    ['an SMS challenge', { body: { ChallengeName: 'SMS_MFA' } }, { kind: 'challenge', challenge: 'SMS_MFA' }],
    [
      'a challenge that proves nothing',
      { body: { ChallengeName: 'CUSTOM_CHALLENGE' } },
      { reason: 'unsupported-answer' },
    ],
    ['an empty answer', { body: {} }, { reason: 'unsupported-answer' }],
    [
      'a wrong password',
      error('NotAuthorizedException', 'Incorrect username or password.'),
      { refusal: 'not-authorized' },
    ],
    [
      'a lockout',
      error('NotAuthorizedException', 'Password attempts exceeded'),
      { refusal: 'not-authorized' },
    ],
    [
      'a wrong secret',
      error('NotAuthorizedException', 'Unable to verify secret hash for client client1'),
      { reason: 'source-misconfigured' },
    ],
    [
      'a wrong secret in the other wording',
      error('NotAuthorizedException', 'SecretHash does not match for the client: client1'),
      { reason: 'source-misconfigured' },
    ],
    ['an unknown user', error('UserNotFoundException'), { refusal: 'user-not-found' }],
    ['an unconfirmed user', error('UserNotConfirmedException'), { refusal: 'user-not-confirmed' }],
    ['a reset user', error('PasswordResetRequiredException'), { refusal: 'password-reset-required' }],
    [
      "a refusal by the source's own trigger",
      error('UserLambdaValidationException'),
      { refusal: 'refused-by-trigger' },
    ],
    ['throttling', error('TooManyRequestsException'), { reason: 'throttled' }],
    ['another throttling', { error: 'ThrottlingException', status: 429 }, { reason: 'throttled' }],
    ['an internal error', { error: 'InternalErrorException', status: 500 }, { reason: 'source-unavailable' }],
    ['an unreadable 503', { status: 503, body: '<html>busy</html>' }, { reason: 'source-unavailable' }],
    ['an unreadable 200', { body: '<html>hello</html>' }, { reason: 'unsupported-answer' }],
    ['a lost connection', 'reset', { reason: 'connection-lost', awsError: 'ECONNRESET' }],
    ['a role that may not', error('AccessDeniedException'), { reason: 'role-refused' }],
    [
      'a flow the client does not allow',
      error('InvalidParameterException'),
      { reason: 'source-misconfigured' },
    ],
    ['a client that is gone', error('ResourceNotFoundException'), { reason: 'source-misconfigured' }],
    [
      'an error nobody knows',
      error('BrandNewException'),
      { reason: 'unsupported-answer', awsError: 'BrandNewException' },
    ],
  ];

  it.each(ANSWERS)('is sent once, and understood: %s', async (_, answer, expected) => {
    const { directory, stub } = await start({ AdminInitiateAuth: answer });
    expect(await directory.checkPassword('liam.porter', 'wrong', NO_DEADLINE)).toMatchObject(expected);
    expect(stub.actions()).toEqual(['AssumeRole', 'AdminInitiateAuth']);
  });

  it('is not repeated when the source hangs until the deadline', async () => {
    const { directory, stub } = await start({ AdminInitiateAuth: 'hang' });
    expect(await directory.checkPassword('liam.porter', 'x', soon())).toMatchObject({ reason: 'deadline' });
    expect(stub.actions()).toEqual(['AssumeRole', 'AdminInitiateAuth']);
  });

  it('ends with the deadline when STS hangs', async () => {
    const { directory, stub } = await start({ AssumeRole: 'hang' });
    expect(await directory.checkPassword('liam.porter', 'x', soon())).toMatchObject({ reason: 'deadline' });
    expect(stub.actions()).toEqual(['AssumeRole']);
  });

  it('never quotes an error message', async () => {
    const message = "Value 'liam@example.com' at 'username' failed";
    const { directory } = await start({ AdminInitiateAuth: { error: 'BrandNewException', message } });
    expect(JSON.stringify(await directory.checkPassword('x', 'y', NO_DEADLINE))).not.toContain('liam');
  });
});

describe('a client with a secret', () => {
  const SECRET = { body: { SecretString: 'client-secret' } };

  it('sends the hash over login and client id, and reads the secret once', async () => {
    const { directory, stub } = await start({ GetSecretValue: SECRET }, { withSecret: true });
    await directory.checkPassword('liam.porter', 'x', NO_DEADLINE);
    await directory.checkPassword('liam.porter', 'x', NO_DEADLINE);
    const hash = createHmac('sha256', 'client-secret').update('liam.porterclient1').digest('base64');
    const [auth] = stub.requests.filter(({ action }) => action === 'AdminInitiateAuth');
    expect(auth?.input).toMatchObject({ AuthParameters: { SECRET_HASH: hash } });
    expect(stub.actions().filter((action) => action === 'GetSecretValue')).toHaveLength(1);
  });

  it('reads the secret again after the source refused it, without repeating the password', async () => {
    const refusal = {
      error: 'NotAuthorizedException',
      message: 'Unable to verify secret hash for client client1',
    };
    const { directory, stub } = await start(
      { GetSecretValue: SECRET, AdminInitiateAuth: refusal },
      { withSecret: true },
    );
    await directory.checkPassword('x', 'y', NO_DEADLINE);
    await directory.checkPassword('x', 'y', NO_DEADLINE);
    expect(stub.actions().filter((action) => action === 'GetSecretValue')).toHaveLength(2);
    expect(stub.actions().filter((action) => action === 'AdminInitiateAuth')).toHaveLength(2);
  });

  it('whose secret was not there in time fails nobody who comes later and waits for the same fetch', async () => {
    const fetches: { resolve: (secret: string) => void; reject: (error: Error) => void }[] = [];
    const secret = createKept<string>(
      () => new Promise((resolve, reject) => void fetches.push({ resolve, reject })),
    );
    const { directory } = await start({}, { secret });
    const over = new AbortController();
    const first = directory.checkPassword('x', 'y', over.signal);
    over.abort();
    expect(await first).toMatchObject({ kind: 'failed', reason: 'deadline' });
    const second = directory.checkPassword('x', 'y', NO_DEADLINE);
    fetches[0]?.reject(new Error('frozen'));
    await new Promise(setImmediate);
    fetches[1]?.resolve('client-secret');
    expect(await second).toMatchObject({ kind: 'tokens' });
  });

  it("whose secret cannot be used is our mistake, not the user's", async () => {
    const { directory, stub } = await start({ GetSecretValue: { body: {} } }, { withSecret: true });
    expect(await directory.checkPassword('x', 'y', NO_DEADLINE)).toMatchObject({
      reason: 'source-misconfigured',
    });
    expect(stub.actions()).not.toContain('AdminInitiateAuth');
  });
});
