// Exports as users hand them over: what is read, and what every broken one is told.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SAMPLE_POOL, SAMPLE_USERS } from '#rehearsal/input/load-input.ts';
import { readPool } from '#rehearsal/input/read-pool.ts';
import { readUsers } from '#rehearsal/input/read-users.ts';

const directory = mkdtempSync(join(tmpdir(), 'read-users-'));
afterAll(() => rmSync(directory, { recursive: true }));

const SECRET_VALUE = 'carla.private@example.com';

type Loose = Record<string, unknown>;

const record = (change: Loose = {}): Loose => ({
  Username: 'carla-private',
  Attributes: [
    { Name: 'sub', Value: '11111111-aaaa-4aaa-8aaa-000000000001' },
    { Name: 'email', Value: SECRET_VALUE },
  ],
  UserCreateDate: '2024-01-01T00:00:00.000000+00:00',
  UserLastModifiedDate: '2024-01-01T00:00:00.000000+00:00',
  Enabled: true,
  UserStatus: 'CONFIRMED',
  ...change,
});

const other = (change: Loose = {}): Loose =>
  record({
    Username: 'other',
    Attributes: [{ Name: 'sub', Value: '11111111-aaaa-4aaa-8aaa-000000000002' }],
    ...change,
  });

const without = (field: string): Loose => {
  const { [field]: _, ...rest } = record();
  return rest;
};

const fileOf = (text: string): string => {
  const file = join(directory, 'users.json');
  writeFileSync(file, text);
  return file;
};

const read = (document: unknown): ReturnType<typeof readUsers> =>
  readUsers(
    fileOf(typeof document === 'string' ? document : JSON.stringify(document)),
    readPool(SAMPLE_POOL),
  );

const refusalOf = (document: unknown): string => {
  try {
    read(document);
  } catch (error) {
    return error instanceof Error && error.name === 'InputError'
      ? error.message
      : `not an InputError: ${error}`;
  }
  return 'accepted';
};

