/** One request of an AWS service to another's API, through the gateway, signed with the role it acts with. */

import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { SourceData } from '@smithy/types';
import type { Credentials } from './service.ts';

export type UnsignedRequest = {
  readonly method: 'POST';
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type ServiceAnswer = {
  readonly headers: Headers;
  readonly body: string;
  readonly status: number;
};

export type Signing = {
  /** URL of the gateway. */
  readonly endpoint: string;
  readonly credentials: Credentials;
  readonly service: string;
  readonly region: string;
  /** `X-Amzn-Trace-Id`, if the work is traced. */
  readonly traceHeader?: string;
  /** Ends the request. */
  readonly signal: AbortSignal;
};

/** The answer, whatever its status. @throws what `fetch` throws where no answer came. */
export const sendSigned = async (request: UnsignedRequest, signing: Signing): Promise<ServiceAnswer> => {
  const { endpoint, credentials, service, region, traceHeader, signal } = signing;
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const { host, hostname } = new URL(endpoint);
  const signer = new SignatureV4({
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
    region,
    service,
    sha256: Sha256,
  });
  const { method, path, query, body } = request;
  const headers = { ...request.headers, host, ...(traceHeader && { 'x-amzn-trace-id': traceHeader }) };
  const toSign = { protocol: 'http:', hostname, method, path, query: { ...query }, headers, body };
  const signed = await signer.sign(toSign);
  const search = new URLSearchParams(query).toString();
  const response = await fetch(`${endpoint}${path}${search && `?${search}`}`, {
    method,
    headers: signed.headers,
    body,
    signal,
  });
  return { status: response.status, headers: response.headers, body: await response.text() };
};

/** An operation of a service that speaks JSON: `target` as in `AWSStepFunctions.StartExecution`. */
export const jsonRequest = (
  target: string,
  input: unknown,
  version: '1.0' | '1.1' = '1.0',
): UnsignedRequest => ({
  method: 'POST',
  path: '/',
  query: {},
  headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': target },
  body: JSON.stringify(input),
});

/** SHA-256 and its HMAC in the form the signer asks for. */
class Sha256 {
  readonly #hash: Hash | Hmac;

  constructor(secret?: SourceData) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytes(secret));
  }

  update(data: SourceData): void {
    this.#hash.update(bytes(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  /** The signer makes a new one for every hash. */
  reset(): void {
    throw new Error('A hash of a request is not used twice.');
  }
}

const bytes = (data: SourceData): Uint8Array | string => {
  if (typeof data === 'string') return data;
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
};
