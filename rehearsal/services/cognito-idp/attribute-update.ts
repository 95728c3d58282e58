/** Changing a user's attributes after its creation, with the verification the pool may ask for first. */
import { type Attributes, checkUpdate } from './attribute-rules.ts';
import type { Needs } from './needs.ts';
import type { Pool } from './pool.ts';
import type { User } from './user.ts';

const VERIFIABLE = ['email', 'phone_number'] as const;

/**
 * Applies changes as AdminUpdateUserAttributes does. A new e-mail or phone number is unverified unless the request says
 * otherwise; where the pool asks for verification before the update, the old value stays and a code goes to the new one.
 * @throws {ServiceError} for what the schema refuses, and for an alias another user owns.
 */
export const updateAttributes = (
  { clock, ids, mailbox }: Pick<Needs, 'clock' | 'ids' | 'mailbox'>,
  pool: Pool,
  user: User,
  requested: Attributes,
): void => {
  checkUpdate(pool.schema, user.attributes, requested);
  const waiting = VERIFIABLE.filter((name) => waitsForVerification(pool, user, requested, name));
  const changes = new Map(requested);
  for (const name of VERIFIABLE) {
    const changed = changes.has(name) && changes.get(name) !== user.attributes.get(name);
    if (changed && !changes.has(`${name}_verified`)) changes.set(`${name}_verified`, 'false');
  }
  for (const name of waiting) {
    changes.delete(name);
    changes.delete(`${name}_verified`);
  }
  pool.users.changeAttributes(user, changes);
  for (const name of waiting) {
    const destination = requested.get(name) ?? '';
    user.pendingAttributes.set(name, destination);
    const medium = name === 'email' ? 'EMAIL' : 'SMS';
    mailbox.send(pool, user, medium, { code: ids.sixDigits(), purpose: 'verify-attribute', destination });
  }
  user.modified = clock.now();
};

const waitsForVerification = (
  { settings }: Pool,
  user: User,
  requested: Attributes,
  name: (typeof VERIFIABLE)[number],
): boolean => {
  const kept = settings.UserAttributeUpdateSettings?.AttributesRequireVerificationBeforeUpdate ?? [];
  const value = requested.get(name);
  return (
    kept.includes(name) &&
    value !== undefined &&
    user.attributes.has(name) &&
    value !== user.attributes.get(name) &&
    requested.get(`${name}_verified`) !== 'true'
  );
};
