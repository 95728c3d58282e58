/** Reads, credentials and connections through the real SDK against a stub: what is asked, how often, in which order. */
import { attributeFilter } from '#functions/_aws/source-directory.ts';
import type { StubAnswer } from './aws-stub.ts';
import { NO_DEADLINE, start } from './started-directory.ts';
import { USER_BODY } from './stub-bodies.ts';

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

describe('the look-up by e-mail', () => {
  const Users = [{ Username: 'Liam', Attributes: [{ Name: 'email', Value: 'Liam@Example.com' }] }];

  it.each([
    ['liam@example.com', 'email = "liam@example.com"'],
    ['a"b@c.d', 'email = "a\\"b@c.d"'],
    ['x" or sub ^= "@c.d', 'email = "x\\" or sub ^= \\"@c.d"'],
    ['a\\@c.d', 'email = "a\\\\@c.d"'],
    ['a\\"@c.d', 'email = "a\\\\\\"@c.d"'],
  ])('cannot be broken out of: %s', (email, filter) => {
    expect(attributeFilter('email', email)).toBe(filter);
  });

  it('returns the hits, once: then the bucket is empty', async () => {
    const { directory, stub } = await start({ ListUsers: { body: { Users } } });
    expect(await directory.findUsers('email', 'liam@example.com', NO_DEADLINE)).toEqual({
      kind: 'listed',
      users: [{ username: 'Liam', attributes: { email: 'Liam@Example.com' } }],
      more: false,
    });
    const again = await directory.findUsers('email', 'liam@example.com', NO_DEADLINE);
    expect(again).toEqual({ kind: 'failed', reason: 'throttled' });
    expect(stub.actions()).toEqual(['AssumeRole', 'ListUsers']);
    expect(stub.requests[1]?.input).toEqual({
      UserPoolId: 'eu-west-1_SourcePl1',
      Filter: 'email = "liam@example.com"',
      Limit: 2,
    });
  });

  it.each<[string, StubAnswer, object]>([
    ['another page follows', { body: { Users, PaginationToken: 'more' } }, { more: true }],
    ['it is throttled', { error: 'TooManyRequestsException' }, { kind: 'failed', reason: 'throttled' }],
  ])('says so when %s', async (_, answer, expected) => {
    const { directory } = await start({ ListUsers: answer });
    expect(await directory.findUsers('phone_number', '+15550100', NO_DEADLINE)).toMatchObject(expected);
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
