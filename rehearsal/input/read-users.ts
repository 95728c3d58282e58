/**
 * Reads `aws cognito-idp list-users` output. Everything that would make a rehearsal say something untrue about the
 * real pool is refused: a half export, a wrong type, a field that only looks like the right one.
 */
import { z } from 'zod';
import { InputError, problemsOf } from './input-error.ts';
import { readJsonFile } from './json-file.ts';
import { attributeOf, type PoolDescription, subOf, type UserRecord } from './records.ts';
import { PARSE_OPTIONS, problemsIn } from './zod-problems.ts';

/** API reference "UserType": the statuses a user of today can have. ARCHIVED, COMPROMISED and UNKNOWN are no longer set. */
const USER_STATUSES = [
  'UNCONFIRMED',
  'CONFIRMED',
  'RESET_REQUIRED',
  'FORCE_CHANGE_PASSWORD',
  'EXTERNAL_PROVIDER',
] as const;

/** API reference "AdminGetUser", UserMFASettingList. */
const FACTORS = ['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'] as const;

/** ISO text (CLI 2) or epoch seconds (CLI 1), kept as ISO text. */
const date = z
  .union([z.string(), z.number().transform((seconds) => new Date(seconds * 1000).toISOString())], {
    error: 'is neither an ISO date nor epoch seconds',
  })
  .refine((text) => !Number.isNaN(Date.parse(text)), 'is not a date');

const user = z
  .strictObject({
    Username: z.string().min(1),
    Attributes: z.array(z.strictObject({ Name: z.string().min(1), Value: z.string() })),
    UserCreateDate: date,
    UserLastModifiedDate: date,
    Enabled: z.boolean(),
    UserStatus: z.enum(USER_STATUSES),
    UserMFASettingList: z.array(z.enum(FACTORS)).optional(),
    PreferredMfaSetting: z.enum(FACTORS).optional(),
    Groups: z.array(z.string().min(1)).optional(),
    // Legacy, SMS only, and repeated by UserMFASettingList: read and left aside.
    MFAOptions: z.array(z.unknown()).optional(),
  })
  .transform(({ MFAOptions: _, ...rest }) => rest as UserRecord);

const page = z.strictObject({ Users: z.array(user) });

const INCOMPLETE = ['NextToken', 'PaginationToken'];

const documentOf = (file: string): object => {
  const document = readJsonFile(file);
  if (typeof document !== 'object' || document === null || !('Users' in document))
    throw new InputError(`${file}: has no "Users"; give what aws cognito-idp list-users prints.`);
  const token = INCOMPLETE.find((name) => name in document);
  if (token)
    throw new InputError(
      `${file}: holds a ${token}, so more users follow that are not in it; export again without --max-items and --no-paginate.`,
    );
  return document;
};

/** The attributes of one record against the pool: each once, each in the schema, and the `sub` there. */
const attributeProblems = (record: UserRecord, schema: ReadonlySet<string>): string[] => {
  const names = record.Attributes.map(({ Name }) => Name);
  return [
    ...(subOf(record) === '' ? ['field Attributes: has no sub'] : []),
    ...names.flatMap((name, index) => [
      ...(names.indexOf(name) < index ? [`field Attributes[${index}].Name: repeats ${name}`] : []),
      ...(schema.has(name) ? [] : [`field Attributes[${index}].Name: is not in the pool's schema`]),
    ]),
  ];
};

/** Records whose value of one field was seen before: `record 7, field Username: is the same as in record 3`. */
const repeated = (
  records: readonly UserRecord[],
  field: string,
  value: (record: UserRecord) => string,
): string[] => {
  const seen = new Map<string, number>();
  return records.flatMap((record, index) => {
    const first = seen.get(value(record));
    if (first === undefined) seen.set(value(record), index);
    return first === undefined || value(record) === ''
      ? []
      : [`record ${index + 1}, field ${field}: is the same as in record ${first + 1}`];
  });
};

/** Cognito keeps these of every pool without listing all of them in old exports. */
const ALWAYS_THERE = ['sub', 'identities', 'cognito:user_status'];

/** An e-mail address or phone number that its owner may sign in with: no other user of the pool has it. */
const ownedLogin = (record: UserRecord, pool: PoolDescription, name: string): string => {
  const value = attributeOf(record, name)?.toLowerCase() ?? '';
  if (includes(pool.UsernameAttributes, name)) return value;
  return includes(pool.AliasAttributes, name) && attributeOf(record, `${name}_verified`) === 'true'
    ? value
    : '';
};

const includes = (list: unknown, name: string): boolean => Array.isArray(list) && list.includes(name);

const crossProblems = (records: readonly UserRecord[], pool: PoolDescription): string[] => {
  const schema = new Set([...pool.SchemaAttributes.map(({ Name }) => Name), ...ALWAYS_THERE]);
  const fold = pool.UsernameConfiguration?.CaseSensitive === false;
  return [
    ...records.flatMap((record, index) =>
      attributeProblems(record, schema).map((problem) => `record ${index + 1}, ${problem}`),
    ),
    ...repeated(records, 'Username', ({ Username }) => (fold ? Username.toLowerCase() : Username)),
    ...repeated(records, 'sub', subOf),
    ...['email', 'phone_number'].flatMap((name) =>
      repeated(records, name, (record) => ownedLogin(record, pool, name)),
    ),
  ];
};

/**
 * The users of one pool.
 * @throws {InputError} naming file, record number and field of every problem, and never a value or a username.
 */
export const readUsers = (file: string, pool: PoolDescription): readonly UserRecord[] => {
  const parsed = page.safeParse(documentOf(file), PARSE_OPTIONS);
  if (!parsed.success) throw problemsOf(file, problemsIn(parsed.error, 'Users'));
  const { Users } = parsed.data;
  if (Users.length === 0) throw new InputError(`${file}: holds no users, so there is nothing to rehearse.`);
  const problems = crossProblems(Users, pool);
  if (problems.length > 0) throw problemsOf(file, problems);
  return Users;
};
