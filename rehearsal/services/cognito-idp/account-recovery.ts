/** Where a password reset code goes. Developer Guide "Account recovery", 2026-11. */
import type { Pool } from './pool.ts';
import { type User, verified } from './user.ts';

export type RecoveryMedium = 'EMAIL' | 'SMS' | 'none' | 'admin-only';

// Without AccountRecoverySetting, the legacy rule: a verified phone number first, else a verified e-mail.
const LEGACY_ORDER = ['verified_phone_number', 'verified_email'] as const;

/**
 * The first of the pool's recovery mechanisms for which the user has a verified value. Where the pool states its
 * mechanisms, a phone number that is the user's SMS factor does not recover the account.
 */
export const recoveryMedium = (pool: Pool, user: User): RecoveryMedium => {
  const mechanisms = [...(pool.settings.AccountRecoverySetting?.RecoveryMechanisms ?? [])]
    .sort((one, other) => one.Priority - other.Priority)
    .map(({ Name }) => Name);
  if (mechanisms.includes('admin_only')) return 'admin-only';
  const phoneIsFactor = mechanisms.length > 0 && user.mfa.has('SMS_MFA');
  for (const mechanism of mechanisms.length > 0 ? mechanisms : LEGACY_ORDER) {
    if (mechanism === 'verified_email' && verified(user, 'email')) return 'EMAIL';
    if (mechanism === 'verified_phone_number' && verified(user, 'phone_number') && !phoneIsFactor)
      return 'SMS';
  }
  return 'none';
};
