/** The table of the trigger, row by row. */
import {
  decideForgotPassword,
  decideSignIn,
  type MigrationOutcome,
  type SignInEvidence,
} from '#core/migration-outcome.ts';
import type { PasswordCheck, SOURCE_CHALLENGES, SourceFailure } from '#core/source-evidence.ts';
import { found, SUB, settings, signIn, WITH_PHONE } from './trigger-builders.ts';

type Change = Parameters<typeof settings>[0];

/** An outcome in a few words, as a table shows it. */
const inWords = (outcome: MigrationOutcome): string => {
  if (outcome.kind === 'rejected' || outcome.kind === 'failed') return `${outcome.kind}: ${outcome.reason}`;
  const sms = outcome.user.enableSmsMfa ? ', sms' : '';
  const factor = outcome.secondFactor === 'not-carried' ? ', factor not carried' : '';
  return `${outcome.kind}${sms}${factor}`;
};

const challenge = (name: (typeof SOURCE_CHALLENGES)[number]): PasswordCheck => ({
  kind: 'challenge',
  challenge: name,
});
const refused = (refusal: Extract<PasswordCheck, { kind: 'refused' }>['refusal']): PasswordCheck => ({
  kind: 'refused',
  refusal,
});
const lost = { kind: 'failed', reason: 'connection-lost' } as const;

const SMS = { factors: ['SMS_MFA'], attributes: WITH_PHONE };
const TOTP = { factors: ['SOFTWARE_TOKEN_MFA'] };
const RESET = { status: 'RESET_REQUIRED' };
const NO_CONTACT = { attributes: { email_verified: 'false' } };

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
    'temporary password under the policy that migrates lost factors',
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
    'reset in the source',
    { check: refused('password-reset-required'), read: found(RESET) },
    'rejected: password-reset',
    { policies: { resetRequired: 'reject' } },
  ],

  ['weak password', { password: 'weak' }, 'migrated'],
  ['weak password', { password: 'weak' }, 'reset-required', { policies: { weakPassword: 'reset-required' } }],
  ['strong password', {}, 'migrated', { policies: { weakPassword: 'reset-required' } }],

  ['wrong password', { check: refused('not-authorized') }, 'rejected: wrong-password'],
  ['wrong password, read lost', { check: refused('not-authorized'), read: lost }, 'rejected: wrong-password'],
  ['unknown', { check: refused('user-not-found'), read: { kind: 'not-found' } }, 'rejected: unknown'],
  [
    'unknown to a source that hides it',
    { check: refused('not-authorized'), read: { kind: 'not-found' } },
    'rejected: unknown',
  ],
  ['unknown, read lost', { check: refused('user-not-found'), read: lost }, 'rejected: unknown'],
  [
    'unconfirmed',
    { check: refused('user-not-confirmed'), read: found({ status: 'UNCONFIRMED' }) },
    'rejected: unconfirmed',
  ],
  ['unconfirmed, read lost', { check: refused('user-not-confirmed'), read: lost }, 'rejected: unconfirmed'],
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

  it('names the attributes that the target would refuse', () => {
    const read = found({ attributes: { birthdate: '1/2/1990', 'custom:unheard': 'x' } });
    expect(decideSignIn(signIn({ read }), settings())).toMatchObject({
      refusedAttributes: ['birthdate', 'custom:unheard'],
    });
  });

  it('returns the username only where an alias was typed', () => {
    const typed = (login: string) => decideSignIn(signIn({ login }), settings());
    expect(typed('liam.porter')).toMatchObject({ user: { username: undefined } });
    expect(typed('liam@example.com')).toMatchObject({ user: { username: 'liam.porter' } });
  });

  it('carries groups only as far as the map goes, and only where the source told them', () => {
    const groups = { map: { editors: 'writers', admins: 'admins' } };
    const check: PasswordCheck = { kind: 'tokens', sub: SUB, groups: ['editors', 'others', 'editors'] };
    expect(decideSignIn(signIn({ check }), settings({ groups }))).toMatchObject({ groups: ['writers'] });
    const challenged = decideSignIn(
      signIn({ check: challenge('SMS_MFA'), read: found(SMS) }),
      settings({ groups }),
    );
    expect(challenged).not.toHaveProperty('groups');
  });

  it('takes listed groups rather than the token where the config says so', () => {
    const groups = { mode: 'list', map: { editors: 'writers', admins: 'admins' } } as const;
    const check: PasswordCheck = { kind: 'tokens', sub: SUB, groups: ['admins'] };
    const listed = decideSignIn(signIn({ check, listedGroups: ['editors'] }), settings({ groups }));
    expect(listed).toMatchObject({ groups: ['writers'] });
    expect(decideSignIn(signIn({ check }), settings({ groups }))).not.toHaveProperty('groups');
  });
});

const FORGOT: readonly (readonly [
  string,
  Parameters<typeof found>[0] | 'nobody' | 'lost',
  string,
  Change?,
])[] = [
  ['an ordinary user', {}, 'reset-required'],
  ['reset in the source', RESET, 'reset-required'],
  ['reset in the source', RESET, 'rejected: password-reset', { policies: { resetRequired: 'reject' } }],
  ['SMS', SMS, 'reset-required, sms'],
  ['SMS, but the target cannot enforce it', SMS, 'rejected: second-factor', { target: { smsMfa: false } }],
  ['TOTP', TOTP, 'rejected: second-factor'],
  ['TOTP', TOTP, 'reset-required, factor not carried', { mfa: { unportableOnReset: 'reset-required' } }],
  ['TOTP', TOTP, 'rejected: second-factor', { mfa: { unportable: 'migrate' } }],
  ['disabled', { enabled: false }, 'rejected: disabled'],
  ['unconfirmed', { status: 'UNCONFIRMED' }, 'rejected: unconfirmed'],
  ['a temporary password never used', { status: 'FORCE_CHANGE_PASSWORD' }, 'rejected: unconfirmed'],
  ['federated', { status: 'EXTERNAL_PROVIDER' }, 'rejected: federated'],
  ['no verified contact', NO_CONTACT, 'rejected: no-contact'],
  [
    'a verified flag without its address',
    { attributes: { email: '', email_verified: 'false' } },
    'rejected: no-contact',
  ],
  ['a contact the mapping drops', {}, 'rejected: no-contact', { mapping: { drop: ['email'] } }],
  ['unknown', 'nobody', 'rejected: unknown'],
  ['source lost', 'lost', 'failed: connection-lost'],
  ['attributes refused', { attributes: { birthdate: 'soon' } }, 'failed: attributes-refused'],
];

describe('a forgot-password', () => {
  it.each(FORGOT.map(([sentence, user, expected, change]) => ({ sentence, user, expected, change })))(
    '$sentence: $expected',
    ({ user, expected, change }) => {
      const read =
        user === 'nobody' ? ({ kind: 'not-found' } as const) : user === 'lost' ? lost : found(user);
      expect(inWords(decideForgotPassword({ login: 'liam.porter', read }, settings(change)))).toBe(expected);
    },
  );
});
