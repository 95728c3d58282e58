/** ListGroups: the groups of a pool, page by page. */
import type { Operation } from '../../../cloud/service.ts';
import { signed } from '../declare-operation.ts';
import { integer, optional, required, text, userPoolId } from '../input-fields.ts';
import type { Needs } from '../needs.ts';
import { pageOf } from '../paging.ts';
import { groupView } from '../views.ts';

const LARGEST_PAGE = 60;

export const listGroups = ({ pools }: Pick<Needs, 'pools'>): Operation =>
  signed({
    name: 'ListGroups',
    fields: {
      UserPoolId: required(userPoolId),
      Limit: optional(integer(0, LARGEST_PAGE)),
      NextToken: optional(text({ min: 1 })),
    },
    handle: (input, scope) => {
      const pool = pools.get(input.UserPoolId, scope);
      const groups = [...pool.groups.values()];
      const page = pageOf(
        groups,
        (group) => groups.indexOf(group),
        input.Limit || LARGEST_PAGE,
        input.NextToken,
      );
      return {
        Groups: page.items.map((group) => groupView(pool, group)),
        ...(page.nextToken !== undefined && { NextToken: page.nextToken }),
      };
    },
  });
