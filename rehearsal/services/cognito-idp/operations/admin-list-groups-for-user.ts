/** AdminListGroupsForUser: the groups of one user, page by page. */
import type { Operation } from '../../../cloud/service.ts';
import { signed } from '../declare-operation.ts';
import { integer, optional, required, text, username, userPoolId } from '../input-fields.ts';
import type { Needs } from '../needs.ts';
import { pageOf } from '../paging.ts';
import { groupView } from '../views.ts';

const LARGEST_PAGE = 60;

export const adminListGroupsForUser = ({ pools }: Pick<Needs, 'pools'>): Operation =>
  signed({
    name: 'AdminListGroupsForUser',
    fields: {
      UserPoolId: required(userPoolId),
      Username: required(username),
      Limit: optional(integer(0, LARGEST_PAGE)),
      NextToken: optional(text({ min: 1 })),
    },
    handle: (input, scope) => {
      const pool = pools.get(input.UserPoolId, scope);
      const user = pools.user(pool, input.Username);
      const groups = [...pool.groups.values()].filter(({ name }) => user.groups.has(name));
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
