/** Whatever the source says, the local Cognito takes what the trigger answers, and nobody's values are in log or metrics. */
import fc from 'fast-check';
import { FAILED_TEXT } from '#core/errors.ts';
import { type PasswordCheck, SOURCE_CHALLENGES } from '#core/source-evidence.ts';
import type { PoolSignIn } from '#core/trigger-settings.ts';
import { createAttemptTelemetry, createLogger } from '#functions/_runtime/attempt-telemetry.ts';
import { ALIAS, BY_EMAIL, found, PLAIN, SCHEMA, SUB } from '#test/core/trigger-builders.ts';
import {
  createLocalPool,
  FUNCTION_ARN,
  refusal,
  SMS,
} from '../../rehearsal/services/cognito-idp/local-pool.ts';
import { NO_DEADLINE, setUp } from './fake-ports.ts';

const MARK = 'secret-mark';
const PHONE: string = '+12025550100';
const PASSWORD = `${MARK}-Password-9`;

const describedSchema = SCHEMA.filter(({ name }) => name.startsWith('custom:')).map(
  ({ name, type, mutable, minLength, maxLength, minValue, maxValue }) => ({
    Name: name,
    AttributeDataType: type,
    Mutable: mutable,
    Required: false,
    ...(type === 'String'
      ? { StringAttributeConstraints: { MinLength: String(minLength), MaxLength: String(maxLength) } }
      : { NumberAttributeConstraints: { MinValue: String(minValue), MaxValue: String(maxValue) } }),
  }),
);

type Migrate = ReturnType<typeof setUp>['migrate'];

/** A target pool whose trigger is whatever the running case wants. */
const createTarget = ({ mode, attributes }: PoolSignIn) => {
  const trigger: { migrate?: Migrate } = {};
  const pool = createLocalPool({
    pool: {
      SchemaAttributes: describedSchema,
      UsernameConfiguration: { CaseSensitive: false },
      MfaConfiguration: 'OPTIONAL',
      SmsConfiguration: SMS,
      LambdaConfig: { UserMigration: FUNCTION_ARN },
      ...(mode === 'alias' && { AliasAttributes: attributes }),
      ...(mode === 'username-attributes' && { UsernameAttributes: attributes }),
    },
    invokeTrigger: async ({ payload }) => {
      try {
        return { payload: await trigger.migrate?.(payload, NO_DEADLINE) };
      } catch (error) {
        const { name, message } = error instanceof Error ? error : new Error('nothing');
        return { payload: null, functionError: { errorType: name, errorMessage: message } };
      }
    },
  });
  return { ...pool, trigger };
};

const MODES = { alias: ALIAS, plain: PLAIN, 'by e-mail': BY_EMAIL } as const;
const targets = Object.fromEntries(
  Object.entries(MODES).map(([name, signIn]) => [name, createTarget(signIn)]),
);

const anyCheck: fc.Arbitrary<PasswordCheck> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ kind: 'tokens' as const, sub: SUB }) },
  fc.record({ kind: fc.constant('challenge' as const), challenge: fc.constantFrom(...SOURCE_CHALLENGES) }),
  fc.constant({ kind: 'refused' as const, refusal: 'password-reset-required' as const }),
);

/** Values that a pool takes; text is marked. */
const sound = fc.record(
  {
    email_verified: fc.constantFrom('true', 'false'),
    phone_number: fc.constant(PHONE),
    phone_number_verified: fc.constantFrom('true', 'false'),
    name: fc.constantFrom(MARK, 'ÄÖ 名前'),
    birthdate: fc.constant('1990-02-28'),
    updated_at: fc.constant('1700000000'),
    'custom:tenant': fc.constant(MARK),
    'custom:points': fc.constant('5'),
    identities: fc.constant('[]'),
    'cognito:user_status': fc.constant('x'),
  },
  { requiredKeys: ['email_verified'] },
);

/** One value, or one name, that it refuses: more would hide each other. */
const unsound = fc.constantFrom<Readonly<Record<string, string>>>(
  { phone_number: '0202 5550100' },
  { name: `${MARK} ${'x'.repeat(2040)}` },
  { birthdate: '1990-02-30' },
  { birthdate: '28.2.1990' },
  { updated_at: '-1' },
  { updated_at: 'yesterday' },
  { 'custom:tenant': 'x'.repeat(65) },
  { 'custom:points': '101' },
  { 'custom:points': MARK },
  { 'custom:unheard': MARK },
);

