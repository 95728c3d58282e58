/**
 * Which attributes a target pool would refuse, found before they are sent: Cognito answers a refused migration with an
 * error that names nothing. Names only; a value never leaves this file.
 */
import { isStandard } from './standard-attributes.ts';
import type { AttributeSchema, PoolSignIn } from './trigger-settings.ts';
import type { MappedUser } from './user-mapping.ts';

// Every attribute value, whatever its schema says. Developer Guide "Quotas": 2048 characters, 2026-11.
const MAX_LENGTH = 2048;

const NUMBER = /^-?\d+(\.\d+)?$/;

const isNumberWithin = (value: string, { minValue, maxValue }: AttributeSchema): boolean =>
  NUMBER.test(value) &&
  (minValue === undefined || Number(value) >= minValue) &&
  (maxValue === undefined || Number(value) <= maxValue);

/**
 * The unit of a length is not documented: the service model counts Unicode characters, the service may count UTF-16
 * units. A value is refused only if it breaks the bound in both, so a user the source accepted is never refused here.
 */
const isLengthWithin = (value: string, min: number, max: number): boolean =>
  value.length >= min && [...value].length <= max;

const fitsType = (value: string, schema: AttributeSchema): boolean => {
  switch (schema.type) {
    case 'Number':
      return isNumberWithin(value, schema);
    case 'Boolean':
      return /^(true|false)$/i.test(value);
    case 'DateTime':
      return NUMBER.test(value) || !Number.isNaN(Date.parse(value));
    case 'String':
      return isLengthWithin(value, schema.minLength ?? 0, schema.maxLength ?? MAX_LENGTH);
  }
};

/** A calendar date; OIDC allows the year 0000 where a person does not tell it. */
const isDate = (value: string): boolean => {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value);
  if (parts === null) return false;
  const [, year, month, day] = parts;
  const date = new Date(`${year === '0000' ? '2000' : year}-${month}-${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.getUTCDate() === Number(day);
};

// Formats that Cognito checks by itself. Developer Guide "Working with user attributes", 2026-11: phone numbers E.164
// ("+", country code, digits only), birthdate ten characters YYYY-MM-DD.
const FORMATS: Readonly<Record<string, (value: string) => boolean>> = {
  email: (value) => /^[^\s@]+@[^\s@]+$/.test(value),
  phone_number: (value) => /^\+[1-9]\d{1,14}$/.test(value),
  birthdate: isDate,
};

const isAccepted = (name: string, value: string, schema: AttributeSchema | undefined): boolean => {
  // Every pool has the standard attributes, whether or not an export lists them.
  if (schema === undefined && !isStandard(name)) return false;
  if (!isLengthWithin(value, 0, MAX_LENGTH)) return false;
  if (Object.hasOwn(FORMATS, name) && FORMATS[name]?.(value) === false) return false;
  return schema === undefined || fitsType(value, schema);
};

/** `creation` may write immutable attributes (a migration is a creation), `update` may not. */
export type Writing = 'creation' | 'update';

/**
 * Names of the attributes that the pool would refuse, missing required ones included, sorted; empty when all is well.
 * `sub` is listed as required in every export and never sent.
 */
export const refusedAttributes = (
  attributes: Readonly<Record<string, string>>,
  schema: readonly AttributeSchema[],
  writing: Writing,
): readonly string[] => {
  const byName = new Map(schema.map((attribute) => [attribute.name, attribute]));
  const refused = Object.entries(attributes)
    .filter(([name, value]) => {
      const known = byName.get(name);
      return !isAccepted(name, value, known) || (writing === 'update' && known?.mutable === false);
    })
    .map(([name]) => name);
  // A missing required attribute is filled with an undefined "default value" (Developer Guide), which nobody wants.
  const missing =
    writing === 'update'
      ? []
      : schema.filter(({ name, required }) => required && name !== 'sub' && !Object.hasOwn(attributes, name));
  return [...refused, ...missing.map(({ name }) => name)].sort();
};

// API reference: `[\p{L}\p{M}\p{S}\p{N}\p{P}]+`, 1 to 128 characters, 2026-11.
const USERNAME = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u;

/** A pool with e-mail or phone aliases refuses usernames of that shape (Developer Guide "Configuring user pool attributes"). */
const isUsernameAccepted = (username: string, { mode, attributes }: PoolSignIn): boolean => {
  if (!USERNAME.test(username)) return false;
  if (mode !== 'alias') return true;
  const looksLikeAlias = (name: 'email' | 'phone_number') =>
    attributes.includes(name) && FORMATS[name]?.(username) === true;
  return !looksLikeAlias('email') && !looksLikeAlias('phone_number');
};

/** {@link refusedAttributes} for a whole new user; `username` is among the names when it would be refused. */
export const refusedOnCreation = (
  user: MappedUser,
  target: { readonly schema: readonly AttributeSchema[]; readonly signIn: PoolSignIn },
): readonly string[] => {
  const refused = refusedAttributes(user.attributes, target.schema, 'creation');
  const usernameRefused = user.username !== undefined && !isUsernameAccepted(user.username, target.signIn);
  return usernameRefused ? [...refused, 'username'] : refused;
};
