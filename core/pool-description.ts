/**
 * What the migration needs to know of a user pool, read from the output of `aws cognito-idp describe-user-pool`.
 * Pure: the caller reads the file. Fields that AWS adds later are tolerated and listed in `unknownFields`.
 */
import { PoolDescriptionError } from './config-error.ts';
import { BOUND_FIELDS, isSet, KNOWN_FIELDS, MESSAGE_FIELDS, pick } from './pool-export-fields.ts';
import { isObject, type JsonObject, PoolExportReader } from './pool-export-reader.ts';
import { readSchema } from './pool-schema.ts';
import type { AttributeSchema, PasswordPolicy, PoolSignIn, SignInAttribute } from './trigger-settings.ts';

export type MfaMode = 'OFF' | 'OPTIONAL' | 'ON';
/** As CloudFormation's `EnabledMfas` calls them. */
export type MfaMethod = 'SMS_MFA' | 'SOFTWARE_TOKEN_MFA' | 'EMAIL_OTP';
export type Contact = 'email' | 'phone_number';
export type RecoveryMechanism = { readonly name: string; readonly priority: number };

/** What one pool is like and another can be made like. */
export type PoolShape = {
  readonly name: string;
  readonly signIn: PoolSignIn;
  readonly schema: readonly AttributeSchema[];
  readonly passwordPolicy: PasswordPolicy;
  readonly temporaryPasswordDays?: number;
  readonly passwordHistorySize?: number;
  /** What a user may prove first; empty in exports from before 2024-11. */
  readonly firstFactors: readonly string[];
  readonly mfa: { readonly mode: MfaMode; readonly methods: readonly MfaMethod[] };
  readonly autoVerified: readonly Contact[];
  readonly recovery: readonly RecoveryMechanism[];
  /** True where anybody may sign up. */
  readonly selfSignUp: boolean;
  /** True where the pool has an IAM role for sending SMS. */
  readonly sendsSms: boolean;
  readonly tier?: 'LITE' | 'ESSENTIALS' | 'PLUS';
  readonly threatProtection?: string;
  readonly devices?: { readonly challengeOnNew: boolean; readonly rememberOnPrompt: boolean };
  /** Texts of the pool's messages, under the names of the export; they belong to the pool, not to an account. */
  readonly messages: JsonObject;
  readonly inviteMessages: JsonObject;
};

export type PoolDescription = PoolShape & {
  readonly id: string;
  readonly arn: string;
  readonly accountId: string;
  readonly region: string;
  /** "A number estimating the size", as old as the export; 0 where it says none. API reference "UserPoolType", 2026-11 */
  readonly estimatedUsers: number;
  /** The Lambda triggers that are set, by name: each with its ARN, without one where it is written in a form unknown to this version. */
  readonly triggers: Readonly<Record<string, string | undefined>>;
  /** The role by which Cognito sends SMS: whoever updates the pool has to be allowed to pass it on. */
  readonly smsRoleArn?: string;
  /** Fields that are set and that belong to the account or to this one pool: they cannot travel. */
  readonly bound: readonly string[];
  /** Fields that this version does not know. */
  readonly unknownFields: readonly string[];
};

/**
 * @param document `{"UserPool": {…}}` as the AWS CLI writes it, or what is inside
 * @param origin file name for the headline of the error
 * @throws {PoolDescriptionError} naming every field that is wrong or missing
 */
export const readPoolDescription = (document: unknown, origin?: string): PoolDescription => {
  const reader = new PoolExportReader();
  const wrapped = isObject(document) && 'UserPool' in document;
  const pool = reader.object(wrapped ? document.UserPool : document, wrapped ? 'UserPool' : '');
  if (!('SchemaAttributes' in pool) && !('Arn' in pool)) {
    const remedy = 'must be the output of `aws cognito-idp describe-user-pool`, an object with "UserPool"';
    throw new PoolDescriptionError([{ path: '', remedy }], origin);
  }
  const description = describe(pool, reader);
  if (reader.problems.length > 0) throw new PoolDescriptionError(reader.problems, origin);
  return description;
};

const describe = (pool: JsonObject, reader: PoolExportReader): PoolDescription => ({
  ...identity(pool, reader),
  ...policies(pool, reader),
  signIn: signIn(pool, reader),
  schema: readSchema(pool, reader),
  mfa: mfa(pool, reader),
  ...verification(pool, reader),
  ...features(pool, reader),
  messages: pick(pool, MESSAGE_FIELDS),
  ...administration(pool, reader),
  ...smsRole(pool, reader),
  triggers: Object.fromEntries(
    Object.entries(reader.object(pool.LambdaConfig, 'UserPool.LambdaConfig')).flatMap(([name, value]) =>
      typeof value === 'string' || isObject(value) ? [[name, triggerArn(value)]] : [],
    ),
  ),
  bound: BOUND_FIELDS.filter((name) => isSet(pool[name])),
  unknownFields: Object.keys(pool).filter((name) => !KNOWN_FIELDS.has(name)),
});

