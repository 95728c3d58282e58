/** What holds for any event and any answer of the source. */
import fc from 'fast-check';
import { FAILED_TEXT } from '#core/errors.ts';
import { isAdmitted } from '#core/migration-outcome.ts';
import { type PasswordCheck, SOURCE_CHALLENGES, type UserRead } from '#core/source-evidence.ts';
import type { UnportableMfaPolicy } from '#core/trigger-settings.ts';
import { SUB } from '#test/core/trigger-builders.ts';
import { forgotPasswordEvent, NO_DEADLINE, setUp, signInEvent } from './fake-ports.ts';

const MARK = 'SECRET-MARK';

/** Mostly what lets a user in: one thing in the way is enough, and most cases would never get to the answer. */
const mostly = <Value>(usual: Value, ...others: readonly Value[]): fc.Arbitrary<Value> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, fc.constantFrom(usual, ...others));

const failure = fc.record({
  kind: fc.constant('failed' as const),
  reason: fc.constantFrom(
    'throttled' as const,
    'deadline' as const,
    'role-refused' as const,
    'connection-lost' as const,
  ),
});
const anyCheck: fc.Arbitrary<PasswordCheck> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('tokens' as const), sub: mostly(SUB, 'other') }) },
  fc.record({ kind: fc.constant('challenge' as const), challenge: fc.constantFrom(...SOURCE_CHALLENGES) }),
  fc.record({
    kind: fc.constant('refused' as const),
    refusal: fc.constantFrom(
      'not-authorized' as const,
      'user-not-found' as const,
      'user-not-confirmed' as const,
      'password-reset-required' as const,
      'refused-by-trigger' as const,
    ),
  }),
  failure,
);
const anyUser = fc.record({
  username: mostly('liam.porter', 'somebody.else'),
  sub: fc.constant(SUB),
  enabled: mostly(true, false),
  status: mostly(
    'CONFIRMED',
    'RESET_REQUIRED',
    'FORCE_CHANGE_PASSWORD',
    'UNCONFIRMED',
    'EXTERNAL_PROVIDER',
    'UNKNOWN',
  ),
  factors: fc.subarray(['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP']),
  attributes: fc.oneof(
    fc.constant({ email: 'liam@example.com', email_verified: 'true' }),
    fc.constant({ email: 'liam@example.com', email_verified: 'true', name: MARK, 'custom:tenant': MARK }),
    fc.dictionary(
      fc.constantFrom(
        'sub',
        'email',
        'email_verified',
        'phone_number',
        'name',
        'custom:tenant',
        'identities',
        'custom:unheard',
      ),
      fc.constantFrom('true', 'liam@example.com', '+15550100', `${MARK}`),
    ),
  ),
});
const anyRead: fc.Arbitrary<UserRead> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('found' as const), user: anyUser }) },
  fc.constant({ kind: 'not-found' as const }),
  failure,
);
const anyMfa: fc.Arbitrary<UnportableMfaPolicy> = fc.constantFrom('reset-required', 'migrate', 'reject');
/** Who is found in the target under any name: nobody, this user, somebody else, or it is not to be known. */
const anyOwner = fc.constantFrom('nobody', 'own', 'another', 'unreachable');
const anyCase = fc.record({
  owner: anyOwner,
  check: anyCheck,
  read: anyRead,
  unportable: anyMfa,
  forgot: fc.boolean(),
  smsMfa: fc.boolean(),
});
type Case = typeof anyCase extends fc.Arbitrary<infer Value> ? Value : never;

/** A user who has whatever name was asked for. */
const ownerOf = (owner: Case['owner']) => async (name: string) => {
  if (owner === 'unreachable') throw new Error('down');
  if (owner === 'nobody') return undefined;
  const sourceSub = owner === 'own' ? SUB : 'another';
  return {
    username: name,
    attributes: { email: name, phone_number: name, 'custom:source_sub': sourceSub },
  };
};

type Response = { finalUserStatus?: string; userAttributes?: Record<string, string>; enableSMSMFA?: boolean };

/** The response given, or nothing when the one constant error was thrown; anything else fails the test. */
const respond = async (one: Case) => {
  const { migrate, attempts, askedTarget } = setUp({
    check: one.check,
    read: one.read,
    target: ownerOf(one.owner),
    settings: {
      mfa: { unportable: one.unportable },
      target: { smsMfa: one.smsMfa },
      mapping: { drop: ['name'] },
    },
  });
  const event = one.forgot ? forgotPasswordEvent() : signInEvent('liam.porter', `${MARK}-password`);
  const answer = await migrate(event, NO_DEADLINE).catch((error: unknown) => {
    expect(error).toMatchObject({ name: 'MigrationFailed', message: FAILED_TEXT });
    return undefined;
  });
  return { response: answer?.response as Response | undefined, attempts, askedTarget };
};

