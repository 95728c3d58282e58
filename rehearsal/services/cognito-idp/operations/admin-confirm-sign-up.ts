/** AdminConfirmSignUp: confirms without a code; nothing becomes verified by it. */
import type { Operation } from '../../../cloud/service.ts';
import { signed } from '../declare-operation.ts';
import { notAuthorized } from '../errors.ts';
import { optional, required, textMap, username, userPoolId } from '../input-fields.ts';
import type { Needs } from '../needs.ts';
import { confirmUser } from '../sign-up-confirmation.ts';

export const adminConfirmSignUp = (needs: Pick<Needs, 'pools' | 'triggers' | 'clock'>): Operation =>
  signed({
    name: 'AdminConfirmSignUp',
    fields: {
      UserPoolId: required(userPoolId),
      Username: required(username),
      ClientMetadata: optional(textMap),
    },
    handle: async (input, scope) => {
      const pool = needs.pools.get(input.UserPoolId, scope);
      const user = needs.pools.user(pool, input.Username);
      if (user.status !== 'UNCONFIRMED') {
        throw notAuthorized(`User cannot be confirmed. Current status is ${user.status}`);
      }
      await confirmUser(needs, pool, undefined, user, input.ClientMetadata);
    },
  });
