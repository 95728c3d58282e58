/** Alarms, topics, dashboards, keys, data protection and saved queries: what a deployment makes of them. */
import { CloudWatchClient, GetDashboardCommand } from '@aws-sdk/client-cloudwatch';
import { type Cloud, createCloud } from '#rehearsal/cloud/cloud.ts';
import { deployAssembly } from '#rehearsal/deploy/deploy.ts';
import { reportMetrics } from '#rehearsal/services/cloudwatch/metric.ts';
import { forSdk } from '#test/rehearsal/cloud/tiny-cloud.ts';
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
const notes = () => [...cloud.stacks.values()].flatMap((stack) => stack.notes);

const TOPIC = { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'alarms' } };
const alarm = (properties: object = {}) => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmName: 'x-failed',
    AlarmDescription: 'Sign-ins fail. What to do: docs/runbook.md#sign-ins-fail',
    AlarmActions: [{ Ref: 'Topic' }],
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    EvaluationPeriods: 1,
    MetricName: 'Failed',
    Namespace: 'N',
    Period: 60,
    Statistic: 'Sum',
    Threshold: 1,
    TreatMissingData: 'notBreaching',
    ...properties,
  },
});
const listed = (id: string, name: string) => ({
  Id: id,
  MetricStat: { Metric: { MetricName: name, Namespace: 'N' }, Period: 60, Stat: 'Sum' },
  ReturnData: false,
});
const without = ({ Type, Properties }: ReturnType<typeof alarm>, ...names: readonly string[]) => ({
  Type,
  Properties: Object.fromEntries(Object.entries(Properties).filter(([name]) => !names.includes(name))),
});
const SINGLE = ['MetricName', 'Namespace', 'Period', 'Statistic'];
/** An alarm on a list instead. */
const onMetrics = (Metrics: readonly object[], properties: object = {}) =>
  without(alarm({ Metrics, ...properties }), ...SINGLE);

const emit = (name: string, value: number) =>
  reportMetrics(cloud, TARGET, { namespace: 'N', dimensions: {}, values: [[name, value]] });
const fired = () => {
  cloud.clock.advance(60_000);
  cloud.cloudwatch.alarms.evaluate();
  return cloud.recorder.entries('alarms').filter(({ to }) => to === 'ALARM');
};

