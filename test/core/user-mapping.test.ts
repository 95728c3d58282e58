import fc from 'fast-check';
import { mapAttributes, mapUser } from '#core/user-mapping.ts';
import { ALIAS, BY_EMAIL, PLAIN, SUB, settings, sourceUser, WITH_PHONE } from './trigger-builders.ts';

const map = (
  attributes: Record<string, string>,
  mapping: Partial<ReturnType<typeof settings>['mapping']> = {},
) => {
  const user = { ...sourceUser(), attributes: { sub: SUB, ...attributes } };
  return mapAttributes(user, { rename: {}, drop: [], constant: {}, ...mapping });
};

const SOURCE_SUB = { 'custom:source_sub': SUB };

describe('the attributes of a migrated user', () => {
  it.each([
    ['copies what no rule names', { name: 'Liam' }, {}, { name: 'Liam' }],
    [
      'renames',
      { 'custom:org': 'k' },
      { rename: { 'custom:org': 'custom:tenant' } },
      { 'custom:tenant': 'k' },
    ],
    ['drops', { 'custom:org': 'k' }, { drop: ['custom:org'] }, {}],
    [
      'lets a rename win over an attribute of that name',
      { name: 'a', nickname: 'b' },
      { rename: { nickname: 'name' } },
      { name: 'b' },
    ],
    ['lets a constant win over everything', { name: 'a' }, { constant: { name: 'c' } }, { name: 'c' }],
    ['adds constants', {}, { constant: { 'custom:tenant': 'k' } }, { 'custom:tenant': 'k' }],
    ["never sends Cognito's own", { identities: '[]', 'cognito:mfa_enabled': 'true' }, {}, {}],
    ["never renames to Cognito's own", { name: 'a' }, { rename: { name: 'sub' } }, {}],
    [
      'never sets a username',
      { name: 'a' },
      { rename: { name: 'username' }, constant: { username: 'b' } },
      {},
    ],
    ['keeps an empty value', { name: '' }, {}, { name: '' }],
  ])('%s', (_, attributes, mapping, expected) => {
    expect(map(attributes, mapping)).toEqual({ ...expected, ...SOURCE_SUB });
  });

  it('keeps the source sub whatever the mapping says', () => {
    const forged = { rename: { name: 'custom:source_sub' }, constant: { 'custom:source_sub': 'forged' } };
    expect(map({ name: 'x', 'custom:source_sub': 'older' }, forged)).toEqual(SOURCE_SUB);
  });
});

describe('verified flags', () => {
  it.each(['true', 'false'])('are carried as they are: %s', (email_verified) => {
    expect(map({ email: 'a@b.c', email_verified })).toMatchObject({ email_verified });
  });

  it.each([
    ['an address that is dropped', { drop: ['email'] }],
    ['an address that is renamed', { rename: { email: 'custom:tenant' } }],
    ['an address that another one replaces', { rename: { 'custom:mail': 'email' } }],
    ['an address that a constant replaces', { constant: { email: 'x@y.z' } }],
    ['a flag that is dropped itself', { drop: ['email_verified'] }],
  ])('do not outlive %s', (_, mapping) => {
    const mapped = map({ email: 'a@b.c', email_verified: 'true', 'custom:mail': 'd@e.f' }, mapping);
    expect(mapped).not.toHaveProperty('email_verified');
  });

  it('are never made by the configuration', () => {
    const mapping = { rename: { name: 'email_verified' }, constant: { phone_number_verified: 'true' } };
    const mapped = map(
      { email: 'a@b.c', email_verified: 'false', name: 'true', phone_number: '+155' },
      mapping,
    );
    expect(mapped).toEqual({ email: 'a@b.c', email_verified: 'false', phone_number: '+155', ...SOURCE_SUB });
  });

  it('are true on the target only where they are true on the source, for any mapping', () => {
    const name = fc.constantFrom('email', 'email_verified', 'name', 'custom:mail', 'sub');
    fc.assert(
      fc.property(
        fc.dictionary(name, fc.constantFrom('true', 'false', 'a@b.c')),
        fc.record({
          rename: fc.dictionary(name, name),
          drop: fc.array(name),
          constant: fc.dictionary(name, fc.constant('true')),
        }),
        (attributes, mapping) => {
          const mapped = map(attributes, mapping);
          return mapped.email_verified !== 'true' || attributes.email_verified === 'true';
        },
      ),
    );
  });
});

describe('the username of a migrated user', () => {
  const user = sourceUser({ username: 'a-uuid', attributes: WITH_PHONE });
  it.each([
    ['alias to alias', ALIAS, ALIAS, 'a-uuid'],
    ['plain to plain', PLAIN, PLAIN, 'a-uuid'],
    ['typed attributes to a pool that generates usernames', BY_EMAIL, BY_EMAIL, undefined],
    ['plain to a pool that generates usernames', PLAIN, BY_EMAIL, undefined],
    ['generated usernames to aliases', BY_EMAIL, ALIAS, 'a-uuid'],
    ['generated usernames to typed ones', BY_EMAIL, PLAIN, 'liam@example.com'],
    [
      'generated usernames to typed ones, by the first attribute the user has',
      { ...BY_EMAIL, attributes: ['preferred_username', 'phone_number', 'email'] as const },
      PLAIN,
      '+15550100',
    ],
  ])('%s', (_, source, target, expected) => {
    const change = { source: { signIn: source }, target: { signIn: target } };
    expect(mapUser(user, settings(change)).username).toBe(expected);
  });
});
