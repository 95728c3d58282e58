/** Those who sign in, in the sample's mix, and a crowd that never does: enough of them in one shard for three pages. */
import { generateUsers } from '../../input/generate-users.ts';
import { type RehearsalInput, readSample, SAMPLE_USERS, withPasswords } from '../../input/load-input.ts';
import { readUsers } from '../../input/read-users.ts';
import type { UserRecord } from '../../input/records.ts';

const PEOPLE = 110;

/** Two pages of 60 and some: with those who would be there anyway, the shard has three. */
const CROWD = 130;

/** First digit of the crowd's `sub`: the shard in the middle. */
export const CROWDED = 'a';

const movedTo = (digit: string, user: UserRecord): UserRecord => ({
  ...user,
  Attributes: user.Attributes.map(({ Name, Value }) => ({
    Name,
    Value: Name === 'sub' ? `${digit}${Value.slice(1)}` : Value,
  })),
});

/** @returns the pool with everybody in it, and how many of them, from the first one on, sign in */
export const lostWorkUsers = (
  seed: number,
): { readonly input: RehearsalInput; readonly signingIn: number } => {
  const sample = readSample();
  const records = generateUsers(readUsers(SAMPLE_USERS, sample.pool), PEOPLE + CROWD, seed);
  const users = records.map((user, index) => (index < PEOPLE ? user : movedTo(CROWDED, user)));
  return { input: { ...sample, users: withPasswords(users, sample.pool, { seed }) }, signingIn: PEOPLE };
};
