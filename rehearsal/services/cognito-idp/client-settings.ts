/**
 * The settings of an app client that UpdateUserPoolClient replaces as a whole, and what its flows allow.
 */
import { invalidParameter } from './errors.ts';
import {
  flag,
  type InputOf,
  integer,
  listOf,
  oneOf,
  optional,
  storedAsGiven,
  structure,
  text,
} from './input-fields.ts';
import { type Schema, STANDARD_ATTRIBUTE_NAMES } from './schema.ts';

const unit = oneOf(['seconds', 'minutes', 'hours', 'days']);

export const CLIENT_SETTING_FIELDS = {
  ClientName: optional(text({ min: 1, max: 128 })),
  RefreshTokenValidity: optional(integer(0, 315_360_000)),
  AccessTokenValidity: optional(integer(1, 86_400)),
  IdTokenValidity: optional(integer(1, 86_400)),
  TokenValidityUnits: optional(
    structure({ AccessToken: optional(unit), IdToken: optional(unit), RefreshToken: optional(unit) }),
  ),
  ReadAttributes: optional(listOf(text({ max: 2048 }))),
  WriteAttributes: optional(listOf(text({ max: 2048 }))),
  ExplicitAuthFlows: optional(
    listOf(
      oneOf([
        'ADMIN_NO_SRP_AUTH',
        'CUSTOM_AUTH_FLOW_ONLY',
        'USER_PASSWORD_AUTH',
        'ALLOW_ADMIN_USER_PASSWORD_AUTH',
        'ALLOW_CUSTOM_AUTH',
        'ALLOW_USER_PASSWORD_AUTH',
        'ALLOW_USER_SRP_AUTH',
        'ALLOW_REFRESH_TOKEN_AUTH',
        'ALLOW_USER_AUTH',
        'ALLOW_CLIENT_TOKEN_AUTH',
      ]),
    ),
  ),
  SupportedIdentityProviders: optional(listOf(text({ max: 32 }))),
  CallbackURLs: optional(listOf(text({ max: 1024 }))),
  LogoutURLs: optional(listOf(text({ max: 1024 }))),
  DefaultRedirectURI: optional(text({ max: 1024 })),
  AllowedOAuthFlows: optional(listOf(oneOf(['code', 'implicit', 'client_credentials']))),
  AllowedOAuthScopes: optional(listOf(text({ max: 256 }))),
  AllowedOAuthFlowsUserPoolClient: optional(flag),
  AnalyticsConfiguration: optional(storedAsGiven),
  PreventUserExistenceErrors: optional(oneOf(['LEGACY', 'ENABLED'])),
  EnableTokenRevocation: optional(flag),
  EnablePropagateAdditionalUserContextData: optional(flag),
  AuthSessionValidity: optional(integer(3, 15)),
  RefreshTokenRotation: optional(
    structure({
      Feature: optional(oneOf(['ENABLED', 'DISABLED'])),
      RetryGracePeriodSeconds: optional(integer(0, 60)),
    }),
  ),
} as const;

export type ClientSettings = InputOf<typeof CLIENT_SETTING_FIELDS>;

export type AuthFlow =
  | 'USER_PASSWORD_AUTH'
  | 'ADMIN_USER_PASSWORD_AUTH'
  | 'USER_SRP_AUTH'
  | 'CUSTOM_AUTH'
  | 'REFRESH_TOKEN_AUTH'
  | 'USER_AUTH';

// Without ExplicitAuthFlows: ALLOW_REFRESH_TOKEN_AUTH, ALLOW_USER_SRP_AUTH, ALLOW_CUSTOM_AUTH.
// API reference "CreateUserPoolClient", 2026-11.
const DEFAULT_FLOWS: readonly AuthFlow[] = ['REFRESH_TOKEN_AUTH', 'USER_SRP_AUTH', 'CUSTOM_AUTH'];

const isPrefixed = (flow: string): boolean => flow.startsWith('ALLOW_');

/** The flows a client lets in. Legacy names leave SRP and refresh on, except the custom-only one. */
export const allowedFlows = (settings: ClientSettings): readonly AuthFlow[] => {
  const flows = settings.ExplicitAuthFlows ?? [];
  if (flows.length === 0) return DEFAULT_FLOWS;
  if (flows.every(isPrefixed)) return flows.map((flow) => flow.slice('ALLOW_'.length) as AuthFlow);
  return [
    'REFRESH_TOKEN_AUTH',
    ...(flows.includes('CUSTOM_AUTH_FLOW_ONLY') ? (['CUSTOM_AUTH'] as const) : (['USER_SRP_AUTH'] as const)),
    ...(flows.includes('ADMIN_NO_SRP_AUTH') ? (['ADMIN_USER_PASSWORD_AUTH'] as const) : []),
    ...(flows.includes('USER_PASSWORD_AUTH') ? (['USER_PASSWORD_AUTH'] as const) : []),
  ];
};

