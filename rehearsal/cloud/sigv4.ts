/** Signature Version 4, the server's side: who signed a request, for which service and region, and whether it holds. */

import { createHash, createHmac, type Hash, type Hmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { SignatureV4 } from '@smithy/signature-v4';
import type { SourceData } from '@smithy/types';
import type { AccessKey } from './iam/access-keys.ts';
import { NotModelled } from './service.ts';

export type SignedRequest = {
  readonly method: string;
  /** As sent: still percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
};

/** What an `Authorization` header claims. */
export type Claim = {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
};

/** Why a signature is refused; each protocol has its own exception name for each. */
export type SignatureFault =
  | 'missing'
  | 'incomplete'
  | 'unknown-key'
  | 'expired-token'
  | 'stale'
  | 'wrong-signature';

export class SignatureRefused extends Error {
  readonly fault: SignatureFault;
  constructor(fault: SignatureFault, message: string) {
    super(message);
    this.name = 'SignatureRefused';
    this.fault = fault;
  }
}

/** How far a request's date may be off. IAM User Guide "Signature Version 4 for API requests", 2026-11. */
export const SIGNATURE_WINDOW_MINUTES = 5;

/**
 * Milliseconds since the epoch. Callers outside sign with the machine's time and Lambdas with the cloud's, which a
 * scenario may have put ahead; while one is running it may still have the time of before. So everything between holds.
 */
export type Times = { readonly machine: number; readonly cloud: number };

/** S3 takes a body that the signature does not cover. S3 API Reference "Authenticating requests", 2026-11. */
const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';

const HEADER =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;

/** @throws {SignatureRefused} `incomplete` where the header is not of Signature Version 4. */
export const readClaim = (authorization: string): Claim => {
  const [, accessKeyId, region, service, headers, signature] = HEADER.exec(authorization) ?? [];
  if (!accessKeyId || !region || !service || !headers || !signature) {
    throw new SignatureRefused(
      'incomplete',
      'The Authorization header is not a Signature Version 4 signature.',
    );
  }
  return { accessKeyId, region, service, signedHeaders: headers.split(';'), signature };
};

/**
 * The owner of the key, once the signature is proven over exactly the headers it names, the body and the query.
 * @throws {SignatureRefused}
 */
export const verifySignature = async (
  request: SignedRequest,
  claim: Claim,
  findKey: (accessKeyId: string) => AccessKey | undefined,
  times: Times,
): Promise<AccessKey> => {
  const key = findKey(claim.accessKeyId);
  const token = request.headers['x-amz-security-token'];
  if (!key || key.credentials.sessionToken !== token) {
    throw new SignatureRefused('unknown-key', 'The security token included in the request is invalid.');
  }
  if (times.cloud >= (key.credentials.expiration ?? Number.POSITIVE_INFINITY)) {
    throw new SignatureRefused('expired-token', 'The security token included in the request is expired');
  }
  const date = signingDate(request.headers, times);
  requireHeaders(request, claim);
  const expected = await computeSignature(request, claim, key, date);
  if (!timingSafeEqual(Buffer.from(expected, 'hex'), Buffer.from(claim.signature, 'hex')))
    throw wrongSignature();
  return key;
};

const wrongSignature = () =>
  new SignatureRefused(
    'wrong-signature',
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
  );

const signingDate = (headers: IncomingHttpHeaders, { machine, cloud }: Times): Date => {
  const text = String(headers['x-amz-date'] ?? '');
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? [];
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(date.getTime())) {
    throw new SignatureRefused('incomplete', 'The request has no X-Amz-Date of the form 20260131T235959Z.');
  }
  const early = Math.min(machine, cloud) - date.getTime();
  const late = date.getTime() - Math.max(machine, cloud);
  if (Math.max(early, late) > SIGNATURE_WINDOW_MINUTES * 60_000) {
    const problem = early > late ? 'Signature expired' : 'Signature not yet current';
    throw new SignatureRefused(
      'stale',
      `${problem}: ${text} is more than ${SIGNATURE_WINDOW_MINUTES} min. off the server's time.`,
    );
  }
  return date;
};

/** The host and the target have to be signed, every signed header has to be there, and a stated body hash has to be the body's. */
const requireHeaders = ({ headers, body }: SignedRequest, { signedHeaders, service }: Claim): void => {
  const required = ['host', 'x-amz-date', ...(headers['x-amz-target'] === undefined ? [] : ['x-amz-target'])];
  const unsigned = required.filter((name) => !signedHeaders.includes(name));
  if (unsigned.length > 0)
    throw new SignatureRefused('incomplete', `The signature does not cover ${unsigned.join(', ')}.`);
  if (signedHeaders.some((name) => headers[name] === undefined)) throw wrongSignature();
  const hash = headers['x-amz-content-sha256'];
  if (service === 's3' && hash === UNSIGNED_PAYLOAD) return;
  if (service === 's3' && String(hash).startsWith('STREAMING-'))
    throw new NotModelled(`S3 uploads in signed chunks (${String(hash)}); send a body whose length is known`);
  if (hash !== undefined && hash !== createHash('sha256').update(body).digest('hex')) throw wrongSignature();
};

const computeSignature = async (
  request: SignedRequest,
  claim: Claim,
  key: AccessKey,
  date: Date,
): Promise<string> => {
  const { accessKeyId, secretAccessKey } = key.credentials;
  const signer = new SignatureV4({
    credentials: { accessKeyId, secretAccessKey },
    region: claim.region,
    service: claim.service,
    sha256: NodeSha256,
    applyChecksum: false,
    // S3 alone signs the path as it was sent.
    uriEscapePath: claim.service !== 's3',
  });
  const headers = Object.fromEntries(
    claim.signedHeaders.map((name) => [name, String(request.headers[name])]),
  );
  const signed = await signer.sign(
    {
      protocol: 'http:',
      hostname: '127.0.0.1',
      method: request.method,
      path: request.path,
      query: queryBag(request.query),
      headers,
      body: request.body,
    },
    { signingDate: date, signableHeaders: new Set(claim.signedHeaders) },
  );
  return readClaim(signed.headers.authorization ?? '').signature;
};

const queryBag = (query: URLSearchParams): Record<string, string | string[]> =>
  Object.fromEntries(
    [...new Set(query.keys())].map((name) => {
      const values = query.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? '') : values];
    }),
  );

/** SHA-256 and its HMAC in the form the signer asks for. */
class NodeSha256 {
  #hash: Hash | Hmac;
  readonly #secret: SourceData | undefined;

  constructor(secret?: SourceData) {
    this.#secret = secret;
    this.#hash = open(secret);
  }

  update(data: SourceData): void {
    this.#hash.update(bytes(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    this.#hash = open(this.#secret);
  }
}

const open = (secret: SourceData | undefined): Hash | Hmac =>
  secret === undefined ? createHash('sha256') : createHmac('sha256', bytes(secret));

const bytes = (data: SourceData): Uint8Array | string => {
  if (typeof data === 'string') return data;
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
};
