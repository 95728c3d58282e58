/** AdminDisableUser: no sign-in any more; existing sign-ins end. */
import type { Operation } from '../../../cloud/service.ts';
import { signed } from '../declare-operation.ts';
import { required, username, userPoolId } from '../input-fields.ts';
import type { Needs } from '../needs.ts';

export const adminDisableUser = (needs: Pick<Needs, 'pools' | 'tokens' | 'clock'>): Operation =>
  signed({
    name: 'AdminDisableUser',
    fields: { UserPoolId: required(userPoolId), Username: required(username) },
    handle: (input, scope) => {
      const user = needs.pools.user(needs.pools.get(input.UserPoolId, scope), input.Username);
      user.enabled = false;
      user.modified = needs.clock.now();
      needs.tokens.signOut(user);
    },
  });
