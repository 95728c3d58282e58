/** Settings, source users and evidence for tests of the trigger: sound unless a test says otherwise. */
import type { SignInEvidence } from '#core/migration-outcome.ts';
import type { SourceUser } from '#core/source-evidence.ts';
import type { AttributeSchema, TriggerSettings } from '#core/trigger-settings.ts';

export const PASSWORD = 'Correct-Horse-9';
export const SUB = '0b2f5280-909a-4792-95cb-93899543cba6';

const text = (name: string, maxLength = 2048): AttributeSchema => ({
  name,
  type: 'String',
  mutable: true,
  required: false,
  minLength: 0,
  maxLength,
});

export const SCHEMA: readonly AttributeSchema[] = [
  { ...text('sub'), required: true, mutable: false },
  text('email'),
  text('phone_number'),
  text('name'),
  text('birthdate', 10),
  { name: 'email_verified', type: 'Boolean', mutable: true, required: false },
  { name: 'phone_number_verified', type: 'Boolean', mutable: true, required: false },
  { name: 'updated_at', type: 'Number', mutable: true, required: false, minValue: 0 },
  { ...text('custom:tenant', 64), mutable: false },
  { name: 'custom:points', type: 'Number', mutable: true, required: false, minValue: 0, maxValue: 100 },
  { ...text('custom:source_sub', 64), mutable: false },
];

/** A pool whose users have a username and may also type a verified e-mail or phone number. */
export const ALIAS = { mode: 'alias', attributes: ['email', 'phone_number'], caseSensitive: false } as const;
export const PLAIN = { mode: 'plain', attributes: [], caseSensitive: false } as const;
export const BY_EMAIL = { mode: 'username-attributes', attributes: ['email'], caseSensitive: false } as const;

type Change = {
  readonly source?: Partial<TriggerSettings['source']>;
  readonly target?: Partial<TriggerSettings['target']>;
  readonly mapping?: Partial<TriggerSettings['mapping']>;
  readonly mfa?: Partial<TriggerSettings['policies']['mfa']>;
  readonly policies?: Partial<Omit<TriggerSettings['policies'], 'mfa'>>;
  readonly groups?: Partial<TriggerSettings['groups']>;
  readonly reconcile?: NonNullable<TriggerSettings['reconcile']>;
};

/** The defaults of the design, with the changes of one test. */
export const settings = (change: Change = {}): TriggerSettings => ({
  source: {
    accountId: '111111111111',
    region: 'eu-west-1',
    userPoolId: 'eu-west-1_SourcePl1',
    roleArn: 'arn:aws:iam::111111111111:role/cognito-migration-source',
    externalId: 'cognito-migration',
    signIn: ALIAS,
    ...change.source,
  },
  target: {
    accountId: '222222222222',
    region: 'us-east-1',
    signIn: ALIAS,
    schema: SCHEMA,
    passwordPolicy: {
      minimumLength: 10,
      requireUppercase: true,
      requireLowercase: true,
      requireNumbers: true,
      requireSymbols: true,
    },
    smsMfa: true,
    ...change.target,
  },
  mapping: { rename: {}, drop: [], constant: {}, ...change.mapping },
  policies: {
    mfa: { unportable: 'reset-required', unportableOnReset: 'reject', ...change.mfa },
    weakPassword: 'accept',
    resetRequired: 'reset-required',
    letterCaseLookup: false,
    signUpWhenSourceUnreachable: 'refuse',
    ...change.policies,
  },
  groups: { mode: 'from-token', map: {}, privileged: [], ...change.groups },
  ...(change.reconcile === undefined ? {} : { reconcile: change.reconcile }),
});

type UserChange = Partial<Omit<SourceUser, 'attributes'>> & {
  readonly attributes?: Readonly<Record<string, string>>;
};

/** An enabled, confirmed user with a verified e-mail and no second factor. */
export const sourceUser = ({ attributes, ...change }: UserChange = {}): SourceUser => ({
  username: 'liam.porter',
  sub: SUB,
  enabled: true,
  status: 'CONFIRMED',
  factors: [],
  attributes: { sub: SUB, email: 'liam@example.com', email_verified: 'true', ...attributes },
  ...change,
});

export const WITH_PHONE = { phone_number: '+15550100', phone_number_verified: 'true' } as const;

/** The right password of an ordinary user. */
export const signIn = (change: Partial<SignInEvidence> = {}): SignInEvidence => ({
  login: 'liam.porter',
  password: PASSWORD,
  check: { kind: 'tokens', sub: SUB, groups: [] },
  read: { kind: 'found', user: sourceUser() },
  ...change,
});

export const found = (change: UserChange = {}) => ({ kind: 'found', user: sourceUser(change) }) as const;
