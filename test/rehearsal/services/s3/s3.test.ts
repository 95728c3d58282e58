/** The local S3 through the gateway, with the SDK's client as it is and as one that reads and writes nothing but its own. */

import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { type Cloud, createCloud } from '#rehearsal/cloud/cloud.ts';
import { signedFetch } from '#test/rehearsal/cloud/signed-fetch.ts';
import { forSdk } from '#test/rehearsal/cloud/tiny-cloud.ts';

const SCOPE = { accountId: '222222222222', region: 'us-east-1' };
const BUCKET = 'sweeps';
const ROLE = 'arn:aws:iam::222222222222:role/writer';

let cloud: Cloud;
const clients: S3Client[] = [];
const clientOf = (credentials: ReturnType<Cloud['operator']>, options: object = {}) => {
  const client = new S3Client({
    endpoint: cloud.url,
    region: SCOPE.region,
    credentials: forSdk(credentials),
    maxAttempts: 1,
    ...options,
  });
  clients.push(client);
  return client;
};
let client: S3Client;

beforeAll(async () => {
  cloud = await createCloud({ seed: 1 });
  cloud.s3.createBucket(SCOPE, BUCKET);
  client = clientOf(cloud.operator(SCOPE.accountId));
});
afterAll(async () => {
  for (const one of clients) one.destroy();
  await cloud.close();
});

const put = (Key: string, Body: string | Buffer = 'sub,state\n', through = client) =>
  through.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body, ContentType: 'text/csv' }));
const read = async (Key: string, through = client) => {
  const { Body, ...rest } = await through.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
  return { text: await Body?.transformToString(), ...rest };
};

