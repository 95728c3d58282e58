/** ListUsersInGroup: the members of one group, page by page. */
import type { Operation } from '../../../cloud/service.ts';
import { signed } from '../declare-operation.ts';
import { groupName, integer, optional, required, text, userPoolId } from '../input-fields.ts';
import type { Needs } from '../needs.ts';
import { pageOf } from '../paging.ts';
import type { User } from '../user.ts';
import { userView } from '../views.ts';

const LARGEST_PAGE = 60;

export const listUsersInGroup = ({ pools }: Pick<Needs, 'pools'>): Operation =>
  signed({
    name: 'ListUsersInGroup',
    fields: {
      UserPoolId: required(userPoolId),
      GroupName: required(groupName),
      Limit: optional(integer(0, LARGEST_PAGE)),
      NextToken: optional(text({ min: 1 })),
    },
    handle: (input, scope) => {
      const pool = pools.get(input.UserPoolId, scope);
      const { name } = pools.group(pool, input.GroupName);
      const members = membersOf(pool.users.values(), name);
      const page = pageOf(members, ({ sequence }) => sequence, input.Limit || LARGEST_PAGE, input.NextToken);
      return {
        Users: page.items.map((user) => userView(user)),
        ...(page.nextToken !== undefined && { NextToken: page.nextToken }),
      };
    },
  });

function* membersOf(users: Iterable<User>, group: string): Iterable<User> {
  for (const user of users) if (user.groups.has(group)) yield user;
}