describe('readUsers', () => {
  it('reads the 120 users of the sample', () => {
    const users = readUsers(SAMPLE_USERS, readPool(SAMPLE_POOL));
    expect(users).toHaveLength(120);
    expect(new Set(users.map(({ UserStatus }) => UserStatus)).size).toBe(5);
  });

  it('reads a record as list-users prints it, with second factors and groups beside', () => {
    const full = record({
      UserMFASettingList: ['SMS_MFA'],
      PreferredMfaSetting: 'SMS_MFA',
      Groups: ['readers'],
    });
    expect(read({ Users: [full] })).toEqual([full]);
  });

  it('reads the epoch dates of the older CLI', () => {
    expect(read({ Users: [record({ UserCreateDate: 1704067200.5 })] })[0]?.UserCreateDate).toBe(
      '2024-01-01T00:00:00.500Z',
    );
  });

  it.each<[string, unknown, string]>([
    ['malformed JSON', '{"Users": [{"Username": "carla-private", }]}', 'is not JSON'],
    ['a cut file', '{"Users": [', 'is not JSON'],
    ['an empty file', '  ', 'is empty'],
    ['a bare list', [record()], 'has no "Users"'],
    ["another command's output", { UserPool: {} }, 'has no "Users"'],
    ['no users', { Users: [] }, 'holds no users'],
    ['a page of several', { Users: [record()], PaginationToken: 'x' }, 'holds a PaginationToken'],
    ['a cut listing', { Users: [record()], NextToken: 'x' }, 'holds a NextToken'],
    [
      'a text for a flag',
      { Users: [other(), record({ Enabled: 'yes' })] },
      'record 2, field Enabled: is not true or false',
    ],
    ['no status', { Users: [without('UserStatus')] }, 'record 1, field UserStatus: is missing'],
    [
      'a made-up status',
      { Users: [record({ UserStatus: SECRET_VALUE })] },
      'record 1, field UserStatus: is not one of UNCONFIRMED, CONFIRMED',
    ],
    ['no username', { Users: [without('Username')] }, 'record 1, field Username: is missing'],
    ['an empty username', { Users: [record({ Username: '' })] }, 'record 1, field Username: is empty'],
    ['no date', { Users: [without('UserCreateDate')] }, 'record 1, field UserCreateDate: is missing'],
    [
      'a wrong date',
      { Users: [record({ UserCreateDate: SECRET_VALUE })] },
      'record 1, field UserCreateDate: is not a date',
    ],
    [
      'attributes as a map',
      { Users: [record({ Attributes: { sub: 'x' } })] },
      'record 1, field Attributes: is not a list',
    ],
    [
      'a number for a value',
      { Users: [record({ Attributes: [{ Name: 'sub', Value: 7 }] })] },
      'record 1, field Attributes[0].Value: is not a text',
    ],
    ['no sub', { Users: [record({ Attributes: [] })] }, 'record 1, field Attributes: has no sub'],
    [
      'the same username twice',
      { Users: [other(), record(), record({ Attributes: [{ Name: 'sub', Value: 'z' }] })] },
      'record 3, field Username: is the same as in record 2',
    ],
    [
      'usernames that differ in letter case only',
      { Users: [other(), other({ Username: 'OTHER', Attributes: [{ Name: 'sub', Value: 'z' }] })] },
      'record 2, field Username: is the same as in record 1',
    ],
    [
      'the same sub twice',
      { Users: [record(), record({ Username: 'x' })] },
      'record 2, field sub: is the same as in record 1',
    ],
    [
      'an attribute twice',
      {
        Users: [
          record({
            Attributes: [
              { Name: 'sub', Value: 'a' },
              { Name: 'sub', Value: 'b' },
            ],
          }),
        ],
      },
      'record 1, field Attributes[1].Name: repeats sub',
    ],
    [
      'an attribute the pool lacks',
      {
        Users: [
          record({
            Attributes: [
              { Name: 'sub', Value: 'a' },
              { Name: 'custom:x', Value: 'b' },
            ],
          }),
        ],
      },
      "record 1, field Attributes[1].Name: is not in the pool's schema",
    ],
    [
      'a verified e-mail address of two users',
      {
        Users: ['a', 'b'].map((sub) =>
          record({
            Username: sub,
            Attributes: [
              { Name: 'sub', Value: sub },
              { Name: 'email', Value: sub === 'a' ? SECRET_VALUE : SECRET_VALUE.toUpperCase() },
              { Name: 'email_verified', Value: 'true' },
            ],
          }),
        ),
      },
      'record 2, field email: is the same as in record 1',
    ],
    [
      'an unknown factor',
      { Users: [record({ UserMFASettingList: ['PIGEON'] })] },
      'record 1, field UserMFASettingList[0]: is not one of SMS_MFA',
    ],
    [
      'a misspelt field',
      { Users: [record({ UserMfaSettingList: [] })] },
      'record 1: has unknown fields: UserMfaSettingList',
    ],
    ['a wrong group', { Users: [record({ Groups: 'admins' })] }, 'record 1, field Groups: is not a list'],
  ])('refuses %s', (_, document, message) => {
    const refusal = refusalOf(document);
    expect(refusal).toContain(message);
    expect(refusal).toContain('users.json');
    expect(refusal).not.toMatch(/carla|example\.com|\n\s+at /);
  });

  it('names every problem, and only counts those beyond the first twenty', () => {
    const Users = Array.from({ length: 30 }, () => record({ Enabled: 1 }));
    const lines = refusalOf({ Users }).split('\n');
    expect(lines).toHaveLength(21);
    expect(lines[20]).toContain('and 10 more');
  });

  it('names a file that is not there', () => {
    expect(() => readUsers('/nowhere/users.json', readPool(SAMPLE_POOL))).toThrow(
      /cannot be read \(ENOENT\)/,
    );
  });
});

describe('readPool', () => {
  const poolFile = (change: Loose): string => {
    const pool = readPool(SAMPLE_POOL);
    return fileOf(JSON.stringify({ UserPool: { ...pool, ...change } }));
  };

  it.each<[string, Loose, RegExp]>([
    ['a wrong ARN', { Arn: 'arn:aws:s3:::x' }, /field UserPool\.Arn: is not the ARN of a user pool/],
    ['an id of another pool', { Id: 'eu-west-1_Other' }, /names another pool/],
    ['no schema', { SchemaAttributes: undefined }, /field UserPool\.SchemaAttributes: is missing/],
    [
      'a wrong MFA mode',
      { MfaConfiguration: 'SOMETIMES' },
      /MfaConfiguration: is not one of OFF, ON, OPTIONAL/,
    ],
    [
      'a text for a length',
      { Policies: { PasswordPolicy: { MinimumLength: '8' } } },
      /MinimumLength: is not a number/,
    ],
  ])('refuses %s', (_, change, message) => {
    expect(() => readPool(poolFile(change))).toThrow(message);
  });

  it("refuses another command's output", () => {
    expect(() => readPool(SAMPLE_USERS)).toThrow(/has no "UserPool"/);
  });

  it('keeps every field of the export', () => {
    expect(readPool(SAMPLE_POOL)).toMatchObject({
      UserPoolTier: 'ESSENTIALS',
      LambdaConfig: {},
      EstimatedNumberOfUsers: 120,
    });
  });
});
