/**
 * What one sign-in or forgot-password means for the target pool: the whole table of the trigger, pure. Where the two
 * answers of the source disagree, the stricter wins.
 */
import { type AccountState, accountState } from './account-state.ts';
import { refusedOnCreation } from './attribute-rules.ts';
import { mapGroups } from './groups.ts';
import { matchLogin } from './login.ts';
import { meetsPasswordPolicy } from './password-policy.ts';
import { type CarriedFactor, carrySecondFactor } from './second-factor.ts';
import type {
  PasswordCheck,
  SourceChallenge,
  SourceFailure,
  SourceRefusal,
  SourceUser,
  UserRead,
} from './source-evidence.ts';
import type { TriggerSettings } from './trigger-settings.ts';
import { type MappedUser, mapUser } from './user-mapping.ts';

/** The user's doing. Never told to the client: all of these get the same empty response. */
export type RejectionReason =
  | 'wrong-password'
  | 'unknown'
  | 'disabled'
  | 'unconfirmed'
  | 'federated'
  /** A shell without a verified e-mail or phone could never be opened. */
  | 'no-contact'
  | 'second-factor'
  /** The ledger knows the user as migrated; the target user was deleted or renamed. */
  | 'already-migrated'
  /** Reset in the source, and the config says that such users stay there. */
  | 'password-reset'
  /** A pre-authentication trigger of the source said no. */
  | 'refused-by-source';

/** Ours to mend. The client gets one constant text. */
export type FailureReason =
  | SourceFailure
  /** The two answers are about different users, or only one of them knows the user. */
  | 'evidence-disagrees'
  /** A `UserStatus` that these rules do not know. */
  | 'unknown-status'
  /** The target schema would refuse the mapped user. */
  | 'attributes-refused'
  /** Somebody else in the target has an alias, or the username, that this user would bring along. */
  | 'alias-taken'
  | 'malformed-event'
  /** The Lambda's own settings or environment. */
  | 'misconfigured'
  | 'unexpected';

/** What Cognito is asked to create. */
export type NewUser = {
  /** Only where the login is an alias: then Cognito needs the real username. */
  readonly username: string | undefined;
  readonly attributes: Readonly<Record<string, string>>;
  readonly enableSmsMfa: boolean;
};

/** A user that Cognito will create: by password (`migrated`) or as a shell (`reset-required`). */
export type Admitted = {
  readonly kind: 'migrated' | 'reset-required';
  readonly sourceSub: string;
  readonly user: NewUser;
  /** `not-carried` is never silent: it is logged, counted and audited. */
  readonly secondFactor: 'none' | 'kept' | 'not-carried';
  /** Target groups; absent where the source said nothing about groups (no token, or they could not be listed). */
  readonly groups?: readonly string[];
};

export type Rejected = {
  readonly kind: 'rejected';
  readonly reason: RejectionReason;
  readonly sourceSub?: string;
};

export type Failed = {
  readonly kind: 'failed';
  readonly reason: FailureReason;
  readonly sourceSub?: string;
  /** With `attributes-refused` and `alias-taken`: names, never values. */
  readonly refusedAttributes?: readonly string[];
  /** Name of the AWS exception behind it, if any. */
  readonly awsError?: string;
};

export type MigrationOutcome = Admitted | Rejected | Failed;

export const rejected = (reason: RejectionReason, sourceSub?: string): Rejected => ({
  kind: 'rejected',
  reason,
  ...(sourceSub === undefined ? {} : { sourceSub }),
});

/** How somebody asks to be let in, once the source user is known. */
type Request = {
  readonly login: string;
  /** Forgot-password and a reset in the source prove nothing; everything else proved the password. */
  readonly passwordProven: boolean;
  /** The password may not be taken over: it is temporary, was reset, or none was typed. */
  readonly passwordUsable: boolean;
  readonly challenge: SourceChallenge | undefined;
};

const BARRED: Readonly<Partial<Record<AccountState, RejectionReason>>> = {
  disabled: 'disabled',
  unconfirmed: 'unconfirmed',
  federated: 'federated',
};

