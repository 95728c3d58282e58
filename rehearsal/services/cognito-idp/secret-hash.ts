/** `SECRET_HASH`: base64 of HMAC-SHA-256 under the client's secret over username and client id. */
import { createHmac } from 'node:crypto';
import { notAuthorized } from './errors.ts';
import type { Client } from './pool.ts';

export const secretHash = (secret: string, username: string, clientId: string): string =>
  createHmac('sha256', secret).update(`${username}${clientId}`).digest('base64');

/**
 * @param usernames what the hash may have been made over: what was typed and, once Cognito has told the client the
 * username, that one.
 * @throws {ServiceError} `NotAuthorizedException`. Texts: aws-sdk-cpp#3246, amplify-android#2504 and Q&A threads.
 */
export const checkSecretHash = (
  client: Client,
  given: string | undefined,
  usernames: readonly string[],
): void => {
  const { clientId, secret } = client;
  if (secret === undefined) {
    if (given === undefined) return;
    throw notAuthorized(`Client ${clientId} is not configured for secret but secret hash was received`);
  }
  if (given === undefined) {
    throw notAuthorized(`Client ${clientId} is configured with secret but SECRET_HASH was not received`);
  }
  if (!usernames.some((username) => secretHash(secret, username, clientId) === given)) {
    throw notAuthorized(`SecretHash does not match for the client: ${clientId}`);
  }
};
