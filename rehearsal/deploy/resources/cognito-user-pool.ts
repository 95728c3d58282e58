/** `AWS::Cognito::UserPool`. CloudFormation's names are the API's, but for the pool's name and the list of second factors. */
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
const setSecondFactors = (id: string, pool: UserPoolProperties, { cloud }: ResourceContext): void => {
  const { EnabledMfas: factors, MfaConfiguration = 'OFF' } = pool;
  if (factors === undefined) return;
  if (factors.includes('SMS_MFA') && !pool.SmsConfiguration) {
    throw new Error('EnabledMfas has SMS_MFA, so the pool needs an SmsConfiguration.');
  }
  cloud.cognito.setUserPoolMfaConfig(id, {
    MfaConfiguration,
    SoftwareTokenMfaConfiguration: { Enabled: factors.includes('SOFTWARE_TOKEN_MFA') },
    ...(factors.includes('SMS_MFA') && { SmsMfaConfiguration: smsConfiguration(pool) }),
    ...(factors.includes('EMAIL_OTP') && { EmailMfaConfiguration: emailConfiguration(pool) }),
  });
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
  create: (pool, context) => {
    const { id } = context.cloud.cognito.createUserPool(context.scope, settingsOf(pool, context));
    setSecondFactors(id, pool, context);
    return created(id, context.scope);
  },
  update: (pool, context, { ref }) => {
    context.cloud.cognito.updateUserPool(ref, changeableSettings(pool, context));
    setSecondFactors(ref, pool, context);
    return created(ref, context.scope);
  },
});
