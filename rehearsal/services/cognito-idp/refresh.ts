/** Refreshing tokens, with and without rotation of the refresh token. */
import { ServiceError } from '../../cloud/service.ts';
import { allowedFlows } from './client-settings.ts';
import { invalidParameter, notAuthorized, userNotFound } from './errors.ts';
import type { Needs } from './needs.ts';
import type { Client, Pool } from './pool.ts';
import { checkSecretHash } from './secret-hash.ts';
import type { AuthAnswer, SignIn } from './sign-in.ts';
import type { IssuedTokens, Session } from './tokens.ts';

type RefreshNeeds = Pick<Needs, 'tokens' | 'triggers'>;

const rotates = (client: Client): boolean => client.settings.RefreshTokenRotation?.Feature === 'ENABLED';

/** @throws {ServiceError} when the user behind the token may not go on. */
const checkSession = ({ triggers }: Pick<Needs, 'triggers'>, pool: Pool, session: Session): void => {
  if (pool.users.find(session.user.username) !== session.user) throw userNotFound();
  if (!session.user.enabled) throw notAuthorized('User is disabled.');
  triggers.refuse(pool, 'PreTokenGeneration', 'PreTokenGenerationConfig');
};

/** REFRESH_TOKEN_AUTH. With rotation on, AWS refuses it (aws-facts 2.4); the exception's type is inferred. */
export const refreshTokens =
  (needs: RefreshNeeds) =>
  ({ pool, client }: SignIn, token: string, parameters: Readonly<Record<string, string>>): AuthAnswer => {
    if (rotates(client)) {
      throw invalidParameter(
        'Refresh token rotation is enabled for this client. Use GetTokensFromRefreshToken.',
      );
    }
    const session = needs.tokens.sessionOfRefreshToken(token, client);
    const { user } = session;
    checkSecretHash(client, parameters.SECRET_HASH, [
      user.username,
      user.sub,
      parameters.USERNAME ?? user.username,
    ]);
    checkSession(needs, pool, session);
    return { AuthenticationResult: needs.tokens.renew(session, client), ChallengeParameters: {} };
  };

/** GetTokensFromRefreshToken: the same without flows' parameters, and a new refresh token where they rotate. */
export const exchangeRefreshToken =
  (needs: RefreshNeeds) =>
  (pool: Pool, client: Client, token: string): { readonly AuthenticationResult: IssuedTokens } => {
    if (!rotates(client) && !allowedFlows(client.settings).includes('REFRESH_TOKEN_AUTH')) {
      throw invalidParameter('Auth flow not enabled for this client');
    }
    const session = sessionOrReuse(needs, client, token);
    checkSession(needs, pool, session);
    const renewed = needs.tokens.renew(session, client);
    if (!rotates(client)) return { AuthenticationResult: renewed };
    needs.tokens.endRefreshToken(token, client.settings.RefreshTokenRotation?.RetryGracePeriodSeconds ?? 0);
    return {
      AuthenticationResult: { ...renewed, RefreshToken: needs.tokens.newRefreshToken(session, client) },
    };
  };

/** A rotated-out token that comes again is reuse. API reference "GetTokensFromRefreshToken", 2026-11. */
const sessionOrReuse = ({ tokens }: RefreshNeeds, client: Client, token: string): Session => {
  try {
    return tokens.sessionOfRefreshToken(token, client);
  } catch (error) {
    const expired = error instanceof ServiceError && error.message === 'Refresh Token has expired';
    if (!rotates(client) || !expired) throw error;
    throw new ServiceError('RefreshTokenReuseException', 'Refresh Token reuse detected');
  }
};
