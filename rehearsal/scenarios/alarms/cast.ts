/** Who signs in while the faults last: users in whose way nothing is, as many as the alarms' guards ask for, and strangers. */
import { createHash } from 'node:crypto';
import { alarms } from '#core/config-observability-schema.ts';
import { generateUsers } from '../../input/generate-users.ts';
import { type RehearsalInput, readSample, SAMPLE_USERS, withPasswords } from '../../input/load-input.ts';
import { readUsers } from '../../input/read-users.ts';
import { isPlain } from '../reruns/cast.ts';
import type { Person } from '../scenario.ts';

/** As long as the configuration says nothing else. */
export const GUARDS = alarms.parse({});

/** Of each fault behind a sign-in, one. */
const SINGLES = [
  'early',
  'killed',
  'throttled',
  'notStarted',
  'retried',
  'targetThrottled',
  'ledgerDown',
  'notCreated',
  'untold',
  'busDown',
] as const;

type Single = (typeof SINGLES)[number];

/** Mistype their passwords while the source is slow. */
const SLOW = 2;

/** The sample's mix has about four plain users among ten. */
const MIXED_USERS = 160;

/** @throws {Error} where the mix has too few plain users */
export const alarmUsers = (seed: number): RehearsalInput => {
  const sample = readSample();
  const count = GUARDS.minimumAttempts + SLOW + SINGLES.length;
  const users = generateUsers(readUsers(SAMPLE_USERS, sample.pool), MIXED_USERS, seed)
    .filter(isPlain)
    .slice(0, count);
  if (users.length < count) throw new Error('The mix of users has too few for the alarms.');
  return { ...sample, users: withPasswords(users, sample.pool, { seed }) };
};

export type Cast = Readonly<Record<Single, Person>> & {
  /** Just as many as FailureShare asks for. None of them gets in before the faults are over. */
  readonly crowd: readonly Person[];
  readonly slow: readonly Person[];
};

export const castOf = (people: readonly Person[]): Cast => {
  const crowd = people.slice(0, GUARDS.minimumAttempts);
  const slow = people.slice(crowd.length, crowd.length + SLOW);
  const singles = people.slice(crowd.length + slow.length);
  const named = Object.fromEntries(SINGLES.flatMap((name, index) => [[name, singles[index]]]));
  return { ...(named as Record<Single, Person>), crowd, slow };
};

export type Stranger = Pick<Person, 'sub' | 'login' | 'password'>;

/** Somebody whom neither pool knows, another one for each number. The `sub` is nobody's. */
export const strangerOf = (number: number): Stranger => {
  const hex = createHash('sha256').update(`stranger|${number}`).digest('hex');
  return {
    sub: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`,
    login: `${hex.slice(0, 12)}@example.org`,
    password: `Guessed-${hex.slice(12, 24)}-1`,
  };
};
