/** CreateGroup: a group of a pool, perhaps with an IAM role. */
import type { Operation } from '../../../cloud/service.ts';
import { signed } from '../declare-operation.ts';
import { addGroup, GROUP_FIELDS } from '../groups.ts';
import { required, userPoolId } from '../input-fields.ts';
import type { Needs } from '../needs.ts';
import { groupView } from '../views.ts';

export const createGroup = ({ pools, clock }: Pick<Needs, 'pools' | 'clock'>): Operation =>
  signed({
    name: 'CreateGroup',
    fields: { UserPoolId: required(userPoolId), ...GROUP_FIELDS },
    handle: ({ UserPoolId, ...input }, scope) => {
      const pool = pools.get(UserPoolId, scope);
      return { Group: groupView(pool, addGroup(pool, input, clock.now())) };
    },
  });
