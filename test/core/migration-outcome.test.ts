/** What an outcome carries beside its kind; the rows themselves are in `sign-in-outcome.test.ts`. */
import { decideForgotPassword, decideSignIn } from '#core/migration-outcome.ts';
import type { PasswordCheck } from '#core/source-evidence.ts';
import { challenge, inWords, LOST, NO_CONTACT, RESET, SMS, TOTP } from './outcome-in-words.ts';
import { found, SUB, settings, signIn } from './trigger-builders.ts';

type Change = Parameters<typeof settings>[0];

describe('the outcome of a sign-in', () => {
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
        user === 'nobody' ? ({ kind: 'not-found' } as const) : user === 'lost' ? LOST : found(user);
      expect(inWords(decideForgotPassword({ login: 'liam.porter', read }, settings(change)))).toBe(expected);
    },
  );
});
