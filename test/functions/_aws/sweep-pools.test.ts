/** Both pools as the sweep reads and changes them. */
import { SUB } from '#test/core/trigger-builders.ts';
import './errors-of-node.ts';
import { IN_TIME } from './opened.ts';
import { adaptersOn } from './sweep-on-stub.ts';

const USER = {
  Username: 'liam.porter',
  Enabled: true,
  UserStatus: 'CONFIRMED',
  UserCreateDate: 1_700_000_000,
  UserLastModifiedDate: 1_700_000_060,
  Attributes: [
    { Name: 'sub', Value: SUB },
    { Name: 'email', Value: 'liam@example.com' },
  ],
};

describe.each(['source', 'target'] as const)('a page of the %s', (side) => {
  it('is asked for by the first digits of the sub, as large as may be, as whom it should be', async () => {
    const adapters = await adaptersOn({ body: { Users: [USER], PaginationToken: 'more' } });
    expect(await adapters[side].listPage({ prefix: 'a3', token: 'here' }, IN_TIME)).toEqual({
      kind: 'page',
      next: 'more',
      users: [
        {
          username: 'liam.porter',
          sub: SUB,
          enabled: true,
          status: 'CONFIRMED',
          attributes: { sub: SUB, email: 'liam@example.com' },
          createdAt: 1_700_000_000_000,
          changedAt: 1_700_000_060_000,
        },
      ],
    });
    expect(adapters.requests()).toMatchObject([
      {
        action: 'ListUsers',
        key: side === 'source' ? 'AKIA1' : 'AKIALAMBDA',
        region: side === 'source' ? 'eu-west-1' : 'us-east-1',
        input: { Filter: 'sub ^= "a3"', Limit: 60, PaginationToken: 'here' },
      },
    ]);
  });

  it('may be the last, and empty', async () => {
    const adapters = await adaptersOn({ body: { Users: [] } });
    expect(await adapters[side].listPage({ prefix: 'a' }, IN_TIME)).toEqual({ kind: 'page', users: [] });
    expect(adapters.requests()[0]?.input).not.toHaveProperty('PaginationToken');
  });

  it('whose token is no longer good says so; without a token it is an error', async () => {
    const adapters = await adaptersOn({ error: 'InvalidParameterException' });
    expect(await adapters[side].listPage({ prefix: 'a', token: 'old' }, IN_TIME)).toEqual({
      kind: 'token-expired',
    });
    await expect(adapters[side].listPage({ prefix: 'a' }, IN_TIME)).rejects.toMatchObject({
      code: side === 'source' ? 'SourceUnavailable' : 'TargetRefused',
    });
  });

  it('is asked for again where the pool throttles', async () => {
    const adapters = await adaptersOn(
      { error: 'TooManyRequestsException' },
      { error: 'InternalErrorException', status: 500 },
      { body: { Users: [USER] } },
    );
    expect(await adapters[side].listPage({ prefix: 'a' }, IN_TIME)).toMatchObject({ kind: 'page' });
    expect(adapters.requests()).toHaveLength(3);
  });

  it('that never comes ends by name, without a word about anybody', async () => {
    const adapters = await adaptersOn({ error: 'NotAuthorizedException', message: 'liam' });
    const failure = await adapters[side].listPage({ prefix: 'a' }, IN_TIME).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: side === 'source' ? 'SourceUnavailable' : 'TargetRefused' });
    expect(String(failure)).not.toMatch(/liam/);
  });
});

describe('a user of the source', () => {
  it('is read again by the sub', async () => {
    const { Attributes: UserAttributes, ...user } = USER;
    const { source, requests } = await adaptersOn({ body: { ...user, UserAttributes } });
    expect(await source.readUser(SUB, IN_TIME)).toMatchObject({ kind: 'found', user: { sub: SUB } });
    expect(requests()).toMatchObject([{ action: 'AdminGetUser', key: 'AKIA1', input: { Username: SUB } }]);
  });
});

describe('a user of the target', () => {
  it('is created without a word, with every mapped attribute', async () => {
    const { target, requests } = await adaptersOn({
      body: { User: { Username: 'liam.porter', Attributes: [{ Name: 'sub', Value: 'new' }] } },
    });
    const attributes = { email: 'liam@example.com', 'custom:source_sub': SUB };
    expect(await target.createUser('liam.porter', attributes, IN_TIME)).toEqual({
      kind: 'created',
      username: 'liam.porter',
      sub: 'new',
    });
    expect(requests()).toMatchObject([
      {
        action: 'AdminCreateUser',
        input: {
          UserPoolId: 'us-east-1_TargetPl1',
          Username: 'liam.porter',
          MessageAction: 'SUPPRESS',
          UserAttributes: [
            { Name: 'email', Value: 'liam@example.com' },
            { Name: 'custom:source_sub', Value: SUB },
          ],
        },
      },
    ]);
    expect(requests()[0]?.input).not.toHaveProperty('ForceAliasCreation');
  });

  it.each(['UsernameExistsException', 'AliasExistsException'])('may be taken: %s', async (error) => {
    const { target } = await adaptersOn({ error });
    expect(await target.createUser('liam.porter', {}, IN_TIME)).toEqual({ kind: 'taken' });
  });

  it('is closed with a permanent password that is another every time and pleases every policy', async () => {
    const { target, requests } = await adaptersOn({ body: {} });
    await target.closeWithPassword('liam.porter', IN_TIME);
    await target.closeWithPassword('liam.porter', IN_TIME);
    const [first, second] = requests().map(({ input }) => String(input.Password));
    expect(requests()[0]).toMatchObject({ action: 'AdminSetUserPassword', input: { Permanent: true } });
    expect(first).not.toBe(second);
    for (const wanted of [/[a-z]/, /[A-Z]/, /\d/, /!/, /^\S{99,256}$/]) expect(first).toMatch(wanted);
  });

  it('is deleted, also where it is gone already', async () => {
    const { target, requests } = await adaptersOn({ body: {} }, { error: 'UserNotFoundException' });
    await target.deleteUser('liam.porter', IN_TIME);
    await target.deleteUser('liam.porter', IN_TIME);
    expect(requests().map(({ action }) => action)).toEqual(['AdminDeleteUser', 'AdminDeleteUser']);
    const { target: other } = await adaptersOn({ error: 'NotAuthorizedException' });
    await expect(other.deleteUser('liam', IN_TIME)).rejects.toMatchObject({ code: 'TargetRefused' });
  });

  it('may not be there', async () => {
    const { target } = await adaptersOn({ error: 'UserNotFoundException' });
    expect(await target.readUser('liam', IN_TIME)).toBeUndefined();
  });
});
