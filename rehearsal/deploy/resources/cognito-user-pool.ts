/** `AWS::Cognito::UserPool`. CloudFormation's names are the API's, but for the pool's name and the list of second factors. */
import { callOperation } from '../call-operation.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import type { Created } from '../stack-state.ts';
import { type UserPoolProperties, userPoolProperties } from './cognito-user-pool-properties.ts';

/** What CreateUserPool and UpdateUserPool take; the second factors go to SetUserPoolMfaConfig. */
const settingsOf = (pool: UserPoolProperties, context: ResourceContext) => {
  const { UserPoolName, EnabledMfas, EmailAuthenticationMessage, EmailAuthenticationSubject, ...settings } =
    pool;
  return { PoolName: UserPoolName ?? context.generatedName(), ...settings };
};

/** Properties of a pool that its creation fixes for ever. */
const UNCHANGEABLE = ['AliasAttributes', 'UsernameAttributes', 'UsernameConfiguration', 'Schema'] as const;

const changeableSettings = (pool: UserPoolProperties, context: ResourceContext) => {
  const entries = Object.entries(settingsOf(pool, context));
  return Object.fromEntries(entries.filter(([name]) => !UNCHANGEABLE.some((fixed) => fixed === name)));
};

const created = (id: string, { region, accountId }: ResourceContext['scope']): Created => {
  const provider = `cognito-idp.${region}.amazonaws.com/${id}`;
  return {
    ref: id,
    attributes: {
      Arn: `arn:aws:cognito-idp:${region}:${accountId}:userpool/${id}`,
      ProviderName: provider,
      ProviderURL: `https://${provider}`,
      UserPoolId: id,
    },
  };
};

/** Without `EnabledMfas` the pool's factors stay as they are: off in a new pool. */
const setSecondFactors = async (
  id: string,
  pool: UserPoolProperties,
  { cloud, scope }: ResourceContext,
): Promise<void> => {
  if (pool.EnabledMfas === undefined) return;
  const has = (factor: NonNullable<UserPoolProperties['EnabledMfas']>[number]) =>
    pool.EnabledMfas?.includes(factor);
  if (has('SMS_MFA') && !pool.SmsConfiguration)
    throw new Error('EnabledMfas has SMS_MFA, so SmsConfiguration is needed.');
  const input = {
    UserPoolId: id,
    MfaConfiguration: pool.MfaConfiguration ?? 'OFF',
    SoftwareTokenMfaConfiguration: { Enabled: has('SOFTWARE_TOKEN_MFA') },
    ...(has('SMS_MFA') && { SmsMfaConfiguration: smsConfiguration(pool) }),
    ...(has('EMAIL_OTP') && { EmailMfaConfiguration: emailConfiguration(pool) }),
  };
  await callOperation(cloud.cognito.service, 'SetUserPoolMfaConfig', input, scope);
};

const smsConfiguration = (pool: UserPoolProperties) => ({
  SmsConfiguration: pool.SmsConfiguration,
  ...(pool.SmsAuthenticationMessage !== undefined && {
    SmsAuthenticationMessage: pool.SmsAuthenticationMessage,
  }),
});

const emailConfiguration = (pool: UserPoolProperties) => ({
  ...(pool.EmailAuthenticationMessage !== undefined && { Message: pool.EmailAuthenticationMessage }),
  ...(pool.EmailAuthenticationSubject !== undefined && { Subject: pool.EmailAuthenticationSubject }),
});

export const cognitoUserPool = resourceType({
  type: 'AWS::Cognito::UserPool',
  properties: userPoolProperties,
  attributes: ['Arn', 'ProviderName', 'ProviderURL', 'UserPoolId'],
  replacedBy: UNCHANGEABLE,
  create: async (pool, context) => {
    const { id } = context.cloud.cognito.createUserPool(context.scope, settingsOf(pool, context));
    await setSecondFactors(id, pool, context);
    return created(id, context.scope);
  },
  update: async (pool, context, { ref }) => {
    const input = { UserPoolId: ref, ...changeableSettings(pool, context) };
    await callOperation(context.cloud.cognito.service, 'UpdateUserPool', input, context.scope);
    await setSecondFactors(ref, pool, context);
    return created(ref, context.scope);
  },
});
