/** The users of the table: for each row, or each name in it, one user of the source in the state that the row wants. */
import { createHash } from 'node:crypto';
import { phoneOf } from '../../input/generate-users.ts';
import { makePassword, makeTotpSecret, makeWeakPassword } from '../../input/passwords.ts';
import type { Attribute, PoolDescription, SeededUser } from '../../input/records.ts';
import type { Person } from '../scenario.ts';
import type { Case, SourceState } from './case.ts';
import { NARROW_TENANT } from './settings.ts';

/** A row with the user it is about, who may be nobody's. */
export type CastCase = { readonly row: Case; readonly person: Person };

const hexOf = (seed: number, who: string): string =>
  createHash('sha256').update(`account-states|${seed}|${who}`).digest('hex');

const subOf = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;

const contact = (name: 'email' | 'phone_number', value: string, verified: boolean): Attribute[] => [
  { Name: name, Value: value },
  { Name: `${name}_verified`, Value: String(verified) },
];

const attributesOf = (
  { email, phone, tenant, status }: SourceState,
  { sub, username, index }: { readonly sub: string; readonly username: string; readonly index: number },
): Attribute[] => [
  { Name: 'sub', Value: sub },
  ...(email === 'none' ? [] : contact('email', `${username}@example.com`, email !== 'unverified')),
  ...(phone === undefined ? [] : contact('phone_number', phoneOf(index), phone === 'verified')),
  { Name: 'given_name', Value: 'Robin' },
  {
    Name: 'custom:tenant',
    Value: tenant === 'long' ? 'northern-branch'.padEnd(NARROW_TENANT + 5, 'x') : 'north',
  },
  ...(status === 'EXTERNAL_PROVIDER'
    ? [
        {
          Name: 'identities',
          Value: `[{"userId":"${index}","providerName":"Google","providerType":"Google"}]`,
        },
      ]
    : []),
];

/** What the pool does not tell of a user: a federated one has no password. */
const secretsOf = (state: SourceState, sub: string, seed: number, { Policies }: PoolDescription) => {
  const policy = Policies?.PasswordPolicy ?? {};
  const password =
    state.password === 'weak' ? makeWeakPassword(seed, sub) : makePassword(seed, sub, policy, 'right');
  return {
    ...(state.status === 'EXTERNAL_PROVIDER' ? {} : { password }),
    ...(state.factors?.includes('SOFTWARE_TOKEN_MFA') && { totpSecret: makeTotpSecret(seed, sub) }),
  };
};

const userOf = (
  state: SourceState,
  who: string,
  index: number,
  pool: PoolDescription,
  seed: number,
): SeededUser => {
  const hex = hexOf(seed, who);
  const sub = subOf(hex);
  const username = `person-${hex.slice(-8)}`;
  const { status = 'CONFIRMED', disabled = false, factors = [], preferred } = state;
  return {
    Username: username,
    Attributes: attributesOf(state, { sub, username, index }),
    UserCreateDate: '2023-05-04T09:12:00.000Z',
    UserLastModifiedDate: '2025-02-03T17:45:00.000Z',
    Enabled: !disabled,
    UserStatus: status,
    ...(factors.length > 0 && { UserMFASettingList: [...factors] }),
    ...(preferred && { PreferredMfaSetting: preferred }),
    ...secretsOf(state, sub, seed, pool),
  };
};

/** Gives every row its person; rows that name the same one share it. */
export const castCases = (cases: readonly Case[], pool: PoolDescription, seed: number): CastCase[] => {
  const policy = pool.Policies?.PasswordPolicy ?? {};
  const people = new Map<string, Person>();
  return cases.map((row, index) => {
    const who = row.who ?? row.name;
    const state = row.source === 'nobody' ? {} : row.source;
    const user = userOf(state, who, index, pool, seed);
    const sub = subOf(hexOf(seed, who));
    const person = people.get(who) ?? {
      user,
      sub,
      login: user.Username,
      password: user.password ?? makePassword(seed, sub, policy, 'right'),
      wrongPassword: makePassword(seed, sub, policy, 'wrong'),
      newPassword: makePassword(seed, sub, policy, 'new'),
    };
    people.set(who, person);
    return { row, person };
  });
};

/** Those whom the source really has, each once. */
export const usersToSeed = (cast: readonly CastCase[]): SeededUser[] => [
  ...new Set(cast.filter(({ row }) => row.source !== 'nobody').map(({ person }) => person.user)),
];