const UNIT_SECONDS = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 } as const;

export type TokenSeconds = { readonly access: number; readonly id: number; readonly refresh: number };

// Defaults: access and id tokens 1 hour, refresh token 30 days; units hours and days. API reference, 2026-11.
export const tokenSeconds = (settings: ClientSettings): TokenSeconds => {
  const units = settings.TokenValidityUnits ?? {};
  return {
    access: (settings.AccessTokenValidity ?? 1) * UNIT_SECONDS[accessUnit(settings, units.AccessToken)],
    id: (settings.IdTokenValidity ?? 1) * UNIT_SECONDS[units.IdToken ?? 'hours'],
    refresh: (settings.RefreshTokenValidity || 30) * UNIT_SECONDS[units.RefreshToken ?? 'days'],
  };
};

const accessUnit = (settings: ClientSettings, unit: keyof typeof UNIT_SECONDS | undefined) =>
  settings.AccessTokenValidity === undefined ? 'hours' : (unit ?? 'hours');

/**
 * The complete settings an update leaves behind.
 * @throws {ServiceError} for mixed flow names, attributes the schema lacks, and validities out of range.
 */
export const completeClientSettings = (
  given: ClientSettings,
  schema: Schema,
  clientName: string,
): ClientSettings => {
  const { ExplicitAuthFlows: flows = [], ...others } = given;
  if (flows.some(isPrefixed) && !flows.every(isPrefixed)) {
    throw invalidParameter(
      'ExplicitAuthFlows mixes values with and without the ALLOW_ prefix. Use only one kind.',
    );
  }
  if (flows.length > 1 && flows.includes('ALLOW_CLIENT_TOKEN_AUTH')) {
    throw invalidParameter('ALLOW_CLIENT_TOKEN_AUTH cannot be combined with other flows.');
  }
  refuseUnknownAttributes('read', given.ReadAttributes, schema);
  refuseUnknownAttributes('write', given.WriteAttributes, schema);
  refuseValidity(given);
  return {
    ...others,
    ...(flows.length > 0 && { ExplicitAuthFlows: flows }),
    ClientName: given.ClientName ?? clientName,
    RefreshTokenValidity: given.RefreshTokenValidity || 30,
    EnableTokenRevocation: given.EnableTokenRevocation ?? true,
    EnablePropagateAdditionalUserContextData: given.EnablePropagateAdditionalUserContextData ?? false,
    AuthSessionValidity: given.AuthSessionValidity ?? 3,
    AllowedOAuthFlowsUserPoolClient: given.AllowedOAuthFlowsUserPoolClient ?? false,
  };
};

const refuseUnknownAttributes = (
  kind: 'read' | 'write',
  names: readonly string[] | undefined,
  schema: Schema,
): void => {
  const unknown = (names ?? []).filter((name) => !schema.has(name));
  if (unknown.length > 0) {
    throw invalidParameter(
      `Invalid ${kind} attributes specified: ${unknown.join(', ')} is not in the schema.`,
    );
  }
};

// Access and id tokens 5 minutes to 1 day, refresh tokens 60 minutes to 10 years. API reference, 2026-11.
const refuseValidity = (given: ClientSettings): void => {
  const seconds = tokenSeconds(given);
  const day = UNIT_SECONDS.days;
  if (seconds.access < 300 || seconds.access > day)
    throw invalidParameter('Invalid range for access token validity.');
  if (seconds.id < 300 || seconds.id > day) throw invalidParameter('Invalid range for id token validity.');
  if (seconds.refresh < 3600 || seconds.refresh > 3650 * day) {
    throw invalidParameter('Invalid range for refresh token validity.');
  }
};

// Without ReadAttributes or WriteAttributes: the standard attributes. The Developer Guide counts custom attributes
// that existed at the client's creation too, the API reference does not; here the narrower reading. 2026-11
export const readableAttributes = (settings: ClientSettings): readonly string[] =>
  settings.ReadAttributes ?? STANDARD_ATTRIBUTE_NAMES;

const UNWRITABLE_BY_DEFAULT = ['sub', 'identities', 'email_verified', 'phone_number_verified'];

export const writableAttributes = (settings: ClientSettings): readonly string[] =>
  settings.WriteAttributes ??
  STANDARD_ATTRIBUTE_NAMES.filter((name) => !UNWRITABLE_BY_DEFAULT.includes(name));
