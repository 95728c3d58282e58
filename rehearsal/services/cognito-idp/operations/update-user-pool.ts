/** UpdateUserPool: replaces all of a pool's settings; what is not named goes back to its default. */
import type { Operation } from '../../../cloud/service.ts';
import { signed } from '../declare-operation.ts';
import { invalidParameter } from '../errors.ts';
import { required, userPoolId } from '../input-fields.ts';
import { poolMethods } from '../mfa.ts';
import type { Needs } from '../needs.ts';
import { completeSettings, POOL_SETTING_FIELDS, POOL_SETTINGS_NOT_MODELLED } from '../pool-settings.ts';

export const updateUserPool = ({ pools, clock }: Pick<Needs, 'pools' | 'clock'>): Operation =>
  signed({
    name: 'UpdateUserPool',
    fields: { UserPoolId: required(userPoolId), ...POOL_SETTING_FIELDS },
    notModelled: POOL_SETTINGS_NOT_MODELLED,
    handle: ({ UserPoolId, ...input }, scope) => {
      const pool = pools.get(UserPoolId, scope);
      const settings = completeSettings(input, pool.settings.PoolName ?? '');
      if (settings.MfaConfiguration !== 'OFF' && poolMethods(settings, pool.mfa).length === 0) {
        throw invalidParameter(
          'SMS configuration and Auto verification for phone_number are required when MFA is required/optional',
        );
      }
      pool.settings = settings;
      pool.modified = clock.now();
    },
  });
