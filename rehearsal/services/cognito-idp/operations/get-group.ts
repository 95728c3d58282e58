/** GetGroup: one group of a pool. */
import type { Operation } from '../../../cloud/service.ts';
import { signed } from '../declare-operation.ts';
import { groupName, required, userPoolId } from '../input-fields.ts';
import type { Needs } from '../needs.ts';
import { groupView } from '../views.ts';

export const getGroup = ({ pools }: Pick<Needs, 'pools'>): Operation =>
  signed({
    name: 'GetGroup',
    fields: { UserPoolId: required(userPoolId), GroupName: required(groupName) },
    handle: (input, scope) => {
      const pool = pools.get(input.UserPoolId, scope);
      return { Group: groupView(pool, pools.group(pool, input.GroupName)) };
    },
  });