const anyAttributes = fc.oneof(
  { weight: 3, arbitrary: sound },
  fc.tuple(sound, unsound).map(([taken, refused]) => ({ ...taken, ...refused })),
);

const anyCase = fc.record({
  mode: fc.constantFrom('alias' as const, 'plain' as const, 'by e-mail' as const),
  typed: fc.constantFrom(
    'username' as const,
    'username' as const,
    'email' as const,
    'email' as const,
    'another' as const,
  ),
  forgot: fc.boolean(),
  check: anyCheck,
  attributes: anyAttributes,
  factors: fc.subarray(['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP']),
  unportable: fc.constantFrom('reset-required' as const, 'migrate' as const, 'reject' as const),
});
type Case = typeof anyCase extends fc.Arbitrary<infer Value> ? Value : never;

let made = 0;

/** Each user has a phone number of their own: the trigger's look at other owners is not what is tried here. */
const ownPhone = (attributes: Case['attributes']): Case['attributes'] =>
  attributes.phone_number === PHONE
    ? { ...attributes, phone_number: `+1202${String(made).padStart(7, '0')}` }
    : attributes;

/** What a client of the target sees, and what the trigger told of it. */
const attemptOf = async ({ mode, typed, forgot, check, attributes, factors, unportable }: Case) => {
  made += 1;
  const username = `${MARK}-${made}`;
  const email = `${MARK}.${made}@example.com`;
  const login = { username, email, another: `${MARK}-nobody-${made}` }[typed];
  const target = targets[mode];
  if (target === undefined) throw new Error(`no pool for ${mode}`);
  const signIn = MODES[mode];
  const user = {
    username,
    factors,
    attributes: { sub: SUB, email, ...ownPhone(attributes) } as Record<string, string>,
  };
  const { migrate, attempts } = setUp({
    check,
    read: found(user),
    settings: { source: { signIn }, target: { signIn }, mfa: { unportable } },
  });
  target.trigger.migrate = migrate;
  const { clientId: ClientId } = target;
  const calling = forgot
    ? target.call('ForgotPassword', { ClientId, Username: login })
    : target.signIn(login, PASSWORD);
  const seen = await refusal(calling.then(() => Promise.reject(Object.assign(new Error(), { code: 'ok' }))));
  return { seen, attempts };
};

it('Cognito never refuses what is returned', async () => {
  const seenKinds = new Set<string>();
  await fc.assert(
    fc.asyncProperty(anyCase, async (one) => {
      const { seen, attempts } = await attemptOf(one);
      seenKinds.add(attempts[0]?.outcome.kind ?? 'none');
      expect([
        'ok: ',
        'NotAuthorizedException: Incorrect username or password.',
        `UserLambdaValidationException: UserMigration failed with error ${FAILED_TEXT}`,
        `UserLambdaValidationException: UserMigration failed with error ${FAILED_TEXT}.`,
      ]).toContain(seen);
    }),
    { numRuns: 400 },
  );
  // The cases reach every outcome, or the property would say little.
  expect([...seenKinds].toSorted()).toEqual(['failed', 'migrated', 'rejected', 'reset-required']);
});

describe('what is written', () => {
  const environment = { ...process.env };
  const lines: string[] = [];
  beforeAll(() => {
    Object.assign(process.env, {
      POWERTOOLS_METRICS_DISABLED: 'false',
      POWERTOOLS_DEV: 'true',
      POWERTOOLS_LOG_LEVEL: 'INFO',
    });
    for (const method of ['log', 'info', 'warn', 'error'] as const)
      jest
        .spyOn(console, method)
        .mockImplementation((...written: unknown[]) => void lines.push(written.map(String).join()));
  });
  afterAll(() => {
    process.env = environment;
    jest.restoreAllMocks();
  });

  it('holds nobody’s login, password or attribute, whatever the outcome', async () => {
    const telemetry = createAttemptTelemetry(createLogger('migrate-user'), 'migrate-user');
    await fc.assert(
      fc.asyncProperty(anyCase, async (one) => {
        lines.length = 0;
        const { attempts } = await attemptOf(one);
        for (const attempt of attempts) telemetry.record(attempt);
        return lines.length > 0 && !lines.join('\n').includes(MARK);
      }),
      { numRuns: 200 },
    );
  });
});
