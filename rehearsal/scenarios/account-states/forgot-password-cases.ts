/** The account states table for a forgotten password: design §6, row by row. Data; expected values are written from the design. */
import { BY_SMS, type Case, codeSent, failed, noCode, type SettingName, type SourceState } from './case.ts';

const rows = (setting: SettingName, list: readonly Omit<Case, 'setting' | 'does'>[]): readonly Case[] =>
  list.map((row) => ({ setting, does: 'forgets the password', ...row }));

const TOTP = { factors: ['SOFTWARE_TOKEN_MFA'] } as const satisfies SourceState;
const SMS = { factors: ['SMS_MFA'], phone: 'verified' } as const satisfies SourceState;
const RESET = { status: 'RESET_REQUIRED' } as const satisfies SourceState;
const UNREACHABLE = { email: 'unverified', phone: 'unverified' } as const satisfies SourceState;

const recoverable = rows('defaults', [
  { name: 'forgotten: nothing special', source: {}, ...codeSent() },
  { name: 'forgotten: reset by an administrator', source: RESET, ...codeSent() },
  { name: 'forgotten: SMS as second factor', source: SMS, ...codeSent(BY_SMS) },
  { name: 'forgotten: a password weaker than the policy', source: { password: 'weak' }, ...codeSent() },
]);

const unrecoverable = rows('defaults', [
  { name: 'forgotten: a login that the source does not know', source: 'nobody', ...noCode('unknown') },
  { name: 'forgotten: disabled', source: { disabled: true }, ...noCode('disabled') },
  {
    name: 'forgotten: unconfirmed',
    source: { status: 'UNCONFIRMED', email: 'unverified' },
    ...noCode('unconfirmed'),
  },
  {
    name: 'forgotten: unconfirmed, verified contact',
    source: { status: 'UNCONFIRMED' },
    ...noCode('unconfirmed'),
  },
  { name: 'forgotten: federated', source: { status: 'EXTERNAL_PROVIDER' }, ...noCode('federated') },
  { name: 'forgotten: no verified contact', source: UNREACHABLE, ...noCode('no-contact') },
  {
    name: 'forgotten: reset, no verified contact',
    source: { ...RESET, ...UNREACHABLE },
    ...noCode('no-contact'),
  },
  { name: 'forgotten: an authenticator app', source: TOTP, ...noCode('second-factor') },
  { name: 'forgotten: a code by e-mail', source: { factors: ['EMAIL_OTP'] }, ...noCode('second-factor') },
  {
    name: 'forgotten: SMS and an authenticator app',
    source: { ...SMS, factors: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA'] },
    ...noCode('second-factor'),
  },
  {
    name: 'forgotten: SMS as second factor, no other contact',
    source: { ...SMS, email: 'none' },
    ...noCode('no-contact'),
  },
  {
    // Cognito resets no temporary password either: the account was never opened.
    name: 'forgotten: a temporary password',
    source: { status: 'FORCE_CHANGE_PASSWORD' },
    ...noCode('unconfirmed'),
  },
]);

const faulty = rows('defaults', [
  { name: 'forgotten: the read is throttled', source: {}, fault: 'read throttled', ...failed },
  { name: 'forgotten: the read is answered 500', source: {}, fault: 'read answered 500', ...failed },
  {
    name: 'forgotten: the read loses the connection',
    source: {},
    fault: 'read loses the connection',
    ...failed,
  },
  { name: 'forgotten: the read hangs', source: {}, fault: 'read hangs', ...failed },
  { name: 'forgotten: the role may not read', source: {}, fault: 'read refused to the role', ...failed },
  {
    name: 'forgotten: somebody else in the target has the e-mail address',
    source: {},
    operator: 'gives the e-mail address to somebody else in the target',
    ...failed,
  },
]);

const byPolicy = [
  ...rows('lenient', [
    { name: 'forgotten: an authenticator app, by mailbox', source: TOTP, ...codeSent() },
    {
      name: 'forgotten: an authenticator app, no verified contact',
      source: { ...TOTP, ...UNREACHABLE },
      ...noCode('no-contact'),
    },
  ]),
  ...rows('strict', [
    // Told by no name of its own: to the report it is a password that is no longer right.
    { name: 'forgotten: reset by an administrator, refused', source: RESET, ...noCode('wrong-password') },
    { name: 'forgotten: an authenticator app, refused', source: TOTP, ...noCode('second-factor') },
    { name: 'forgotten: nothing special, strict policies', source: {}, ...codeSent() },
  ]),
  ...rows('mfa-required', [
    {
      name: 'forgotten: no factor where one is required',
      source: { phone: 'verified' },
      ...codeSent(BY_SMS),
    },
  ]),
  ...rows('narrow-target', [
    { name: 'forgotten: an attribute longer than the target takes', source: { tenant: 'long' }, ...failed },
    {
      name: 'forgotten: SMS as second factor, and a target without',
      source: SMS,
      ...noCode('second-factor'),
    },
  ]),
];

export const FORGOT_PASSWORD_CASES: readonly Case[] = [
  ...recoverable,
  ...unrecoverable,
  ...faulty,
  ...byPolicy,
];
