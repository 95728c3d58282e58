/** AdminGetUser: one user with everything Cognito shows of it; no groups, no password. */
import type { Operation } from '../../../cloud/service.ts';
import { signed } from '../declare-operation.ts';
import { required, username, userPoolId } from '../input-fields.ts';
import type { Needs } from '../needs.ts';
import { attributePairs } from '../user.ts';
import { mfaView, wireTime } from '../views.ts';

export const adminGetUser = ({ pools }: Pick<Needs, 'pools'>): Operation =>
  signed({
    name: 'AdminGetUser',
    fields: { UserPoolId: required(userPoolId), Username: required(username) },
    handle: (input, scope) => {
      const user = pools.user(pools.get(input.UserPoolId, scope), input.Username);
      return {
        Username: user.username,
        UserAttributes: attributePairs(user),
        UserCreateDate: wireTime(user.created),
        UserLastModifiedDate: wireTime(user.modified),
        Enabled: user.enabled,
        UserStatus: user.status,
        ...mfaView(user),
      };
    },
  });
