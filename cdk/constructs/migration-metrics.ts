/** Metrics that alarms and the dashboard look at, by the names of docs/metrics.md; resources are named, not referenced. */
import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { ArnFormat, Duration, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { METRIC_NAMESPACE } from '#core/metrics.ts';

/** What alarms look at unless they say otherwise. */
export const FIVE_MINUTES = Duration.minutes(5);

const metric = (
  namespace: string,
  metricName: string,
  dimensionsMap: Record<string, string>,
  options: MetricOptions,
): Metric =>
  new Metric({ namespace, metricName, dimensionsMap, statistic: 'Sum', period: FIVE_MINUTES, ...options });

/** What a Lambda counts of itself. @param service folder in `functions/` */
export const counted = (service: string, name: string, options: MetricOptions = {}): Metric =>
  metric(METRIC_NAMESPACE, name, { service }, options);

/** `Failed` of migrate-user, by reason. */
export const failedBecause = (reason: string, options: MetricOptions = {}): Metric =>
  metric(METRIC_NAMESPACE, 'Failed', { service: 'migrate-user', Reason: reason }, options);

/** What is counted in the audit log. */
export const audited = (name: string, options: MetricOptions = {}): Metric =>
  metric(METRIC_NAMESPACE, name, {}, options);

/** All versions and aliases of a Lambda together. */
export const ofLambda = (functionName: string, name: string, options: MetricOptions = {}): Metric =>
  metric('AWS/Lambda', name, { FunctionName: functionName }, options);

/** @param scope anything in the machine's stack */
export const ofMachine = (
  scope: Construct,
  machineName: string,
  name: string,
  options: MetricOptions = {},
): Metric => {
  const StateMachineArn = Stack.of(scope).formatArn({
    service: 'states',
    resource: 'stateMachine',
    resourceName: machineName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  return metric('AWS/States', name, { StateMachineArn }, options);
};

/** How many messages wait. */
export const waitingIn = (queueName: string, options: MetricOptions = {}): Metric =>
  metric(
    'AWS/SQS',
    'ApproximateNumberOfMessagesVisible',
    { QueueName: queueName },
    { statistic: 'Maximum', ...options },
  );

/** Deliveries that EventBridge gave up; only there where there were some. */
export const undeliveredOf = (busName: string, ruleName: string, options: MetricOptions = {}): Metric =>
  metric('AWS/Events', 'FailedInvocations', { EventBusName: busName, RuleName: ruleName }, options);

/** What a user pool counts of one of its app clients: 1 for a success, 0 for a refusal. */
export const ofAppClient = (
  pool: { readonly userPoolId: string; readonly clientId: string },
  name: string,
  options: MetricOptions = {},
): Metric =>
  metric('AWS/Cognito', name, { UserPool: pool.userPoolId, UserPoolClient: pool.clientId }, options);
