/**
 * The settings of a user pool that UpdateUserPool replaces as a whole: their fields, their defaults, their checks.
 */
import { invalidParameter } from './errors.ts';
import {
  flag,
  type InputOf,
  integer,
  listOf,
  oneOf,
  optional,
  required,
  storedAsGiven,
  structure,
  text,
  textMap,
} from './input-fields.ts';
import { SCHEMA_ATTRIBUTE_FIELDS } from './schema.ts';

const arn = text({ min: 20, max: 131_072 });
const verifiable = oneOf(['phone_number', 'email']);

const passwordPolicyFields = {
  MinimumLength: optional(integer(6, 99)),
  RequireUppercase: optional(flag),
  RequireLowercase: optional(flag),
  RequireNumbers: optional(flag),
  RequireSymbols: optional(flag),
  PasswordHistorySize: optional(integer(0, 24)),
  TemporaryPasswordValidityDays: optional(integer(0, 365)),
} as const;

/** Trigger name to function ARN; the configurations with a version carry the ARN inside. */
const lambdaConfigFields = {
  PreSignUp: optional(arn),
  CustomMessage: optional(arn),
  PostConfirmation: optional(arn),
  PreAuthentication: optional(arn),
  PostAuthentication: optional(arn),
  DefineAuthChallenge: optional(arn),
  CreateAuthChallenge: optional(arn),
  VerifyAuthChallengeResponse: optional(arn),
  PreTokenGeneration: optional(arn),
  UserMigration: optional(arn),
  PreTokenGenerationConfig: optional(storedAsGiven),
  CustomSMSSender: optional(storedAsGiven),
  CustomEmailSender: optional(storedAsGiven),
  InboundFederation: optional(storedAsGiven),
  KMSKeyID: optional(arn),
} as const;

const recoveryFields = {
  Priority: required(integer(1, 2)),
  Name: required(oneOf(['verified_email', 'verified_phone_number', 'admin_only'])),
} as const;

