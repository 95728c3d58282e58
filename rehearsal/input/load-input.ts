/** What a rehearsal starts from: one pool and its users, from the sample, generated, or somebody's own export. */

import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Flags } from '../flags.ts';
import { generateUsers } from './generate-users.ts';
import { InputError } from './input-error.ts';
import { acceptPassword, makePassword, makeTotpSecret } from './passwords.ts';
import { readPool } from './read-pool.ts';
import { readUsers } from './read-users.ts';
import {
  type PoolAddress,
  type PoolDescription,
  parsePoolArn,
  type SeededUser,
  subOf,
  type UserRecord,
} from './records.ts';

const sampleFile = (name: string): string => fileURLToPath(new URL(`../sample/${name}`, import.meta.url));

export const SAMPLE_POOL = sampleFile('describe-user-pool.json');
export const SAMPLE_USERS = sampleFile('list-users.json');

export type RehearsalInput = {
  readonly kind: 'sample' | 'generated' | 'export';
  /** Absolute path of the pool's description: the target is made like it. */
  readonly poolFile: string;
  readonly pool: PoolDescription;
  readonly address: PoolAddress;
  readonly users: readonly SeededUser[];
};

type PasswordFlags = Pick<Flags, 'seed' | 'password'>;

const seeded = (user: UserRecord, pool: PoolDescription, { seed, password }: PasswordFlags): SeededUser => {
  const policy = pool.Policies?.PasswordPolicy ?? {};
  const sub = subOf(user);
  return {
    ...user,
    ...(user.UserStatus === 'EXTERNAL_PROVIDER'
      ? {}
      : { password: password ?? makePassword(seed, sub, policy, 'right') }),
    ...(user.UserMFASettingList?.includes('SOFTWARE_TOKEN_MFA')
      ? { totpSecret: makeTotpSecret(seed, sub) }
      : {}),
  };
};

/** Users with what an export does not hold, made up from the seed. */
export const withPasswords = (
  users: readonly UserRecord[],
  pool: PoolDescription,
  flags: PasswordFlags,
): SeededUser[] => users.map((user) => seeded(user, pool, flags));

const addressOf = (pool: PoolDescription, file: string): PoolAddress => {
  const address = parsePoolArn(pool.Arn);
  if (!address) throw new InputError(`${file}: field UserPool.Arn: is not the ARN of a user pool.`);
  return address;
};

/** The sample without its users, for scenarios that bring their own. */
export const readSample = (): Omit<RehearsalInput, 'users'> => {
  const pool = readPool(SAMPLE_POOL);
  return { kind: 'sample', poolFile: SAMPLE_POOL, pool, address: addressOf(pool, SAMPLE_POOL) };
};

/**
 * Reads and checks everything before anything is started.
 * @throws {InputError} for a file that is not a usable export, or a password the pool's policy refuses.
 */
export const loadInput = (flags: Flags): RehearsalInput => {
  const poolFile = resolve(flags.sourcePool ?? SAMPLE_POOL);
  const pool = readPool(poolFile);
  const records = readUsers(resolve(flags.sourceUsers ?? SAMPLE_USERS), pool);
  if (flags.password !== undefined) acceptPassword(flags.password, pool.Policies?.PasswordPolicy ?? {});
  const users = flags.users === undefined ? records : generateUsers(records, flags.users, flags.seed);
  return {
    kind: flags.sourcePool ? 'export' : flags.users ? 'generated' : 'sample',
    poolFile,
    pool,
    address: addressOf(pool, poolFile),
    users: withPasswords(users, pool, flags),
  };
};
