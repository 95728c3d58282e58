/** Users as they were before the rehearsal: put in without triggers or messages, and shown again at its end. */
import type { Clock } from '../../cloud/service.ts';
import { addGroup } from './groups.ts';
import type { Pool } from './pool.ts';
import { newTotpSecret } from './totp.ts';
import { attributePairs, MFA_METHODS, type MfaMethod, newUser, USER_STATUSES, type User } from './user.ts';
import { mfaView } from './views.ts';

/** A record of `list-users`, with what that command lacks. Times are ISO 8601. */
export type ListedUser = {
  Username: string;
  Attributes: { Name: string; Value: string }[];
  UserCreateDate: string;
  UserLastModifiedDate: string;
  Enabled: boolean;
  UserStatus: string;
  UserMFASettingList?: string[];
  PreferredMfaSetting?: string;
  Groups?: string[];
};

/** `sub` is among the attributes. Without a TOTP secret one is made up for a user whose list has that factor. */
export type SeedUser = ListedUser & { password?: string; totpSecret?: string };

const problem = (index: number, what: string): Error => new Error(`Users[${index}]: ${what}`);

/**
 * Puts users in. Factors that a user has are switched on in the pool too, because an export of the pool does not show
 * them and a user cannot have them otherwise.
 * @throws {Error} naming the record's number and field, never a value of it; records before it are in.
 */
export const seedUsers = (pool: Pool, users: readonly SeedUser[], clock: Clock): void => {
  for (const [index, record] of users.entries()) {
    const user = userOf(record, index);
    if (pool.users.find(record.Username) !== undefined) {
      throw problem(index, 'Username belongs to a user seeded before. Remove one of the two.');
    }
    const [conflict] = pool.users.conflicts(user.attributes).keys();
    if (conflict !== undefined) {
      throw problem(
        index,
        `the sign-in attribute ${conflict} belongs to a user seeded before. A pool has one owner for it.`,
      );
    }
    pool.users.add(user);
    offerFactors(pool, user);
    for (const group of record.Groups ?? []) {
      if (!pool.groups.has(group)) addGroup(pool, { GroupName: group }, clock.now());
      user.groups.add(group);
    }
  }
};

const userOf = (record: SeedUser, index: number): User => {
  const attributes = new Map(record.Attributes.map(({ Name, Value }) => [Name, Value]));
  const sub = attributes.get('sub');
  if (sub === undefined) throw problem(index, 'Attributes must have sub.');
  const status = USER_STATUSES.find((known) => known === record.UserStatus);
  if (status === undefined) throw problem(index, `UserStatus must be one of ${USER_STATUSES.join(', ')}.`);
  const created = timeOf(record.UserCreateDate, index, 'UserCreateDate');
  const user = newUser({ username: record.Username, sub, attributes }, status, created);
  user.enabled = record.Enabled;
  user.modified = timeOf(record.UserLastModifiedDate, index, 'UserLastModifiedDate');
  // A reset or federated user has no password that could be right.
  if (status !== 'RESET_REQUIRED' && status !== 'EXTERNAL_PROVIDER') user.password = record.password;
  user.mfa = new Set((record.UserMFASettingList ?? []).map((method) => methodOf(method, index)));
  if (record.PreferredMfaSetting !== undefined)
    user.preferredMfa = methodOf(record.PreferredMfaSetting, index);
  if (user.mfa.has('SOFTWARE_TOKEN_MFA')) user.totpSecret = record.totpSecret ?? newTotpSecret();
  return user;
};

const timeOf = (text: string, index: number, field: string): number => {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw problem(index, `${field} must be a date and time.`);
  return time;
};

const methodOf = (text: string, index: number): MfaMethod => {
  const method = MFA_METHODS.find((known) => known === text);
  if (method === undefined)
    throw problem(index, `the second factor must be one of ${MFA_METHODS.join(', ')}.`);
  return method;
};

const offerFactors = (pool: Pool, { mfa }: User): void => {
  if (mfa.has('SOFTWARE_TOKEN_MFA')) pool.mfa = { ...pool.mfa, softwareToken: true };
  if (mfa.has('EMAIL_OTP')) pool.mfa = { ...pool.mfa, email: pool.mfa.email ?? {} };
};

/** In the form of `list-users`, with second factors and groups, and without passwords. */
export const listedUser = (user: User): ListedUser => ({
  Username: user.username,
  Attributes: attributePairs(user),
  UserCreateDate: new Date(user.created).toISOString(),
  UserLastModifiedDate: new Date(user.modified).toISOString(),
  Enabled: user.enabled,
  UserStatus: user.status,
  ...mfaView(user),
  ...(user.groups.size > 0 && { Groups: [...user.groups] }),
});