/** Triggers of which there are versions name their Lambda in an object. API reference "LambdaConfigType", 2026-11 */
const triggerArn = (value: string | JsonObject): string | undefined => {
  if (typeof value === 'string') return value;
  return typeof value.LambdaArn === 'string' ? value.LambdaArn : undefined;
};

const ARN = /^arn:aws[\w-]*:cognito-idp:([a-z0-9-]+):(\d{12}):userpool\/([\w-]+_[0-9a-zA-Z]+)$/;

const identity = (pool: JsonObject, reader: PoolExportReader) => {
  const arn = reader.text(pool.Arn, 'UserPool.Arn');
  const id = reader.text(pool.Id, 'UserPool.Id');
  const [, region = '', accountId = '', idInArn = ''] = ARN.exec(arn) ?? [];
  if (arn !== '' && region === '') reader.complain('UserPool.Arn', arn, 'must be the ARN of a user pool');
  if (region !== '' && id !== '' && id !== idInArn)
    reader.complain('UserPool.Id', id, `must be the pool of the Arn, ${idInArn}`);
  const estimatedUsers =
    reader.optionalNumber(pool.EstimatedNumberOfUsers, 'UserPool.EstimatedNumberOfUsers') ?? 0;
  return { id, arn, accountId, region, name: reader.text(pool.Name, 'UserPool.Name'), estimatedUsers };
};

// What Cognito applies where a pool has no policy of its own. API reference "PasswordPolicyType", 2026-11
const DEFAULT_MINIMUM_LENGTH = 8;

const policies = (pool: JsonObject, reader: PoolExportReader) => {
  const all = reader.object(pool.Policies, 'UserPool.Policies');
  const path = 'UserPool.Policies.PasswordPolicy';
  const policy = reader.object(all.PasswordPolicy, path);
  const days = reader.optionalNumber(
    policy.TemporaryPasswordValidityDays,
    `${path}.TemporaryPasswordValidityDays`,
  );
  const history = reader.optionalNumber(policy.PasswordHistorySize, `${path}.PasswordHistorySize`);
  const first = reader.object(all.SignInPolicy, 'UserPool.Policies.SignInPolicy');
  return {
    passwordPolicy: {
      minimumLength:
        reader.optionalNumber(policy.MinimumLength, `${path}.MinimumLength`) ?? DEFAULT_MINIMUM_LENGTH,
      requireUppercase: reader.flag(policy.RequireUppercase, `${path}.RequireUppercase`, false),
      requireLowercase: reader.flag(policy.RequireLowercase, `${path}.RequireLowercase`, false),
      requireNumbers: reader.flag(policy.RequireNumbers, `${path}.RequireNumbers`, false),
      requireSymbols: reader.flag(policy.RequireSymbols, `${path}.RequireSymbols`, false),
    },
    ...(days === undefined ? {} : { temporaryPasswordDays: days }),
    ...(history === undefined ? {} : { passwordHistorySize: history }),
    firstFactors: reader.choices(
      first.AllowedFirstAuthFactors,
      'UserPool.Policies.SignInPolicy.AllowedFirstAuthFactors',
      ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN'],
    ),
  };
};

const ALIASES: readonly SignInAttribute[] = ['email', 'phone_number', 'preferred_username'];
const CONTACTS: readonly Contact[] = ['email', 'phone_number'];

const signIn = (pool: JsonObject, reader: PoolExportReader): PoolSignIn => {
  const aliases = reader.choices(pool.AliasAttributes, 'UserPool.AliasAttributes', ALIASES);
  const usernames = reader.choices(pool.UsernameAttributes, 'UserPool.UsernameAttributes', CONTACTS);
  if (aliases.length > 0 && usernames.length > 0) {
    reader.complain(
      'UserPool.AliasAttributes',
      aliases,
      'cannot stand beside UsernameAttributes; export the pool again',
    );
  }
  const configuration = reader.object(pool.UsernameConfiguration, 'UserPool.UsernameConfiguration');
  return {
    mode: usernames.length > 0 ? 'username-attributes' : aliases.length > 0 ? 'alias' : 'plain',
    attributes: usernames.length > 0 ? usernames : aliases,
    // Pools without the setting are case sensitive. Developer Guide "User pool case sensitivity", 2026-11
    caseSensitive: reader.flag(
      configuration.CaseSensitive,
      'UserPool.UsernameConfiguration.CaseSensitive',
      true,
    ),
  };
};

