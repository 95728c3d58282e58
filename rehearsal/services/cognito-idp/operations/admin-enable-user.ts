/** AdminEnableUser: undoes AdminDisableUser; the status was kept. */
import type { Operation } from '../../../cloud/service.ts';
import { signed } from '../declare-operation.ts';
import { required, username, userPoolId } from '../input-fields.ts';
import type { Needs } from '../needs.ts';

export const adminEnableUser = ({ pools, clock }: Pick<Needs, 'pools' | 'clock'>): Operation =>
  signed({
    name: 'AdminEnableUser',
    fields: { UserPoolId: required(userPoolId), Username: required(username) },
    handle: (input, scope) => {
      const user = pools.user(pools.get(input.UserPoolId, scope), input.Username);
      user.enabled = true;
      user.modified = clock.now();
    },
  });