describe('the local S3', () => {
  it.each([
    ['as the SDK is configured by itself', {}],
    [
      'with checksums only where they must be',
      { requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED' },
    ],
    ['with the bucket in the path', { forcePathStyle: true }],
  ])('keeps what was put, %s', async (_, options) => {
    const own = clientOf(cloud.operator(SCOPE.accountId), options);
    const key = 'sweeps/one run/stragglers/é+a&b=%2F.csv';
    const { ETag } = await put(key, 'a,b\nü,"c"\n', own);
    expect(await read(key, own)).toMatchObject({ text: 'a,b\nü,"c"\n', ContentType: 'text/csv', ETag });
    expect(await own.send(new HeadObjectCommand({ Bucket: BUCKET, Key: key }))).toMatchObject({
      ContentLength: 11,
      LastModified: expect.any(Date),
    });
  });

  it('keeps bytes that are no text', async () => {
    const bytes = Buffer.from([0, 255, 254, 13, 10]);
    await put('bytes', bytes);
    const { Body } = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'bytes' }));
    expect(Buffer.from((await Body?.transformToByteArray()) ?? [])).toEqual(bytes);
  });

  it('replaces an object, and shows a report what is there', async () => {
    await put('again', 'one');
    await put('again', 'two');
    const objects = cloud.s3.objects(SCOPE, BUCKET).filter(({ key }) => key === 'again');
    expect(objects.map(({ body }) => body.toString())).toEqual(['two']);
    expect(cloud.s3.bucketsOf(SCOPE)).toEqual([BUCKET]);
  });

  it('lists keys in order, page by page, and folds them at a delimiter', async () => {
    const keys = ['list/a/1', 'list/a/2', 'list/b/1', 'list/c', 'list/d e'];
    for (const key of keys.toReversed()) await put(key);
    const pages = paginateListObjectsV2({ client, pageSize: 2 }, { Bucket: BUCKET, Prefix: 'list/' });
    const found: unknown[] = [];
    for await (const { Contents } of pages) found.push(Contents?.map(({ Key, Size }) => [Key, Size]));
    expect(found).toEqual([
      [
        ['list/a/1', 10],
        ['list/a/2', 10],
      ],
      [
        ['list/b/1', 10],
        ['list/c', 10],
      ],
      [['list/d e', 10]],
    ]);
    const folding = { Bucket: BUCKET, Prefix: 'list/', Delimiter: '/', EncodingType: 'url' as const };
    const first = await client.send(new ListObjectsV2Command({ ...folding, MaxKeys: 1 }));
    expect([first.CommonPrefixes, first.IsTruncated]).toEqual([[{ Prefix: 'list/a/' }], true]);
    const rest = await client.send(
      new ListObjectsV2Command({ ...folding, ContinuationToken: first.NextContinuationToken }),
    );
    expect(rest).toMatchObject({
      CommonPrefixes: [{ Prefix: 'list/b/' }],
      Contents: [{ Key: 'list/c' }, { Key: 'list/d%20e' }],
      IsTruncated: false,
    });
  });

  it('knows what is not there', async () => {
    await expect(read('nowhere')).rejects.toMatchObject({ name: 'NoSuchKey' });
    const head = new HeadObjectCommand({ Bucket: BUCKET, Key: 'nowhere' });
    await expect(client.send(head)).rejects.toMatchObject({ name: 'NotFound' });
    const list = new ListObjectsV2Command({ Bucket: 'nowhere' });
    await expect(client.send(list)).rejects.toMatchObject({ name: 'NoSuchBucket' });
    await client.send(new HeadBucketCommand({ Bucket: BUCKET }));
  });

  it('lets nobody else in: no other account, no other region, no anonymous reader', async () => {
    await put('private');
    const stranger = clientOf(cloud.operator('111111111111'));
    await expect(read('private', stranger)).rejects.toMatchObject({ name: 'AccessDenied' });
    const elsewhere = clientOf(cloud.operator(SCOPE.accountId), { region: 'eu-west-1' });
    await expect(read('private', elsewhere)).rejects.toMatchObject({ name: 'AuthorizationHeaderMalformed' });
    expect((await fetch(`${cloud.url}/${BUCKET}/private`)).status).toBe(404);
    expect(() => cloud.s3.objects({ ...SCOPE, accountId: '111111111111' }, BUCKET)).toThrow(/does not exist/);
    expect(() => cloud.s3.createBucket({ ...SCOPE, accountId: '111111111111' }, BUCKET)).toThrow(
      /not available/,
    );
  });

  it('asks IAM about the key that is written', async () => {
    const Principal = { Service: 'lambda.amazonaws.com' };
    cloud.iam.putRole({
      accountId: SCOPE.accountId,
      name: 'writer',
      arn: ROLE,
      trustPolicy: { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal } },
      maxSessionSeconds: 3600,
    });
    const Resource = `arn:aws:s3:::${BUCKET}/sweeps/*`;
    cloud.iam.putRolePolicy(ROLE, 'write', {
      Statement: { Effect: 'Allow', Action: 's3:PutObject', Resource },
    });
    const writer = clientOf(cloud.iam.issueSession(ROLE, 'writer', 3600));
    await put('sweeps/run/a.csv', 'x', writer);
    await expect(put('other/a.csv', 'x', writer)).rejects.toMatchObject({ name: 'AccessDenied' });
    expect(cloud.recorder.entries('requests').at(-1)).toMatchObject({
      action: 's3:PutObject',
      resource: `arn:aws:s3:::${BUCKET}/other/a.csv`,
      decision: 'denied',
      status: 403,
    });
    await expect(read('sweeps/run/a.csv', writer)).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('refuses a body that is not what was signed or summed', async () => {
    const sent = {
      url: `${cloud.url}/${BUCKET}/tampered`,
      credentials: cloud.operator(SCOPE.accountId),
      service: 's3',
      region: SCOPE.region,
      method: 'PUT',
      body: 'a',
    };
    const answer = async (more: object) => {
      const response = await signedFetch({ ...sent, ...more });
      return `${response.status} ${await response.text()}`;
    };
    const tamper = (request: { body: string }) => {
      request.body = 'b';
    };
    expect(await answer({ tamper })).toMatch(/^403 .*SignatureDoesNotMatch/s);
    expect(await answer({ headers: { 'x-amz-checksum-crc32': 'AAAAAA==' } })).toMatch(/^400 .*BadDigest/s);
    // What the SDK sends for a stream.
    const inChunks = { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' };
    expect(await answer({ headers: inChunks })).toMatch(/^501 .*NotModelled.*signed chunks/s);
    expect(cloud.s3.objects(SCOPE, BUCKET).map(({ key }) => key)).not.toContain('tampered');
  });

  it.each([
    ['an operation', () => new DeleteObjectCommand({ Bucket: BUCKET, Key: 'k' }), /s3 DELETE/],
    [
      'a header',
      () => new GetObjectCommand({ Bucket: BUCKET, Key: 'k', Range: 'bytes=0-1' }),
      /the header range/,
    ],
    [
      'encryption of its own',
      () => new PutObjectCommand({ Bucket: BUCKET, Key: 'k', Body: 'x', ServerSideEncryption: 'AES256' }),
      /x-amz-server-side-encryption/,
    ],
    ['a parameter', () => new ListObjectsV2Command({ Bucket: BUCKET, FetchOwner: true }), /fetch-owner/],
  ])('refuses %s by name', async (_, command, message) => {
    await expect(client.send(command() as GetObjectCommand)).rejects.toMatchObject({
      name: 'NotModelled',
      message: expect.stringMatching(message),
    });
  });

  it('has no bucket of a name that S3 would refuse', () => {
    expect(() => cloud.s3.createBucket(SCOPE, 'Upper')).toThrow(/small letters/);
  });
});
