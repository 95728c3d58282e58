/** One user of a pool: what Cognito stores, and nothing about how it is reached. */
import { type Lockout, NO_FAILURES } from './lockout.ts';
import type { Verifier } from './srp-server.ts';

export const USER_STATUSES = [
  'UNCONFIRMED',
  'CONFIRMED',
  'EXTERNAL_PROVIDER',
  'RESET_REQUIRED',
  'FORCE_CHANGE_PASSWORD',
  'UNKNOWN',
  'ARCHIVED',
  'COMPROMISED',
] as const;
export type UserStatus = (typeof USER_STATUSES)[number];

/** Second factors, under the names of `UserMFASettingList`. */
export const MFA_METHODS = ['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'] as const;
export type MfaMethod = (typeof MFA_METHODS)[number];

/** A one-time code that was sent; `expires` in milliseconds since the epoch. */
export type SentCode = { readonly code: string; readonly expires: number };

export type User = {
  readonly username: string;
  readonly sub: string;
  /** Place in the order of creation, given by the directory. */
  sequence: number;
  /** Without `sub`. */
  readonly attributes: Map<string, string>;
  enabled: boolean;
  status: UserStatus;
  readonly created: number;
  modified: number;
  /** In clear, because a verifier is computed only when SRP asks for one. Never leaves the store. */
  password: string | undefined;
  temporaryPasswordExpires: number | undefined;
  /** SRP's verifier of `password`, once a sign-in needed it; the salt stays while the password does. */
  srp: (Verifier & { readonly password: string }) | undefined;
  lockout: Lockout;
  mfa: Set<MfaMethod>;
  preferredMfa: MfaMethod | undefined;
  totpSecret: string | undefined;
  /** A secret handed out and not yet verified. */
  pendingTotpSecret: string | undefined;
  readonly groups: Set<string>;
  confirmation: SentCode | undefined;
  passwordReset: SentCode | undefined;
  /** Values that wait for verification because the pool keeps the old ones until then. */
  readonly pendingAttributes: Map<string, string>;
};

export const newUser = (
  identity: { username: string; sub: string; attributes: ReadonlyMap<string, string> },
  status: UserStatus,
  now: number,
): User => ({
  username: identity.username,
  sub: identity.sub,
  sequence: 0,
  attributes: new Map([...identity.attributes].filter(([name]) => name !== 'sub')),
  enabled: true,
  status,
  created: now,
  modified: now,
  password: undefined,
  temporaryPasswordExpires: undefined,
  srp: undefined,
  lockout: NO_FAILURES,
  mfa: new Set(),
  preferredMfa: undefined,
  totpSecret: undefined,
  pendingTotpSecret: undefined,
  groups: new Set(),
  confirmation: undefined,
  passwordReset: undefined,
  pendingAttributes: new Map(),
});

/** Attributes as the API lists them, `sub` first. */
export const attributePairs = (user: User): { Name: string; Value: string }[] => [
  { Name: 'sub', Value: user.sub },
  ...[...user.attributes].map(([Name, Value]) => ({ Name, Value })),
];

export const verified = (user: User, attribute: 'email' | 'phone_number'): boolean =>
  user.attributes.has(attribute) && user.attributes.get(`${attribute}_verified`) === 'true';

/** Gives a permanent password: resets and temporary passwords end, as do lockouts. */
export const setPermanentPassword = (user: User, password: string): void => {
  user.password = password;
  user.temporaryPasswordExpires = undefined;
  user.passwordReset = undefined;
  user.status = 'CONFIRMED';
  user.lockout = NO_FAILURES;
};