/**
 * Whether the target can send this user a reset code: to a verified contact that its account recovery uses.
 * @param sms the phone number is the second factor
 */
export const hasVerifiedContact = (
  { attributes }: MappedUser,
  sms: boolean,
  { phoneRecoveryWithSmsMfa = true, recoveryBy = ['email', 'phone_number'] }: TriggerSettings['target'],
): boolean =>
  recoveryBy.some((contact) => {
    const verified = attributes[contact] !== undefined && attributes[`${contact}_verified`] === 'true';
    return verified && (contact === 'email' || !sms || phoneRecoveryWithSmsMfa);
  });

type Way = 'migrated' | 'reset-required' | RejectionReason;

/** By which way a lost second factor lets a user in. Without a proven password, at best through the mailbox. */
const wayOfLostFactor = ({ passwordProven }: Request, { mfa }: TriggerSettings['policies']): Way => {
  const policy = passwordProven ? mfa.unportable : mfa.unportableOnReset;
  if (policy === 'reject') return 'second-factor';
  return policy === 'migrate' ? 'migrated' : 'reset-required';
};

/** The strictest of what password, second factor and contact allow. */
const wayIn = (
  request: Request,
  mapped: MappedUser,
  factor: CarriedFactor,
  settings: TriggerSettings,
): Way => {
  const byFactor = factor.lost ? wayOfLostFactor(request, settings.policies) : 'migrated';
  if (byFactor !== 'migrated' && byFactor !== 'reset-required') return byFactor;
  if (byFactor === 'migrated' && request.passwordUsable) return 'migrated';
  return hasVerifiedContact(mapped, factor.sms, settings.target) ? 'reset-required' : 'no-contact';
};

const secondFactorOf = ({ sms, lost }: CarriedFactor): Admitted['secondFactor'] => {
  if (lost) return 'not-carried';
  return sms ? 'kept' : 'none';
};

/** Decides for a source user whose account is in order. */
const admit = (user: SourceUser, request: Request, settings: TriggerSettings): MigrationOutcome => {
  const mapped = mapUser(user, settings);
  const match = matchLogin(request.login, mapped, settings.target.signIn);
  if (match === 'none') return rejected('unknown', user.sub);
  const smsPossible = settings.target.smsMfa && mapped.attributes.phone_number !== undefined;
  const factor = carrySecondFactor({ factors: user.factors, challenge: request.challenge, smsPossible });
  const way = wayIn(request, mapped, factor, settings);
  if (way !== 'migrated' && way !== 'reset-required') return rejected(way, user.sub);
  const refused = refusedOnCreation(mapped, settings.target);
  if (refused.length > 0) {
    return { kind: 'failed', reason: 'attributes-refused', sourceSub: user.sub, refusedAttributes: refused };
  }
  return {
    kind: way,
    sourceSub: user.sub,
    user: {
      username: match === 'username' ? undefined : mapped.username,
      attributes: mapped.attributes,
      enableSmsMfa: factor.sms,
    },
    secondFactor: secondFactorOf(factor),
  };
};

/** Why a user whom the source refused is rejected: the read knows more, but may be missing. */
const refusalReason = (refusal: SourceRefusal, read: UserRead): RejectionReason => {
  if (read.kind === 'not-found' || refusal === 'user-not-found') return 'unknown';
  const barred = read.kind === 'found' ? BARRED[accountState(read.user)] : undefined;
  if (barred !== undefined) return barred;
  if (refusal === 'user-not-confirmed') return 'unconfirmed';
  return refusal === 'refused-by-trigger' ? 'refused-by-source' : 'wrong-password';
};

/** What stops a user before anything is mapped: a barred account, an unknown status, or a policy. */
const stopped = (
  user: SourceUser,
  state: AccountState,
  settings: TriggerSettings,
): MigrationOutcome | undefined => {
  const barred = BARRED[state];
  if (barred !== undefined) return rejected(barred, user.sub);
  if (state === 'unknown') return { kind: 'failed', reason: 'unknown-status', sourceSub: user.sub };
  const stays = state === 'reset-required' && settings.policies.resetRequired === 'reject';
  return stays ? rejected('password-reset', user.sub) : undefined;
};

