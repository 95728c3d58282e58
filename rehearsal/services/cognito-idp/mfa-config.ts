/** The MFA configuration of a pool, as SetUserPoolMfaConfig takes it and GetUserPoolMfaConfig shows it. */
import { invalidParameter } from './errors.ts';
import { flag, type InputOf, oneOf, optional, storedAsGiven, structure, text } from './input-fields.ts';
import { poolMethods } from './mfa.ts';
import type { Pool } from './pool.ts';
import { POOL_SETTING_FIELDS } from './pool-settings.ts';

export const MFA_CONFIG_FIELDS = {
  SmsMfaConfiguration: optional(
    structure({
      SmsAuthenticationMessage: optional(text()),
      SmsConfiguration: POOL_SETTING_FIELDS.SmsConfiguration,
    }),
  ),
  SoftwareTokenMfaConfiguration: optional(structure({ Enabled: optional(flag) })),
  EmailMfaConfiguration: optional(structure({ Message: optional(text()), Subject: optional(text()) })),
  MfaConfiguration: optional(oneOf(['OFF', 'ON', 'OPTIONAL'])),
  WebAuthnConfiguration: optional(storedAsGiven),
} as const;

export type MfaConfigInput = InputOf<typeof MFA_CONFIG_FIELDS>;

/** Replaces the factors; SMS settings stay when they are not named, because the pool's other messages use them. */
export const applyMfaConfig = (pool: Pool, input: MfaConfigInput): void => {
  const mode = input.MfaConfiguration ?? 'OFF';
  const sms = input.SmsMfaConfiguration?.SmsConfiguration ?? pool.settings.SmsConfiguration;
  const settings = {
    ...pool.settings,
    MfaConfiguration: mode,
    ...(sms !== undefined && { SmsConfiguration: sms }),
  };
  const mfa = {
    smsMessage: input.SmsMfaConfiguration?.SmsAuthenticationMessage,
    softwareToken: input.SoftwareTokenMfaConfiguration?.Enabled === true,
    email: input.EmailMfaConfiguration,
    webAuthn: input.WebAuthnConfiguration,
  };
  if (mode !== 'OFF' && poolMethods(settings, mfa).length === 0) {
    throw invalidParameter('Invalid MFA configuration given, can not turn on MFA without a factor.');
  }
  pool.settings = settings;
  pool.mfa = mfa;
};

export const mfaConfigView = ({ settings, mfa }: Pool) => ({
  ...(settings.SmsConfiguration !== undefined && {
    SmsMfaConfiguration: {
      ...(mfa.smsMessage !== undefined && { SmsAuthenticationMessage: mfa.smsMessage }),
      SmsConfiguration: settings.SmsConfiguration,
    },
  }),
  SoftwareTokenMfaConfiguration: { Enabled: mfa.softwareToken },
  ...(mfa.email !== undefined && { EmailMfaConfiguration: mfa.email }),
  MfaConfiguration: settings.MfaConfiguration ?? 'OFF',
  ...(mfa.webAuthn !== undefined && { WebAuthnConfiguration: mfa.webAuthn }),
});
