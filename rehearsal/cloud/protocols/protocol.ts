/** What every AWS protocol has to answer for the gateway: which operation, which input, how answers and errors look. */

import type { Operation, Service, ServiceError } from '../service.ts';
import type { SignatureFault, SignedRequest } from '../sigv4.ts';

export type HttpAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
};

/** Which operation of which service a request or an answer belongs to. */
export type Call = { readonly service: Service; readonly name: string; readonly operation: Operation };

export type Codec = {
  /** The operation's name, whether or not the service has it; undefined where the request names none. */
  readonly operationName: (request: SignedRequest, service: Service) => string | undefined;
  /** @throws {ServiceError} `SerializationException` for a body that cannot be read. */
  readonly decode: (request: SignedRequest, call: Call) => unknown;
  readonly encode: (output: unknown, call: Call, requestId: string) => HttpAnswer;
  readonly encodeError: (error: ServiceError, requestId: string) => HttpAnswer;
  /** This protocol's exception name and status for a refused signature. */
  readonly signatureErrors: Readonly<Record<SignatureFault, readonly [code: string, status: number]>>;
  readonly deniedAs: { readonly code: 'AccessDenied' | 'AccessDeniedException'; readonly status: number };
};

/** Names of the JSON protocols. API references of Cognito and DynamoDB, "Common errors", 2026-11. */
export const JSON_SIGNATURE_ERRORS: Codec['signatureErrors'] = {
  missing: ['MissingAuthenticationTokenException', 400],
  incomplete: ['IncompleteSignatureException', 400],
  'unknown-key': ['UnrecognizedClientException', 400],
  'expired-token': ['ExpiredTokenException', 400],
  stale: ['InvalidSignatureException', 400],
  'wrong-signature': ['InvalidSignatureException', 400],
};
