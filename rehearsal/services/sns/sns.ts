/** SNS topics of all accounts: who may publish, and who would be told. Nothing is sent. See sns.md. */

import { evaluate } from '../../cloud/iam/evaluate.ts';
import { type PolicyDocument, readPolicy, type StatementRule } from '../../cloud/iam/policy-document.ts';
import type { Decision } from '../../cloud/iam.ts';
import { type Scope, ServiceError } from '../../cloud/service.ts';
import type { Delivery } from '../cloudwatch/alarms/alarms.ts';
import type { Kms } from '../kms/kms.ts';

export type Subscription = { readonly arn: string; readonly protocol: string; readonly endpoint: string };

type Topic = Scope & {
  readonly name: string;
  readonly arn: string;
  /** Undefined: AWS's default, which lets the topic's own account publish. */
  rules: readonly StatementRule[] | undefined;
  keyName: string | undefined;
  readonly subscriptions: Map<string, Subscription>;
};

/** A message of a service, on behalf of a resource of an account. */
export type Publishing = {
  readonly service: string;
  readonly topicArn: string;
  readonly sourceArn: string;
  readonly accountId: string;
};

/** Protocols of subscriptions. API Reference "Subscribe", 2026-11. */
export const PROTOCOLS = [
  'http',
  'https',
  'email',
  'email-json',
  'sms',
  'sqs',
  'application',
  'lambda',
  'firehose',
] as const;

export class Sns {
  readonly #topics = new Map<string, Topic>();
  readonly #kms: Kms;

  constructor({ kms }: { readonly kms: Kms }) {
    this.#kms = kms;
  }

  /** Creates the topic or changes its key; policy and subscriptions stay. @throws {ServiceError} `InvalidParameter` */
  putTopic(scope: Scope, { name, keyName }: { readonly name: string; readonly keyName?: string }) {
    const { accountId, region } = scope;
    if (!/^[\w-]{1,256}$/.test(name))
      throw invalid(`Topic name ${name} must have 1 to 256 letters, digits, - and _.`);
    const arn = `arn:aws:sns:${region}:${accountId}:${name}`;
    const before = this.#topics.get(arn);
    const { rules, subscriptions = new Map() } = before ?? { rules: undefined };
    this.#topics.set(arn, { accountId, region, name, arn, rules, keyName, subscriptions });
    return { arn };
  }

  deleteTopic(arn: string): void {
    this.#topics.delete(arn);
  }

  /** Takes the place of AWS's default policy, or, undefined, gives way to it. @throws {NotModelled} */
  putTopicPolicy(arn: string, document: PolicyDocument | undefined): void {
    this.#require(arn).rules = document && readPolicy(document, 'resource', `the policy of topic ${arn}`);
  }

  /** @throws {ServiceError} `NotFound`, or `InvalidParameter` for an endpoint that does not fit the protocol. */
  subscribe(topicArn: string, protocol: string, endpoint: string, id: string): Subscription {
    const { subscriptions } = this.#require(topicArn);
    if (!FITS[protocol]?.test(endpoint))
      throw invalid(`Invalid parameter: the endpoint does not fit the protocol ${protocol}.`);
    const subscription = { arn: `${topicArn}:${id}`, protocol, endpoint };
    subscriptions.set(subscription.arn, subscription);
    return subscription;
  }

  unsubscribe(arn: string): void {
    for (const { subscriptions } of this.#topics.values()) subscriptions.delete(arn);
  }

  subscriptionsOf(topicArn: string): readonly Subscription[] {
    return [...this.#require(topicArn).subscriptions.values()];
  }

  /** Whether the message would have come out at the topic, with the reason. */
  publishAsService(publishing: Publishing): Delivery {
    const { topicArn } = publishing;
    const topic = this.#topics.get(topicArn);
    if (!topic)
      return { topic: topicArn, delivered: false, reason: 'there is no such topic', subscribers: [] };
    const { allowed: delivered, reason } = this.#authorize(topic, publishing);
    const subscribers = [...topic.subscriptions.values()].map(({ protocol }) => protocol);
    return { topic: topicArn, delivered, reason, subscribers };
  }

  #authorize(topic: Topic, publishing: Publishing): Decision {
    const mayPublish = byPolicy(topic, publishing);
    if (!mayPublish.allowed || topic.keyName === undefined) return mayPublish;
    const key = this.#kms.find(topic, topic.keyName);
    // The policy of the key that AWS manages cannot be changed, and names no service. Developer Guide "Enabling
    // compatibility between event sources from AWS services and encrypted topics", 2026-11.
    if (!key) return { allowed: false, reason: `no policy lets ${publishing.service} use ${topic.keyName}` };
    const { service, sourceArn, accountId } = publishing;
    const conditions = { 'aws:SourceArn': sourceArn, 'aws:SourceAccount': accountId };
    const actions = ['kms:GenerateDataKey', 'kms:Decrypt'];
    return this.#kms.authorize(key.arn, { services: [service], actions, conditions });
  }

  #require(arn: string): Topic {
    const topic = this.#topics.get(arn);
    if (topic) return topic;
    throw new ServiceError('NotFound', `Topic does not exist: ${arn}`, 404);
  }
}

const byPolicy = (topic: Topic, { service, sourceArn, accountId }: Publishing): Decision => {
  if (!topic.rules) {
    const allowed = topic.accountId === accountId;
    return { allowed, reason: `the default policy lets account ${topic.accountId} alone publish` };
  }
  const { effect, reason } = evaluate(topic.rules, {
    request: { action: 'sns:Publish', resource: topic.arn },
    principal: { kind: 'service', service },
    context: new Map([
      ['aws:sourcearn', [sourceArn]],
      ['aws:sourceaccount', [accountId]],
      ['aws:securetransport', ['true']],
    ]),
  });
  return { allowed: effect === 'allow', reason };
};

const ARN = /^arn:aws:/;
const FITS: Readonly<Record<string, RegExp>> = {
  http: /^http:\/\/./,
  https: /^https:\/\/./,
  email: /^[^@\s]+@[^@\s]+$/,
  'email-json': /^[^@\s]+@[^@\s]+$/,
  sms: /^\+?\d{5,15}$/,
  sqs: ARN,
  application: ARN,
  lambda: ARN,
  firehose: ARN,
};

const invalid = (message: string) => new ServiceError('InvalidParameter', message);
