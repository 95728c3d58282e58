/** SQS, as far as a dead-letter queue needs it: messages are kept until the end. See sqs.md. */

import { createHash, randomUUID } from 'node:crypto';
import { parseArn } from '../../cloud/arn.ts';
import type { Recorder } from '../../cloud/recorder.ts';
import {
  type Clock,
  NotModelled,
  type Operation,
  type RequestContext,
  type Scope,
  type Service,
  ServiceError,
} from '../../cloud/service.ts';
import { reportMetrics } from '../cloudwatch/metric.ts';

export type Message = {
  readonly id: string;
  readonly body: string;
  /** By name; texts only. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch, by the cloud's clock. */
  readonly sentAt: number;
};

/** `visibleAt`: nobody receives it before that. Milliseconds since the epoch. */
type Kept = Message & { visibleAt: number };
type Queue = { readonly arn: string; readonly messages: Kept[] };
type Input = Readonly<Record<string, unknown>>;
export type SqsDeps = { readonly clock: Clock; readonly recorder: Pick<Recorder, 'record'> };

/** A message that was received and not deleted comes back after this time. API Reference "CreateQueue", 2026-11. */
const VISIBILITY_MS = 30_000;

/** Most messages in one answer. API Reference "ReceiveMessage", 2026-11. */
const MOST_RECEIVED = 10;

/** API Reference "CreateQueue", 2026-11. */
const QUEUE_NAME = /^[\w-]{1,80}$/;

export class Sqs {
  readonly service: Service;
  readonly #queues = new Map<string, Queue>();
  readonly #deps: SqsDeps;

  constructor(deps: SqsDeps) {
    this.#deps = deps;
    this.service = {
      name: 'sqs',
      protocol: 'awsJson1_0',
      target: 'AmazonSQS',
      operations: {
        SendMessage: operation('SendMessage', ['MessageAttributes', 'MessageBody'], (input, arn) =>
          this.#send(input, arn),
        ),
        GetQueueAttributes: operation('GetQueueAttributes', ['AttributeNames'], (input, arn) =>
          this.#describe(input, arn),
        ),
        GetQueueUrl: operation('GetQueueUrl', ['QueueName'], (_, arn) => this.#locate(arn)),
        ReceiveMessage: operation(
          'ReceiveMessage',
          ['MaxNumberOfMessages', 'MessageAttributeNames'],
          (input, arn) => this.#receive(input, arn),
        ),
      },
    };
  }

  /** A standard queue. @throws {ServiceError} `InvalidParameterValue`, `QueueNameExists`. */
  createQueue(scope: Scope, name: string): { readonly arn: string; readonly url: string } {
    if (!QUEUE_NAME.test(name))
      throw new ServiceError(
        'InvalidParameterValue',
        `The queue name ${name} needs 1 to 80 letters, digits, - and _.`,
      );
    const arn = queueArn(scope, name);
    if (this.#queues.has(arn))
      throw new ServiceError('QueueNameExists', `A queue named ${name} exists already.`);
    this.#queues.set(arn, { arn, messages: [] });
    this.#reportVisible(arn);
    return { arn, url: queueUrl(scope, name) };
  }

  /** With everything in it. */
  deleteQueue(arn: string): void {
    this.#queues.delete(arn);
  }

  /** Everything that was sent, in order: for reports and tests. @throws {ServiceError} `QueueDoesNotExist`. */
  messages(arn: string): readonly Message[] {
    return this.#queue(arn).messages;
  }

  /** What is in any queue: for a search through everything that was written. */
  all(): readonly Message[] {
    return [...this.#queues.values()].flatMap(({ messages }) => messages);
  }

  #send(input: Input, arn: string) {
    const { MessageBody: body, MessageAttributes: attributes = {} } = input;
    if (typeof body !== 'string' || body === '')
      throw new ServiceError('MissingParameter', 'The request must contain the parameter MessageBody.');
    const id = randomUUID();
    const sentAt = this.#deps.clock.now();
    const message = { id, body, attributes: readAttributes(attributes), sentAt, visibleAt: sentAt };
    this.#queue(arn).messages.push(message);
    this.#reportVisible(arn);
    return { MessageId: id, MD5OfMessageBody: md5(body) };
  }

  #locate(arn: string) {
    const { accountId = '', region = '', resource = '' } = parseArn(this.#queue(arn).arn) ?? {};
    return { QueueUrl: queueUrl({ accountId, region }, resource) };
  }

  /** Those that nobody has received lately, in order; without any, no member at all. */
  #receive({ MaxNumberOfMessages: most = 1, MessageAttributeNames: names = [] }: Input, arn: string) {
    if (typeof most !== 'number' || !Number.isInteger(most) || most < 1 || most > MOST_RECEIVED)
      throw new ServiceError(
        'InvalidParameterValue',
        `MaxNumberOfMessages must be 1 to ${MOST_RECEIVED}, and is ${String(most)}.`,
      );
    const received = this.#visible(arn).slice(0, most);
    for (const message of received) message.visibleAt = this.#deps.clock.now() + VISIBILITY_MS;
    if (received.length > 0) this.#reportVisible(arn);
    return received.length === 0
      ? {}
      : { Messages: received.map((one) => receivedMessage(one, names as readonly string[])) };
  }

  #describe({ AttributeNames: names = [] }: Input, arn: string) {
    const known: Readonly<Record<string, string>> = {
      ApproximateNumberOfMessages: String(this.#queue(arn).messages.length),
      QueueArn: arn,
    };
    const asked = names as readonly string[];
    const unknown = asked.filter((name) => name !== 'All' && !Object.hasOwn(known, name));
    if (unknown.length > 0) throw new NotModelled(`the attribute ${unknown.join(', ')} of an SQS queue`);
    const all = asked.includes('All');
    return {
      Attributes: Object.fromEntries(Object.entries(known).filter(([name]) => all || asked.includes(name))),
    };
  }

  #visible(arn: string): readonly Kept[] {
    const now = this.#deps.clock.now();
    return this.#queue(arn).messages.filter(({ visibleAt }) => visibleAt <= now);
  }

