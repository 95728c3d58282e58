/** Sending the code with which a user sets a new password: ForgotPassword and AdminResetUserPassword. */
import { recoveryMedium } from './account-recovery.ts';
import { invalidParameter, notAuthorized } from './errors.ts';
import type { CodeDelivery } from './mailbox.ts';
import type { Needs } from './needs.ts';
import type { Pool } from './pool.ts';
import type { User } from './user.ts';

// A reset code is good for one hour. Developer Guide "Quotas" (validity of codes), 2026-11.
export const RESET_CODE_MS = 60 * 60_000;

/** No verified e-mail or phone number; masked in ForgotPassword where existence is. */
export const noRecoveryMedium = () =>
  invalidParameter(
    'Cannot reset password for the user as there is no registered/verified email or phone_number',
  );

/** @throws {ServiceError} in states that have no password of their own to reset. */
export const refuseUnresettable = (user: User): void => {
  if (user.status !== 'CONFIRMED' && user.status !== 'RESET_REQUIRED' && user.status !== 'UNCONFIRMED') {
    throw notAuthorized('User password cannot be reset in the current state.');
  }
};

/** Sends the code. Undefined: nothing verified to send it to. */
export const sendResetCode = (
  { ids, clock, mailbox }: Pick<Needs, 'ids' | 'clock' | 'mailbox'>,
  pool: Pool,
  user: User,
): CodeDelivery | undefined => {
  const medium = recoveryMedium(pool, user);
  if (medium === 'admin-only') throw notAuthorized('Contact administrator to reset password.');
  if (medium === 'none') return undefined;
  const code = ids.sixDigits();
  user.passwordReset = { code, expires: clock.now() + RESET_CODE_MS };
  return mailbox.send(pool, user, medium, { code, purpose: 'reset-password' });
};
