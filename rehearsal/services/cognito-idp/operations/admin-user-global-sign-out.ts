/** AdminUserGlobalSignOut: ends every sign-in of a user. */
import type { Operation } from '../../../cloud/service.ts';
import { signed } from '../declare-operation.ts';
import { required, username, userPoolId } from '../input-fields.ts';
import type { Needs } from '../needs.ts';

export const adminUserGlobalSignOut = ({ pools, tokens }: Pick<Needs, 'pools' | 'tokens'>): Operation =>
  signed({
    name: 'AdminUserGlobalSignOut',
    fields: { UserPoolId: required(userPoolId), Username: required(username) },
    handle: (input, scope) => tokens.signOut(pools.user(pools.get(input.UserPoolId, scope), input.Username)),
  });
