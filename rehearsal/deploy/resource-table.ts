/** Every resource type the rehearsal models, custom ones beside them. A type that is not here is refused by name. */
import type { ResourceType } from './resource-type.ts';
import { cdkMetadata } from './resources/cdk-metadata.ts';
import { cloudwatchAlarm } from './resources/cloudwatch-alarm.ts';
import { cloudwatchDashboard } from './resources/cloudwatch-dashboard.ts';
import { cognitoUserPool } from './resources/cognito-user-pool.ts';
import { cognitoUserPoolClient } from './resources/cognito-user-pool-client.ts';
import { cognitoUserPoolGroup } from './resources/cognito-user-pool-group.ts';
import { customResource } from './resources/custom-resource.ts';
import { dynamodbGlobalTable } from './resources/dynamodb-global-table.ts';
import { dynamodbTable } from './resources/dynamodb-table.ts';
import { EC2_NETWORK } from './resources/ec2-network.ts';
import { eventsArchive } from './resources/events-archive.ts';
import { eventsEventBus } from './resources/events-event-bus.ts';
import { eventsRule } from './resources/events-rule.ts';
import { iamPolicy } from './resources/iam-policy.ts';
import { iamRole } from './resources/iam-role.ts';
import { kmsAlias } from './resources/kms-alias.ts';
import { kmsKey } from './resources/kms-key.ts';
import { lambdaAlias } from './resources/lambda-alias.ts';
import { lambdaFunction } from './resources/lambda-function.ts';
import { lambdaPermission } from './resources/lambda-permission.ts';
import { lambdaVersion } from './resources/lambda-version.ts';
import { logsLogGroup } from './resources/logs-log-group.ts';
import { logsMetricFilter } from './resources/logs-metric-filter.ts';
import { logsQueryDefinition } from './resources/logs-query-definition.ts';
import { logsResourcePolicy } from './resources/logs-resource-policy.ts';
import { oamLink } from './resources/oam-link.ts';
import { oamSink } from './resources/oam-sink.ts';
import { s3Bucket } from './resources/s3-bucket.ts';
import { s3BucketPolicy } from './resources/s3-bucket-policy.ts';
import { scalableTarget } from './resources/scalable-target.ts';
import { scalingPolicy } from './resources/scaling-policy.ts';
import { schedulerSchedule } from './resources/scheduler-schedule.ts';
import { schedulerScheduleGroup } from './resources/scheduler-schedule-group.ts';
import { snsSubscription } from './resources/sns-subscription.ts';
import { snsTopic } from './resources/sns-topic.ts';
import { snsTopicPolicy } from './resources/sns-topic-policy.ts';
import { sqsQueue } from './resources/sqs-queue.ts';
import { sqsQueuePolicy } from './resources/sqs-queue-policy.ts';
import { stepFunctionsStateMachine } from './resources/step-functions-state-machine.ts';
import { wafv2IpSet } from './resources/wafv2-ip-set.ts';
import { wafv2WebAcl } from './resources/wafv2-web-acl.ts';
import { wafv2WebAclAssociation } from './resources/wafv2-web-acl-association.ts';

export const RESOURCE_TYPES: ReadonlyMap<string, ResourceType> = new Map(
  [
    cdkMetadata,
    cloudwatchAlarm,
    cloudwatchDashboard,
    cognitoUserPool,
    cognitoUserPoolClient,
    cognitoUserPoolGroup,
    dynamodbGlobalTable,
    dynamodbTable,
    ...EC2_NETWORK,
    eventsArchive,
    eventsEventBus,
    eventsRule,
    iamPolicy,
    iamRole,
    kmsAlias,
    kmsKey,
    lambdaAlias,
    lambdaFunction,
    lambdaPermission,
    lambdaVersion,
    logsLogGroup,
    logsMetricFilter,
    logsQueryDefinition,
    logsResourcePolicy,
    oamLink,
    oamSink,
    s3Bucket,
    s3BucketPolicy,
    scalableTarget,
    scalingPolicy,
    schedulerSchedule,
    schedulerScheduleGroup,
    snsSubscription,
    snsTopic,
    snsTopicPolicy,
    sqsQueue,
    sqsQueuePolicy,
    stepFunctionsStateMachine,
    wafv2IpSet,
    wafv2WebAcl,
    wafv2WebAclAssociation,
  ].map((type) => [type.type, type]),
);

/** Undefined for a type that is not modelled. */
export const resourceTypeNamed = (name: string): ResourceType | undefined =>
  RESOURCE_TYPES.get(name) ?? customResource(name);
