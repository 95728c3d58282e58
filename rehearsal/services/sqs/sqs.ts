/** SQS, as far as a dead-letter queue needs it: messages are kept until the end. See sqs.md. */

import { createHash, randomUUID } from 'node:crypto';
import {
  type Clock,
  NotModelled,
  type Operation,
  type RequestContext,
  type Scope,
  type Service,
  ServiceError,
} from '../../cloud/service.ts';

export type Message = {
  readonly id: string;
  readonly body: string;
  /** By name; texts only. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch, by the cloud's clock. */
  readonly sentAt: number;
};

type Queue = { readonly arn: string; readonly messages: Message[] };
type Input = Readonly<Record<string, unknown>>;

/** API Reference "CreateQueue", 2026-11. */
const QUEUE_NAME = /^[\w-]{1,80}$/;

export class Sqs {
  readonly service: Service;
  readonly #queues = new Map<string, Queue>();
  readonly #clock: Clock;

  constructor({ clock }: { readonly clock: Clock }) {
    this.#clock = clock;
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
    return { arn, url: queueUrl(scope, name) };
  }

  /** Everything that was sent, in order: for reports and tests. @throws {ServiceError} `QueueDoesNotExist`. */
  messages(arn: string): readonly Message[] {
    return this.#queue(arn).messages;
  }

  #send(input: Input, arn: string) {
    const { MessageBody: body, MessageAttributes: attributes = {} } = input;
    if (typeof body !== 'string' || body === '')
      throw new ServiceError('MissingParameter', 'The request must contain the parameter MessageBody.');
    const id = randomUUID();
    const sentAt = this.#clock.now();
    this.#queue(arn).messages.push({ id, body, attributes: readAttributes(attributes), sentAt });
    return { MessageId: id, MD5OfMessageBody: createHash('md5').update(body).digest('hex') };
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

/** The account in the URL is the queue's; its region is the request's. */
const arnOf = ({ QueueUrl: url }: Input, { region }: Scope): string => {
  const [, accountId, name] = /\/(\d{12})\/([\w-]+)$/.exec(String(url ?? '')) ?? [];
  return accountId && name ? queueArn({ region, accountId }, name) : '*';
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
