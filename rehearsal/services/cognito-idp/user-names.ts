/** How a new user gets its username, by the pool's sign-in options. */
import type { Attributes } from './attribute-rules.ts';
import { invalidParameter } from './errors.ts';
import type { GeneratedIds } from './generated-ids.ts';
import type { Pool } from './pool.ts';

const looksLikeEmail = (login: string): boolean => /^[^\s@]+@[^\s@]+$/.test(login);
const looksLikePhone = (login: string): boolean => /^\+[1-9]\d{1,14}$/.test(login);

/** @throws {ServiceError} where an alias pool is given a username that could be mistaken for an alias. */
export const refuseAliasLikeUsername = (pool: Pool, username: string): void => {
  const { aliasAttributes } = pool.users.names;
  if (aliasAttributes.includes('email') && looksLikeEmail(username)) {
    throw invalidParameter(
      'Username cannot be of email format, since user pool is configured for email alias.',
    );
  }
  if (aliasAttributes.includes('phone_number') && looksLikePhone(username)) {
    throw invalidParameter(
      'Username cannot be of phone number format, since user pool is configured for phone number alias.',
    );
  }
};

export type NewIdentity = {
  readonly username: string;
  readonly sub: string;
  readonly attributes: Attributes;
};

/**
 * Username, `sub` and attributes for a requested username: itself, or, in a pool of username attributes, a UUID that is
 * also the `sub`, with what was requested as e-mail or phone number.
 * @throws {ServiceError} `InvalidParameterException` for a username the pool cannot take.
 */
export const newIdentity = (
  pool: Pool,
  ids: GeneratedIds,
  requested: string,
  attributes: Attributes,
): NewIdentity => {
  const sub = ids.uuid();
  const { usernameAttributes } = pool.users.names;
  if (usernameAttributes.length === 0) {
    refuseAliasLikeUsername(pool, requested);
    return { username: pool.users.fold(requested), sub, attributes };
  }
  const attribute = usernameAttributeOf(usernameAttributes, requested);
  return { username: sub, sub, attributes: new Map([[attribute, requested], ...attributes]) };
};

const usernameAttributeOf = (allowed: readonly string[], requested: string): string => {
  if (allowed.includes('email') && looksLikeEmail(requested)) return 'email';
  if (allowed.includes('phone_number') && looksLikePhone(requested)) return 'phone_number';
  if (allowed.length > 1) throw invalidParameter('Username should be either an email or a phone number.');
  throw invalidParameter(
    allowed.includes('email') ? 'Username should be an email.' : 'Username should be a phone number.',
  );
};
