/** SetUserMFAPreference: a signed-in user chooses second factors. */
import type { Operation } from '../../../cloud/service.ts';
import { unsigned } from '../declare-operation.ts';
import { accessToken, required } from '../input-fields.ts';
import { MFA_PREFERENCE_FIELDS, setMfaPreference } from '../mfa-preference.ts';
import type { Needs } from '../needs.ts';

export const setUserMfaPreference = ({ tokens }: Pick<Needs, 'tokens'>): Operation =>
  unsigned((input) => tokens.peek(input.AccessToken)?.pool.scope, {
    name: 'SetUserMFAPreference',
    fields: { AccessToken: required(accessToken), ...MFA_PREFERENCE_FIELDS },
    notModelled: ['WebAuthnMfaSettings'],
    handle: ({ AccessToken, ...preference }) =>
      setMfaPreference(tokens.sessionOfAccessToken(AccessToken).user, preference),
  });
