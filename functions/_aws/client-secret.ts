/**
 * The source app client's secret, where a client that has one was brought along: read from Secrets Manager in account
 * B, kept in memory, read again after the source refused it (it may have been rotated).
 */
import { createHmac } from 'node:crypto';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { MigrationError } from '#core/errors.ts';
import { endpointOverride, type Transport } from './endpoint.ts';
import { instrument } from './instrument.ts';
import { createKept, type Kept } from './kept.ts';

/** Discarded when the source refused it. */
export type ClientSecret = Kept<string>;

/** `SECRET_HASH`. Developer Guide "Computing secret hash values": Base64(HMAC-SHA256(secret, username + client id)). */
export const secretHash = (secret: string, username: string, clientId: string): string =>
  createHmac('sha256', secret).update(`${username}${clientId}`).digest('base64');

/** The secret's text is the client secret itself, or JSON with a `clientSecret`. */
export const parseClientSecret = (secretString: string | undefined): string => {
  const secret = secretString?.trimStart().startsWith('{') ? fromJson(secretString) : secretString;
  if (typeof secret === 'string' && secret !== '') return secret;
  throw new MigrationError(
    'ClientSecretInvalid',
    'The secret of the source app client must be its text, or JSON with a string "clientSecret".',
  );
};

const fromJson = (text: string): unknown => {
  try {
    return Reflect.get(JSON.parse(text), 'clientSecret');
  } catch {
    return undefined;
  }
};

/** A fetch that hangs would hold up every later sign-in. */
const FETCH_LIMIT_MS = 2_000;

type SecretOptions = {
  readonly secretArn: string;
  readonly accountId: string;
  readonly transport: Transport;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly limitMs?: number;
};

/** Asks in the region of the ARN. Fails with the SDK's error or {@link MigrationError} `ClientSecretInvalid`. */
export const createClientSecret = ({
  secretArn,
  accountId,
  transport,
  variables,
  limitMs = FETCH_LIMIT_MS,
}: SecretOptions): ClientSecret => {
  const region = secretArn.split(':')[3] ?? '';
  const endpoint = endpointOverride('SECRETS_MANAGER', variables);
  const client = instrument(
    new SecretsManagerClient({
      region,
      maxAttempts: 2,
      requestHandler: transport,
      ...(endpoint ? { endpoint } : {}),
    }),
    { name: 'SecretsManager', accountId, region },
  );
  return createKept(async () => {
    const command = new GetSecretValueCommand({ SecretId: secretArn });
    const { SecretString } = await client.send(command, { abortSignal: AbortSignal.timeout(limitMs) });
    return parseClientSecret(SecretString);
  });
};
