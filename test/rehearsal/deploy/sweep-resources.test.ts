/** Buckets, queues, their policies and schedule groups: what a deployment makes of them, and what it only notes. */
import { type Cloud, createCloud } from '#rehearsal/cloud/cloud.ts';
import { deployAssembly } from '#rehearsal/deploy/deploy.ts';
import { removeWritten, TARGET, writeTemplate } from './written-assembly.ts';

let cloud: Cloud;
beforeEach(async () => {
  cloud = await createCloud({ seed: 1 });
});
afterEach(async () => {
  await cloud.close();
  removeWritten();
});

const deploy = (resources: Record<string, unknown>, outputs: Record<string, unknown> = {}) =>
  deployAssembly(cloud, writeTemplate({ Resources: resources, Outputs: outputs }));
const notes = () => cloud.stacks.values().next().value?.notes ?? [];
const value = (...path: string[]) => ({
  Value: path.length > 1 ? { 'Fn::GetAtt': path } : { Ref: path[0] },
});

const BLOCKED = {
  BlockPublicAcls: true,
  BlockPublicPolicy: true,
  IgnorePublicAcls: true,
  RestrictPublicBuckets: true,
};
const bucket = (properties: object = {}) => ({
  Type: 'AWS::S3::Bucket',
  Properties: {
    BucketName: 'sweeps-222222222222-us-east-1',
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    },
    PublicAccessBlockConfiguration: BLOCKED,
    LifecycleConfiguration: { Rules: [{ Id: 'expire', Status: 'Enabled', ExpirationInDays: 90 }] },
    ...properties,
  },
});
const insecure = (service: string, changes: object = {}) => ({
  Statement: [
    {
      Sid: 'TlsOnly',
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: `${service}:*`,
      Resource: '*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      ...changes,
    },
  ],
});

describe('a bucket', () => {
  const policy = (PolicyDocument: object) => ({
    Type: 'AWS::S3::BucketPolicy',
    Properties: { Bucket: { Ref: 'Bucket' }, PolicyDocument },
  });

  it('is made, with its names, and its protection is noted', async () => {
    const { output } = await deploy(
      { Bucket: bucket(), Policy: policy(insecure('s3')) },
      { Name: value('Bucket'), Arn: value('Bucket', 'Arn') },
    );
    expect([output('Name'), output('Arn')]).toEqual([
      'sweeps-222222222222-us-east-1',
      'arn:aws:s3:::sweeps-222222222222-us-east-1',
    ]);
    expect(cloud.s3.objects(TARGET, output('Name'))).toEqual([]);
    expect(notes()).toEqual([
      expect.stringMatching(/would expire after 90 days, public access blocked/),
      expect.stringMatching(/requests without TLS would be refused/),
    ]);
  });

  it('has a name that S3 takes where the template gives none', async () => {
    const Bucket = { Type: 'AWS::S3::Bucket' };
    const { output } = await deploy({ Bucket }, { Name: value('Bucket') });
    expect(output('Name')).toMatch(/^mini-bucket-[a-z0-9]{12}$/);
    expect(notes()).toEqual([
      expect.stringMatching(/objects never expire, public access not wholly blocked/),
    ]);
  });

  it('stays as it is when its lifecycle changes', async () => {
    await deploy({ Bucket: bucket() });
    await deploy({ Bucket: bucket({ LifecycleConfiguration: { Rules: [] } }) });
    expect(cloud.s3.bucketsOf(TARGET)).toEqual(['sweeps-222222222222-us-east-1']);
    expect(notes().at(-1)).toMatch(/objects never expire/);
  });

  it('may ask for a TLS version', async () => {
    const Condition = { NumericLessThan: { 's3:TlsVersion': 1.2 } };
    await expect(
      deploy({ Bucket: bucket(), Policy: policy(insecure('s3', { Condition })) }),
    ).resolves.toBeDefined();
  });

  it.each<[string, object]>([
    ['lets somebody in', { Effect: 'Allow', Condition: undefined }],
    ['refuses for another reason', { Condition: { StringEquals: { 'aws:SourceVpc': 'v' } } }],
    ['refuses only some actions', { Action: ['s3:*', 's3:PutObject'] }],
    ['refuses only somebody', { Principal: { AWS: 'arn:aws:iam::111111111111:root' } }],
  ])('is refused with a policy that %s', async (_, changes) => {
    const resources = { Bucket: bucket(), Policy: policy(insecure('s3', changes)) };
    await expect(deploy(resources)).rejects.toThrow(/statement TlsOnly of the policy of bucket sweeps-/);
  });

  it('is refused with what would have an effect', async () => {
    await expect(
      deploy({ Bucket: bucket({ VersioningConfiguration: { Status: 'Enabled' } }) }),
    ).rejects.toThrow(/VersioningConfiguration/);
  });
});

describe('a queue', () => {
  it('is made, with its names, under a policy that asks for TLS', async () => {
    const resources = {
      Queue: {
        Type: 'AWS::SQS::Queue',
        Properties: { QueueName: 'dead', MessageRetentionPeriod: 1_209_600 },
      },
      Policy: {
        Type: 'AWS::SQS::QueuePolicy',
        Properties: { Queues: [{ Ref: 'Queue' }], PolicyDocument: insecure('sqs') },
      },
    };
    const outputs = {
      Url: value('Queue'),
      Arn: value('Queue', 'Arn'),
      Name: value('Queue', 'QueueName'),
    };
    const { output } = await deploy(resources, outputs);
    expect([output('Url'), output('Arn'), output('Name')]).toEqual([
      'https://sqs.us-east-1.amazonaws.com/222222222222/dead',
      'arn:aws:sqs:us-east-1:222222222222:dead',
      'dead',
    ]);
    expect(cloud.sqs.messages(output('Arn'))).toEqual([]);
    expect(notes()).toEqual([expect.stringMatching(/^Queue dead: requests without TLS/)]);
  });

  it('is refused as a FIFO queue', async () => {
    const Queue = { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } };
    await expect(deploy({ Queue })).rejects.toThrow(/FifoQueue/);
  });
});

describe('a schedule group', () => {
  it('has an ARN that schedules belong to', async () => {
    const Group = { Type: 'AWS::Scheduler::ScheduleGroup', Properties: { Name: 'sweeps' } };
    const { output } = await deploy({ Group }, { Name: value('Group'), Arn: value('Group', 'Arn') });
    expect([output('Name'), output('Arn')]).toEqual([
      'sweeps',
      'arn:aws:scheduler:us-east-1:222222222222:schedule-group/sweeps',
    ]);
  });
});
