/** The account states table for signing in: design §6, row by row. Data; expected values are written from the design. */
import {
  BY_SMS,
  type Case,
  codeUnread,
  failed,
  letIn,
  noCode,
  rejected,
  type SettingName,
  type SourceState,
  shell,
  stillShut,
} from './case.ts';

type Row = Omit<Case, 'setting' | 'does'> & Partial<Pick<Case, 'does'>>;

const rows = (setting: SettingName, list: readonly Row[]): readonly Case[] =>
  list.map((row) => ({ setting, does: 'signs in', ...row }));

const TOTP = { factors: ['SOFTWARE_TOKEN_MFA'] } as const satisfies SourceState;
const SMS = { factors: ['SMS_MFA'], phone: 'verified' } as const satisfies SourceState;
const RESET = { status: 'RESET_REQUIRED' } as const satisfies SourceState;
const TEMPORARY = { status: 'FORCE_CHANGE_PASSWORD' } as const satisfies SourceState;
const UNREACHABLE = { email: 'unverified', phone: 'unverified' } as const satisfies SourceState;
const WRONG = 'signs in with a wrong password';

/** Tokens, or the SMS code that travels with the phone number. */
const carried = rows('defaults', [
  { name: 'nothing special', source: {}, ...letIn() },
  { name: 'a verified phone number, no second factor', source: { phone: 'verified' }, ...letIn() },
  { name: 'no verified contact, no second factor', source: UNREACHABLE, ...letIn() },
  { name: 'SMS as second factor', source: SMS, ...letIn(BY_SMS) },
  { name: 'SMS to a phone number never verified', source: { ...SMS, phone: 'unverified' }, ...letIn(BY_SMS) },
  { name: 'a password weaker than the policy', source: { password: 'weak' }, ...letIn() },
]);

