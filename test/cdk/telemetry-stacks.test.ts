import { Template } from 'aws-cdk-lib/assertions';
import { SHARED_TYPES } from '#cdk/constructs/telemetry-sharing.ts';
import { TelemetryLinkStack, TelemetrySinkStack } from '#cdk/stacks/telemetry-stacks.ts';
import type { Migration } from '#core/migration.ts';
import { migration, only, unbundledApp } from './migration-builder.ts';

const SINK = 'arn:aws:oam:eu-west-1:222222222222:sink/0a1b2c3d-example';
const shared = (telemetry: object = {}): Migration =>
  migration({ telemetry: { enabled: true, ...telemetry } });
const sink = (plan = shared()) =>
  new TelemetrySinkStack(unbundledApp(), 'TelemetrySinkStack', { migration: plan });
const link = (plan = shared()) =>
  new TelemetryLinkStack(unbundledApp(), 'TelemetryLinkStack', { migration: plan });

describe('the telemetry sink', () => {
  it("is account B's, in the source's region, because sharing does not leave a region", () => {
    const stack = sink();
    expect([stack.account, stack.region, stack.stackName]).toEqual([
      '222222222222',
      'eu-west-1',
      'cognito-migration-telemetry-sink',
    ]);
  });

  it('lets account A link metrics, logs and traces, and nobody anything else', () => {
    expect(only(sink(), 'AWS::Oam::Sink').Properties).toEqual({
      Name: 'cognito-migration-telemetry-sink',
      Policy: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: '111111111111' },
            Action: ['oam:CreateLink', 'oam:UpdateLink'],
            Resource: '*',
            Condition: {
              'ForAllValues:StringEquals': {
                'oam:ResourceTypes': ['AWS::CloudWatch::Metric', 'AWS::Logs::LogGroup', 'AWS::XRay::Trace'],
              },
            },
          },
        ],
      },
    });
  });

  it("says its ARN, which is the link's parameter of the same name", () => {
    Template.fromStack(sink()).hasOutput('TelemetrySinkArn', {});
    Template.fromStack(link()).hasParameter('TelemetrySinkArn', { Type: 'String' });
  });
});

describe('the telemetry link', () => {
  it("is account A's, in the source's region", () => {
    const stack = link();
    expect([stack.account, stack.region]).toEqual(['111111111111', 'eu-west-1']);
  });

  it("shares Cognito's metrics and logs under the account's name, of the kinds that the sink takes", () => {
    expect(only(link(), 'AWS::Oam::Link').Properties).toEqual({
      SinkIdentifier: { Ref: 'TelemetrySinkArn' },
      LabelTemplate: '$AccountName',
      ResourceTypes: SHARED_TYPES,
      LinkConfiguration: {
        MetricConfiguration: { Filter: "Namespace IN ('AWS/Cognito')" },
        LogGroupConfiguration: {
          Filter: "LogGroupName LIKE '/aws/vendedlogs/cognito%' OR LogGroupName LIKE '/aws/cognito%'",
        },
      },
    });
  });

  it('shares what the configuration names instead', () => {
    const plan = shared({
      metricNamespaces: ['AWS/Cognito', 'AWS/Lambda'],
      logGroupPrefixes: ['/aws/lambda/auth-'],
    });
    expect(only(link(plan), 'AWS::Oam::Link').Properties).toMatchObject({
      LinkConfiguration: {
        MetricConfiguration: { Filter: "Namespace IN ('AWS/Cognito', 'AWS/Lambda')" },
        LogGroupConfiguration: { Filter: "LogGroupName LIKE '/aws/lambda/auth-%'" },
      },
    });
  });

  it('takes a sink of the one account and region only', () => {
    const { Parameters } = Template.fromStack(link()).toJSON();
    const allowed = new RegExp(`^(?:${Parameters.TelemetrySinkArn.AllowedPattern})$`);
    expect(allowed.test(SINK)).toBe(true);
    expect(allowed.test(SINK.replace('222222222222', '333333333333'))).toBe(false);
    expect(allowed.test(SINK.replace('eu-west-1', 'us-east-1'))).toBe(false);
  });

  it('goes to the sink that the configuration names, without a parameter', () => {
    const stack = link(shared({ sinkArn: SINK }));
    expect(only(stack, 'AWS::Oam::Link').Properties.SinkIdentifier).toBe(SINK);
    expect(Template.fromStack(stack).toJSON().Parameters?.TelemetrySinkArn).toBeUndefined();
  });
});
