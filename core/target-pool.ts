/** The target pool that is made like an exported source pool: what it takes over, what it has otherwise, what stays behind and why. */
import type { Overrides, SelfSignUp } from './config.ts';
import type { Contact, MfaMethod, PoolDescription, PoolShape } from './pool-description.ts';
import { isCustom } from './standard-attributes.ts';
import { type AttributeSchema, type PoolSignIn, SOURCE_SUB_ATTRIBUTE } from './trigger-settings.ts';

/** One property of the source pool that the target pool does not have as it was. */
type Difference = { readonly property: string; readonly reason: string };

/**
 * `schema` is with `custom:source_sub`, without `identities`, which Cognito adds with the first identity provider. What
 * `autoVerified` names is verified at sign-up and before a change takes effect. Where anybody may sign up, the source is
 * asked about each of them.
 */
export type TargetPool = PoolShape & {
  /** Absent in a pool that exists already and keeps its own. */
  readonly deletionProtection?: boolean;
  readonly email?: NonNullable<Overrides['email']>;
  /** What the operator should know, in the order of the export. */
  readonly differences: readonly Difference[];
};

/** A source `sub` is a UUID; other forms are allowed for, because the attribute can never be changed. */
export const SOURCE_SUB: AttributeSchema = {
  name: SOURCE_SUB_ATTRIBUTE,
  type: 'String',
  mutable: false,
  required: false,
  minLength: 1,
  maxLength: 256,
};

/** Derives the target pool. Pure; rules about the overrides themselves are checked in config-rules.ts. */
export const deriveTargetPool = (
  source: PoolDescription,
  overrides: Overrides,
  { enabled: selfSignUp }: SelfSignUp,
): TargetPool => {
  const mfa = deriveMfa(source, overrides);
  const sendsSms = source.sendsSms || mfa.methods.includes('SMS_MFA');
  const tier = overrides.tier ?? source.tier;
  return {
    name: overrides.name ?? source.name,
    deletionProtection: overrides.deletionProtection,
    selfSignUp,
    signIn: deriveSignIn(source, overrides),
    schema: deriveSchema(source, overrides),
    passwordPolicy: { ...source.passwordPolicy, ...definedOnly(overrides.passwordPolicy ?? {}) },
    ...definedOnly({
      temporaryPasswordDays: source.temporaryPasswordDays,
      passwordHistorySize: source.passwordHistorySize,
      tier,
      threatProtection: source.threatProtection,
      devices: source.devices,
      email: overrides.email,
    }),
    firstFactors: source.firstFactors,
    mfa,
    autoVerified: verifiedContacts(sendsSms),
    recovery: source.recovery,
    sendsSms,
    messages: source.messages,
    inviteMessages: source.inviteMessages,
    differences: [
      ...differences(source, overrides, mfa.methods, sendsSms),
      ...(source.selfSignUp && !selfSignUp ? [CLOSED_SIGN_UP] : []),
      ...(selfSignUp && !source.selfSignUp ? [OPENED_SIGN_UP] : []),
    ],
  };
};

const deriveSignIn = (source: PoolDescription, { signIn, caseSensitive }: Overrides): PoolSignIn => ({
  ...source.signIn,
  ...signIn,
  caseSensitive: caseSensitive ?? source.signIn.caseSensitive,
});

const deriveSchema = (source: PoolDescription, { attributes }: Overrides): AttributeSchema[] => [
  ...source.schema.filter(({ name }) => name !== 'identities' && name !== SOURCE_SUB_ATTRIBUTE),
  ...attributes.map((attribute) => ({ ...definedOnly(attribute), required: false })),
  SOURCE_SUB,
];

/** E-mail codes need an SES identity of account B, which no export can bring along. */
const deriveMfa = (source: PoolDescription, { mfa, email }: Overrides): TargetPool['mfa'] => {
  const mode = mfa?.mode ?? source.mfa.mode;
  if (mode === 'OFF') return { mode, methods: [] };
  const carried = source.mfa.methods.filter((method) => method !== 'EMAIL_OTP' || email !== undefined);
  return { mode, methods: mfa?.methods ?? (carried.length > 0 ? carried : ['SOFTWARE_TOKEN_MFA']) };
};

/**
 * "All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes" (the service's
 * own text, aws/aws-cli#7151). Phone numbers can only be verified by a pool that can send SMS.
 */
const verifiedContacts = (sendsSms: boolean): Contact[] => (sendsSms ? ['email', 'phone_number'] : ['email']);

const REASONS: Readonly<Record<string, string>> = {
  LambdaConfig: 'its Lambdas belong to account A; deploy those you need in account B',
  Domain: 'a domain prefix exists once per region; create one for the new pool',
  CustomDomain: 'a custom domain points at one pool; move it after the cutover',
  EmailConfiguration:
    'its SES identity belongs to account A; name one of account B in overrides.email. Until then Cognito sends at most 50 mails a day',
  SmsConfiguration:
    'its role belongs to account A; the new pool gets a role of its own. The SNS sandbox and spending limit of account B apply',
  UserPoolTags: 'tags of the new pool come from the configuration',
  WebAuthnConfiguration: 'passkeys are bound to the relying party of the source and cannot move',
  KeyConfiguration: 'its KMS key belongs to account A',
  IssuerConfiguration: 'the issuer belongs to the source pool',
};

const differences = (
  source: PoolDescription,
  overrides: Overrides,
  methods: readonly MfaMethod[],
  sendsSms: boolean,
): Difference[] => {
  const added = verifiedContacts(sendsSms).filter((contact) => !source.autoVerified.includes(contact));
  const lostMethods =
    overrides.mfa === undefined ? source.mfa.methods.filter((method) => !methods.includes(method)) : [];
  return [
    ...source.bound.map((property) => ({ property, reason: REASONS[property] ?? 'it belongs to account A' })),
    ...source.unknownFields.map((property) => ({
      property,
      reason: 'this version does not know it; set it by hand where you need it',
    })),
    ...lostMethods.map((property) => ({
      property,
      reason: 'needs an SES identity of account B; name one in overrides.email',
    })),
    ...added.map((property) => ({
      property,
      reason: 'is verified by the new pool, so that a change takes effect only after its proof',
    })),
  ];
};

/** Cognito asks no migration trigger at a sign-up (amplify-js#5081): somebody has to, or names are taken from their owners. */
const CLOSED_SIGN_UP: Difference = {
  property: 'AllowAdminCreateUserOnly',
  reason:
    'self sign-up stays closed, or a stranger could take the address of a user who has not migrated yet; target.selfSignUp opens it, guarded',
};

const OPENED_SIGN_UP: Difference = {
  property: 'AllowAdminCreateUserOnly',
  reason: 'target.selfSignUp opens self sign-up, which the source does not have',
};

/** Custom attributes a pool may have. Developer Guide "Quotas", 2026-11 */
export const MAX_CUSTOM_ATTRIBUTES = 50;

export const customAttributeCount = ({ schema }: Pick<TargetPool, 'schema'>): number =>
  schema.filter(({ name }) => isCustom(name)).length;

/** The same object without its undefined values: what exactOptionalPropertyTypes asks for. */
type DefinedOnly<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

const definedOnly = <T extends object>(object: T): DefinedOnly<T> =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as DefinedOnly<T>;
