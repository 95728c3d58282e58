/** AdminAddUserToGroup: adding a member twice is no error. */
import type { Operation } from '../../../cloud/service.ts';
import { signed } from '../declare-operation.ts';
import { groupName, required, username, userPoolId } from '../input-fields.ts';
import type { Needs } from '../needs.ts';

export const adminAddUserToGroup = ({ pools }: Pick<Needs, 'pools'>): Operation =>
  signed({
    name: 'AdminAddUserToGroup',
    fields: {
      UserPoolId: required(userPoolId),
      Username: required(username),
      GroupName: required(groupName),
    },
    handle: (input, scope) => {
      const pool = pools.get(input.UserPoolId, scope);
      const user = pools.user(pool, input.Username);
      user.groups.add(pools.group(pool, input.GroupName).name);
    },
  });