/** What UpdateUserPool takes beside the pool's id. Structures that change nothing here are stored and described. */
export const POOL_SETTING_FIELDS = {
  PoolName: optional(text({ min: 1, max: 128 })),
  Policies: optional(
    structure({
      PasswordPolicy: optional(structure(passwordPolicyFields)),
      SignInPolicy: optional(
        structure({
          AllowedFirstAuthFactors: optional(listOf(oneOf(['PASSWORD', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN']))),
        }),
      ),
    }),
  ),
  DeletionProtection: optional(oneOf(['ACTIVE', 'INACTIVE'])),
  LambdaConfig: optional(structure(lambdaConfigFields)),
  AutoVerifiedAttributes: optional(listOf(verifiable)),
  SmsVerificationMessage: optional(text()),
  EmailVerificationMessage: optional(text()),
  EmailVerificationSubject: optional(text()),
  VerificationMessageTemplate: optional(storedAsGiven),
  SmsAuthenticationMessage: optional(text()),
  UserAttributeUpdateSettings: optional(
    structure({ AttributesRequireVerificationBeforeUpdate: optional(listOf(verifiable)) }),
  ),
  MfaConfiguration: optional(oneOf(['OFF', 'ON', 'OPTIONAL'])),
  DeviceConfiguration: optional(storedAsGiven),
  EmailConfiguration: optional(storedAsGiven),
  SmsConfiguration: optional(
    structure({ SnsCallerArn: required(arn), ExternalId: optional(text()), SnsRegion: optional(text()) }),
  ),
  UserPoolTags: optional(textMap),
  AdminCreateUserConfig: optional(
    structure({
      AllowAdminCreateUserOnly: optional(flag),
      UnusedAccountValidityDays: optional(integer(0, 365)),
      InviteMessageTemplate: optional(storedAsGiven),
    }),
  ),
  UserPoolAddOns: optional(storedAsGiven),
  AccountRecoverySetting: optional(
    structure({ RecoveryMechanisms: optional(listOf(structure(recoveryFields))) }),
  ),
  UserPoolTier: optional(oneOf(['LITE', 'ESSENTIALS', 'PLUS'])),
} as const;

/** Members of the real request that nothing here stands for. */
export const POOL_SETTINGS_NOT_MODELLED = [
  'DcrConfiguration',
  'KeyConfiguration',
  'IssuerConfiguration',
  'AcrConfiguration',
] as const;

/** What CreateUserPool takes beside them, and `SchemaAttributes`, the same schema in a description's form. */
export const POOL_CREATION_FIELDS = {
  ...POOL_SETTING_FIELDS,
  AliasAttributes: optional(listOf(oneOf(['phone_number', 'email', 'preferred_username']))),
  UsernameAttributes: optional(listOf(verifiable)),
  UsernameConfiguration: optional(structure({ CaseSensitive: required(flag) })),
  Schema: optional(listOf(structure(SCHEMA_ATTRIBUTE_FIELDS))),
  SchemaAttributes: optional(listOf(structure(SCHEMA_ATTRIBUTE_FIELDS))),
} as const;

/** In a description, not in a creation. aws-sdk-client typings 3.1169.0, `UserPoolType`. */
export const POOL_READ_ONLY_FIELDS = [
  'Arn',
  'CreationDate',
  'CustomDomain',
  'Domain',
  'EmailConfigurationFailure',
  'EstimatedNumberOfUsers',
  'Id',
  'LastModifiedDate',
  'SmsConfigurationFailure',
  'Status',
] as const;

export type PoolSettings = InputOf<typeof POOL_SETTING_FIELDS>;
export type UserPoolInput = InputOf<typeof POOL_CREATION_FIELDS>;
export type TriggerName = keyof typeof lambdaConfigFields;

export type PasswordPolicySettings = NonNullable<NonNullable<PoolSettings['Policies']>['PasswordPolicy']>;

// API reference "PasswordPolicyType": what an absent policy means, 2026-11.
const DEFAULT_PASSWORD_POLICY: Required<Omit<PasswordPolicySettings, 'PasswordHistorySize'>> = {
  MinimumLength: 8,
  RequireUppercase: true,
  RequireLowercase: true,
  RequireNumbers: true,
  RequireSymbols: true,
  TemporaryPasswordValidityDays: 7,
};

/** A given policy is taken as it is: what it does not require is not required. */
export const passwordPolicyOf = (settings: PoolSettings): PasswordPolicySettings =>
  settings.Policies?.PasswordPolicy ?? DEFAULT_PASSWORD_POLICY;

/**
 * The complete settings an update leaves behind: what the request does not name is at its default, not at its former
 * value ("If you don't provide a value, Cognito sets it to its default". Developer Guide "Updating user pool", 2026-11).
 * @throws {ServiceError} for values that contradict each other.
 */
export const completeSettings = (given: PoolSettings, poolName: string): PoolSettings => {
  const unverifiable = (
    given.UserAttributeUpdateSettings?.AttributesRequireVerificationBeforeUpdate ?? []
  ).filter((attribute) => !(given.AutoVerifiedAttributes ?? []).includes(attribute));
  if (unverifiable.length > 0) {
    throw invalidParameter(
      `AttributesRequireVerificationBeforeUpdate names ${unverifiable.join(', ')}, which AutoVerifiedAttributes does not.`,
    );
  }
  const policy = passwordPolicyOf(given);
  return {
    ...given,
    PoolName: given.PoolName ?? poolName,
    Policies: {
      ...given.Policies,
      PasswordPolicy: { ...policy },
      SignInPolicy: given.Policies?.SignInPolicy ?? { AllowedFirstAuthFactors: ['PASSWORD'] },
    },
    DeletionProtection: given.DeletionProtection ?? 'INACTIVE',
    LambdaConfig: given.LambdaConfig ?? {},
    MfaConfiguration: given.MfaConfiguration ?? 'OFF',
    EmailConfiguration: given.EmailConfiguration ?? { EmailSendingAccount: 'COGNITO_DEFAULT' },
    VerificationMessageTemplate: given.VerificationMessageTemplate ?? {
      DefaultEmailOption: 'CONFIRM_WITH_CODE',
    },
    UserAttributeUpdateSettings: {
      AttributesRequireVerificationBeforeUpdate:
        given.UserAttributeUpdateSettings?.AttributesRequireVerificationBeforeUpdate ?? [],
    },
    UserPoolTags: given.UserPoolTags ?? {},
    AdminCreateUserConfig: {
      UnusedAccountValidityDays: 7,
      ...given.AdminCreateUserConfig,
      // The older name of the same: "that value will be used". API reference "AdminCreateUserConfigType", 2026-11.
      ...(policy.TemporaryPasswordValidityDays !== undefined && {
        UnusedAccountValidityDays: policy.TemporaryPasswordValidityDays,
      }),
      AllowAdminCreateUserOnly: given.AdminCreateUserConfig?.AllowAdminCreateUserOnly ?? false,
    },
    UserPoolTier: given.UserPoolTier ?? 'ESSENTIALS',
  };
};
