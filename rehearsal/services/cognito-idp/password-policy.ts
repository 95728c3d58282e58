/** What a pool's password policy lets in. Not asked for a migrated user's password (aws-facts: not enforced). */
import { ServiceError } from '../../cloud/service.ts';
import type { Pool } from './pool.ts';
import { type PasswordPolicySettings, passwordPolicyOf } from './pool-settings.ts';

// The characters Cognito counts as symbols. Developer Guide "Password requirements", 2026-11.
const SYMBOL = /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+\- ]/;

/** The first requirement that is not met, in AWS's words; undefined when all are. */
export const policyViolation = (policy: PasswordPolicySettings, password: string): string | undefined => {
  const rules: readonly (readonly [boolean, string])[] = [
    [password.length < (policy.MinimumLength ?? 6), 'Password not long enough'],
    [policy.RequireUppercase === true && !/[A-Z]/.test(password), 'Password must have uppercase characters'],
    [policy.RequireLowercase === true && !/[a-z]/.test(password), 'Password must have lowercase characters'],
    [policy.RequireNumbers === true && !/[0-9]/.test(password), 'Password must have numeric characters'],
    [policy.RequireSymbols === true && !SYMBOL.test(password), 'Password must have symbol characters'],
  ];
  return rules.find(([violated]) => violated)?.[1];
};

/** @throws {ServiceError} `InvalidPasswordException`. */
export const checkPasswordPolicy = (pool: Pool, password: string): void => {
  const violation = policyViolation(passwordPolicyOf(pool.settings), password);
  if (violation !== undefined) {
    throw new ServiceError('InvalidPasswordException', `Password did not conform with policy: ${violation}`);
  }
};
