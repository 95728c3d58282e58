/** AdminSetUserMFAPreference: an administrator chooses a user's second factors. */
import type { Operation } from '../../../cloud/service.ts';
import { signed } from '../declare-operation.ts';
import { required, username, userPoolId } from '../input-fields.ts';
import { MFA_PREFERENCE_FIELDS, setMfaPreference } from '../mfa-preference.ts';
import type { Needs } from '../needs.ts';

export const adminSetUserMfaPreference = ({ pools }: Pick<Needs, 'pools'>): Operation =>
  signed({
    name: 'AdminSetUserMFAPreference',
    fields: { UserPoolId: required(userPoolId), Username: required(username), ...MFA_PREFERENCE_FIELDS },
    notModelled: ['WebAuthnMfaSettings'],
    handle: ({ UserPoolId, Username, ...preference }, scope) =>
      setMfaPreference(pools.user(pools.get(UserPoolId, scope), Username), preference),
  });
