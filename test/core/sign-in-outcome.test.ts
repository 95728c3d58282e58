/** The table of the trigger for sign-ins, row by row. */
import { decideSignIn, type SignInEvidence } from '#core/migration-outcome.ts';
import type { SourceFailure } from '#core/source-evidence.ts';
import { challenge, inWords, LOST, NO_CONTACT, RESET, refused, SMS, TOTP } from './outcome-in-words.ts';
import { found, SUB, settings, signIn, WITH_PHONE } from './trigger-builders.ts';

type Change = Parameters<typeof settings>[0];
type Row = readonly [sentence: string, evidence: Partial<SignInEvidence>, expected: string, change?: Change];

const SIGN_IN: readonly Row[] = [
  ['tokens of an ordinary user', {}, 'migrated'],
  ['tokens, an unverified e-mail', { read: found(NO_CONTACT) }, 'migrated'],

  ['tokens, SMS in the list', { read: found(SMS) }, 'migrated, sms'],
  ['SMS challenge', { check: challenge('SMS_MFA'), read: found(SMS) }, 'migrated, sms'],
  [
    'SMS challenge of a pool that requires it, list empty',
    { check: challenge('SMS_MFA'), read: found({ attributes: WITH_PHONE }) },
    'migrated, sms',
  ],
  [
    'SMS, but the target cannot enforce it',
    { check: challenge('SMS_MFA'), read: found(SMS) },
    'reset-required, factor not carried',
    { target: { smsMfa: false } },
  ],
  [
    'SMS, but no phone number',
    { check: challenge('SMS_MFA'), read: found({ factors: ['SMS_MFA'] }) },
    'reset-required, factor not carried',
  ],
  [
    'SMS, but the mapping drops the phone number',
    { read: found(SMS) },
    'reset-required, factor not carried',
    { mapping: { drop: ['phone_number'] } },
  ],

  ...(['SOFTWARE_TOKEN_MFA', 'EMAIL_OTP', 'SELECT_MFA_TYPE', 'MFA_SETUP'] as const).flatMap((name): Row[] => [
    [`${name} challenge`, { check: challenge(name) }, 'reset-required, factor not carried'],
    [
      `${name} challenge`,
      { check: challenge(name) },
      'migrated, factor not carried',
      { mfa: { unportable: 'migrate' } },
    ],
    [
      `${name} challenge`,
      { check: challenge(name) },
      'rejected: second-factor',
      { mfa: { unportable: 'reject' } },
    ],
    [
      `${name} challenge, no contact`,
      { check: challenge(name), read: found(NO_CONTACT) },
      'rejected: no-contact',
    ],
  ]),
  ['tokens, but TOTP in the list', { read: found(TOTP) }, 'reset-required, factor not carried'],
  [
    'tokens, but an unheard-of factor',
    { read: found({ factors: ['WEB_AUTHN'] }) },
    'reset-required, factor not carried',
  ],
  [
    'SMS challenge, but TOTP in the list too',
    { check: challenge('SMS_MFA'), read: found({ ...SMS, factors: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA'] }) },
    'reset-required, sms, factor not carried',
  ],

  [
    'temporary password',
    { check: challenge('NEW_PASSWORD_REQUIRED'), read: found({ status: 'FORCE_CHANGE_PASSWORD' }) },
    'reset-required',
  ],
  [
    'temporary password, even if the read is stale',
    { check: challenge('NEW_PASSWORD_REQUIRED') },
    'reset-required',
  ],
  [
    'temporary password, even if the check is',
    { read: found({ status: 'FORCE_CHANGE_PASSWORD' }) },
    'reset-required',
  ],
  [
    'temporary password under the policy that migrates LOST factors',
    { check: challenge('NEW_PASSWORD_REQUIRED'), read: found(TOTP) },
    'reset-required, factor not carried',
    { mfa: { unportable: 'migrate' } },
  ],
  [
    'temporary password, no contact',
    { check: challenge('NEW_PASSWORD_REQUIRED'), read: found(NO_CONTACT) },
    'rejected: no-contact',
  ],

  [
    'reset in the source',
    { check: refused('password-reset-required'), read: found(RESET) },
    'reset-required',
  ],
  ['reset in the source, read stale', { check: refused('password-reset-required') }, 'reset-required'],
  ['reset in the source, check stale', { read: found(RESET) }, 'reset-required'],
  [
    'reset in the source, TOTP',
    { check: refused('password-reset-required'), read: found({ ...RESET, ...TOTP }) },
    'rejected: second-factor',
  ],
  [
    'reset in the source, TOTP',
    { check: refused('password-reset-required'), read: found({ ...RESET, ...TOTP }) },
    'reset-required, factor not carried',
    { mfa: { unportableOnReset: 'reset-required' } },
  ],
  [
    'reset in the source, TOTP, whatever the policy for proven passwords',
    { check: refused('password-reset-required'), read: found({ ...RESET, ...TOTP }) },
    'rejected: second-factor',
    { mfa: { unportable: 'migrate' } },
  ],
  [
    'reset in the source, SMS',
    { check: refused('password-reset-required'), read: found({ ...RESET, ...SMS }) },
    'reset-required, sms',
  ],
  [
    'reset in the source, no contact',
    { check: refused('password-reset-required'), read: found({ ...RESET, ...NO_CONTACT }) },
    'rejected: no-contact',
  ],
  [
    'reset in the source, a verified phone only',
    {
      check: refused('password-reset-required'),
      read: found({ ...RESET, attributes: { email_verified: 'false', ...WITH_PHONE } }),
    },
    'reset-required',
  ],
  [
    'reset in the source, a phone that is the SMS factor, in a pool that will not recover by it',
    {
      check: refused('password-reset-required'),
      read: found({ ...RESET, factors: ['SMS_MFA'], attributes: { email_verified: 'false', ...WITH_PHONE } }),
    },
    'rejected: no-contact',
    { target: { phoneRecoveryWithSmsMfa: false } },
  ],
  [
    'reset in the source, a verified phone only, in a pool that recovers by e-mail',
    {
      check: refused('password-reset-required'),
      read: found({ ...RESET, attributes: { email_verified: 'false', ...WITH_PHONE } }),
    },
    'rejected: no-contact',
    { target: { recoveryBy: ['email'] } },
  ],
  [
    'reset in the source, where only an administrator resets',
    { check: refused('password-reset-required'), read: found(RESET) },
    'rejected: no-contact',
    { target: { recoveryBy: [] } },
  ],
  [
    'reset in the source',
    { check: refused('password-reset-required'), read: found(RESET) },
    'rejected: password-reset',
    { policies: { resetRequired: 'reject' } },
  ],

  ['weak password', { password: 'weak' }, 'migrated'],
  ['weak password', { password: 'weak' }, 'reset-required', { policies: { weakPassword: 'reset-required' } }],
  ['strong password', {}, 'migrated', { policies: { weakPassword: 'reset-required' } }],

  ['wrong password', { check: refused('not-authorized') }, 'rejected: wrong-password'],
  ['wrong password, read lost', { check: refused('not-authorized'), read: LOST }, 'rejected: wrong-password'],
  ['unknown', { check: refused('user-not-found'), read: { kind: 'not-found' } }, 'rejected: unknown'],
  [
    'unknown to a source that hides it',
    { check: refused('not-authorized'), read: { kind: 'not-found' } },
    'rejected: unknown',
  ],
  ['unknown, read lost', { check: refused('user-not-found'), read: LOST }, 'rejected: unknown'],
  [
    'unconfirmed',
    { check: refused('user-not-confirmed'), read: found({ status: 'UNCONFIRMED' }) },
    'rejected: unconfirmed',
  ],
  ['unconfirmed, read lost', { check: refused('user-not-confirmed'), read: LOST }, 'rejected: unconfirmed'],
  [
    'disabled, wrong or right password',
    { check: refused('not-authorized'), read: found({ enabled: false }) },
    'rejected: disabled',
  ],
  ['disabled a moment after the tokens', { read: found({ enabled: false }) }, 'rejected: disabled'],
  [
    'disabled after a challenge',
    { check: challenge('SMS_MFA'), read: found({ ...SMS, enabled: false }) },
    'rejected: disabled',
  ],
  [
    'disabled and reset',
    { check: refused('password-reset-required'), read: found({ ...RESET, enabled: false }) },
    'rejected: disabled',
  ],
  ['archived', { read: found({ status: 'ARCHIVED' }) }, 'rejected: disabled'],
  ['compromised', { read: found({ status: 'COMPROMISED' }) }, 'rejected: disabled'],
  [
    'federated',
    { check: refused('not-authorized'), read: found({ status: 'EXTERNAL_PROVIDER' }) },
    'rejected: federated',
  ],
  ['federated, tokens all the same', { read: found({ status: 'EXTERNAL_PROVIDER' }) }, 'rejected: federated'],
  [
    'refused by a trigger of the source',
    { check: refused('refused-by-trigger') },
    'rejected: refused-by-source',
  ],
  ['a login that is the sub', { login: SUB }, 'rejected: unknown'],

  ...(
    [
      'throttled',
      'source-unavailable',
      'connection-lost',
      'role-refused',
      'source-misconfigured',
      'deadline',
      'unsupported-answer',
    ] as const satisfies readonly SourceFailure[]
  ).flatMap((reason): Row[] => [
    [`check ${reason}`, { check: { kind: 'failed', reason } }, `failed: ${reason}`],
    [
      `check ${reason}, nobody there`,
      { check: { kind: 'failed', reason }, read: { kind: 'not-found' } },
      `failed: ${reason}`,
    ],
    [`tokens, read ${reason}`, { read: { kind: 'failed', reason } }, `failed: ${reason}`],
    [
      `challenge, read ${reason}`,
      { check: challenge('SMS_MFA'), read: { kind: 'failed', reason } },
      `failed: ${reason}`,
    ],
    [
      `reset, read ${reason}`,
      { check: refused('password-reset-required'), read: { kind: 'failed', reason } },
      `failed: ${reason}`,
    ],
  ]),
  ['tokens, but nobody there', { read: { kind: 'not-found' } }, 'failed: evidence-disagrees'],
  ['tokens of somebody else', { check: { kind: 'tokens', sub: 'other' } }, 'failed: evidence-disagrees'],
  ['tokens that say nothing about whom', { check: { kind: 'tokens' } }, 'migrated'],
  ['a status nobody knows', { read: found({ status: 'UNKNOWN' }) }, 'failed: unknown-status'],
  ['an inherited property as status', { read: found({ status: 'constructor' }) }, 'failed: unknown-status'],
  [
    'a birthdate the target refuses',
    { read: found({ attributes: { birthdate: '1/2/1990' } }) },
    'failed: attributes-refused',
  ],
];
describe('a sign-in', () => {
  it.each(
    SIGN_IN.map(([sentence, evidence, expected, change]) => ({ sentence, evidence, expected, change })),
  )('$sentence: $expected', ({ evidence, expected, change }) => {
    expect(inWords(decideSignIn(signIn(evidence), settings(change)))).toBe(expected);
  });
});
