import * as fc from 'fast-check';
import { matchesFilter, parseUserFilter } from '#rehearsal/services/cognito-idp/list-users-filter.ts';
import { type Answer, createLocalPool, refusal, seedUser } from './local-pool.ts';

describe('ListUsers', () => {
  const filled = (count: number) => {
    const local = createLocalPool();
    local.seed(...Array.from({ length: count }, (_, index) => seedUser(`user-${index}`)));
    return local;
  };

  const everyone = async (
    local: ReturnType<typeof createLocalPool>,
    input: object,
    between: () => unknown = () => undefined,
  ) => {
    const names: string[] = [];
    let token: string | undefined;
    do {
      const page: Answer = await local.admin('ListUsers', {
        ...input,
        ...(token && { PaginationToken: token }),
      });
      names.push(...page.Users.map(({ Username }: { Username: string }) => Username));
      token = page.PaginationToken;
      await between();
    } while (token !== undefined);
    return names;
  };

  it('pages through everybody once, in order, sixty at most', async () => {
    const local = filled(130);
    const expected = Array.from({ length: 130 }, (_, index) => `user-${index}`);
    expect(await everyone(local, {})).toEqual(expected);
    expect(await everyone(local, { Limit: 7 })).toEqual(expected);
    expect((await local.admin('ListUsers', { Limit: 0 })).Users).toHaveLength(60);
    expect(await refusal(local.admin('ListUsers', { Limit: 61 }))).toMatch(/^InvalidParameterException/);
    expect(await refusal(local.admin('ListUsers', { PaginationToken: 'x' }))).toMatch(
      /Invalid pagination token/,
    );
  });

  it('skips nobody when users are deleted between pages', async () => {
    const local = filled(20);
    const doomed = ['user-0', 'user-4', 'user-1'];
    const names = await everyone(local, { Limit: 5 }, async () => {
      const Username = doomed.pop();
      if (Username !== undefined) await local.admin('AdminDeleteUser', { Username });
    });
    expect(names).toHaveLength(20);
  });

  it('shows the attributes asked for, and fails when a user lacks one', async () => {
    const local = filled(1);
    const page = await local.admin('ListUsers', { AttributesToGet: ['email'] });
    expect(page.Users[0].Attributes).toEqual([{ Name: 'email', Value: 'user0@example.com' }]);
    expect(page.Users[0].UserMFASettingList).toBeUndefined();
    expect(await refusal(local.admin('ListUsers', { AttributesToGet: ['name'] }))).toMatch(
      /has no attribute name/,
    );
  });

  it.each([
    ['username = "user-1"', ['user-1']],
    ['username = "USER-1"', []],
    ['username ^= "user-1"', ['user-1', 'user-10', 'user-11']],
    ['email = "USER2@example.com"', ['user-2']],
    ['cognito:user_status = "CONFIRMED" ', undefined],
    ['status = "Disabled"', []],
    ['sub ^= "00000000-0000-4000-8000-00000000"', undefined],
  ])('filters by %s', async (Filter, expected) => {
    const names = await everyone(filled(12), { Filter });
    if (expected === undefined) expect(names.length).toBeGreaterThan(1);
    else expect(names).toEqual(expected);
  });

  it.each([
    ['email = "a" or email = "b"'],
    ['email = unquoted'],
    ['email = "open'],
    ['email = "a"b"'],
    ['custom:plan = "gold"'],
    ['email > "a"'],
    [''],
  ])('refuses the filter %s', async (Filter) => {
    expect(await refusal(filled(1).admin('ListUsers', { Filter }))).toMatch(/^InvalidParameterException/);
  });

  it('finds exactly the quoted text, whatever is in it', async () => {
    const user = (email: string): Answer => ({ attributes: new Map([['email', email]]) });
    await fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, other) => {
        const quoted = text.replace(/["\\]/g, '\\$&');
        const matches = matchesFilter(parseUserFilter(`email = "${quoted}"`));
        expect(matches(user(text))).toBe(true);
        expect(matches(user(other))).toBe(text.toLowerCase() === other.toLowerCase());
      }),
    );
  });
});

describe('groups', () => {
  it('have members, who are listed, and whose tokens name them', async () => {
    const local = createLocalPool();
    local.seed(seedUser('ada'), seedUser('bob'));
    const group = { GroupName: 'staff' };
    await local.admin('CreateGroup', { ...group, Description: 'People', Precedence: 1 });
    expect(await refusal(local.admin('CreateGroup', group))).toMatch(/^GroupExistsException/);
    await local.admin('AdminAddUserToGroup', { ...group, Username: 'ada' });
    await local.admin('AdminAddUserToGroup', { ...group, Username: 'ada' });
    expect((await local.admin('ListUsersInGroup', group)).Users).toMatchObject([{ Username: 'ada' }]);
    expect((await local.admin('AdminListGroupsForUser', { Username: 'ada' })).Groups).toMatchObject([
      { Precedence: 1 },
    ]);
    await local.admin('AdminRemoveUserFromGroup', { ...group, Username: 'ada' });
    expect((await local.admin('ListUsersInGroup', group)).Users).toEqual([]);
    expect((await local.admin('ListGroups')).Groups).toHaveLength(1);
    expect((await local.admin('GetGroup', group)).Group.Description).toBe('People');
    expect(await refusal(local.admin('GetGroup', { GroupName: 'none' }))).toBe(
      'ResourceNotFoundException: Group not found.',
    );
  });
});
