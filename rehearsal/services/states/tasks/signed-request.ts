/** One request of a state machine to an AWS API, through the gateway, signed with the machine's role. */

import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { SourceData } from '@smithy/types';
import type { Credentials } from '../../../cloud/service.ts';
import type { TaskAnswer, TaskRequest } from './integrations.ts';

export type Signing = {
  /** URL of the gateway. */
  readonly endpoint: string;
  readonly credentials: Credentials;
  readonly service: string;
  readonly region: string;
  /** `X-Amzn-Trace-Id`, if the execution is traced. */
  readonly traceHeader?: string;
  /** Ends the request: the state's timeout, or the end of the execution. */
  readonly signal: AbortSignal;
};

/** The answer, whatever its status. @throws what `fetch` throws where no answer came. */
export const sendSigned = async (request: TaskRequest, signing: Signing): Promise<TaskAnswer> => {
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
