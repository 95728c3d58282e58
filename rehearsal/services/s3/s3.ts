/** S3: buckets of all accounts and the objects in them, kept in memory. See s3.md. */

import {
  type Clock,
  type RequestContext,
  type Scope,
  type Service,
  ServiceError,
} from '../../cloud/service.ts';
import { s3Operations } from './operations.ts';

export type StoredObject = {
  readonly key: string;
  readonly body: Buffer;
  readonly contentType: string;
  /** In quotes, as on the wire. */
  readonly etag: string;
  /** Base64, where the client sent one. */
  readonly crc32: string | undefined;
  /** Milliseconds since the epoch, by the cloud's clock. */
  readonly modifiedAt: number;
};

export type Bucket = {
  readonly name: string;
  readonly scope: Scope;
  readonly objects: Map<string, StoredObject>;
};

/** General purpose buckets. S3 User Guide "Bucket naming rules", 2026-11. */
const BUCKET_NAME = /^(?=.{3,63}$)[a-z0-9]([a-z0-9.-]*[a-z0-9])$/;

export class S3 {
  readonly service: Service;
  /** A bucket's name is its own in all accounts and regions. */
  readonly #buckets = new Map<string, Bucket>();

  constructor({ clock }: { readonly clock: Clock }) {
    this.service = {
      name: 's3',
      protocol: 'restXml',
      target: '2006-03-01',
      operations: s3Operations({ bucket: (name, caller) => this.#bucketOf(name, caller), clock }),
    };
  }

  /** @throws {ServiceError} `InvalidBucketName`; `BucketAlreadyExists` where any account has it. */
  createBucket(scope: Scope, name: string): { readonly arn: string } {
    if (!BUCKET_NAME.test(name)) {
      const message = `The specified bucket is not valid: ${name}; use 3 to 63 small letters, digits, . and -.`;
      throw new ServiceError('InvalidBucketName', message);
    }
    if (this.#buckets.has(name)) {
      const message = `The requested bucket name is not available: ${name}; buckets of all accounts share their names.`;
      throw new ServiceError('BucketAlreadyExists', message, 409);
    }
    this.#buckets.set(name, { name, scope, objects: new Map() });
    return { arn: `arn:aws:s3:::${name}` };
  }

  /** What a bucket holds, by key: for reports and tests. @throws {ServiceError} `NoSuchBucket`. */
  objects(scope: Scope, name: string): readonly StoredObject[] {
    const bucket = this.#buckets.get(name);
    if (bucket?.scope.accountId !== scope.accountId) throw noSuchBucket(name);
    return [...bucket.objects.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1));
  }

  /** Names of the buckets of one account and region. */
  bucketsOf({ accountId, region }: Scope): readonly string[] {
    const buckets = [...this.#buckets.values()];
    return buckets
      .filter(({ scope }) => scope.accountId === accountId && scope.region === region)
      .map(({ name }) => name);
  }

  /** No bucket policy here lets another account in. @throws {ServiceError} */
  #bucketOf(name: string, caller: RequestContext): Bucket {
    const bucket = this.#buckets.get(name);
    if (!bucket) throw noSuchBucket(name);
    const { accountId, region } = bucket.scope;
    if (accountId !== caller.accountId) throw new ServiceError('AccessDenied', 'Access Denied', 403);
    if (region === caller.region) return bucket;
    const message = `The authorization header is malformed; the region '${caller.region}' is wrong; expecting '${region}'`;
    throw new ServiceError('AuthorizationHeaderMalformed', message);
  }
}

const noSuchBucket = (name: string) =>
  new ServiceError('NoSuchBucket', `The specified bucket does not exist: ${name}`, 404);
