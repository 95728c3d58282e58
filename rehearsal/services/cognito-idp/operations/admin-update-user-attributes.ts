/** AdminUpdateUserAttributes: writes attributes of a user, without an app client's limits. */
import type { Operation } from '../../../cloud/service.ts';
import { attributeMap } from '../attribute-rules.ts';
import { updateAttributes } from '../attribute-update.ts';
import { signed } from '../declare-operation.ts';
import { attributeList, optional, required, textMap, username, userPoolId } from '../input-fields.ts';
import type { Needs } from '../needs.ts';

export const adminUpdateUserAttributes = (
  needs: Pick<Needs, 'pools' | 'clock' | 'ids' | 'mailbox'>,
): Operation =>
  signed({
    name: 'AdminUpdateUserAttributes',
    fields: {
      UserPoolId: required(userPoolId),
      Username: required(username),
      UserAttributes: required(attributeList),
      ClientMetadata: optional(textMap),
    },
    handle: (input, scope) => {
      const pool = needs.pools.get(input.UserPoolId, scope);
      updateAttributes(
        needs,
        pool,
        needs.pools.user(pool, input.Username),
        attributeMap(input.UserAttributes),
      );
    },
  });