describe('an alarm', () => {
  it('watches one metric and tells its topic', async () => {
    const { output } = await deploy(
      {
        Topic: TOPIC,
        Alarm: alarm(),
        Oncall: {
          Type: 'AWS::SNS::Subscription',
          Properties: { TopicArn: { Ref: 'Topic' }, Protocol: 'email', Endpoint: 'oncall@example.com' },
        },
      },
      { Name: { Value: { Ref: 'Alarm' } }, Arn: { Value: { 'Fn::GetAtt': ['Alarm', 'Arn'] } } },
    );
    expect([output('Name'), output('Arn')]).toEqual([
      'x-failed',
      'arn:aws:cloudwatch:us-east-1:222222222222:alarm:x-failed',
    ]);
    expect(notes()).toEqual([expect.stringMatching(/Subscription Oncall \(email\)/)]);
    emit('Failed', 1);
    expect(fired()).toMatchObject([
      { alarm: 'x-failed', notified: [{ delivered: true, subscribers: ['email'] }] },
    ]);
  });

  it('watches an expression', async () => {
    const share = { Id: 'share', Expression: 'IF(attempts >= 20, failed / attempts, 0)', ReturnData: true };
    const list = [share, listed('attempts', 'Attempts'), listed('failed', 'Failed')];
    await deploy({ Topic: TOPIC, Alarm: onMetrics(list, { Threshold: 0.01 }) });
    emit('Attempts', 100);
    emit('Failed', 2);
    expect(fired()).toHaveLength(1);
  });

  it('can be changed and removed', async () => {
    await deploy({ Topic: TOPIC, Alarm: alarm() });
    await deploy({ Topic: TOPIC, Alarm: alarm({ Threshold: 5 }) });
    emit('Failed', 4);
    expect(fired()).toEqual([]);
    await deploy({ Topic: TOPIC });
    expect(cloud.cloudwatch.alarms.statuses()).toEqual([]);
  });

  it.each<[string, object, RegExp]>([
    ['an unknown property', alarm({ ThresholdMetricId: 'x' }), /the property ThresholdMetricId/],
    ['an anomaly band', alarm({ ComparisonOperator: 'GreaterThanUpperThreshold' }), /ComparisonOperator/],
    [
      'both ways to name a metric',
      alarm({ Metrics: [listed('m', 'Failed')] }),
      /either MetricName or Metrics/,
    ],
    ['nothing to watch', without(alarm(), ...SINGLE), /needs Metrics, or MetricName/],
    ['two statistics', alarm({ ExtendedStatistic: 'p99' }), /either Statistic or ExtendedStatistic/],
    [
      'a function that is not computed',
      onMetrics([{ Id: 'e', Expression: 'AVG(m)' }, listed('m', 'M')]),
      /function AVG/,
    ],
    ["another account's metric", onMetrics([{ ...listed('m', 'M'), AccountId: '1' }]), /metric of account 1/],
    ['a query of neither kind', onMetrics([{ Id: 'm' }]), /either Expression or MetricStat/],
    ['no evaluation period', alarm({ EvaluationPeriods: 0 }), /EvaluationPeriods 0/],
  ])('is refused with %s', async (_, resource, message) => {
    await expect(deploy({ Topic: TOPIC, Alarm: resource })).rejects.toThrow(message);
  });
});

describe('a topic policy', () => {
  it('has to let alarms publish, or they tell nobody', async () => {
    const Policy = {
      Type: 'AWS::SNS::TopicPolicy',
      Properties: {
        Topics: [{ Ref: 'Topic' }],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: {
            Effect: 'Deny',
            Principal: '*',
            Action: 'sns:Publish',
            Resource: { Ref: 'Topic' },
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        },
      },
    };
    await deploy({ Topic: TOPIC, Policy, Alarm: alarm() });
    emit('Failed', 1);
    expect(fired()).toMatchObject([{ notified: [{ delivered: false, reason: expect.any(String) }] }]);
  });
});

describe('a dashboard', () => {
  const dashboard = (DashboardBody: string) => ({
    Type: 'AWS::CloudWatch::Dashboard',
    Properties: { DashboardName: 'x', DashboardBody },
  });
  const BODY = JSON.stringify({ widgets: [{ type: 'text', properties: { markdown: '# x' } }] });

  it('is read by GetDashboard as it was put, by those who may', async () => {
    await deploy({ Dashboard: dashboard(BODY) });
    const client = new CloudWatchClient({
      region: TARGET.region,
      endpoint: cloud.url,
      credentials: forSdk(cloud.operator(TARGET.accountId)),
      maxAttempts: 1,
    });
    expect(await client.send(new GetDashboardCommand({ DashboardName: 'x' }))).toMatchObject({
      DashboardArn: 'arn:aws:cloudwatch::222222222222:dashboard/x',
      DashboardBody: BODY,
      DashboardName: 'x',
    });
    await expect(client.send(new GetDashboardCommand({ DashboardName: 'y' }))).rejects.toMatchObject({
      name: 'DashboardNotFoundError',
    });
    client.destroy();
    expect(cloud.cloudwatch.dashboards.of(TARGET).map(({ name }) => name)).toEqual(['x']);
    await deploy({ Topic: TOPIC });
    expect(cloud.cloudwatch.dashboards.find(TARGET, 'x')).toBeUndefined();
  });

  it.each([
    ['{', /is not JSON/],
    ['{"widgets":[{"type":"chart","properties":{}}]}', /widgets\.0\.type/],
  ])('is refused with the body %s', async (body, message) => {
    await expect(deploy({ Dashboard: dashboard(body) })).rejects.toThrow(message);
  });
});

