/** The real SDK against a stub: what is asked, how often, in which order, and what the answers become. */
import './errors-of-node.ts';
import { createHmac } from 'node:crypto';
import { emailFilter } from '#functions/_aws/source-directory.ts';
import { startDeadline } from '#functions/_runtime/deadline.ts';
import type { StubAnswer } from './aws-stub.ts';
import { AWS_ENVIRONMENT, directoryOn, USER_BODY } from './directory-on-stub.ts';

const environment = { ...process.env };
beforeAll(() => void Object.assign(process.env, AWS_ENVIRONMENT));
afterAll(() => {
  process.env = environment;
});

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

const start = async (...parameters: Parameters<typeof directoryOn>) => {
  const opened = await directoryOn(...parameters);
  open.push(opened.close);
  return opened;
};

const NO_DEADLINE = new AbortController().signal;
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

describe('a read', () => {
  it('shows the user with every hint at a second factor', async () => {
    const body = {
      ...USER_BODY,
      UserMFASettingList: ['SOFTWARE_TOKEN_MFA'],
      PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA',
      MFAOptions: [{ DeliveryMedium: 'SMS', AttributeName: 'phone_number' }],
    };
    const { directory } = await start({ AdminGetUser: { body } });
    expect(await directory.readUser('liam.porter', NO_DEADLINE)).toEqual({
      kind: 'found',
      user: {
        username: 'liam.porter',
        sub: 'sub-1',
        enabled: true,
        status: 'CONFIRMED',
        attributes: { sub: 'sub-1', email: 'liam@example.com' },
        factors: ['SOFTWARE_TOKEN_MFA', 'SMS_MFA'],
      },
    });
  });

  it.each<[string, StubAnswer | StubAnswer[], object, number]>([
    ['an unknown user', { error: 'UserNotFoundException' }, { kind: 'not-found' }, 1],
    ['throttling, which asks for less', { error: 'TooManyRequestsException' }, { reason: 'throttled' }, 1],
    ['a refused role', { error: 'AccessDeniedException' }, { reason: 'role-refused' }, 1],
    [
      'a user without Enabled',
      { body: { ...USER_BODY, Enabled: undefined } },
      { reason: 'unsupported-answer' },
      1,
    ],
    [
      'a user without sub',
      { body: { ...USER_BODY, UserAttributes: [] } },
      { reason: 'unsupported-answer' },
      1,
    ],
    ['one lost connection', ['reset', { body: USER_BODY }], { kind: 'found' }, 2],
    [
      'one 500',
      [{ error: 'InternalErrorException', status: 500 }, { body: USER_BODY }],
      { kind: 'found' },
      2,
    ],
    ['lost connections', 'reset', { reason: 'connection-lost' }, 2],
    [
      'a broken source',
      { error: 'InternalErrorException', status: 500 },
      { reason: 'source-unavailable' },
      2,
    ],
  ])('is understood, and repeated once where that helps: %s', async (_, answer, expected, times) => {
    const { directory, stub } = await start({ AdminGetUser: answer });
    expect(await directory.readUser('liam.porter', NO_DEADLINE)).toMatchObject(expected);
    expect(stub.actions()).toEqual(['AssumeRole', ...Array.from({ length: times }, () => 'AdminGetUser')]);
  });
});

describe('credentials', () => {
  const STALE = { error: 'ExpiredTokenException' };

  it('are fetched once for calls at the same time', async () => {
    const { directory, stub } = await start({});
    await Promise.all([
      directory.checkPassword('liam.porter', 'x', NO_DEADLINE),
      directory.readUser('liam.porter', NO_DEADLINE),
      directory.readUser('liam.porter', NO_DEADLINE),
    ]);
    expect(stub.actions().filter((action) => action === 'AssumeRole')).toHaveLength(1);
  });

  it('that the source finds stale are renewed once, for all calls, and the calls made again', async () => {
    const script = {
      AdminInitiateAuth: [STALE, { error: 'NotAuthorizedException' }],
      AdminGetUser: [STALE, { body: USER_BODY }],
    };
    const { directory, stub } = await start(script);
    const [check, user] = await Promise.all([
      directory.checkPassword('liam.porter', 'x', NO_DEADLINE),
      directory.readUser('liam.porter', NO_DEADLINE),
    ]);
    expect([check, user]).toMatchObject([{ refusal: 'not-authorized' }, { kind: 'found' }]);
    const by = (key: string) =>
      stub.requests.filter((request) => request.key === key).map(({ action }) => action);
    expect(by('AKIALAMBDA')).toEqual(['AssumeRole', 'AssumeRole']);
    expect(by('AKIA1').toSorted()).toEqual(['AdminGetUser', 'AdminInitiateAuth']);
    expect(by('AKIA2').toSorted()).toEqual(['AdminGetUser', 'AdminInitiateAuth']);
  });

  it('that stay stale end the attempt after one renewal', async () => {
    const { directory, stub } = await start({ AdminInitiateAuth: STALE });
    expect(await directory.checkPassword('x', 'y', NO_DEADLINE)).toMatchObject({ reason: 'role-refused' });
    expect(stub.actions()).toEqual(['AssumeRole', 'AdminInitiateAuth', 'AssumeRole', 'AdminInitiateAuth']);
  });

  it('that STS refuses end the attempt, and are asked for again by the next', async () => {
    const { directory, stub } = await start({ AssumeRole: { error: 'AccessDenied', status: 403 } });
    expect(await directory.checkPassword('x', 'y', NO_DEADLINE)).toMatchObject({ reason: 'role-refused' });
    expect(await directory.readUser('x', NO_DEADLINE)).toMatchObject({ reason: 'role-refused' });
    expect(stub.actions()).toEqual(['AssumeRole', 'AssumeRole']);
  });

  it('that were fetched ahead are used; a failed fetch ahead is made good', async () => {
    const { directory, session, stub } = await start({});
    session.prefetch();
    await directory.readUser('x', NO_DEADLINE);
    expect(stub.actions()).toEqual(['AssumeRole', 'AdminGetUser']);
  });
});

