import { originOf } from '#core/ledger-origin.ts';
import { decideSignIn, type SignInEvidence } from '#core/migration-outcome.ts';
import { mapUser } from '#core/user-mapping.ts';
import { settings, signIn, sourceUser, WITH_PHONE } from './trigger-builders.ts';

/** What the source answers to the right password of a user in this state. */
const CHECKS: Readonly<Record<string, SignInEvidence['check']>> = {
  CONFIRMED: { kind: 'tokens', groups: [] },
  FORCE_CHANGE_PASSWORD: { kind: 'challenge', challenge: 'NEW_PASSWORD_REQUIRED' },
  RESET_REQUIRED: { kind: 'refused', refusal: 'password-reset-required' },
};
const FACTORS = [[], ['SMS_MFA'], ['SOFTWARE_TOKEN_MFA'], ['EMAIL_OTP'], ['SMS_MFA', 'SOFTWARE_TOKEN_MFA']];
const POLICIES = ['reset-required', 'migrate', 'reject'] as const;

const CASES = Object.keys(CHECKS).flatMap((status) =>
  FACTORS.flatMap((factors) =>
    POLICIES.flatMap((unportable) =>
      [true, false].map((smsMfa) => ({ status, factors, unportable, smsMfa })),
    ),
  ),
);

const caseOf = ({ status, factors, unportable, smsMfa }: (typeof CASES)[number]) => {
  const chosen = settings({ mfa: { unportable, unportableOnReset: 'reset-required' }, target: { smsMfa } });
  const source = sourceUser({ status, factors, attributes: WITH_PHONE });
  const check = CHECKS[status] ?? { kind: 'tokens', groups: [] };
  const outcome = decideSignIn(signIn({ check, read: { kind: 'found', user: source } }), chosen);
  const originIn = (targetStatus: string) =>
    originOf(
      { source, mapped: mapUser(source, chosen), target: { status: targetStatus }, record: undefined },
      chosen,
    );
  return { outcome, originIn };
};

describe('the origin of a user without a record', () => {
  it.each(CASES)('is what the sign-in came to: %j', (one) => {
    const { outcome, originIn } = caseOf(one);
    if (outcome.kind === 'migrated') expect(originIn('CONFIRMED')).toBe('migrated');
    if (outcome.kind === 'reset-required') {
      // The shell as it was made, and opened by its owner before anybody looked.
      expect(originIn('RESET_REQUIRED')).toBe('reset-required');
      expect(originIn('CONFIRMED')).toBe('reset-required');
    }
  });

  it('is tried on both outcomes', () => {
    const kinds = CASES.map((one) => caseOf(one).outcome.kind);
    expect(new Set(kinds)).toEqual(new Set(['migrated', 'reset-required', 'rejected']));
  });

  it('counts a forgotten password of an ordinary user as migrated once the shell is opened, which nobody can tell', () => {
    const { originIn } = caseOf({
      status: 'CONFIRMED',
      factors: [],
      unportable: 'reset-required',
      smsMfa: true,
    });
    expect(originIn('CONFIRMED')).toBe('migrated');
  });
});

it('the origin on record stays, whatever the pools show now', () => {
  const source = sourceUser();
  const mapped = mapUser(source, settings());
  for (const origin of ['migrated', 'reset-required', 'imported'] as const) {
    for (const status of ['CONFIRMED', 'RESET_REQUIRED', 'FORCE_CHANGE_PASSWORD']) {
      expect(originOf({ source, mapped, target: { status }, record: { origin } }, settings())).toBe(origin);
    }
  }
});
