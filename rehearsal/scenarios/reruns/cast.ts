/** Who plays what in the reruns: users in the sample's mix, one of them the user of the runbook's examples. */
import { generateUsers } from '../../input/generate-users.ts';
import { type RehearsalInput, readSample, SAMPLE_USERS, withPasswords } from '../../input/load-input.ts';
import { readUsers } from '../../input/read-users.ts';
import { attributeOf, type UserRecord } from '../../input/records.ts';
import type { Person } from '../scenario.ts';
import { RUNBOOK_SUB } from './runbook-inputs.ts';

const inMix = (
  count: number,
  seed: number,
  change: (users: UserRecord[]) => UserRecord[],
): RehearsalInput => {
  const sample = readSample();
  const users = change(generateUsers(readUsers(SAMPLE_USERS, sample.pool), count, seed));
  return { ...sample, users: withPasswords(users, sample.pool, { seed }) };
};

/** Nothing is in the way of such a user, by password or by forgot-password. */
export const isPlain = ({
  UserStatus,
  Enabled,
  UserMFASettingList = [],
  Groups,
  ...user
}: UserRecord): boolean =>
  UserStatus === 'CONFIRMED' &&
  Enabled &&
  UserMFASettingList.length === 0 &&
  Groups === undefined &&
  attributeOf(user, 'email_verified') === 'true';

const isEditor = (user: UserRecord): boolean =>
  user.Groups?.includes('editors') === true && isPlain(withoutGroups(user));

const withoutGroups = ({ Groups: _, ...user }: UserRecord): UserRecord => user;

const renamed = (user: UserRecord): UserRecord => ({
  ...user,
  Attributes: user.Attributes.map(({ Name, Value }) => ({
    Name,
    Value: Name === 'sub' ? RUNBOOK_SUB : Value,
  })),
});

const USERS = 60;
const USERS_TO_IMPORT = 24;

/** The first plain user has the runbook's `sub`. */
export const migratingUsers = (seed: number): RehearsalInput =>
  inMix(USERS, seed, (users) => {
    const place = users.findIndex(isPlain);
    return users.map((user, index) => (index === place ? renamed(user) : user));
  });

/** Other people than the others of the same seed: both are in one report. */
export const usersToImport = (seed: number): RehearsalInput =>
  inMix(USERS_TO_IMPORT, seed + 1, (users) => users);

export type Cast = {
  /** Of the runbook's examples; left failed by a fault. */
  readonly example: Person;
  /** Member of a group; left failed by a fault. */
  readonly editor: Person;
  /** Left failed by a fault, and nobody does anything about them but `retryFailed`. */
  readonly failed: readonly Person[];
  /** Left abandoned by a fault: the target has them, and looks as if it had not. */
  readonly abandoned: Person;
  /** Reconciled, and then gone from the ledger. */
  readonly missed: Person;
  /** Reconciled, and then deleted from the target by an operator. */
  readonly deleted: Person;
  /** Has not signed in. */
  readonly waiting: Person;
  /** Somebody asked for a code in their name and never used it. */
  readonly shell: Person;
};

/** @throws {Error} where the mix has too few such users */
export const castOf = (people: readonly Person[]): Cast => {
  const plain = people.filter(({ user }) => isPlain(user));
  const [editor] = people.filter(({ user }) => isEditor(user));
  const [example, first, second, abandoned, missed, deleted, waiting, shell] = plain;
  if (!editor || !example || !first || !second || !abandoned || !missed || !deleted || !waiting || !shell)
    throw new Error('The mix of users has too few for the reruns.');
  return { example, editor, failed: [first, second], abandoned, missed, deleted, waiting, shell };
};

/** Somebody whom an import brings over, and forgot-password then lets in. */
export const importedOf = (people: readonly Person[]): Person => {
  const found = people.find(({ user }) => isPlain(user));
  if (!found) throw new Error('The mix has nobody who could be imported.');
  return found;
};
