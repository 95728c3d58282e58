/** ListUsers: pages of users in the order of creation, filtered by one attribute. No second factors, no groups. */
import type { Operation } from '../../../cloud/service.ts';
import { signed } from '../declare-operation.ts';
import { invalidParameter } from '../errors.ts';
import { attributeName, integer, listOf, optional, required, text, userPoolId } from '../input-fields.ts';
import { matchesFilter, parseUserFilter } from '../list-users-filter.ts';
import type { Needs } from '../needs.ts';
import { pageOf } from '../paging.ts';
import type { User } from '../user.ts';
import { userView } from '../views.ts';

/** Most users a page holds, and how many it holds unless told. API reference "ListUsers", 2026-11. */
const LARGEST_PAGE = 60;

export const listUsers = ({ pools }: Pick<Needs, 'pools'>): Operation =>
  signed({
    name: 'ListUsers',
    fields: {
      UserPoolId: required(userPoolId),
      AttributesToGet: optional(listOf(attributeName)),
      Limit: optional(integer(0, LARGEST_PAGE)),
      PaginationToken: optional(text({ min: 1 })),
      Filter: optional(text({ max: 256 })),
    },
    handle: (input, scope) => {
      const pool = pools.get(input.UserPoolId, scope);
      const unknown = input.AttributesToGet?.find((name) => !pool.schema.has(name));
      if (unknown !== undefined)
        throw invalidParameter(`One or more requested attributes do not exist: ${unknown}.`);
      const users =
        input.Filter === undefined ? pool.users.values() : matching(pool.users.values(), input.Filter);
      const limit = input.Limit || LARGEST_PAGE;
      const page = pageOf(users, ({ sequence }) => sequence, limit, input.PaginationToken);
      return {
        Users: page.items.map((user) => userView(user, attributesOf(user, input.AttributesToGet))),
        ...(page.nextToken !== undefined && { PaginationToken: page.nextToken }),
      };
    },
  });

function* matching(users: Iterable<User>, filter: string): Iterable<User> {
  const matches = matchesFilter(parseUserFilter(filter));
  for (const user of users) if (matches(user)) yield user;
}

/** AWS answers with an error when one of the users lacks a requested attribute (documented). */
const attributesOf = (user: User, names: readonly string[] | undefined): readonly string[] | undefined => {
  const missing = names?.find((name) => name !== 'sub' && !user.attributes.has(name));
  if (missing !== undefined) throw invalidParameter(`A user of this page has no attribute ${missing}.`);
  return names;
};
