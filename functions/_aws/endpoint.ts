/** Where AWS requests go, and over what: TLS 1.2 at least on pooled connections, plain http only on this machine. */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { MigrationError } from '#core/errors.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** The services that a migration talks to, as the SDK spells them in `AWS_ENDPOINT_URL_<SERVICE>`. */
export type EndpointService =
  | 'COGNITO_IDENTITY_PROVIDER'
  | 'STS'
  | 'SECRETS_MANAGER'
  | 'SFN'
  | 'DYNAMODB'
  | 'EVENTBRIDGE'
  | 'S3'
  | 'CLOUDWATCH';

const isAllowed = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && hostname === '127.0.0.1');

/**
 * The endpoint to use instead of AWS's own, if the environment names one (the SDK would read the same variables, but
 * would also take plain http to anywhere).
 * @throws {MigrationError} `EndpointRefused`
 */
export const endpointOverride = (service: EndpointService, variables: Variables): string | undefined => {
  const name = variables[`AWS_ENDPOINT_URL_${service}`] ? `AWS_ENDPOINT_URL_${service}` : 'AWS_ENDPOINT_URL';
  const value = variables[name];
  if (!value) return undefined;
  if (URL.canParse(value) && isAllowed(new URL(value))) return value;
  throw new MigrationError(
    'EndpointRefused',
    `${name} is neither https nor http on 127.0.0.1: unset it, or use https. Passwords would travel in the clear.`,
  );
};

// Parallel calls of one invocation times the copies Cognito may start; more would only queue at the source.
const MAX_SOCKETS = 50;

// A source that cannot be reached at all should not eat the whole deadline.
const CONNECTION_TIMEOUT_MS = 2_000;

/** One pool for every client of a Lambda: connections outlive an invocation, so a warm sign-in pays no handshake. */
export const createTransport = (tls: { readonly ca?: string } = {}) => ({
  httpAgent: new HttpAgent({ keepAlive: true, maxSockets: MAX_SOCKETS }),
  httpsAgent: new HttpsAgent({ keepAlive: true, maxSockets: MAX_SOCKETS, minVersion: 'TLSv1.2', ...tls }),
  connectionTimeout: CONNECTION_TIMEOUT_MS,
});

export type Transport = ReturnType<typeof createTransport>;