const created = ({ finalUserStatus }: Response = {}): boolean => finalUserStatus !== undefined;

const holds = (name: string, property: (one: Case, response: Response | undefined) => boolean) =>
  it(name, async () => {
    await fc.assert(
      fc.asyncProperty(anyCase, async (one) => property(one, (await respond(one)).response)),
      { numRuns: 500 },
    );
  });

describe('for any answer of the source', () => {
  holds(
    'the handler creates a user, answers empty, or throws the constant error',
    (_, response) => response === undefined || created(response) || Object.keys(response).length === 0,
  );

  holds(
    'nobody is confirmed whose password was not proven',
    ({ check, forgot }, response) =>
      response?.finalUserStatus !== 'CONFIRMED' ||
      (!forgot && (check.kind === 'tokens' || check.kind === 'challenge')),
  );

  holds(
    'no temporary password is confirmed',
    ({ check }, response) =>
      response?.finalUserStatus !== 'CONFIRMED' ||
      check.kind !== 'challenge' ||
      check.challenge !== 'NEW_PASSWORD_REQUIRED',
  );

  holds(
    'nobody is created who is not enabled, confirmed or resettable, and read',
    ({ read }, response) =>
      !created(response) ||
      (read.kind === 'found' &&
        read.user.enabled &&
        ['CONFIRMED', 'RESET_REQUIRED', 'FORCE_CHANGE_PASSWORD'].includes(read.user.status)),
  );

  holds('a shell always has a contact to open it', (_, response) => {
    // The data has no verified phone number.
    const { email, email_verified } = response?.userAttributes ?? {};
    return (
      response?.finalUserStatus !== 'RESET_REQUIRED' || (email !== undefined && email_verified === 'true')
    );
  });

  holds(
    'nobody with a factor is confirmed without SMS or the policy that says so',
    ({ read, unportable }, response) =>
      response?.finalUserStatus !== 'CONFIRMED' ||
      unportable === 'migrate' ||
      read.kind !== 'found' ||
      read.user.factors.length === 0 ||
      (response.enableSMSMFA === true && read.user.factors.every((factor) => factor === 'SMS_MFA')),
  );

  holds(
    'SMS MFA is only asked for with a phone number, where the target has it',
    ({ smsMfa }, response) =>
      response?.enableSMSMFA !== true || (smsMfa && response.userAttributes?.phone_number !== undefined),
  );

  holds('no attribute outside the mapping is sent', (_, response) =>
    Object.keys(response?.userAttributes ?? {}).every((name) =>
      ['email', 'email_verified', 'phone_number', 'custom:tenant', 'custom:source_sub'].includes(name),
    ),
  );

  it('nobody is created under a name that somebody else in the target has', async () => {
    await fc.assert(
      fc.asyncProperty(anyCase, async (one) => {
        const { response, askedTarget } = await respond(one);
        return one.owner !== 'another' || askedTarget.length === 0 || !created(response);
      }),
      { numRuns: 500 },
    );
  });

  it('the target is only asked about users who would be let in', async () => {
    await fc.assert(
      fc.asyncProperty(anyCase, async (one) => {
        const { attempts, askedTarget } = await respond(one);
        const [outcome] = attempts.map((attempt) => attempt.outcome);
        const taken = outcome?.kind === 'failed' && outcome.reason === 'alias-taken';
        return askedTarget.length === 0 || taken || (outcome !== undefined && isAdmitted(outcome));
      }),
      { numRuns: 300 },
    );
  });

  it('nothing secret is told of', async () => {
    await fc.assert(
      fc.asyncProperty(anyCase, async (one) => {
        const { attempts } = await respond(one);
        const { user: _, ...told } = { user: undefined, ...attempts[0]?.outcome };
        return !JSON.stringify({ ...attempts[0], outcome: told }).includes(MARK);
      }),
      { numRuns: 300 },
    );
  });
});

describe('for any event', () => {
  it('the handler answers or throws the constant error', async () => {
    const anything = fc.oneof(
      fc.anything(),
      fc.anything().map((value) => ({ ...signInEvent(), request: value })),
    );
    await fc.assert(
      fc.asyncProperty(anything, async (event) => {
        const answer = setUp().migrate(event, NO_DEADLINE);
        await answer.catch((error: unknown) => expect(error).toMatchObject({ message: FAILED_TEXT }));
      }),
    );
  });

  it('any login and password that Cognito lets through is answered', async () => {
    const { migrate } = setUp({ check: { kind: 'refused', refusal: 'not-authorized' } });
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'binary' }),
        async (login, password) => {
          expect((await migrate(signInEvent(login, password), NO_DEADLINE)).response).toEqual({});
        },
      ),
    );
  });
});
