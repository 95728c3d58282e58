/** UpdateUserPool: replaces all of a pool's settings; what is not named goes back to its default. */
import type { Operation } from '../../../cloud/service.ts';
import { signed, within } from '../declare-operation.ts';
import { invalidParameter } from '../errors.ts';
import { required, userPoolId } from '../input-fields.ts';
import { withLater } from '../later-settings.ts';
import { poolMethods } from '../mfa.ts';
import type { Needs } from '../needs.ts';
import {
  completeSettings,
  POOL_SETTING_FIELDS,
  POOL_SETTINGS_NOT_MODELLED,
  type PoolSettings,
} from '../pool-settings.ts';

export const updateUserPool = ({
  pools,
  clock,
  laterSettings,
}: Pick<Needs, 'pools' | 'clock' | 'laterSettings'>): Operation =>
  signed({
    name: 'UpdateUserPool',
    fields: { UserPoolId: required(userPoolId), ...POOL_SETTING_FIELDS },
    notModelled: POOL_SETTINGS_NOT_MODELLED,
    later: laterSettings.pool,
    passes: (input) => within(input, 'SmsConfiguration', 'SnsCallerArn'),
    handle: ({ UserPoolId, ...input }, scope, later) => {
      const pool = pools.get(UserPoolId, scope);
      refuseTwoValidities(input);
      const UserPoolTags = withTagsOfAws(input.UserPoolTags, pool.settings.UserPoolTags);
      const settings = completeSettings({ ...input, UserPoolTags }, pool.settings.PoolName ?? '');
      if (settings.MfaConfiguration !== 'OFF' && poolMethods(settings, pool.mfa).length === 0) {
        throw invalidParameter(
          'SMS configuration and Auto verification for phone_number are required when MFA is required/optional',
        );
      }
      pool.settings = withLater(settings, later);
      pool.modified = clock.now();
    },
  });

type Tags = NonNullable<PoolSettings['UserPoolTags']>;

const isOfAws = (key: string): boolean => key.startsWith('aws:');

/** "You cannot edit or delete" them. General Reference "Tagging AWS resources", 2026-11. */
const withTagsOfAws = (given: Tags = {}, before: Tags = {}): Tags => {
  if (Object.keys(given).some(isOfAws))
    throw invalidParameter('aws: prefixed tag key names are not allowed for external use.');
  const kept = Object.entries(before).filter(([key]) => isOfAws(key));
  return { ...Object.fromEntries(kept), ...given };
};

/**
 * A description shows both, an update takes only one of them. Text as seen from AWS (aws/aws-sdk-js#3817). Doors of
 * deployment and seeding take both, as exports have them.
 */
const refuseTwoValidities = ({ Policies, AdminCreateUserConfig }: PoolSettings): void => {
  const ofPasswords = Policies?.PasswordPolicy?.TemporaryPasswordValidityDays;
  const ofAccounts = AdminCreateUserConfig?.UnusedAccountValidityDays;
  if (ofPasswords === undefined || ofAccounts === undefined) return;
  throw invalidParameter(
    'Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays',
  );
};
