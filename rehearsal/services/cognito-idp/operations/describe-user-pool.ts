/** DescribeUserPool: everything about a pool but its users. */
import type { Operation } from '../../../cloud/service.ts';
import { signed } from '../declare-operation.ts';
import { required, userPoolId } from '../input-fields.ts';
import type { Needs } from '../needs.ts';
import { poolView } from '../views.ts';

export const describeUserPool = ({ pools }: Pick<Needs, 'pools'>): Operation =>
  signed({
    name: 'DescribeUserPool',
    fields: { UserPoolId: required(userPoolId) },
    handle: (input, scope) => ({ UserPool: poolView(pools.get(input.UserPoolId, scope)) }),
  });
