/**
 * What a client hears about a user that does not exist or cannot be used, by the client's `PreventUserExistenceErrors`.
 * Developer Guide "Managing user existence error responses", 2026-11, unless marked.
 */
import { createHash } from 'node:crypto';
import { ServiceError } from '../../cloud/service.ts';
import { codeMismatch, incorrectUsernameOrPassword, notAuthorized, userNotFound } from './errors.ts';
import { type CodeDelivery, maskDestination } from './mailbox.ts';
import type { Client, Pool } from './pool.ts';

export const masksExistence = (client: Client): boolean =>
  client.settings.PreventUserExistenceErrors === 'ENABLED';

export const unknownAtSignIn = (client: Client): ServiceError =>
  masksExistence(client) ? incorrectUsernameOrPassword() : userNotFound();

/** Masked as an unknown user is (inferred for sign-in; documented for account recovery). */
export const disabledAtSignIn = (client: Client): ServiceError =>
  masksExistence(client) ? incorrectUsernameOrPassword() : notAuthorized('User is disabled.');

/**
 * @param masked whether `ENABLED` hides this state. Documented for imported users, inferred for migrated ones, and not
 * to be told apart in an export, so one switch decides for all.
 */
export const resetRequiredAtSignIn = (client: Client, masked: boolean): ServiceError =>
  masked && masksExistence(client)
    ? incorrectUsernameOrPassword()
    : new ServiceError('PasswordResetRequiredException', 'Password reset required for the user');

export const UNKNOWN_AT_RECOVERY = 'Username/client id combination not found.';

export const unknownAtCodeConfirmation = (client: Client): ServiceError =>
  masksExistence(client)
    ? codeMismatch('Invalid verification code provided, please try again.')
    : userNotFound(UNKNOWN_AT_RECOVERY);

const digestOf = (pool: Pool, login: string): Buffer =>
  createHash('sha256')
    .update(`${pool.id}:${pool.users.fold(login)}`)
    .digest();

/** The delivery Cognito pretends for a login it will not say anything about: the same for the same login. */
export const simulatedDelivery = (pool: Pool, login: string): CodeDelivery => {
  const phone = /^\+\d+$/.test(login);
  const letters = digestOf(pool, login).toString('hex').replace(/[0-9]/g, '');
  const address = login.includes('@') ? login : `${letters.slice(0, 3)}@${letters.slice(3, 6)}.com`;
  return phone
    ? { AttributeName: 'phone_number', DeliveryMedium: 'SMS', Destination: maskDestination('SMS', login) }
    : { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: maskDestination('EMAIL', address) };
};

/** The id and salt of an SRP sign-in that cannot succeed: stable for a login, as a real user's are. */
export const simulatedSrpIdentity = (pool: Pool, login: string): { userId: string; salt: bigint } => {
  const hex = digestOf(pool, login).toString('hex');
  return {
    userId: hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    salt: BigInt(`0x${hex.slice(32)}`),
  };
};