describe("a log group's key and data protection", () => {
  const key = (...more: readonly object[]) => ({
    Type: 'AWS::KMS::Key',
    Properties: {
      EnableKeyRotation: true,
      KeyPolicy: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: 'arn:aws:iam::222222222222:root' },
            Action: 'kms:*',
            Resource: '*',
          },
          ...more,
        ],
      },
    },
  });
  const BY_LOGS = {
    Effect: 'Allow',
    Principal: { Service: 'logs.us-east-1.amazonaws.com' },
    Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
    Resource: '*',
    Condition: {
      ArnLike: {
        'kms:EncryptionContext:aws:logs:arn': 'arn:aws:logs:us-east-1:222222222222:log-group:/x-*',
      },
    },
  };
  const group = (properties: object) => ({
    Type: 'AWS::Logs::LogGroup',
    Properties: { LogGroupName: '/x-a', ...properties },
  });
  const KmsKeyId = { 'Fn::GetAtt': ['Key', 'Arn'] };
  const Alias = {
    Type: 'AWS::KMS::Alias',
    Properties: { AliasName: 'alias/x-logs', TargetKeyId: { Ref: 'Key' } },
  };

  it('is encrypted with a key whose policy lets CloudWatch Logs', async () => {
    await deploy({ Key: key(BY_LOGS), Alias, Group: group({ KmsKeyId }) });
    const named = cloud.kms.find(TARGET, 'alias/x-logs')?.arn;
    expect(cloud.logs.findGroup(TARGET, '/x-a')?.description.kmsKeyId).toBe(named);
    expect(named).toMatch(/^arn:aws:kms:us-east-1:222222222222:key\//);
  });

  it('is refused as on AWS where the policy does not, or there is no key', async () => {
    const refused = /not allowed to be used with Arn 'arn:aws:logs:us-east-1:222222222222:log-group:\/x-a'/;
    await expect(deploy({ Key: key(), Group: group({ KmsKeyId }) })).rejects.toThrow(refused);
    await expect(
      deploy({ Group: group({ KmsKeyId: 'arn:aws:kms:us-east-1:222222222222:key/none' }) }),
    ).rejects.toThrow(refused);
  });

  const MAIL = 'arn:aws:dataprotection::aws:data-identifier/EmailAddress';
  const protection = (audited: readonly string[], masked = audited) => ({
    DataProtectionPolicy: {
      Name: 'x',
      Version: '2021-06-01',
      Statement: [
        { DataIdentifier: audited, Operation: { Audit: { FindingsDestination: {} } } },
        { DataIdentifier: masked, Operation: { Deidentify: { MaskConfig: {} } } },
      ],
      Configuration: { CustomDataIdentifier: [{ Name: 'Phone', Regex: '\\+[0-9]+' }] },
    },
  });

  it('masks what it audits, by identifiers that there are', async () => {
    await deploy({ Group: group(protection([MAIL, 'Phone'])) });
    await expect(deploy({ Group: group(protection([MAIL], ['Phone'])) })).rejects.toThrow(/mask the same/);
    await expect(deploy({ Group: group(protection(['Fax'])) })).rejects.toThrow(/names Fax/);
  });
});

describe('a saved query', () => {
  const query = (properties: object = {}) => ({
    Type: 'AWS::Logs::QueryDefinition',
    Properties: {
      Name: 'x/who failed',
      QueryString: 'fields @message',
      LogGroupNames: ['/x-a'],
      ...properties,
    },
  });

  it('is kept, with a note where its log group is missing', async () => {
    await deploy({ Query: query() });
    expect(notes()).toEqual([expect.stringMatching(/x\/who failed: there is no log group \/x-a/)]);
    await expect(deploy({ Query: query({ QueryString: '' }) })).rejects.toThrow(/QueryString/);
  });
});
