/** AssociateSoftwareToken: hands out a TOTP secret, to a signed-in user or in the middle of MFA_SETUP. */
import type { Operation } from '../../../cloud/service.ts';
import { unsigned } from '../declare-operation.ts';
import { invalidParameter, notAuthorized } from '../errors.ts';
import { accessToken, optional, session } from '../input-fields.ts';
import type { Needs } from '../needs.ts';
import { newTotpSecret } from '../totp.ts';

export const associateSoftwareToken = ({
  tokens,
  challenges,
}: Pick<Needs, 'tokens' | 'challenges'>): Operation =>
  unsigned((input) => (tokens.peek(input.AccessToken) ?? challenges.peek(input.Session))?.pool.scope, {
    name: 'AssociateSoftwareToken',
    fields: { AccessToken: optional(accessToken), Session: optional(session) },
    handle: (input) => {
      if ((input.AccessToken === undefined) === (input.Session === undefined)) {
        throw invalidParameter('Give exactly one of AccessToken and Session.');
      }
      const secret = newTotpSecret();
      if (input.AccessToken !== undefined) {
        tokens.sessionOfAccessToken(input.AccessToken).user.pendingTotpSecret = secret;
        return { SecretCode: secret };
      }
      const { user, pending } = challenges.get(input.Session);
      if (user === undefined || pending.name !== 'MFA_SETUP')
        throw notAuthorized('Invalid session for the user.');
      user.pendingTotpSecret = secret;
      return { SecretCode: secret, Session: input.Session };
    },
  });
