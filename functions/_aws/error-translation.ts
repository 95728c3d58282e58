/**
 * The one place that knows the names of AWS exceptions. Turns whatever a call threw into evidence; names go on, messages
 * do not (they may quote what the user typed).
 */
import { MigrationError } from '#core/errors.ts';
import type { SourceCallFailed, SourceFailure, SourceRefusal } from '#core/source-evidence.ts';

/** What an SDK call throws, as far as it can be told apart. */
type Thrown = {
  readonly name: string;
  readonly message: string;
  readonly code: string | undefined;
  readonly status: number | undefined;
};

const field = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const statusOf = (error: unknown): number | undefined => {
  const status =
    field(field(error, '$metadata'), 'httpStatusCode') ?? field(field(error, '$response'), 'statusCode');
  return typeof status === 'number' ? status : undefined;
};

const describe = (error: unknown): Thrown => ({
  name: text(field(error, 'name')) ?? 'Unknown',
  message: text(field(error, 'message')) ?? '',
  code: text(field(error, 'code')),
  status: statusOf(error),
});

/** A name that may be written anywhere: an identifier and nothing that somebody typed. */
export const errorName = (error: unknown): string => {
  const { name, code } = describe(error);
  const known = code !== undefined && /^E[A-Z_]+$/.test(code) ? code : name;
  return /^[A-Za-z][\w.]{0,63}$/.test(known) ? known : 'Unknown';
};

// Exceptions of AdminInitiateAuth and AdminGetUser: SDK 3.1169.0 typings; common errors: API reference, 2026-11.
const FAILURES: Readonly<Record<string, SourceFailure>> = {
  TooManyRequestsException: 'throttled',
  LimitExceededException: 'throttled',
  ThrottlingException: 'throttled',
  Throttling: 'throttled',
  RequestLimitExceeded: 'throttled',
  InternalErrorException: 'source-unavailable',
  InternalFailure: 'source-unavailable',
  ServiceUnavailable: 'source-unavailable',
  UnexpectedLambdaException: 'source-unavailable',
  InvalidLambdaResponseException: 'source-unavailable',
  AccessDenied: 'role-refused',
  AccessDeniedException: 'role-refused',
  ExpiredToken: 'role-refused',
  ExpiredTokenException: 'role-refused',
  UnrecognizedClientException: 'role-refused',
  InvalidClientTokenId: 'role-refused',
  InvalidSignatureException: 'role-refused',
  SignatureDoesNotMatch: 'role-refused',
  IncompleteSignature: 'role-refused',
  MissingAuthenticationTokenException: 'role-refused',
  OptInRequired: 'role-refused',
  RegionDisabledException: 'role-refused',
  CredentialsProviderError: 'role-refused',
  // Only left when the secret did not match: every other one is a refusal.
  NotAuthorizedException: 'source-misconfigured',
  ResourceNotFoundException: 'source-misconfigured',
  InvalidParameterException: 'source-misconfigured',
  InvalidUserPoolConfigurationException: 'source-misconfigured',
  InvalidSmsRoleAccessPolicyException: 'source-misconfigured',
  InvalidSmsRoleTrustRelationshipException: 'source-misconfigured',
  InvalidEmailRoleAccessPolicyException: 'source-misconfigured',
  MFAMethodNotFoundException: 'source-misconfigured',
  OperationNotEnabledException: 'source-misconfigured',
  UnsupportedOperationException: 'source-misconfigured',
  FeatureUnavailableInTierException: 'source-misconfigured',
  ValidationError: 'source-misconfigured',
  ClientSecretInvalid: 'source-misconfigured',
  EndpointRefused: 'source-misconfigured',
  DeadlineReached: 'deadline',
  AbortError: 'deadline',
  TimeoutError: 'connection-lost',
};

const lookUp = <Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

/** Sockets, DNS, TLS and the HTTP parser speak in codes such as ECONNRESET, EAI_AGAIN, ERR_SSL_…, CERT_…, HPE_… */
const CONNECTION_CODE = /^(E(?!RR_)[A-Z]|ERR_SSL_|ERR_TLS_|HPE_|CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO_)/;

const failureOf = ({ name, code, status }: Thrown): SourceFailure => {
  const known = lookUp(FAILURES, name);
  if (known !== undefined) return known;
  if (status === 429) return 'throttled';
  if (status !== undefined && status >= 500) return 'source-unavailable';
  return code !== undefined && CONNECTION_CODE.test(code) ? 'connection-lost' : 'unsupported-answer';
};

/** Why there is no usable answer. */
export const toFailure = (error: unknown): SourceCallFailed => ({
  kind: 'failed',
  reason: failureOf(describe(error)),
  awsError: errorName(error),
});

const REFUSALS: Readonly<Record<string, SourceRefusal>> = {
  UserNotFoundException: 'user-not-found',
  UserNotConfirmedException: 'user-not-confirmed',
  PasswordResetRequiredException: 'password-reset-required',
  UserLambdaValidationException: 'refused-by-trigger',
};

/**
 * The source's no to one user, or nothing when the call failed for other reasons. `NotAuthorizedException` is also what
 * a wrong client secret gets ("Unable to verify secret hash …", "SecretHash does not match …"): ours, not the user's.
 */
export const toRefusal = (error: unknown): SourceRefusal | undefined => {
  const { name } = describe(error);
  if (name === 'NotAuthorizedException') return isSecretMismatch(error) ? undefined : 'not-authorized';
  return lookUp(REFUSALS, name);
};

/** The app client has a secret and was not given the right one. */
export const isSecretMismatch = (error: unknown): boolean => {
  const { name, message } = describe(error);
  return name === 'NotAuthorizedException' && /secret/i.test(message);
};

export const isUserNotFound = (error: unknown): boolean => describe(error).name === 'UserNotFoundException';

const STALE: ReadonlySet<string> = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
]);

/** The credentials, not the request, were refused: before anything ran, so the call may be made again with new ones. */
export const isStaleCredentials = (error: unknown): boolean => STALE.has(describe(error).name);

/** Worth one more try where repeating harms nobody. Throttling is not: it asks for less. */
export const isTransient = (error: unknown): boolean => {
  const reason = failureOf(describe(error));
  return reason === 'connection-lost' || reason === 'source-unavailable';
};

/** Somebody else wrote at the same time. */
const isConflict = (error: unknown): boolean => describe(error).name === 'ConcurrentModificationException';

/** A write that was turned away, throttled or in conflict: worth another try after another look. */
export const isBusy = (error: unknown): boolean =>
  isConflict(error) || failureOf(describe(error)) === 'throttled';

export const isResourceNotFound = (error: unknown): boolean =>
  describe(error).name === 'ResourceNotFoundException';

/** The call itself was wrong for this user: trying again changes nothing. */
const REFUSED: ReadonlySet<SourceFailure> = new Set(['source-misconfigured', 'unsupported-answer']);

/** What a failed call on the target pool means for its execution. `what` was asked for; names, no values. */
export const toTargetError = (what: string, error: unknown): MigrationError => {
  if (error instanceof MigrationError) return error;
  const { reason, awsError = 'Unknown' } = toFailure(error);
  return REFUSED.has(reason) && !isConflict(error)
    ? new MigrationError('TargetRefused', `The target pool refused ${what} (${awsError}).`)
    : new MigrationError('TargetUnavailable', `The target pool did not answer for ${what} (${awsError}).`);
};
