/** AdminDeleteUserAttributes: removes attributes of a user; the verified flag goes with its attribute. */
import type { Operation } from '../../../cloud/service.ts';
import { checkRemoval } from '../attribute-rules.ts';
import { signed } from '../declare-operation.ts';
import { attributeName, listOf, required, username, userPoolId } from '../input-fields.ts';
import type { Needs } from '../needs.ts';

export const adminDeleteUserAttributes = ({ pools, clock }: Pick<Needs, 'pools' | 'clock'>): Operation =>
  signed({
    name: 'AdminDeleteUserAttributes',
    fields: {
      UserPoolId: required(userPoolId),
      Username: required(username),
      UserAttributeNames: required(listOf(attributeName)),
    },
    handle: (input, scope) => {
      const pool = pools.get(input.UserPoolId, scope);
      const user = pools.user(pool, input.Username);
      checkRemoval(pool.schema, input.UserAttributeNames);
      const names = input.UserAttributeNames.flatMap((name) => [name, `${name}_verified`]);
      pool.users.changeAttributes(user, new Map(names.map((name) => [name, undefined])));
      user.modified = clock.now();
    },
  });