/**
 * `describe-user-pool` tells the mode and, by the SMS role, SMS. TOTP and e-mail codes stand only in
 * `get-user-pool-mfa-config`; whoever merges that output into the export is understood.
 */
const mfa = (pool: JsonObject, reader: PoolExportReader): PoolDescription['mfa'] => {
  const mode = reader.oneOf(
    pool.MfaConfiguration,
    'UserPool.MfaConfiguration',
    ['OFF', 'OPTIONAL', 'ON'],
    'OFF',
  );
  if (mode === 'OFF') return { mode, methods: [] };
  const totp = reader.object(pool.SoftwareTokenMfaConfiguration, 'UserPool.SoftwareTokenMfaConfiguration');
  const methods: MfaMethod[] = [];
  if (isSet(pool.SmsConfiguration)) methods.push('SMS_MFA');
  if (totp.Enabled !== false) methods.push('SOFTWARE_TOKEN_MFA');
  if (isSet(pool.EmailMfaConfiguration)) methods.push('EMAIL_OTP');
  return { mode, methods };
};

const verification = (pool: JsonObject, reader: PoolExportReader) => {
  const path = 'UserPool.AccountRecoverySetting.RecoveryMechanisms';
  const recovery = reader.object(pool.AccountRecoverySetting, 'UserPool.AccountRecoverySetting');
  return {
    autoVerified: reader.choices(pool.AutoVerifiedAttributes, 'UserPool.AutoVerifiedAttributes', CONTACTS),
    recovery: reader.list(recovery.RecoveryMechanisms, path).map((value, index) => {
      const mechanism = reader.object(value, `${path}[${index}]`);
      return {
        name: reader.oneOf(
          mechanism.Name,
          `${path}[${index}].Name`,
          ['verified_email', 'verified_phone_number', 'admin_only'],
          'verified_email',
        ),
        priority: reader.optionalNumber(mechanism.Priority, `${path}[${index}].Priority`) ?? index + 1,
      };
    }),
  };
};

const features = (pool: JsonObject, reader: PoolExportReader) => {
  const addOns = reader.object(pool.UserPoolAddOns, 'UserPool.UserPoolAddOns');
  const threat = reader.optionalText(
    addOns.AdvancedSecurityMode,
    'UserPool.UserPoolAddOns.AdvancedSecurityMode',
  );
  const device = reader.object(pool.DeviceConfiguration, 'UserPool.DeviceConfiguration');
  const path = 'UserPool.DeviceConfiguration';
  return {
    sendsSms: isSet(pool.SmsConfiguration),
    ...(pool.UserPoolTier === undefined
      ? {}
      : {
          tier: reader.oneOf(
            pool.UserPoolTier,
            'UserPool.UserPoolTier',
            ['LITE', 'ESSENTIALS', 'PLUS'],
            'ESSENTIALS',
          ),
        }),
    ...(threat === undefined ? {} : { threatProtection: threat }),
    ...(isSet(pool.DeviceConfiguration)
      ? {
          devices: {
            challengeOnNew: reader.flag(
              device.ChallengeRequiredOnNewDevice,
              `${path}.ChallengeRequiredOnNewDevice`,
              false,
            ),
            rememberOnPrompt: reader.flag(
              device.DeviceOnlyRememberedOnUserPrompt,
              `${path}.DeviceOnlyRememberedOnUserPrompt`,
              false,
            ),
          },
        }
      : {}),
  };
};

const smsRole = (pool: JsonObject, reader: PoolExportReader) => {
  const path = 'UserPool.SmsConfiguration';
  const { SnsCallerArn } = reader.object(pool.SmsConfiguration, path);
  const smsRoleArn = reader.optionalText(SnsCallerArn, `${path}.SnsCallerArn`);
  return smsRoleArn === undefined ? {} : { smsRoleArn };
};

const administration = (pool: JsonObject, reader: PoolExportReader) => {
  const path = 'UserPool.AdminCreateUserConfig';
  const admin = reader.object(pool.AdminCreateUserConfig, path);
  return {
    selfSignUp: !reader.flag(admin.AllowAdminCreateUserOnly, `${path}.AllowAdminCreateUserOnly`, false),
    inviteMessages: reader.object(admin.InviteMessageTemplate, `${path}.InviteMessageTemplate`),
  };
};
