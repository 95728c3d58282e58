/** Which second factors a user has switched on and prefers: SetUserMFAPreference and its administrators' twin. */
import { invalidParameter } from './errors.ts';
import { flag, type InputOf, optional, structure } from './input-fields.ts';
import type { User } from './user.ts';

const settings = structure({ Enabled: optional(flag), PreferredMfa: optional(flag) });

export const MFA_PREFERENCE_FIELDS = {
  SMSMfaSettings: optional(settings),
  SoftwareTokenMfaSettings: optional(settings),
  EmailMfaSettings: optional(settings),
} as const;

export type MfaPreference = InputOf<typeof MFA_PREFERENCE_FIELDS>;

/** Factors not named stay as they are. @throws {ServiceError} where the user has nothing to prove the factor with. */
export const setMfaPreference = (user: User, input: MfaPreference): void => {
  const changes = [
    ['SMS_MFA', input.SMSMfaSettings],
    ['SOFTWARE_TOKEN_MFA', input.SoftwareTokenMfaSettings],
    ['EMAIL_OTP', input.EmailMfaSettings],
  ] as const;
  if (changes.filter(([, change]) => change?.PreferredMfa === true).length > 1) {
    throw invalidParameter('Only one MFA method can be preferred.');
  }
  for (const [method, change] of changes) {
    if (change?.Enabled === true) refuseWithoutMeans(user, method);
    if (change?.PreferredMfa === true && change.Enabled !== true && !user.mfa.has(method)) {
      throw invalidParameter('A preferred MFA method must be enabled.');
    }
  }
  for (const [method, change] of changes) {
    if (change === undefined) continue;
    if (change.Enabled === true) user.mfa.add(method);
    if (change.Enabled === false) user.mfa.delete(method);
    if (change.PreferredMfa === true) user.preferredMfa = method;
    else if (user.preferredMfa === method) user.preferredMfa = undefined;
  }
};

const refuseWithoutMeans = (user: User, method: 'SMS_MFA' | 'SOFTWARE_TOKEN_MFA' | 'EMAIL_OTP'): void => {
  if (method === 'SMS_MFA' && !user.attributes.has('phone_number')) {
    throw invalidParameter('User does not have delivery config set to turn on SMS MFA');
  }
  if (method === 'EMAIL_OTP' && !user.attributes.has('email')) {
    throw invalidParameter('User does not have delivery config set to turn on email MFA');
  }
  if (method === 'SOFTWARE_TOKEN_MFA' && user.totpSecret === undefined) {
    throw invalidParameter('User has not verified software token mfa');
  }
};