describe('connections', () => {
  it('are reused from one sign-in to the next', async () => {
    const { directory, stub } = await start({});
    const signIn = () =>
      Promise.all([directory.checkPassword('x', 'y', NO_DEADLINE), directory.readUser('x', NO_DEADLINE)]);
    await signIn();
    const before = stub.connections();
    await signIn();
    await signIn();
    expect(stub.connections()).toBe(before);
    expect(before).toBeLessThanOrEqual(2);
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

  it("whose secret cannot be used is our mistake, not the user's", async () => {
    const { directory, stub } = await start({ GetSecretValue: { body: {} } }, { withSecret: true });
    expect(await directory.checkPassword('x', 'y', NO_DEADLINE)).toMatchObject({
      reason: 'source-misconfigured',
    });
    expect(stub.actions()).not.toContain('AdminInitiateAuth');
  });
});

describe('the look-up by e-mail', () => {
  const Users = [{ Username: 'Liam', Attributes: [{ Name: 'email', Value: 'Liam@Example.com' }] }];

  it.each([
    ['liam@example.com', 'email = "liam@example.com"'],
    ['a"b@c.d', 'email = "a\\"b@c.d"'],
    ['x" or sub ^= "@c.d', 'email = "x\\" or sub ^= \\"@c.d"'],
    ['a\\@c.d', 'email = "a\\\\@c.d"'],
    ['a\\"@c.d', 'email = "a\\\\\\"@c.d"'],
  ])('cannot be broken out of: %s', (email, filter) => {
    expect(emailFilter(email)).toBe(filter);
  });

  it('returns the hits, once: then the bucket is empty', async () => {
    const { directory, stub } = await start({ ListUsers: { body: { Users } } });
    expect(await directory.findByEmail('liam@example.com', NO_DEADLINE)).toEqual([
      { username: 'Liam', attributes: { email: 'Liam@Example.com' } },
    ]);
    expect(await directory.findByEmail('liam@example.com', NO_DEADLINE)).toEqual([]);
    expect(stub.actions()).toEqual(['AssumeRole', 'ListUsers']);
    expect(stub.requests[1]?.input).toEqual({
      UserPoolId: 'eu-west-1_SourcePl1',
      Filter: 'email = "liam@example.com"',
      Limit: 2,
    });
  });

  it.each<[string, StubAnswer]>([
    ['there is another page', { body: { Users, PaginationToken: 'more' } }],
    ['it is throttled', { error: 'TooManyRequestsException' }],
  ])('finds nobody when %s', async (_, answer) => {
    const { directory } = await start({ ListUsers: answer });
    expect(await directory.findByEmail('liam@example.com', NO_DEADLINE)).toEqual([]);
  });
});

describe('listed groups', () => {
  it.each<[string, StubAnswer, unknown]>([
    [
      'are their names',
      { body: { Groups: [{ GroupName: 'editors' }, { GroupName: 'admins' }] } },
      ['editors', 'admins'],
    ],
    ['are unknown when the role may not list them', { error: 'AccessDeniedException' }, undefined],
  ])('%s', async (_, answer, expected) => {
    const { directory } = await start({ AdminListGroupsForUser: answer });
    expect(await directory.listGroups('liam.porter', NO_DEADLINE)).toEqual(expected);
  });
});
