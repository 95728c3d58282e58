/** AdminRemoveUserFromGroup: removing somebody who is no member is no error. */
import type { Operation } from '../../../cloud/service.ts';
import { signed } from '../declare-operation.ts';
import { groupName, required, username, userPoolId } from '../input-fields.ts';
import type { Needs } from '../needs.ts';

export const adminRemoveUserFromGroup = ({ pools }: Pick<Needs, 'pools'>): Operation =>
  signed({
    name: 'AdminRemoveUserFromGroup',
    fields: {
      UserPoolId: required(userPoolId),
      Username: required(username),
      GroupName: required(groupName),
    },
    handle: (input, scope) => {
      const pool = pools.get(input.UserPoolId, scope);
      const user = pools.user(pool, input.Username);
      user.groups.delete(pools.group(pool, input.GroupName).name);
    },
  });
