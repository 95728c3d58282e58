/** `fetch` with a signature, for what no SDK client here can send. */

import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { SourceData } from '@smithy/types';
import type { Credentials } from '#rehearsal/cloud/service.ts';

export type SignedFetch = {
  readonly url: string;
  readonly credentials: Credentials;
  readonly service: string;
  readonly region: string;
  readonly body: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signingDate?: Date;
  /** Changes the request after it was signed. */
  readonly tamper?: (sent: { headers: Record<string, string>; body: string }) => void;
};

export const signedFetch = async (options: SignedFetch): Promise<Response> => {
  const { url, credentials, service, region, body, method = 'POST', headers = {}, tamper } = options;
  const { pathname, search, host, hostname, searchParams } = new URL(url);
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const signer = new SignatureV4({
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
    region,
    service,
    sha256: Sha256,
  });
  const query = Object.fromEntries(searchParams);
  const request = {
    protocol: 'http:',
    hostname,
    method,
    path: pathname,
    query,
    headers: { ...headers, host },
    body,
  };
  const signed = await signer.sign(request, { signingDate: options.signingDate ?? new Date() });
  const sent = { headers: { ...signed.headers }, body };
  tamper?.(sent);
  return fetch(`${new URL(url).origin}${pathname}${search}`, {
    method,
    headers: sent.headers,
    ...(method !== 'GET' && { body: sent.body }),
  });
};

class Sha256 {
  #hash: Hash | Hmac;
  constructor(secret?: SourceData) {
    this.#hash =
      secret === undefined ? createHash('sha256') : createHmac('sha256', Buffer.from(secret as Uint8Array));
  }
  update(data: SourceData): void {
    this.#hash.update(typeof data === 'string' ? data : Buffer.from(data as Uint8Array));
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }
  reset(): void {
    this.#hash = createHash('sha256');
  }
}
