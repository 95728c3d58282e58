/** S3's operations, as the gateway sees them. */

import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import {
  type AccessRequest,
  type Clock,
  NotModelled,
  type Operation,
  type RequestContext,
  ServiceError,
} from '../../cloud/service.ts';
import { listObjects } from './list-objects.ts';
import type { Bucket, StoredObject } from './s3.ts';

export type S3Deps = {
  /** @throws {ServiceError} where there is none, or not for this caller. */
  readonly bucket: (name: string, caller: RequestContext) => Bucket;
  readonly clock: Clock;
};

type ObjectInput = { readonly Bucket: string; readonly Key: string };
type PutInput = ObjectInput & {
  readonly Body: Buffer;
  readonly ContentType?: string;
  readonly ChecksumAlgorithm?: string;
  readonly ChecksumCRC32?: string;
};
type GetInput = ObjectInput & { readonly ChecksumMode?: string };

const objectAccess = (action: string): Operation['access'] => ({
  kind: 'signed',
  requests: ({ Bucket, Key }: ObjectInput) => [{ action, resource: `arn:aws:s3:::${Bucket}/${Key}` }],
});

const bucketAccess: Operation['access'] = {
  kind: 'signed',
  requests: ({ Bucket, Prefix }: { Bucket: string; Prefix?: string }): AccessRequest[] => [
    {
      action: 's3:ListBucket',
      resource: `arn:aws:s3:::${Bucket}`,
      ...(Prefix !== undefined && { conditions: { 's3:prefix': Prefix } }),
    },
  ],
};

const OBJECT_HEADERS = {
  ContentLength: 'content-length',
  ContentType: 'content-type',
  ETag: 'etag',
  LastModified: 'last-modified',
  ChecksumCRC32: 'x-amz-checksum-crc32',
  ChecksumType: 'x-amz-checksum-type',
};
const GET_HEADERS = { 'x-amz-checksum-mode': 'ChecksumMode' };

export const s3Operations = ({ bucket, clock }: S3Deps): Readonly<Record<string, Operation>> => ({
  PutObject: {
    access: objectAccess('s3:PutObject'),
    http: {
      method: 'PUT',
      path: '/{Bucket}/{Key+}',
      headers: {
        'content-type': 'ContentType',
        'x-amz-checksum-crc32': 'ChecksumCRC32',
        'x-amz-sdk-checksum-algorithm': 'ChecksumAlgorithm',
      },
      payload: 'Body',
      answerHeaders: { ETag: 'etag', ChecksumCRC32: 'x-amz-checksum-crc32' },
    },
    handle: (input: PutInput, context) => {
      const { objects } = bucket(input.Bucket, context);
      const stored = toStore(input, clock.now());
      objects.set(input.Key, stored);
      return { ETag: stored.etag, ChecksumCRC32: stored.crc32 };
    },
  },
  GetObject: {
    access: objectAccess('s3:GetObject'),
    http: {
      method: 'GET',
      path: '/{Bucket}/{Key+}',
      headers: GET_HEADERS,
      answerHeaders: OBJECT_HEADERS,
      answerPayload: 'Body',
    },
    handle: (input: GetInput, context) => {
      const stored = find(bucket(input.Bucket, context), input.Key);
      return { ...described(stored, input), Body: stored.body };
    },
  },
  HeadObject: {
    access: objectAccess('s3:GetObject'),
    http: {
      method: 'HEAD',
      path: '/{Bucket}/{Key+}',
      headers: GET_HEADERS,
      answerHeaders: OBJECT_HEADERS,
    },
    handle: (input: GetInput, context) => described(find(bucket(input.Bucket, context), input.Key), input),
  },
  HeadBucket: {
    access: bucketAccess,
    http: {
      method: 'HEAD',
      path: '/{Bucket}',
      answerHeaders: { BucketRegion: 'x-amz-bucket-region' },
    },
    handle: (input: { Bucket: string }, context) => ({
      BucketRegion: bucket(input.Bucket, context).scope.region,
    }),
  },
  ListObjectsV2: {
    access: bucketAccess,
    http: {
      method: 'GET',
      path: '/{Bucket}?list-type=2',
      query: {
        'continuation-token': 'ContinuationToken',
        delimiter: 'Delimiter',
        'encoding-type': 'EncodingType',
        'max-keys': 'MaxKeys',
        prefix: 'Prefix',
        'start-after': 'StartAfter',
      },
      answerRoot: 'ListBucketResult',
    },
    handle: (input, context) => listObjects(bucket(input.Bucket, context), input),
  },
});

/** S3 User Guide "Naming Amazon S3 objects": 1,024 bytes, 2026-11. */
const LONGEST_KEY_BYTES = 1024;

const toStore = (input: PutInput, modifiedAt: number): StoredObject => {
  const { Key: key, Body: body, ContentType = 'binary/octet-stream', ChecksumAlgorithm: algorithm } = input;
  if (Buffer.byteLength(key) > LONGEST_KEY_BYTES)
    throw new ServiceError('KeyTooLongError', `Your key is too long: at most ${LONGEST_KEY_BYTES} bytes.`);
  if (algorithm !== undefined && algorithm !== 'CRC32')
    throw new NotModelled(`the checksum algorithm ${algorithm} of s3:PutObject`);
  checkCrc32(input);
  const etag = `"${createHash('md5').update(body).digest('hex')}"`;
  return { key, body, contentType: ContentType, etag, crc32: input.ChecksumCRC32, modifiedAt };
};

/** @throws {ServiceError} `BadDigest` where the body is not what the client has sent. */
const checkCrc32 = ({ Body, ChecksumCRC32: claimed }: PutInput): void => {
  if (claimed === undefined) return;
  const actual = Buffer.alloc(4);
  actual.writeUInt32BE(crc32(Body));
  if (actual.toString('base64') === claimed) return;
  throw new ServiceError('BadDigest', 'The CRC32 you specified did not match the calculated checksum.');
};

const find = ({ objects }: Bucket, key: string): StoredObject => {
  const stored = objects.get(key);
  if (stored) return stored;
  throw new ServiceError('NoSuchKey', 'The specified key does not exist.', 404);
};

/** As headers: all of them texts. */
const described = (
  { body, contentType, etag, crc32: checksum, modifiedAt }: StoredObject,
  input: GetInput,
) => ({
  ContentLength: String(body.length),
  ContentType: contentType,
  ETag: etag,
  LastModified: new Date(modifiedAt).toUTCString(),
  ...(input.ChecksumMode === 'ENABLED' &&
    checksum !== undefined && { ChecksumCRC32: checksum, ChecksumType: 'FULL_OBJECT' }),
});
