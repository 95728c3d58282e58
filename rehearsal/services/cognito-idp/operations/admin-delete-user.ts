/** AdminDeleteUser: the user is gone, and with it what its tokens could do. */
import type { Operation } from '../../../cloud/service.ts';
import { signed } from '../declare-operation.ts';
import { required, username, userPoolId } from '../input-fields.ts';
import type { Needs } from '../needs.ts';

export const adminDeleteUser = ({ pools, tokens }: Pick<Needs, 'pools' | 'tokens'>): Operation =>
  signed({
    name: 'AdminDeleteUser',
    fields: { UserPoolId: required(userPoolId), Username: required(username) },
    handle: (input, scope) => {
      const pool = pools.get(input.UserPoolId, scope);
      const user = pools.user(pool, input.Username);
      tokens.signOut(user);
      pool.users.remove(user);
    },
  });
