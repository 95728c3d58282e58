/** AdminResetUserPassword: the old password ends, the user becomes RESET_REQUIRED and gets a code. */
import type { Operation } from '../../../cloud/service.ts';
import { signed } from '../declare-operation.ts';
import { notAuthorized } from '../errors.ts';
import { optional, required, textMap, username, userPoolId } from '../input-fields.ts';
import type { Needs } from '../needs.ts';
import { noRecoveryMedium, refuseUnresettable, sendResetCode } from '../password-reset.ts';

export const adminResetUserPassword = (
  needs: Pick<Needs, 'pools' | 'ids' | 'clock' | 'mailbox'>,
): Operation =>
  signed({
    name: 'AdminResetUserPassword',
    fields: {
      UserPoolId: required(userPoolId),
      Username: required(username),
      ClientMetadata: optional(textMap),
    },
    handle: (input, scope) => {
      const pool = needs.pools.get(input.UserPoolId, scope);
      const user = needs.pools.user(pool, input.Username);
      if (!user.enabled) throw notAuthorized('User is disabled.');
      refuseUnresettable(user);
      if (sendResetCode(needs, pool, user) === undefined) throw noRecoveryMedium();
      user.status = 'RESET_REQUIRED';
      user.password = undefined;
      user.modified = needs.clock.now();
    },
  });
