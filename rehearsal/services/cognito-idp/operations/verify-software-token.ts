/** VerifySoftwareToken: a first code shows that the authenticator has the secret. */
import { type Operation, ServiceError } from '../../../cloud/service.ts';
import { unsigned } from '../declare-operation.ts';
import { invalidParameter, notAuthorized } from '../errors.ts';
import { accessToken, optional, required, session, text } from '../input-fields.ts';
import type { Needs } from '../needs.ts';
import { isTotpCode } from '../totp.ts';
import type { User } from '../user.ts';

export const verifySoftwareToken = (needs: Pick<Needs, 'tokens' | 'challenges' | 'clock'>): Operation =>
  unsigned(
    (input) => (needs.tokens.peek(input.AccessToken) ?? needs.challenges.peek(input.Session))?.pool.scope,
    {
      name: 'VerifySoftwareToken',
      fields: {
        UserCode: required(text({ min: 6, max: 6, pattern: /^[0-9]+$/ })),
        AccessToken: optional(accessToken),
        Session: optional(session),
        FriendlyDeviceName: optional(text({ max: 131_072 })),
      },
      handle: (input) => {
        if ((input.AccessToken === undefined) === (input.Session === undefined)) {
          throw invalidParameter('Give exactly one of AccessToken and Session.');
        }
        if (input.AccessToken !== undefined) {
          verify(needs, needs.tokens.sessionOfAccessToken(input.AccessToken).user, input.UserCode);
          return { Status: 'SUCCESS' };
        }
        const challenge = needs.challenges.get(input.Session);
        const { user, pending } = challenge;
        if (user === undefined || pending.name !== 'MFA_SETUP')
          throw notAuthorized('Invalid session for the user.');
        verify(needs, user, input.UserCode);
        user.mfa.add('SOFTWARE_TOKEN_MFA');
        needs.challenges.close(input.Session ?? '');
        const next = needs.challenges.open({ ...challenge, pending: { name: 'MFA_SETUP', verified: true } });
        return { Status: 'SUCCESS', Session: next };
      },
    },
  );

const verify = ({ clock }: Pick<Needs, 'clock'>, user: User, code: string): void => {
  const secret = user.pendingTotpSecret;
  if (secret === undefined) throw invalidParameter('User has not associated a software token.');
  if (!isTotpCode(secret, code, clock.now())) {
    throw new ServiceError('EnableSoftwareTokenMFAException', 'Code mismatch');
  }
  user.totpSecret = secret;
  user.pendingTotpSecret = undefined;
};
