/** ListUserPoolClients: ids and names of a pool's app clients, page by page. */
import type { Operation } from '../../../cloud/service.ts';
import { signed } from '../declare-operation.ts';
import { integer, optional, required, text, userPoolId } from '../input-fields.ts';
import type { Needs } from '../needs.ts';
import { pageOf } from '../paging.ts';

const LARGEST_PAGE = 60;

export const listUserPoolClients = ({ pools }: Pick<Needs, 'pools'>): Operation =>
  signed({
    name: 'ListUserPoolClients',
    fields: {
      UserPoolId: required(userPoolId),
      MaxResults: optional(integer(1, LARGEST_PAGE)),
      NextToken: optional(text({ min: 1 })),
    },
    notModelled: ['ClientType'],
    handle: (input, scope) => {
      const clients = [...pools.get(input.UserPoolId, scope).clients.values()];
      const limit = input.MaxResults ?? LARGEST_PAGE;
      const page = pageOf(clients, (client) => clients.indexOf(client), limit, input.NextToken);
      return {
        UserPoolClients: page.items.map(({ clientId, userPoolId: poolId, settings }) => ({
          ClientId: clientId,
          UserPoolId: poolId,
          ClientName: settings.ClientName,
        })),
        ...(page.nextToken !== undefined && { NextToken: page.nextToken }),
      };
    },
  });
