/** Where alarms are told: a topic that is encrypted, takes messages over TLS only, and from alarms of this migration only. */
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnSubscription, Topic } from 'aws-cdk-lib/aws-sns';
import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Migration } from '#core/migration.ts';

export type AlarmTopicProps = { readonly migration: Migration };

export class AlarmTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { migration }: AlarmTopicProps) {
    super(scope, id);
    const { config, names } = migration;
    this.topic = new Topic(this, 'Topic', {
      topicName: names.alarms,
      displayName: names.alarms,
      masterKey: this.#createKey(migration),
      enforceSSL: true,
    });
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsMayPublish',
        principals: [CLOUDWATCH],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
          ArnLike: { 'aws:SourceArn': this.#alarmsOf(config.name) },
        },
      }),
    );
    for (const [index, { protocol, endpoint }] of config.alarms.subscribers.entries())
      new CfnSubscription(this, `Subscriber${index}`, { topicArn: this.topic.topicArn, protocol, endpoint });
  }

  /**
   * A key of its own: under `alias/aws/sns` an alarm could not publish, because that key's policy cannot let CloudWatch
   * in. SNS Developer Guide "Enable compatibility between event sources from AWS services and encrypted topics", 2026-11
   */
  #createKey({ names }: Migration): Key {
    const key = new Key(this, 'Key', {
      alias: names.alarmsKey,
      description: 'Topic of the alarms of the user migration',
      // Nothing is kept under it.
      removalPolicy: RemovalPolicy.DESTROY,
      enableKeyRotation: true,
    });
    key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsMayEncrypt',
        principals: [CLOUDWATCH],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    return key;
  }

  #alarmsOf(prefix: string): string {
    return Stack.of(this).formatArn({
      service: 'cloudwatch',
      resource: 'alarm',
      resourceName: `${prefix}-*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }
}

const CLOUDWATCH = new ServicePrincipal('cloudwatch.amazonaws.com');
