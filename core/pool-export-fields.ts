/** The fields of a `describe-user-pool` export: which travel to another pool, which cannot, and which are new to us. */
import type { JsonObject } from './pool-export-reader.ts';

/** True where a field holds something: exports write unset objects as `{}`. */
export const isSet = (value: unknown): boolean =>
  value !== undefined && value !== null && !(typeof value === 'object' && Object.keys(value).length === 0);

/** The named fields that are there. */
export const pick = (from: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(names.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]])));

/** Texts that Cognito sends to users. */
export const MESSAGE_FIELDS = [
  'VerificationMessageTemplate',
  'EmailVerificationMessage',
  'EmailVerificationSubject',
  'SmsVerificationMessage',
  'SmsAuthenticationMessage',
];

/** What belongs to one account, or to this one pool, and stays behind. */
export const BOUND_FIELDS = [
  'LambdaConfig',
  'Domain',
  'CustomDomain',
  'EmailConfiguration',
  'SmsConfiguration',
  'UserPoolTags',
  'WebAuthnConfiguration',
  'KeyConfiguration',
  'IssuerConfiguration',
];

/** API reference "UserPoolType", 2026-11. */
export const KNOWN_FIELDS = new Set([
  ...MESSAGE_FIELDS,
  ...BOUND_FIELDS,
  ...[
    'Id',
    'Name',
    'Arn',
    'Status',
    'CreationDate',
    'LastModifiedDate',
    'EstimatedNumberOfUsers',
    'DeletionProtection',
  ],
  ...[
    'Policies',
    'SchemaAttributes',
    'AliasAttributes',
    'UsernameAttributes',
    'UsernameConfiguration',
    'AutoVerifiedAttributes',
  ],
  ...[
    'MfaConfiguration',
    'SoftwareTokenMfaConfiguration',
    'SmsMfaConfiguration',
    'EmailMfaConfiguration',
    'DeviceConfiguration',
  ],
  ...[
    'AccountRecoverySetting',
    'UserAttributeUpdateSettings',
    'AdminCreateUserConfig',
    'UserPoolAddOns',
    'UserPoolTier',
  ],
  ...['SmsConfigurationFailure', 'EmailConfigurationFailure'],
]);
