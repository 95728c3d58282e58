import { refusedAttributes, refusedOnCreation } from '#core/attribute-rules.ts';
import { ALIAS, BY_EMAIL, PLAIN, SCHEMA } from './trigger-builders.ts';

const refused = (name: string, value: string) =>
  refusedAttributes({ [name]: value }, SCHEMA, 'creation').length > 0;

describe('what a target pool accepts', () => {
  it.each([
    ['email', 'liam@example.com'],
    ['email', 'λ@παράδειγμα.gr'],
    ['phone_number', '+15550100'],
    ['phone_number', '+491712345678901'],
    ['birthdate', '1990-02-28'],
    ['birthdate', '2000-02-29'],
    ['birthdate', '0000-02-29'],
    ['email_verified', 'true'],
    ['email_verified', 'false'],
    ['updated_at', '1700000000'],
    ['custom:points', '0'],
    ['custom:points', '100'],
    ['custom:points', '12.5'],
    ['custom:tenant', ''],
    ['custom:tenant', 'x'.repeat(64)],
    ['custom:tenant', '😀'.repeat(64)],
    ['name', '名'.repeat(2048)],
    ['nickname', 'a standard attribute that the export does not list'],
  ])('%s: %s', (name, value) => {
    expect(refused(name, value)).toBe(false);
  });
});

describe('what a target pool refuses', () => {
  it.each([
    ['email', 'liam'],
    ['email', 'liam@'],
    ['email', 'li am@example.com'],
    ['email', 'a@b@c'],
    ['phone_number', '15550100'],
    ['phone_number', '+1 555 0100'],
    ['phone_number', '+0155'],
    ['phone_number', '+1234567890123456'],
    ['birthdate', '28.02.1990'],
    ['birthdate', '1990-2-28'],
    ['birthdate', '1990-02-30'],
    ['birthdate', '1990-13-01'],
    ['email_verified', 'yes'],
    ['updated_at', 'yesterday'],
    ['updated_at', '-1'],
    ['custom:points', '101'],
    ['custom:points', ''],
    ['custom:points', '1e2'],
    ['custom:tenant', 'x'.repeat(65)],
    ['custom:tenant', '😀'.repeat(65)],
    ['name', 'x'.repeat(2049)],
    ['nickname', 'x'.repeat(2049)],
    ['custom:unheard', 'of'],
    ['tenant', 'without its prefix'],
  ])('%s: %s', (name, value) => {
    expect(refused(name, value)).toBe(true);
  });

  it('a value shorter than the least length, in characters and in UTF-16 units', () => {
    const schema = SCHEMA.map((attribute) =>
      attribute.name === 'name' ? { ...attribute, minLength: 2 } : attribute,
    );
    expect(refusedAttributes({ name: 'x' }, schema, 'creation')).toEqual(['name']);
    expect(refusedAttributes({ name: '😀' }, schema, 'creation')).toEqual([]);
  });

  it('a user without a required attribute, except sub, which is never sent', () => {
    const schema = SCHEMA.map((attribute) =>
      attribute.name === 'name' ? { ...attribute, required: true } : attribute,
    );
    expect(refusedAttributes({}, schema, 'creation')).toEqual(['name']);
    expect(refusedAttributes({}, schema, 'update')).toEqual([]);
  });

  it('a later change of an immutable attribute, but not its first value', () => {
    const attributes = { 'custom:tenant': 'k' };
    expect(refusedAttributes(attributes, SCHEMA, 'creation')).toEqual([]);
    expect(refusedAttributes(attributes, SCHEMA, 'update')).toEqual(['custom:tenant']);
  });

  it('says so by name only, sorted', () => {
    const names = refusedAttributes({ 'custom:z': 'secret', birthdate: 'secret' }, SCHEMA, 'creation');
    expect(names).toEqual(['birthdate', 'custom:z']);
  });
});

describe('the username of a new user', () => {
  const check = (username: string | undefined, signIn: typeof ALIAS | typeof PLAIN | typeof BY_EMAIL) =>
    refusedOnCreation({ username, attributes: {} }, { schema: SCHEMA, signIn });

  it.each([
    ['liam.porter', ALIAS, []],
    ['liam@example.com', PLAIN, []],
    ['liam@example.com', ALIAS, ['username']],
    ['+15550100', ALIAS, ['username']],
    ['liam@example.com', { ...ALIAS, attributes: ['preferred_username'] as const }, []],
    ['with space', PLAIN, ['username']],
    ['', PLAIN, ['username']],
    ['x'.repeat(129), PLAIN, ['username']],
    [undefined, BY_EMAIL, []],
  ])('%j', (username, signIn, expected) => {
    expect(check(username, signIn as typeof ALIAS)).toEqual(expected);
  });
});
