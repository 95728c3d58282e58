/** The local SQS through the gateway: what a dead-letter queue takes and tells. */
import { type Cloud, createCloud } from '#rehearsal/cloud/cloud.ts';
import { signedFetch } from '#test/rehearsal/cloud/signed-fetch.ts';

const SCOPE = { accountId: '222222222222', region: 'us-east-1' };

let cloud: Cloud;
let queue: { readonly arn: string; readonly url: string };
beforeAll(async () => {
  cloud = await createCloud({ seed: 1 });
  queue = cloud.sqs.createQueue(SCOPE, 'dead');
});
afterAll(() => cloud.close());

const call = async (operation: string, input: object, account = SCOPE.accountId) => {
  const response = await signedFetch({
    url: `${cloud.url}/`,
    credentials: cloud.operator(account),
    service: 'sqs',
    region: SCOPE.region,
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${operation}` },
    body: JSON.stringify({ QueueUrl: queue.url, ...input }),
  });
  return (await response.json()) as Record<string, unknown>;
};

describe('the local SQS', () => {
  it('keeps messages and counts them', async () => {
    const MessageAttributes = { WHY: { DataType: 'String', StringValue: 'throttled' } };
    await call('SendMessage', { MessageBody: '{"a":1}', MessageAttributes });
    expect(cloud.sqs.messages(queue.arn)).toMatchObject([
      { body: '{"a":1}', attributes: { WHY: 'throttled' } },
    ]);
    const AttributeNames = ['ApproximateNumberOfMessages'];
    expect(await call('GetQueueAttributes', { AttributeNames })).toEqual({
      Attributes: { ApproximateNumberOfMessages: '1' },
    });
    expect(await call('GetQueueAttributes', { AttributeNames: ['All'] })).toMatchObject({
      Attributes: { QueueArn: queue.arn },
    });
  });

  it('gives a message to an operator, and again once nobody has deleted it for 30 s', async () => {
    const { url, arn } = cloud.sqs.createQueue(SCOPE, 'undelivered');
    expect(await call('GetQueueUrl', { QueueUrl: undefined, QueueName: 'undelivered' })).toEqual({
      QueueUrl: url,
    });
    const MessageAttributes = {
      WHY: { DataType: 'String', StringValue: 'refused' },
      WHO: { DataType: 'String', StringValue: 'sweep' },
    };
    await call('SendMessage', { QueueUrl: url, MessageBody: '{"a":1}', MessageAttributes });
    const receive = (input: object = {}) => call('ReceiveMessage', { QueueUrl: url, ...input });
    expect(await receive({ MessageAttributeNames: ['All'] })).toMatchObject({
      Messages: [{ Body: '{"a":1}', MD5OfBody: expect.stringMatching(/^[0-9a-f]{32}$/), MessageAttributes }],
    });
    expect(await receive()).toEqual({});
    cloud.clock.advance(30_000);
    const { Messages: again } = await receive({ MessageAttributeNames: ['WHY'], MaxNumberOfMessages: 10 });
    expect(again).toHaveLength(1);
    expect(again).toMatchObject([{ MessageAttributes: { WHY: MessageAttributes.WHY } }]);
    expect(JSON.stringify(again)).not.toContain('WHO');
    expect(cloud.sqs.messages(arn)).toHaveLength(1);
  });

  it.each([
    [
      'another queue',
      'SendMessage',
      { QueueUrl: 'https://x/222222222222/other', MessageBody: 'a' },
      'QueueDoesNotExist',
    ],
    ['no body', 'SendMessage', {}, 'MissingParameter'],
    ['a delay', 'SendMessage', { MessageBody: 'a', DelaySeconds: 5 }, 'NotModelled'],
    ['another attribute', 'GetQueueAttributes', { AttributeNames: ['VisibilityTimeout'] }, 'NotModelled'],
    ['deleting', 'DeleteMessage', { ReceiptHandle: 'a' }, 'NotModelled'],
    ['waiting', 'ReceiveMessage', { WaitTimeSeconds: 5 }, 'NotModelled'],
    ['eleven at once', 'ReceiveMessage', { MaxNumberOfMessages: 11 }, 'InvalidParameterValue'],
  ])('refuses %s', async (_, operation, input, code) => {
    expect(await call(operation, input)).toMatchObject({ __type: code });
  });

  it('lets no other account in', async () => {
    expect(await call('SendMessage', { MessageBody: 'a' }, '111111111111')).toMatchObject({
      __type: 'AccessDeniedException',
    });
  });

  it('has one queue of a name', () => {
    expect(() => cloud.sqs.createQueue(SCOPE, 'dead')).toThrow(/exists already/);
    expect(() => cloud.sqs.createQueue(SCOPE, 'dead.fifo')).toThrow(/letters, digits/);
  });
});
