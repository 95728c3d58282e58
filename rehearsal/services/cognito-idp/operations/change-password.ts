/** ChangePassword: a signed-in user replaces their password. */
import type { Operation } from '../../../cloud/service.ts';
import { unsigned } from '../declare-operation.ts';
import { notAuthorized } from '../errors.ts';
import { accessToken, optional, password, required } from '../input-fields.ts';
import { isLocked } from '../lockout.ts';
import type { Needs } from '../needs.ts';
import { checkPasswordPolicy } from '../password-policy.ts';
import { failedAttempt } from '../sign-in.ts';
import { setPermanentPassword } from '../user.ts';

export const changePassword = ({ tokens, clock }: Pick<Needs, 'tokens' | 'clock'>): Operation =>
  unsigned((input) => tokens.peek(input.AccessToken)?.pool.scope, {
    name: 'ChangePassword',
    fields: {
      ProposedPassword: required(password),
      AccessToken: required(accessToken),
      PreviousPassword: optional(password),
    },
    handle: (input) => {
      const { pool, user } = tokens.sessionOfAccessToken(input.AccessToken);
      if (isLocked(user.lockout, clock.now())) throw notAuthorized('Password attempts exceeded');
      if (user.password !== undefined && user.password !== input.PreviousPassword) {
        throw failedAttempt({ clock }, user);
      }
      checkPasswordPolicy(pool, input.ProposedPassword);
      setPermanentPassword(user, input.ProposedPassword);
      user.modified = clock.now();
    },
  });
