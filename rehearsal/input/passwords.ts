/**
 * Passwords that no export holds. Each is made from the seed, satisfies the pool's policy, and is so unlike anything
 * else that finding it in an output can only mean a leak.
 */
import { createHash } from 'node:crypto';
import { InputError } from './input-error.ts';
import type { PasswordPolicy } from './records.ts';

/** InitiateAuth's PASSWORD: at most 256 characters, none of them white space. API reference, 2026-11. */
const MAX_LENGTH = 256;

/** Long enough that no two users and no other text share one. */
const CANARY_LENGTH = 20;

/** Developer Guide "Password requirements": what counts as a symbol. */
const SYMBOL = /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+-]/;

const RULES: readonly (readonly [keyof PasswordPolicy, RegExp, string])[] = [
  ['RequireUppercase', /[A-Z]/, 'an upper-case letter'],
  ['RequireLowercase', /[a-z]/, 'a lower-case letter'],
  ['RequireNumbers', /[0-9]/, 'a digit'],
  ['RequireSymbols', SYMBOL, 'a symbol'],
];

/** What the policy wants and the password lacks, in words; empty when it is accepted. */
export const policyViolations = (password: string, policy: PasswordPolicy): readonly string[] => [
  ...(password.length < (policy.MinimumLength ?? 0) ? [`at least ${policy.MinimumLength} characters`] : []),
  ...(password.length > MAX_LENGTH ? [`at most ${MAX_LENGTH} characters`] : []),
  ...(/\s/.test(password) ? ['no white space'] : []),
  ...RULES.filter(([rule, pattern]) => policy[rule] === true && !pattern.test(password)).map(
    ([, , words]) => words,
  ),
];

/** @throws {InputError} telling what the policy asks for, never the password. */
export const acceptPassword = (password: string, policy: PasswordPolicy): string => {
  const missing = policyViolations(password, policy);
  if (missing.length > 0)
    throw new InputError(
      `--password: the pool's password policy refuses it; it needs ${missing.join(', ')}.`,
    );
  return password;
};

const letters = (length: number, ...of: readonly (string | number)[]): string => {
  let text = '';
  for (let block = 0; text.length < length; block += 1) {
    const hash = createHash('sha256')
      .update([...of, block].join('|'))
      .digest('base64');
    text += hash.replace(/[^0-9A-Za-z]/g, '');
  }
  return text.slice(0, length);
};

/**
 * A password for one user: the same for the same seed, its own for every `sub`.
 * @param purpose a `wrong` one fits the policy as well, so that only the source can tell; a `new` one is set after a reset
 */
export const makePassword = (
  seed: number,
  sub: string,
  policy: PasswordPolicy,
  purpose: 'right' | 'wrong' | 'new',
): string => {
  const length = Math.max(CANARY_LENGTH, policy.MinimumLength ?? 0);
  return `Zq7!${letters(length - 4, seed, purpose, sub)}`;
};

/** Shorter than most policies allow. */
const WEAK_LENGTH = 8;

/** A password from before a policy was as strict as it is: lower-case letters and digits only. */
export const makeWeakPassword = (seed: number, sub: string): string =>
  `zq${letters(WEAK_LENGTH - 2, seed, 'weak', sub).toLowerCase()}`;

/** RFC 4648 without the digits that look like letters; what authenticator apps read. */
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const TOTP_SECRET_LENGTH = 32;

/** The secret of an authenticator app that a user is seeded with. */
export const makeTotpSecret = (seed: number, sub: string): string =>
  [...createHash('sha256').update(`${seed}|totp|${sub}`).digest()]
    .slice(0, TOTP_SECRET_LENGTH)
    .map((byte) => BASE32[byte % BASE32.length])
    .join('');
