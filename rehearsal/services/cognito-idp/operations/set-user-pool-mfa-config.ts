/** SetUserPoolMfaConfig: the second factors a pool offers. */
import type { Operation } from '../../../cloud/service.ts';
import { signed, within } from '../declare-operation.ts';
import { required, userPoolId } from '../input-fields.ts';
import { applyMfaConfig, MFA_CONFIG_FIELDS, mfaConfigView } from '../mfa-config.ts';
import type { Needs } from '../needs.ts';

export const setUserPoolMfaConfig = ({ pools, clock }: Pick<Needs, 'pools' | 'clock'>): Operation =>
  signed({
    name: 'SetUserPoolMfaConfig',
    fields: { UserPoolId: required(userPoolId), ...MFA_CONFIG_FIELDS },
    passes: (input) => within(input, 'SmsMfaConfiguration', 'SmsConfiguration', 'SnsCallerArn'),
    handle: ({ UserPoolId, ...input }, scope) => {
      const pool = pools.get(UserPoolId, scope);
      applyMfaConfig(pool, input);
      pool.modified = clock.now();
      return mfaConfigView(pool);
    },
  });