  /** AWS does so every minute. Developer Guide "Available CloudWatch metrics for Amazon SQS", 2026-11. */
  #reportVisible(arn: string): void {
    const { accountId = '', region = '', resource: QueueName = '' } = parseArn(arn) ?? {};
    reportMetrics(
      this.#deps,
      { accountId, region },
      {
        namespace: 'AWS/SQS',
        dimensions: { QueueName },
        values: [['ApproximateNumberOfMessagesVisible', this.#visible(arn).length]],
      },
    );
  }

  #queue(arn: string): Queue {
    const queue = this.#queues.get(arn);
    if (queue) return queue;
    throw new ServiceError('QueueDoesNotExist', `The specified queue does not exist: ${arn}`);
  }
}

export const queueArn = ({ region, accountId }: Scope, name: string): string =>
  `arn:aws:sqs:${region}:${accountId}:${name}`;

export const queueUrl = ({ region, accountId }: Scope, name: string): string =>
  `https://sqs.${region}.amazonaws.com/${accountId}/${name}`;

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

const receivedMessage = ({ id, body, attributes }: Message, names: readonly string[]) => {
  const wanted = Object.entries(attributes).filter(([name]) => names.includes('All') || names.includes(name));
  return {
    MessageId: id,
    ReceiptHandle: randomUUID(),
    MD5OfBody: md5(body),
    Body: body,
    ...(wanted.length > 0 && {
      MessageAttributes: Object.fromEntries(
        wanted.map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
      ),
    }),
  };
};

/** The account in the URL is the queue's; its region is the request's. A name is looked for in the caller's account. */
const arnOf = ({ QueueUrl: url, QueueName: queue }: Input, scope: Scope): string => {
  if (typeof queue === 'string') return queueArn(scope, queue);
  const [, accountId, name] = /\/(\d{12})\/([\w-]+)$/.exec(String(url ?? '')) ?? [];
  return accountId && name ? queueArn({ region: scope.region, accountId }, name) : '*';
};

const operation = (
  name: string,
  members: readonly string[],
  handle: (input: Input, arn: string) => unknown,
): Operation => ({
  access: {
    kind: 'signed',
    requests: (input: Input, scope) => [{ action: `sqs:${name}`, resource: arnOf(input, scope) }],
  },
  handle: (input: Input, context: RequestContext) => {
    const others = Object.keys(input).filter((member) => member !== 'QueueUrl' && !members.includes(member));
    if (others.length > 0) throw new NotModelled(`the member ${others.join(', ')} of sqs:${name}`);
    return handle(input, arnOf(input, context));
  },
});

const readAttributes = (attributes: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(attributes as Readonly<Record<string, Input>>).map(([name, { DataType, StringValue }]) => {
      if (typeof StringValue !== 'string')
        throw new NotModelled(`message attributes of the type ${String(DataType)}`);
      return [name, StringValue];
    }),
  );
