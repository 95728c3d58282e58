/**
 * Searches everything a run wrote for what must not be in it: passwords, tokens, codes, keys, addresses and names of
 * users, in the forms in which JSON, HTML and URLs write them.
 */
import type { Marked } from '../cloud/canaries.ts';
import { escapeText } from '../console/html.ts';
import { attributeOf, type SeededUser, subOf } from '../input/records.ts';
import { groupBy } from './group-by.ts';

/** Shorter ones are found in any text by chance. */
const LEAST_LENGTH = 6;

/** A username is looked for where it cannot be taken for an ordinary word. */
const isDistinctive = (username: string): boolean => username.length >= 8 && !/^[a-z]+$/i.test(username);

/** What of one user must never be written. */
export const secretsOf = (user: SeededUser): Marked[] => {
  const marked = (kind: string, value: string | undefined): Marked[] => (value ? [{ kind, value }] : []);
  const { Username, password, totpSecret } = user;
  const name = attributeOf(user, 'name');
  return [
    ...marked('password', password),
    ...marked('authenticator secret', totpSecret),
    ...marked('e-mail address', attributeOf(user, 'email')),
    ...marked('phone number', attributeOf(user, 'phone_number')),
    ...marked('name', name !== undefined && isDistinctive(name) ? name : undefined),
    ...marked('username', isDistinctive(Username) && Username !== subOf(user) ? Username : undefined),
  ];
};

/** What somebody typed to say who they are, where it is none of ours and no ordinary word. */
export const loginSecret = (login: string, sub: string): Marked[] =>
  isDistinctive(login) && login !== sub ? [{ kind: 'username', value: login }] : [];

/** Of a token its signature: unlike its head it is no other token's, and it is found in a cut copy too. */
const needleOf = ({ value }: Marked): string =>
  /^[\w-]+\.[\w-]+\.[\w-]+$/.test(value) ? (value.split('.')[2] ?? value) : value;

/** JSON writes quotes and backslashes in another way. */
const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

/** Half of a surrogate pair cannot be written into a URL. */
const inUrl = (text: string): string => encodeURIComponent(Buffer.from(text).toString());

/** Phone numbers without their plus. */
const inDigits = (text: string): string => (/^\+\d{8,15}$/.test(text) ? text.slice(1) : text);

/** Also JSON inside JSON, as in what an execution was started with, and the page's HTML inside JSON. */
const formsOf = (text: string): ReadonlySet<string> =>
  new Set([
    text,
    inJson(text),
    inJson(inJson(text)),
    escapeText(text),
    inJson(escapeText(text)),
    inUrl(text),
    inDigits(text),
  ]);

/** One form of one secret. */
type Needle = { readonly secret: Marked; readonly needle: string };
type Needles = ReadonlyMap<string, readonly Needle[]>;

const byHead = (marked: readonly Marked[]): Needles => {
  const needles = new Map<string, Needle>();
  for (const secret of marked)
    for (const form of formsOf(needleOf(secret))) {
      const needle = form.toLowerCase();
      if (needle.length >= LEAST_LENGTH && !needles.has(needle)) needles.set(needle, { secret, needle });
    }
  return groupBy([...needles.values()], ({ needle }) => needle.slice(0, LEAST_LENGTH));
};

const DIGITS = /^\d+$/;
const PART_OF_NUMBER = /[\w.+-]/;

/** Digits are a code or a phone number only where they stand alone: longer numbers, ids and times hold any digits. */
const standsAlone = (text: string, at: number, { length }: string): boolean =>
  !PART_OF_NUMBER.test(text.charAt(at - 1)) && !PART_OF_NUMBER.test(text.charAt(at + length));

const isThere = (text: string, at: number, needle: string): boolean =>
  text.startsWith(needle, at) && (!DIGITS.test(needle) || standsAlone(text, at, needle));

const findIn = (text: string, needles: Needles): Marked[] => {
  const lower = text.toLowerCase();
  const found = new Set<Marked>();
  for (let at = 0; at <= lower.length - LEAST_LENGTH; at += 1) {
    for (const { secret, needle } of needles.get(lower.slice(at, at + LEAST_LENGTH)) ?? [])
      if (isThere(lower, at, needle)) found.add(secret);
  }
  return [...found];
};

/** Which kinds of secrets stand where, once for each secret and place. Letter case does not hide one. */
export const findSecrets = (
  texts: Readonly<Record<string, string>>,
  marked: readonly Marked[],
): { readonly kind: string; readonly where: string }[] => {
  const needles = byHead(marked);
  return Object.entries(texts).flatMap(([where, text]) =>
    findIn(text, needles).map(({ kind }) => ({ kind, where })),
  );
};