const uncarried = rows('defaults', [
  { name: 'an authenticator app', source: TOTP, ...shell() },
  { name: 'a code by e-mail as second factor', source: { factors: ['EMAIL_OTP'] }, ...shell() },
  {
    name: 'two factors, the source asks which',
    source: { ...SMS, factors: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA'] },
    ...shell(BY_SMS),
  },
  {
    name: 'two factors, the source asks for SMS only',
    source: { ...SMS, factors: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA'], preferred: 'SMS_MFA' },
    ...shell(BY_SMS),
  },
  {
    name: 'SMS without a phone number, so the source asks for nothing',
    source: { factors: ['SMS_MFA'] },
    ...shell(),
  },
  {
    name: 'an authenticator app and no verified contact',
    source: { ...TOTP, ...UNREACHABLE },
    ...rejected('no-contact'),
  },
]);

const withoutPassword = rows('defaults', [
  { name: 'a temporary password', source: TEMPORARY, ...shell() },
  {
    name: 'a temporary password and no verified contact',
    source: { ...TEMPORARY, ...UNREACHABLE },
    ...rejected('no-contact'),
  },
  {
    name: 'a temporary password, mistyped',
    source: TEMPORARY,
    does: WRONG,
    ...rejected('wrong-password'),
  },
  { name: 'reset by an administrator', source: RESET, ...shell() },
  { name: 'reset by an administrator, any password', source: RESET, does: WRONG, ...shell() },
  {
    name: 'reset by an administrator, no verified contact',
    source: { ...RESET, ...UNREACHABLE },
    ...rejected('no-contact'),
  },
  { name: 'reset by an administrator, SMS as second factor', source: { ...RESET, ...SMS }, ...shell(BY_SMS) },
  {
    // Where the pool has recovery settings, the phone of the second factor gets no recovery code.
    // Developer Guide "Recovering user accounts", 2026-11.
    name: 'reset by an administrator, SMS as second factor, no other contact',
    source: { ...RESET, ...SMS, email: 'none' },
    ...rejected('no-contact'),
  },
  {
    name: 'reset by an administrator, an authenticator app',
    source: { ...RESET, ...TOTP },
    ...rejected('second-factor'),
  },
]);

const barred = rows('defaults', [
  { name: 'a wrong password', source: {}, does: WRONG, ...rejected('wrong-password') },
  { name: 'a wrong password, SMS as second factor', source: SMS, does: WRONG, ...rejected('wrong-password') },
  { name: 'a login that the source does not know', source: 'nobody', ...rejected('unknown') },
  { name: 'disabled', source: { disabled: true }, ...rejected('disabled') },
  { name: 'disabled, wrong password', source: { disabled: true }, does: WRONG, ...rejected('disabled') },
  {
    name: 'disabled, reset by an administrator',
    source: { disabled: true, ...RESET },
    ...rejected('disabled'),
  },
  { name: 'disabled, temporary password', source: { disabled: true, ...TEMPORARY }, ...rejected('disabled') },
  { name: 'unconfirmed', source: { status: 'UNCONFIRMED', email: 'unverified' }, ...rejected('unconfirmed') },
  { name: 'federated', source: { status: 'EXTERNAL_PROVIDER' }, ...rejected('federated') },
]);

const faulty = rows('defaults', [
  { name: 'the password check is throttled', source: {}, fault: 'password check throttled', ...failed },
  { name: 'the password check is answered 500', source: {}, fault: 'password check answered 500', ...failed },
  {
    name: 'the password check loses the connection',
    source: {},
    fault: 'password check loses the connection',
    ...failed,
  },
  { name: 'the password check hangs', source: {}, fault: 'password check hangs', ...failed },
  {
    name: 'the role may not check passwords',
    source: {},
    fault: 'password check refused to the role',
    ...failed,
  },
  { name: 'tokens, and the read is throttled', source: {}, fault: 'read throttled', ...failed },
  { name: 'tokens, and the read is answered 500', source: {}, fault: 'read answered 500', ...failed },
  { name: 'tokens, and the read hangs', source: {}, fault: 'read hangs', ...failed },
  {
    name: 'a wrong password, and the read is answered 500',
    source: {},
    fault: 'read answered 500',
    does: WRONG,
    ...rejected('wrong-password'),
  },
  {
    name: 'the credentials of the role have expired',
    source: {},
    fault: 'password check says that the credentials have expired, once',
    ...letIn(),
  },
  { name: 'the source is slow', source: {}, fault: 'both answers take a second', ...letIn() },
  { name: 'the source is down', who: 'patient', source: {}, fault: 'password check answered 500', ...failed },
  { name: 'the source is down, and back again', who: 'patient', source: {}, ...letIn() },
]);

/** An alias has one owner in a pool, and nobody's is taken away. */
const namesakes = rows('defaults', [
  {
    name: 'somebody else in the target has the e-mail address',
    source: {},
    operator: 'gives the e-mail address to somebody else in the target',
    ...failed,
  },
]);

/** Deleted or renamed in the target: an old password brings nobody back. */
const returning = rows('defaults', [
  { name: 'before the target deletes the user', who: 'returner', source: {}, ...letIn() },
  {
    name: 'deleted in the target, the old password',
    who: 'returner',
    source: {},
    operator: 'deletes the user in the target',
    ...rejected('already-migrated'),
  },
  {
    name: 'deleted in the target, forgotten password',
    who: 'returner',
    source: {},
    does: 'forgets the password',
    ...noCode('already-migrated'),
  },
  {
    name: 'deleted in the target, then allowed by an operator',
    who: 'returner',
    source: {},
    operator: 'clears the ledger record',
    ...letIn(),
  },
]);

/**
 * Anybody can ask for a code for a known login. The shell stands in its owner's way for a day: then the sweep removes
 * it (core/shell-expiry.ts). Until then the owner's mailbox opens it.
 */
const shellOfAStranger = rows('defaults', [
  {
    name: 'a stranger forgets the password of a confirmed user',
    who: 'owner',
    source: {},
    does: 'forgets the password',
    ...codeUnread,
  },
  { name: "the owner's password in front of a stranger's shell", who: 'owner', source: {}, ...stillShut },
  {
    name: "the owner's mailbox in front of a stranger's shell",
    who: 'owner',
    source: {},
    ...shell(),
  },
]);

const lenient = rows('lenient', [
  { name: 'an authenticator app, let in without it', source: TOTP, ...letIn() },
  { name: 'a code by e-mail, let in without it', source: { factors: ['EMAIL_OTP'] }, ...letIn() },
  {
    name: 'two factors, the source asks which, let in with SMS',
    source: { ...SMS, factors: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA'] },
    ...letIn(BY_SMS),
  },
  { name: 'SMS as second factor, where others are let in without', source: SMS, ...letIn(BY_SMS) },
  {
    name: 'reset by an administrator, an authenticator app, by mailbox',
    source: { ...RESET, ...TOTP },
    ...shell(),
  },
  { name: 'a temporary password, an authenticator app', source: { ...TEMPORARY, ...TOTP }, ...shell() },
]);

const strict = rows('strict', [
  { name: 'an authenticator app, refused', source: TOTP, ...rejected('second-factor') },
  { name: 'a code by e-mail, refused', source: { factors: ['EMAIL_OTP'] }, ...rejected('second-factor') },
  { name: 'SMS as second factor, where others are refused', source: SMS, ...letIn(BY_SMS) },
  // Told by no name of its own: to the report it is a password that is no longer right.
  { name: 'reset by an administrator, refused', source: RESET, ...rejected('wrong-password') },
  { name: 'a password weaker than the policy, by mailbox', source: { password: 'weak' }, ...shell() },
  {
    name: 'a password weaker than the policy, no verified contact',
    source: { password: 'weak', ...UNREACHABLE },
    ...rejected('no-contact'),
  },
  { name: 'a password strong enough', source: {}, ...letIn() },
]);

/** The source asks everybody for a second factor. */
const mfaRequired = rows('mfa-required', [
  {
    name: 'no factor, a phone number: the source asks by SMS',
    source: { phone: 'verified' },
    ...letIn(BY_SMS),
  },
  {
    name: 'no factor, no phone number: the source wants one set up',
    source: {},
    ...shell('MFA_SETUP asked'),
  },
  { name: 'an authenticator app where a factor is required', source: TOTP, ...shell('MFA_SETUP asked') },
]);

const narrowTarget = rows('narrow-target', [
  { name: 'every attribute fits', source: {}, ...letIn() },
  { name: 'an attribute longer than the target takes', source: { tenant: 'long' }, ...failed },
  { name: 'SMS as second factor, and a target without', source: SMS, ...shell() },
]);

export const SIGN_IN_CASES: readonly Case[] = [
  ...carried,
  ...uncarried,
  ...withoutPassword,
  ...barred,
  ...faulty,
  ...namesakes,
  ...returning,
  ...shellOfAStranger,
  ...lenient,
  ...strict,
  ...mfaRequired,
  ...narrowTarget,
];
