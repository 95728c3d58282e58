/** Who may publish to a topic: its policy and, where it has one, its key's. */
import type { PolicyDocument } from '#rehearsal/cloud/iam.ts';
import { Kms } from '#rehearsal/services/kms/kms.ts';
import { Sns } from '#rehearsal/services/sns/sns.ts';

const SCOPE = { accountId: '222222222222', region: 'us-east-1' };
const ALARM = 'arn:aws:cloudwatch:us-east-1:222222222222:alarm:x-failed';

let kms: Kms;
let sns: Sns;
beforeEach(() => {
  kms = new Kms();
  sns = new Sns({ kms });
});

const topic = (keyName?: string) => sns.putTopic(SCOPE, { name: 'alarms', ...(keyName && { keyName }) }).arn;
const publish = (topicArn: string, accountId = SCOPE.accountId) =>
  sns.publishAsService({ service: 'cloudwatch.amazonaws.com', topicArn, sourceArn: ALARM, accountId });
const document = (...statements: readonly object[]) =>
  ({ Version: '2012-10-17', Statement: statements }) as unknown as PolicyDocument;

const ONLY_TLS = {
  Effect: 'Deny',
  Principal: '*',
  Action: 'sns:Publish',
  Resource: '*',
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};
const FROM_ALARMS = {
  Effect: 'Allow',
  Principal: { Service: 'cloudwatch.amazonaws.com' },
  Action: 'sns:Publish',
  Resource: '*',
  Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:cloudwatch:us-east-1:222222222222:alarm:x-*' } },
};

describe('a topic', () => {
  it('takes what its own account publishes, and tells by which ways it goes on', () => {
    const arn = topic();
    sns.subscribe(arn, 'email', 'oncall@example.com', 'one');
    expect(publish(arn)).toEqual({
      topic: arn,
      delivered: true,
      reason: expect.stringContaining('default policy'),
      subscribers: ['email'],
    });
    expect(publish(arn, '111111111111').delivered).toBe(false);
  });

  it('lets nobody publish by a policy that only refuses', () => {
    const arn = topic();
    sns.putTopicPolicy(arn, document(ONLY_TLS));
    expect(publish(arn)).toMatchObject({ delivered: false, reason: expect.stringMatching(/no statement/) });
    sns.putTopicPolicy(arn, document(ONLY_TLS, FROM_ALARMS));
    expect(publish(arn).delivered).toBe(true);
    sns.putTopicPolicy(arn, undefined);
    expect(publish(arn).delivered).toBe(true);
  });

  it('lets nobody publish whom the policy does not mean', () => {
    const arn = topic();
    const others = {
      ...FROM_ALARMS,
      Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:cloudwatch:*:*:alarm:y-*' } },
    };
    sns.putTopicPolicy(arn, document(others));
    expect(publish(arn)).toMatchObject({ delivered: false, reason: expect.stringMatching(/aws:SourceArn/) });
  });

  it('keeps policy and subscriptions when its key changes, and is gone when it is deleted', () => {
    const arn = topic();
    sns.subscribe(arn, 'email', 'oncall@example.com', 'one');
    topic('alias/aws/sns');
    expect(sns.subscriptionsOf(arn)).toHaveLength(1);
    sns.deleteTopic(arn);
    expect(publish(arn)).toMatchObject({ delivered: false, reason: 'there is no such topic' });
  });
});

describe('a topic with a key', () => {
  const owner = {
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::222222222222:root' },
    Action: 'kms:*',
    Resource: '*',
  };
  const alarms = {
    Effect: 'Allow',
    Principal: { Service: 'cloudwatch.amazonaws.com' },
    Action: ['kms:GenerateDataKey*', 'kms:Decrypt'],
    Resource: '*',
  };

  it('takes nothing under the key that AWS manages', () => {
    expect(publish(topic('alias/aws/sns'))).toMatchObject({
      delivered: false,
      reason: expect.stringContaining('alias/aws/sns'),
    });
  });

  it.each([
    ['takes what may use the key', [owner, alarms], true],
    ['takes nothing that may not', [owner], false],
    [
      'takes nothing that may encrypt but not decrypt',
      [owner, { ...alarms, Action: 'kms:GenerateDataKey' }],
      false,
    ],
  ])('%s', (_, statements, delivered) => {
    const key = kms.createKey(SCOPE, document(...statements), 'key');
    kms.putAlias(SCOPE, 'alias/alarms', key.keyId);
    for (const name of [key.arn, key.keyId, 'alias/alarms'])
      expect(publish(topic(name)).delivered).toBe(delivered);
  });
});

describe('a subscription', () => {
  it.each([
    ['email', 'oncall@example.com'],
    ['https', 'https://example.com/hook'],
    ['sqs', 'arn:aws:sqs:us-east-1:222222222222:alarms'],
    ['sms', '+15550100'],
  ])('by %s', (protocol, endpoint) => {
    const arn = topic();
    const { arn: subscription } = sns.subscribe(arn, protocol, endpoint, 'one');
    expect(sns.subscriptionsOf(arn)).toEqual([{ arn: `${arn}:one`, protocol, endpoint }]);
    sns.unsubscribe(subscription);
    expect(sns.subscriptionsOf(arn)).toEqual([]);
  });

  it.each([
    ['email', 'nobody'],
    ['https', 'http://example.com'],
    ['sqs', 'queue'],
  ])('is refused by %s where the endpoint does not fit, without repeating it', (protocol, endpoint) => {
    const arn = topic();
    expect(() => sns.subscribe(arn, protocol, endpoint, 'one')).toThrow(/does not fit the protocol/);
    expect(() => sns.subscribe(arn, protocol, endpoint, 'one')).not.toThrow(new RegExp(endpoint));
  });

  it('is refused for a topic that is not there', () => {
    expect(() => sns.subscribe('arn:aws:sns:us-east-1:222222222222:x', 'email', 'a@b.c', 'one')).toThrow(
      expect.objectContaining({ code: 'NotFound' }),
    );
  });
});
