/**
 * Whether a password would satisfy the target's policy. Cognito does not ask for migrated passwords (Developer Guide
 * "Migrate user Lambda trigger": check it yourself and return RESET_REQUIRED).
 */
import type { PasswordPolicy } from './trigger-settings.ts';

// The special characters that Cognito counts. Developer Guide "Adding user pool password requirements", 2026-11.
const SYMBOL = /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+-]/;
// A space counts too, except at either end (same page).
const INNER_SPACE = /^[^ ].* .*[^ ]$/s;

const hasSymbol = (password: string): boolean => SYMBOL.test(password) || INNER_SPACE.test(password);

/** Upper and lower case mean A-Z and a-z only: Cognito counts "basic Latin letters". Length is in characters. */
export const meetsPasswordPolicy = (password: string, policy: PasswordPolicy): boolean =>
  [...password].length >= policy.minimumLength &&
  (!policy.requireUppercase || /[A-Z]/.test(password)) &&
  (!policy.requireLowercase || /[a-z]/.test(password)) &&
  (!policy.requireNumbers || /[0-9]/.test(password)) &&
  (!policy.requireSymbols || hasSymbol(password));
