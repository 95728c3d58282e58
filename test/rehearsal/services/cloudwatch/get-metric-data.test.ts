/** GetMetricData through the gateway, by the SDK: what a Lambda or an operator gets. */
import {
  CloudWatchClient,
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
  type MetricDataQuery,
  paginateGetMetricData,
} from '@aws-sdk/client-cloudwatch';
import { type Cloud, createCloud } from '#rehearsal/cloud/cloud.ts';
import type { Credentials } from '#rehearsal/cloud/service.ts';
import { recordMetric } from '#rehearsal/services/cloudwatch/metric.ts';
import { forSdk } from '#test/rehearsal/cloud/tiny-cloud.ts';

const SCOPE = { accountId: '222222222222', region: 'us-east-1' };
const ELSEWHERE = { ...SCOPE, region: 'eu-west-1' };
const GROUP = '/aws/lambda/migrate-user';
const DAY_MS = 24 * 60 * 60_000;
/** On the hour, so that periods are easy to name. */
const THIS_HOUR = Math.floor(Date.now() / 3_600_000);
const hoursAgo = (hours: number) => (THIS_HOUR - hours) * 3_600_000;

let cloud: Cloud;
beforeEach(async () => {
  cloud = await createCloud({ seed: 1 });
});
afterEach(() => cloud.close());

const count = (name: string, timestamp: number, values: readonly number[], dimensions = {}, scope = SCOPE) =>
  recordMetric(cloud, scope, { namespace: 'N', name, unit: 'Count', values, dimensions, timestamp });

const query = (
  name: string,
  dimensions: Readonly<Record<string, string>> = {},
  more: object = {},
): MetricDataQuery => ({
  Id: name.toLowerCase(),
  MetricStat: {
    Metric: {
      Namespace: 'N',
      MetricName: name,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    },
    Period: 3600,
    Stat: 'Sum',
    ...more,
  },
});

const client = (credentials: Credentials = cloud.operator(SCOPE.accountId)) =>
  new CloudWatchClient({
    region: SCOPE.region,
    endpoint: cloud.url,
    credentials: forSdk(credentials),
    maxAttempts: 1,
  });

const ask = (queries: MetricDataQuery[], more: Partial<GetMetricDataCommandInput> = {}) =>
  client().send(
    new GetMetricDataCommand({
      MetricDataQueries: queries,
      StartTime: new Date(hoursAgo(3)),
      EndTime: new Date(hoursAgo(-1)),
      ...more,
    }),
  );
const points = async (queries: MetricDataQuery[], more: Partial<GetMetricDataCommandInput> = {}) => {
  const { MetricDataResults = [] } = await ask(queries, more);
  return MetricDataResults.map(({ Timestamps = [], Values = [] }) =>
    Timestamps.map((time, index) => [time.getTime(), Values[index]]),
  );
};

