import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import type { Credentials } from '#rehearsal/cloud/service.ts';
import {
  forSdk,
  READER_ROLE,
  REGION_B,
  SOURCE,
  startTinyCloud,
  TARGET,
  type TinyCloud,
} from '#test/rehearsal/cloud/tiny-cloud.ts';

let cloud: TinyCloud;
const clients: STSClient[] = [];

const stsAs = (credentials: Credentials): STSClient => {
  const client = new STSClient({
    endpoint: cloud.gateway.url,
    region: REGION_B,
    credentials: forSdk(credentials),
    maxAttempts: 1,
  });
  clients.push(client);
  return client;
};

const assumeAs = (credentials: Credentials, changes: Partial<AssumeRoleCommandInput> = {}) =>
  stsAs(credentials).send(
    new AssumeRoleCommand({
      RoleArn: READER_ROLE,
      RoleSessionName: 'migrate-user',
      ExternalId: 'the-external-id',
      ...changes,
    }),
  );

beforeAll(async () => {
  cloud = await startTinyCloud();
});

afterAll(async () => {
  for (const client of clients) client.destroy();
  await cloud.gateway.close();
});

const lastRequest = () => cloud.recorder.entries('requests').at(-1);

describe('AssumeRole', () => {
  it('hands a trusted role of another account a session whose keys work', async () => {
    const { Credentials: keys, AssumedRoleUser: user } = await assumeAs(cloud.worker);
    expect(user?.Arn).toBe(`arn:aws:sts::${SOURCE}:assumed-role/reader/migrate-user`);
    const session = { accessKeyId: keys?.AccessKeyId ?? '', secretAccessKey: keys?.SecretAccessKey ?? '' };
    const identity = await stsAs({ ...session, sessionToken: keys?.SessionToken ?? '' }).send(
      new GetCallerIdentityCommand({}),
    );
    expect(identity).toMatchObject({ Account: SOURCE, Arn: user?.Arn });
    expect(cloud.recorder.entries('requests')[0]).toMatchObject({
      action: 'sts:AssumeRole',
      resource: READER_ROLE,
    });
  });

  it('gives a session one hour where nothing is asked for', async () => {
    const { Credentials: keys } = await assumeAs(cloud.worker);
    const seconds = ((keys?.Expiration?.getTime() ?? 0) - Date.now()) / 1000;
    expect(seconds).toBeGreaterThan(3500);
    expect(seconds).toBeLessThanOrEqual(3600);
  });

  it.each([
    ['another external id', { ExternalId: 'another-id' }, 'sts:ExternalId'],
    ['no external id', { ExternalId: undefined }, 'sts:ExternalId'],
    [
      'a role that is not there',
      { RoleArn: `arn:aws:iam::${SOURCE}:role/absent` },
      'it names other resources',
    ],
  ])('refuses %s with AccessDenied and the reason, and records both', async (_case, changes, reason) => {
    await expect(assumeAs(cloud.worker, changes)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining(reason),
      $metadata: { httpStatusCode: 403 },
    });
    expect(lastRequest()).toMatchObject({
      account: TARGET,
      action: 'sts:AssumeRole',
      decision: 'denied',
      resource: 'RoleArn' in changes ? changes.RoleArn : READER_ROLE,
      reason: expect.stringContaining(reason),
      status: 403,
    });
  });

  it('never writes an external id into a reason', async () => {
    await assumeAs(cloud.worker, { ExternalId: 'another-id' }).catch(() => undefined);
    expect(lastRequest()?.reason).not.toMatch(/another-id|the-external-id/);
  });

  it.each([
    ['a session of more than an hour from a session', { DurationSeconds: 3601 }, /role chaining/],
    ['a session below fifteen minutes', { DurationSeconds: 899 }, /durationSeconds/],
    ['a session name with a blank', { RoleSessionName: 'a b' }, /roleSessionName/],
  ])('refuses %s as ValidationError', async (_case, changes, message) => {
    await expect(assumeAs(cloud.worker, changes)).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringMatching(message),
    });
  });

  it("refuses an operator's session that is longer than the role allows", async () => {
    cloud.iam.putRole({
      accountId: SOURCE,
      name: 'short',
      arn: `arn:aws:iam::${SOURCE}:role/short`,
      maxSessionSeconds: 3600,
      trustPolicy: { Statement: { Effect: 'Allow', Principal: { AWS: SOURCE }, Action: 'sts:AssumeRole' } },
    });
    const changes = { RoleArn: `arn:aws:iam::${SOURCE}:role/short`, DurationSeconds: 7200 };
    await expect(assumeAs(cloud.operator, changes)).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining('MaxSessionDuration'),
    });
  });

  it('refuses session policies and tags by name', async () => {
    await expect(assumeAs(cloud.worker, { Policy: '{}' })).rejects.toMatchObject({
      name: 'NotModelled',
      message: expect.stringContaining('sts:AssumeRole with Policy'),
    });
  });
});

describe('GetCallerIdentity', () => {
  it('tells an operator who they are', async () => {
    const identity = await stsAs(cloud.operator).send(new GetCallerIdentityCommand({}));
    expect(identity).toMatchObject({ Account: SOURCE, Arn: `arn:aws:iam::${SOURCE}:user/operator` });
  });
});
