/** DescribeUserPoolClient: everything about an app client, its secret included. */
import type { Operation } from '../../../cloud/service.ts';
import { signed } from '../declare-operation.ts';
import { clientId, required, userPoolId } from '../input-fields.ts';
import type { Needs } from '../needs.ts';
import { clientView } from '../views.ts';

export const describeUserPoolClient = ({ pools }: Pick<Needs, 'pools'>): Operation =>
  signed({
    name: 'DescribeUserPoolClient',
    fields: { UserPoolId: required(userPoolId), ClientId: required(clientId) },
    handle: (input, scope) => {
      const pool = pools.get(input.UserPoolId, scope);
      return { UserPoolClient: clientView(pools.clientOf(pool, input.ClientId)) };
    },
  });
