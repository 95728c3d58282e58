/** Searches everything a run wrote for what must not be in it: passwords, tokens, addresses and names of users. */

import { attributeOf, type SeededUser, subOf } from '../input/records.ts';
import { groupBy } from './group-by.ts';

export type Marked = { readonly kind: string; readonly value: string };

/** Shorter ones are found in any text by chance. */
const LEAST_LENGTH = 6;

/** A username is looked for where it cannot be taken for an ordinary word. */
const isDistinctive = (username: string): boolean => username.length >= 8 && !/^[a-z]+$/i.test(username);

/** What of one user must never be written. */
export const secretsOf = (user: SeededUser): Marked[] => {
  const marked = (kind: string, value: string | undefined): Marked[] => (value ? [{ kind, value }] : []);
  const { Username, password, totpSecret } = user;
  return [
    ...marked('password', password),
    ...marked('authenticator secret', totpSecret),
    ...marked('e-mail address', attributeOf(user, 'email')),
    ...marked('phone number', attributeOf(user, 'phone_number')),
    ...(isDistinctive(Username) && Username !== subOf(user) ? marked('username', Username) : []),
  ];
};

/** Of a token its signature: unlike its head it is no other token's, and it is found in a cut copy too. */
const needleOf = ({ value }: Marked): string =>
  /^[\w-]+\.[\w-]+\.[\w-]+$/.test(value) ? (value.split('.')[2] ?? value) : value;

/** JSON writes quotes and backslashes in another way. */
const escaped = (text: string): string => JSON.stringify(text).slice(1, -1);

type Needles = ReadonlyMap<string, readonly { readonly kind: string; readonly needle: string }[]>;

const byHead = (marked: readonly Marked[]): Needles => {
  const needles = marked.flatMap((one) => {
    const plain = needleOf(one).toLowerCase();
    return [...new Set([plain, escaped(plain)])].map((needle) => ({ kind: one.kind, needle }));
  });
  return groupBy(
    needles.filter(({ needle }) => needle.length >= LEAST_LENGTH),
    ({ needle }) => needle.slice(0, LEAST_LENGTH),
  );
};

const findIn = (text: string, needles: Needles): Marked[] => {
  const lower = text.toLowerCase();
  const found = new Map<string, Marked>();
  for (let at = 0; at <= lower.length - LEAST_LENGTH; at += 1) {
    for (const { kind, needle } of needles.get(lower.slice(at, at + LEAST_LENGTH)) ?? [])
      if (lower.startsWith(needle, at)) found.set(needle, { kind, value: needle });
  }
  return [...found.values()];
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
