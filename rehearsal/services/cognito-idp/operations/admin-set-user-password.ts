/** AdminSetUserPassword: a temporary password, or a permanent one that confirms the user. */
import type { Operation } from '../../../cloud/service.ts';
import { signed } from '../declare-operation.ts';
import { flag, optional, password, required, username, userPoolId } from '../input-fields.ts';
import type { Needs } from '../needs.ts';
import { checkPasswordPolicy } from '../password-policy.ts';
import { passwordPolicyOf } from '../pool-settings.ts';
import { setPermanentPassword } from '../user.ts';

const DAY_MS = 86_400_000;

export const adminSetUserPassword = ({ pools, clock }: Pick<Needs, 'pools' | 'clock'>): Operation =>
  signed({
    name: 'AdminSetUserPassword',
    fields: {
      UserPoolId: required(userPoolId),
      Username: required(username),
      Password: required(password),
      Permanent: optional(flag),
    },
    handle: (input, scope) => {
      const pool = pools.get(input.UserPoolId, scope);
      const user = pools.user(pool, input.Username);
      checkPasswordPolicy(pool, input.Password);
      setPermanentPassword(user, input.Password);
      if (input.Permanent !== true) {
        const days = passwordPolicyOf(pool.settings).TemporaryPasswordValidityDays ?? 7;
        user.status = 'FORCE_CHANGE_PASSWORD';
        user.temporaryPasswordExpires = clock.now() + days * DAY_MS;
      }
      user.modified = clock.now();
    },
  });
