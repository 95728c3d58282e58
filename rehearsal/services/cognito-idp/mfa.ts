/** Which second factor follows a proven password. Developer Guide "MFA", decision tree, 2026-11. */
import type { PoolSettings } from './pool-settings.ts';
import type { MfaMethod, User } from './user.ts';

/** The part of a pool's MFA settings that SetUserPoolMfaConfig alone can set. */
export type PoolMfa = {
  readonly smsMessage: string | undefined;
  readonly softwareToken: boolean;
  /** Settings of e-mail MFA; undefined while it is off. */
  readonly email: Readonly<Record<string, unknown>> | undefined;
  readonly webAuthn: Readonly<Record<string, unknown>> | undefined;
};

export const NO_POOL_MFA: PoolMfa = {
  smsMessage: undefined,
  softwareToken: false,
  email: undefined,
  webAuthn: undefined,
};

export type NextFactor =
  | { readonly kind: 'none' }
  | { readonly kind: 'challenge'; readonly method: MfaMethod }
  | { readonly kind: 'select'; readonly methods: readonly MfaMethod[] }
  | { readonly kind: 'set-up' };

/** The factors the pool has switched on: SMS by its `SmsConfiguration`, the others by the MFA configuration. */
export const poolMethods = (settings: PoolSettings, mfa: PoolMfa): readonly MfaMethod[] => {
  if ((settings.MfaConfiguration ?? 'OFF') === 'OFF') return [];
  return [
    ...(settings.SmsConfiguration === undefined ? [] : (['SMS_MFA'] as const)),
    ...(mfa.softwareToken ? (['SOFTWARE_TOKEN_MFA'] as const) : []),
    ...(mfa.email === undefined ? [] : (['EMAIL_OTP'] as const)),
  ];
};

/** A factor counts only while the pool has it and the user can still use it. */
const usable = (user: User, method: MfaMethod): boolean => {
  if (method === 'SMS_MFA') return user.attributes.has('phone_number');
  if (method === 'EMAIL_OTP') return user.attributes.has('email');
  return user.totpSecret !== undefined;
};

export const nextFactor = (settings: PoolSettings, mfa: PoolMfa, user: User): NextFactor => {
  const offered = poolMethods(settings, mfa);
  const own = offered.filter((method) => user.mfa.has(method) && usable(user, method));
  const [only, ...others] = own;
  if (only !== undefined) return among(only, others, user.preferredMfa);
  if (settings.MfaConfiguration !== 'ON') return { kind: 'none' };
  // MFA required and nothing chosen: a phone number makes SMS the factor, otherwise one has to be set up.
  if (offered.includes('SMS_MFA') && usable(user, 'SMS_MFA')) return { kind: 'challenge', method: 'SMS_MFA' };
  return { kind: 'set-up' };
};

const among = (
  first: MfaMethod,
  others: readonly MfaMethod[],
  preferred: MfaMethod | undefined,
): NextFactor => {
  const methods = [first, ...others];
  if (preferred !== undefined && methods.includes(preferred)) return { kind: 'challenge', method: preferred };
  return others.length === 0 ? { kind: 'challenge', method: first } : { kind: 'select', methods };
};
