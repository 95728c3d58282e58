/**
 * Any number of users in the mix of given ones: states, factors, groups and attributes are theirs, everything that
 * identifies a person is new. Names of people and addresses are reserved ones that reach nobody.
 */
import { createHash } from 'node:crypto';
import type { UserRecord } from './records.ts';

const digest = (...parts: readonly (string | number)[]): Buffer =>
  createHash('sha256').update(parts.join('|')).digest();

/** A number from 0 to less than 1 that depends on nothing but its arguments. */
const fraction = (...parts: readonly (string | number)[]): number =>
  digest(...parts).readUInt32BE(0) / 2 ** 32;

const uuid = (seed: number, index: number): string => {
  const hex = digest('sub', seed, index).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/** 555-0100 to 555-0199 of every area code are reserved for fiction. NANPA guidelines. */
const PHONES_PER_AREA = 100;
const FIRST_AREA = 201;
export const phoneOf = (index: number): string =>
  `+1${FIRST_AREA + Math.floor(index / PHONES_PER_AREA)}5550${100 + (index % PHONES_PER_AREA)}`;

const emailOf = (email: string, index: number): string => {
  const at = email.lastIndexOf('@');
  return `${email.slice(0, at)}.${index + 1}${email.slice(at)}`;
};

const identitiesOf = (identities: string, index: number): string =>
  identities.replace(/"userId":"[^"]*"/, `"userId":"1${String(index).padStart(20, '0')}"`);

const REPLACED: Readonly<Record<string, (value: string, index: number, seed: number) => string>> = {
  sub: (_, index, seed) => uuid(seed, index),
  email: emailOf,
  phone_number: (_, index) => phoneOf(index),
  identities: identitiesOf,
};

const usernameOf = ({ Username, UserStatus }: UserRecord, index: number): string =>
  UserStatus === 'EXTERNAL_PROVIDER'
    ? `${Username.split('_')[0]}_1${String(index).padStart(20, '0')}`
    : `${Username}.${index + 1}`;

const personLike = (template: UserRecord, index: number, seed: number): UserRecord => ({
  ...template,
  Username: usernameOf(template, index),
  Attributes: template.Attributes.map(({ Name, Value }) => ({
    Name,
    Value: REPLACED[Name]?.(Value, index, seed) ?? Value,
  })),
});

const mixKey = (user: UserRecord): string =>
  [user.UserStatus, user.Enabled, user.UserMFASettingList?.join('+') ?? '', user.Username].join('|');

/**
 * `count` users, the same for the same seed. Drawn at equal distances from the templates sorted by state, so that the
 * shares of the mix hold for small numbers too.
 */
export const generateUsers = (
  templates: readonly UserRecord[],
  count: number,
  seed: number,
): UserRecord[] => {
  const sorted = templates.toSorted((a, b) => (mixKey(a) < mixKey(b) ? -1 : 1));
  const start = fraction('start', seed);
  const drawn = Array.from({ length: count }, (_, index) => {
    const template = sorted[Math.floor(((index + start) * sorted.length) / count)] as UserRecord;
    return personLike(template, index, seed);
  });
  return drawn
    .map((user, index) => ({ user, place: fraction('order', seed, index) }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ user }) => user);
};
