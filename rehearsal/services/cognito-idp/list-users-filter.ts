/**
 * The filter of ListUsers: one attribute, `=` or `^=`, a quoted value with `\` before quotes inside it. API reference
 * "ListUsers", 2026-11.
 */
import { invalidParameter } from './errors.ts';
import type { User } from './user.ts';

const SEARCHABLE = [
  'username',
  'email',
  'phone_number',
  'name',
  'given_name',
  'family_name',
  'preferred_username',
  'cognito:user_status',
  'status',
  'sub',
] as const;

export type UserFilter = {
  readonly attribute: (typeof SEARCHABLE)[number];
  readonly operator: '=' | '^=';
  readonly value: string;
};

// The closing quote ends the filter: a value cannot smuggle a second condition in.
const GRAMMAR = /^\s*"?([\w:]+)"?\s*(\^?=)\s*"((?:[^"\\]|\\.)*)"\s*$/su;

/** @throws {ServiceError} `InvalidParameterException`; never with the value searched for. */
export const parseUserFilter = (filter: string): UserFilter => {
  const [, name, operator, quoted] = GRAMMAR.exec(filter) ?? [];
  if (name === undefined || quoted === undefined) {
    throw invalidParameter('Error while parsing filter. Write: attribute = "value" or attribute ^= "value".');
  }
  const attribute = SEARCHABLE.find((candidate) => candidate === name);
  if (attribute === undefined) {
    throw invalidParameter(`Invalid search attribute: ${name}. Searchable are: ${SEARCHABLE.join(', ')}.`);
  }
  return { attribute, operator: operator === '=' ? '=' : '^=', value: quoted.replace(/\\(.)/gsu, '$1') };
};

const storedValue = (user: User, attribute: UserFilter['attribute']): string | undefined => {
  switch (attribute) {
    case 'username':
      return user.username;
    case 'sub':
      return user.sub;
    case 'cognito:user_status':
      return user.status;
    case 'status':
      return user.enabled ? 'Enabled' : 'Disabled';
    default:
      return user.attributes.get(attribute);
  }
};

const CASE_SENSITIVE: readonly string[] = ['username', 'sub', 'phone_number'];

/** `username` is compared case-sensitively (API reference); other text without regard to case (inferred). */
export const matchesFilter = ({ attribute, operator, value }: UserFilter) => {
  const fold = (text: string) => (CASE_SENSITIVE.includes(attribute) ? text : text.toLowerCase());
  const wanted = fold(value);
  return (user: User): boolean => {
    const stored = storedValue(user, attribute);
    if (stored === undefined) return false;
    return operator === '=' ? fold(stored) === wanted : fold(stored).startsWith(wanted);
  };
};
