/**
 * What the source account said about one login: the answers to "is this the password?" and "who is this?", as closed
 * unions. The only thing the decisions of `migration-outcome.ts` are made from.
 */

/** A challenge that Cognito sends only after the password was right (Developer Guide "MFA": step 1 is the credential). */
export type SourceChallenge =
  | 'SMS_MFA'
  | 'SOFTWARE_TOKEN_MFA'
  | 'EMAIL_OTP'
  | 'SELECT_MFA_TYPE'
  | 'MFA_SETUP'
  /** The password was right but temporary. */
  | 'NEW_PASSWORD_REQUIRED';

export const SOURCE_CHALLENGES: readonly SourceChallenge[] = [
  'SMS_MFA',
  'SOFTWARE_TOKEN_MFA',
  'EMAIL_OTP',
  'SELECT_MFA_TYPE',
  'MFA_SETUP',
  'NEW_PASSWORD_REQUIRED',
];

/** The source's own no. None of these proves the password. */
export type SourceRefusal =
  /** Wrong password, disabled, locked out: the source does not tell them apart reliably. */
  | 'not-authorized'
  | 'user-not-found'
  /** Returned with a wrong password too (amazon-cognito-identity-js#288, aws-sdk-js#4608). */
  | 'user-not-confirmed'
  /** Returned with any password: the Developer Guide tells apps to detect the state with a random one. */
  | 'password-reset-required'
  /** A pre-authentication trigger of the source refused this user. */
  | 'refused-by-trigger';

/** Why the source gave no usable answer: ours to mend, not the user's. */
export type SourceFailure =
  | 'throttled'
  /** The source answered 5xx. */
  | 'source-unavailable'
  | 'connection-lost'
  /** The role could not be assumed, or may not do this. */
  | 'role-refused'
  /** The pool, the app client or its secret is not as the settings say. */
  | 'source-misconfigured'
  | 'deadline'
  /** An answer that these rules do not know; never taken for a yes. */
  | 'unsupported-answer';

/** `awsError` is the exception's name, never its message (messages may quote what the user typed). */
export type SourceCallFailed = {
  readonly kind: 'failed';
  readonly reason: SourceFailure;
  readonly awsError?: string;
};

/** The answer of `AdminInitiateAuth`. */
export type PasswordCheck =
  /** `sub` and `groups` as the ID token has them; absent when the token could not be read. */
  | { readonly kind: 'tokens'; readonly sub?: string; readonly groups?: readonly string[] }
  | { readonly kind: 'challenge'; readonly challenge: SourceChallenge }
  | { readonly kind: 'refused'; readonly refusal: SourceRefusal }
  | SourceCallFailed;

/** One user as `AdminGetUser` shows it, of either pool. */
export type SourceUser = {
  readonly username: string;
  readonly sub: string;
  readonly enabled: boolean;
  /** `UserStatus` as it came. */
  readonly status: string;
  /** Everything the pool has, `sub` and `identities` included. */
  readonly attributes: Readonly<Record<string, string>>;
  /** `UserMFASettingList`, the preferred setting and the legacy SMS option, each once. */
  readonly factors: readonly string[];
};

/** The answer of `AdminGetUser`. */
export type UserRead =
  | { readonly kind: 'found'; readonly user: SourceUser }
  | { readonly kind: 'not-found' }
  | SourceCallFailed;

/** One hit of a look-up by attribute. */
export type ListedSourceUser = {
  readonly username: string;
  readonly attributes: Readonly<Record<string, string>>;
};

/** Attributes that `ListUsers` can search for and that name a person. */
export type SearchedAttribute = 'email' | 'phone_number';

/** The answer of one page of `ListUsers`. */
export type UserSearch =
  /** `more`: another page follows, so neither "nobody" nor "exactly one" is known. */
  | { readonly kind: 'listed'; readonly users: readonly ListedSourceUser[]; readonly more: boolean }
  | SourceCallFailed;