export type SignInEvidence = {
  readonly login: string;
  readonly password: string;
  readonly check: PasswordCheck;
  readonly read: UserRead;
  /** Where the config has groups listed instead of read from the token; absent when they could not be. */
  readonly listedGroups?: readonly string[];
};

type Proof = Exclude<PasswordCheck, { kind: 'failed' }>;

const isWeak = (password: string, { policies, target }: TriggerSettings): boolean =>
  policies.weakPassword === 'reset-required' && !meetsPasswordPolicy(password, target.passwordPolicy);

/** Source groups from wherever the config says; nothing where that place said nothing. */
const sourceGroups = (
  check: Proof,
  listed: readonly string[] | undefined,
  { groups }: TriggerSettings,
): readonly string[] | undefined => {
  if (groups.mode === 'list') return listed;
  return check.kind === 'tokens' ? check.groups : undefined;
};

const decideKnownUser = (
  user: SourceUser,
  check: Proof,
  { login, password, listedGroups }: SignInEvidence,
  settings: TriggerSettings,
): MigrationOutcome => {
  if (check.kind === 'tokens' && check.sub !== undefined && check.sub !== user.sub) {
    return { kind: 'failed', reason: 'evidence-disagrees' };
  }
  const passwordProven = check.kind !== 'refused';
  const state = passwordProven ? accountState(user) : stricterState(accountState(user));
  const temporary = check.kind === 'challenge' && check.challenge === 'NEW_PASSWORD_REQUIRED';
  const request: Request = {
    login,
    passwordProven,
    passwordUsable: passwordProven && !temporary && state === 'active' && !isWeak(password, settings),
    challenge: check.kind === 'challenge' ? check.challenge : undefined,
  };
  const outcome = stopped(user, state, settings) ?? admit(user, request, settings);
  const groups = sourceGroups(check, listedGroups, settings);
  return isAdmitted(outcome) && groups !== undefined
    ? { ...outcome, groups: mapGroups(groups, settings.groups) }
    : outcome;
};

/** `PasswordResetRequired` is about this user even if the read, a moment earlier, still said confirmed. */
const stricterState = (state: AccountState): AccountState => (state === 'active' ? 'reset-required' : state);

export const isAdmitted = (outcome: MigrationOutcome): outcome is Admitted =>
  outcome.kind === 'migrated' || outcome.kind === 'reset-required';

/** Decides one sign-in. Never `migrated` unless the source proved the password and showed the user. */
export const decideSignIn = (evidence: SignInEvidence, settings: TriggerSettings): MigrationOutcome => {
  const { check, read } = evidence;
  if (check.kind === 'failed') return check;
  if (check.kind === 'refused' && check.refusal !== 'password-reset-required') {
    return rejected(refusalReason(check.refusal, read), read.kind === 'found' ? read.user.sub : undefined);
  }
  if (read.kind === 'failed') return read;
  if (read.kind === 'not-found') return { kind: 'failed', reason: 'evidence-disagrees' };
  return decideKnownUser(read.user, check, evidence, settings);
};

export type ForgotPasswordEvidence = { readonly login: string; readonly read: UserRead };

/** Decides one forgot-password: a shell for users who could reset on the source too, an empty answer for the rest. */
export const decideForgotPassword = (
  { login, read }: ForgotPasswordEvidence,
  settings: TriggerSettings,
): MigrationOutcome => {
  if (read.kind === 'failed') return read;
  if (read.kind === 'not-found') return rejected('unknown');
  const { user } = read;
  const state = accountState(user);
  // Cognito resets no temporary password ("cannot be reset in the current state"): such an account was never opened.
  if (state === 'temporary-password') return rejected('unconfirmed', user.sub);
  const request: Request = { login, passwordProven: false, passwordUsable: false, challenge: undefined };
  return stopped(user, state, settings) ?? admit(user, request, settings);
};
