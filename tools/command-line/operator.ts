/** A tool in the hands of an operator: with the credentials that the AWS CLI would find, and words for what AWS says of them. */
import { Agent } from 'node:https';
import { Refused } from './refused.ts';

/** Where the environment says that AWS is; AWS's own endpoint otherwise. */
type Place = { readonly region?: string; readonly endpoint?: string };

/** Settings of an SDK client of a tool. */
export const clientOf = ({ region, endpoint }: Place, maxAttempts: number) => ({
  maxAttempts,
  requestHandler: { httpsAgent: new Agent({ keepAlive: true, minVersion: 'TLSv1.2' }) },
  ...(region === undefined ? {} : { region }),
  ...(endpoint === undefined ? {} : { endpoint }),
});

/**
 * The endpoint that the environment names instead of AWS's own. Plain http only to this machine.
 * @param service as in `AWS_ENDPOINT_URL_DYNAMODB`
 * @throws {Refused}
 */
export const endpointOf = (
  service: 'DYNAMODB' | 'STS',
  variables: Readonly<Record<string, string | undefined>>,
): string | undefined => {
  const value = variables[`AWS_ENDPOINT_URL_${service}`] || variables.AWS_ENDPOINT_URL;
  if (!value) return undefined;
  const { protocol, hostname } = URL.canParse(value) ? new URL(value) : { protocol: '', hostname: '' };
  if (protocol === 'https:' || (protocol === 'http:' && hostname === '127.0.0.1')) return value;
  throw new Refused('AWS_ENDPOINT_URL is neither https nor http on 127.0.0.1; unset it, or use https.');
};

export const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');

const UNKNOWN = 'AWS does not know these credentials; look at AWS_PROFILE';
const EXPIRED = 'your session has expired; sign in again';

/** DynamoDB and STS have different names for the same. */
const REMEDIES: Readonly<Record<string, string>> = {
  CredentialsProviderError: 'no AWS credentials were found; set AWS_PROFILE, or sign in as for the AWS CLI',
  UnrecognizedClientException: UNKNOWN,
  InvalidClientTokenId: UNKNOWN,
  ExpiredTokenException: EXPIRED,
  ExpiredToken: EXPIRED,
};

/** What an operator can change about credentials or region, if that is what the error is about. */
export const remedyFor = (error: unknown): string | undefined =>
  REMEDIES[nameOf(error)] ?? (isWithoutRegion(error) ? 'give --region, or set AWS_REGION' : undefined);

/** The SDK has no name for it. */
const isWithoutRegion = (error: unknown): boolean =>
  error instanceof Error && /^Region (is missing|not accepted)/.test(error.message);