describe('GetMetricData', () => {
  it('answers what log lines carried, newest first', async () => {
    cloud.logs.putLogGroup(SCOPE, { name: GROUP });
    const line = (Timestamp: number, Migrated: number) => {
      const CloudWatchMetrics = [
        { Namespace: 'N', Dimensions: [['service']], Metrics: [{ Name: 'Migrated', Unit: 'Count' }] },
      ];
      const message = JSON.stringify({
        _aws: { Timestamp, CloudWatchMetrics },
        service: 'migrate-user',
        Migrated,
      });
      cloud.logs.write(SCOPE, GROUP, 's', message);
    };
    for (const [at, value] of [
      [hoursAgo(2), 1],
      [hoursAgo(2) + 1, 2],
      [hoursAgo(1), 4],
    ] as const)
      line(at, value);
    const { MetricDataResults, NextToken } = await ask([query('Migrated', { service: 'migrate-user' })]);
    expect(MetricDataResults).toEqual([
      {
        Id: 'migrated',
        Label: 'Migrated',
        Timestamps: [new Date(hoursAgo(1)), new Date(hoursAgo(2))],
        Values: [4, 3],
        StatusCode: 'Complete',
      },
    ]);
    expect(NextToken).toBeUndefined();
  });

  it('knows a metric by exactly its dimensions, whatever their order', async () => {
    count('Failed', hoursAgo(1), [1], { service: 'a' });
    count('Failed', hoursAgo(1), [2], { service: 'a', Reason: 'Throttled' });
    count('Failed', hoursAgo(1), [4], { Reason: 'Throttled', service: 'a' });
    const sum = async (dimensions = {}) => (await points([query('Failed', dimensions)]))[0]?.[0]?.[1];
    expect(await sum({ service: 'a' })).toBe(1);
    expect(await sum({ Reason: 'Throttled', service: 'a' })).toBe(6);
    expect(await sum()).toBeUndefined();
    expect(await sum({ service: 'b' })).toBeUndefined();
  });

  it('answers several queries, each with its statistic, period and label', async () => {
    count('Latency', hoursAgo(1), [10, 20, 30]);
    count('Latency', hoursAgo(1) + 30 * 60_000, [40]);
    const { MetricDataResults } = await ask([
      { ...query('Latency', {}, { Stat: 'p50' }), Id: 'half', Label: 'median' },
      { ...query('Latency', {}, { Stat: 'Maximum', Period: 300 }), Id: 'most' },
      { ...query('Latency', {}, { Stat: 'SampleCount', Unit: 'Seconds' }), Id: 'seconds' },
      { ...query('Latency'), Id: 'unasked', ReturnData: false },
      { ...query('Nothing'), Id: 'nothing' },
    ]);
    expect(MetricDataResults?.map(({ Id, Label, Values }) => [Id, Label, Values])).toEqual([
      ['half', 'median', [20]],
      ['most', 'Latency', [40, 30]],
      ['seconds', 'Latency', []],
      ['nothing', 'Nothing', []],
    ]);
  });

  it('takes the start in and leaves the end out', async () => {
    count('Migrated', hoursAgo(3), [1]);
    count('Migrated', hoursAgo(1), [2]);
    expect(await points([query('Migrated')], { EndTime: new Date(hoursAgo(1)) })).toEqual([
      [[hoursAgo(3), 1]],
    ]);
  });

  it('gives pages that add up, oldest first where that is asked for', async () => {
    for (const hours of [3, 2, 1]) {
      count('A', hoursAgo(hours), [hours]);
      count('B', hoursAgo(hours), [hours * 10]);
    }
    const pages = [];
    const input = {
      MetricDataQueries: [query('A'), query('B')],
      StartTime: new Date(hoursAgo(3)),
      EndTime: new Date(hoursAgo(0)),
      ScanBy: 'TimestampAscending' as const,
      MaxDatapoints: 2,
    };
    for await (const { MetricDataResults = [] } of paginateGetMetricData({ client: client() }, input))
      pages.push(MetricDataResults.map(({ Values = [], StatusCode }) => [...Values, StatusCode]));
    expect(pages).toEqual([
      [[3, 2, 'PartialData'], ['PartialData']],
      [
        [1, 'Complete'],
        [30, 'PartialData'],
      ],
      [['Complete'], [20, 10, 'Complete']],
    ]);
  });

  it('measures the age of the past by the clock of the cloud', async () => {
    count('Migrated', hoursAgo(2), [7]);
    const byMinutes = query('Migrated', {}, { Period: 60 });
    expect(await points([byMinutes])).toEqual([[[hoursAgo(2), 7]]]);
    cloud.clock.advance(30 * DAY_MS);
    expect(await points([byMinutes])).toEqual([[]]);
    expect(await points([query('Migrated')])).toEqual([[[hoursAgo(2), 7]]]);
  });

  it("sees one account's region, and what comes after the question at the next one", async () => {
    count('Migrated', hoursAgo(1), [1], {}, ELSEWHERE);
    count('Migrated', hoursAgo(1), [2], {}, { ...SCOPE, accountId: '111111111111' });
    expect(await points([query('Migrated')])).toEqual([[]]);
    count('Migrated', hoursAgo(1), [4]);
    expect(await points([query('Migrated')])).toEqual([[[hoursAgo(1), 4]]]);
    expect(cloud.cloudwatch.store.metrics(ELSEWHERE)).toEqual([
      { namespace: 'N', name: 'Migrated', dimensions: {} },
    ]);
  });

  it.each<[string, MetricDataQuery[], Partial<GetMetricDataCommandInput>, RegExp]>([
    ['metric math', [{ Id: 'm', Expression: 'a / b' }], {}, /does not model metric math/],
    ['neither', [{ Id: 'm' }], {}, /needs either MetricStat or Expression/],
    ['another account', [{ ...query('A'), AccountId: '1' }], {}, /other accounts/],
    ['an Id twice', [query('A'), query('A')], {}, /Id a is there twice/],
    ['an Id in capitals', [{ ...query('A'), Id: 'A' }], {}, /MetricDataQueries.0.Id/],
    ['a period of 90 seconds', [query('A', {}, { Period: 90 })], {}, /90 is not a multiple of 60/],
    ['a period of 10 seconds', [query('A', {}, { Period: 10 })], {}, /high resolution/],
    ['a statistic', [query('A', {}, { Stat: 'Most' })], {}, /Most is no statistic/],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudWatch's own placeholder
    ['a dynamic label', [{ ...query('A'), Label: '${MAX}' }], {}, /dynamic labels/],
    ['times the wrong way round', [query('A')], { EndTime: new Date(hoursAgo(4)) }, /StartTime must be less/],
    ['no query', [], {}, /MetricDataQueries/],
    ['too many points', [query('A')], { MaxDatapoints: 100_801 }, /MaxDatapoints/],
    ['a made-up token', [query('A')], { NextToken: 'x' }, /next token is not valid/],
    ['label options', [query('A')], { LabelOptions: { Timezone: '+0100' } }, /LabelOptions/],
  ])('refuses %s', async (_, queries, more, message) => {
    await expect(ask(queries, more)).rejects.toThrow(message);
  });

  it('is allowed to whom cloudwatch:GetMetricData is, on everything', async () => {
    const role = `arn:aws:iam::${SCOPE.accountId}:role/reader`;
    const Principal = { Service: 'lambda.amazonaws.com' };
    cloud.iam.putRole({
      accountId: SCOPE.accountId,
      name: 'reader',
      arn: role,
      maxSessionSeconds: 3600,
      trustPolicy: { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal } },
    });
    const session = () => cloud.iam.assumeAsService(role, Principal.Service, 'assess');
    const command = () =>
      new GetMetricDataCommand({
        MetricDataQueries: [query('A')],
        StartTime: new Date(hoursAgo(1)),
        EndTime: new Date(hoursAgo(0)),
      });
    await expect(client(session()).send(command())).rejects.toThrow(
      /cloudwatch:GetMetricData on resource: \*/,
    );
    const Statement = { Effect: 'Allow' as const, Action: 'cloudwatch:GetMetricData', Resource: '*' };
    cloud.iam.putRolePolicy(role, 'metrics', { Statement });
    await expect(client(session()).send(command())).resolves.toHaveProperty('MetricDataResults');
    expect(cloud.recorder.entries('requests').at(-1)).toMatchObject({
      action: 'cloudwatch:GetMetricData',
      decision: 'allowed',
      status: 200,
    });
  });
});
