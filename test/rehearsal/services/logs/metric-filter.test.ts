import { createRecorder } from '#rehearsal/cloud/recorder.ts';
import { Logs } from '#rehearsal/services/logs/logs.ts';
import type { MetricFilterInput } from '#rehearsal/services/logs/metric-filter.ts';

const SCOPE = { accountId: '222222222222', region: 'us-east-1' };
const NOW = 1_800_000_000_000;
const FILTER: MetricFilterInput = {
  name: 'Abandoned',
  pattern: '{ $.detail-type = "UserAbandoned" }',
  namespace: 'N',
  metricName: 'Abandoned',
  value: '1',
  unit: 'Count',
};

const start = () => {
  const recorder = createRecorder();
  const logs = new Logs({ recorder, clock: { now: () => NOW } });
  logs.putLogGroup(SCOPE, { name: '/audit' });
  const write = (message: unknown) =>
    logs.write(SCOPE, '/audit', 's', typeof message === 'string' ? message : JSON.stringify(message));
  const put = (change: Partial<MetricFilterInput> = {}) =>
    logs.putMetricFilter(SCOPE, '/audit', { ...FILTER, ...change });
  return { logs, write, put, metrics: () => recorder.entries('metrics') };
};

const ABANDONED = { version: '0', 'detail-type': 'UserAbandoned', detail: { reason: 'x' } };

describe('a metric filter', () => {
  it('makes one datum of an event that matches: its value and unit, no dimensions, the time of the event', () => {
    const { write, put, metrics } = start();
    put();
    write(ABANDONED);
    expect(metrics()).toEqual([
      {
        time: new Date(NOW).toISOString(),
        account: SCOPE.accountId,
        region: SCOPE.region,
        namespace: 'N',
        name: 'Abandoned',
        unit: 'Count',
        values: [1],
        dimensions: {},
        timestamp: NOW,
      },
    ]);
  });

  it.each<[string, unknown]>([
    ['another value', { 'detail-type': 'UserReconciled' }],
    ['the value in other letters', { 'detail-type': 'userabandoned' }],
    ['a value that begins with it', { 'detail-type': 'UserAbandonedTwice' }],
    ['no such member', { detailType: 'UserAbandoned' }],
    ['the member further down', { detail: { 'detail-type': 'UserAbandoned' } }],
    ['the member in a list', { 'detail-type': ['UserAbandoned'] }],
    ['the text alone', 'UserAbandoned'],
    ['a broken object', '{"detail-type":"UserAbandoned"'],
    ['a list', [ABANDONED]],
    ['null', 'null'],
  ])('is silent on %s', (_, message) => {
    const { write, put, metrics } = start();
    put();
    write(message);
    expect(metrics()).toEqual([]);
  });

  it('may ask for a member that is missing', () => {
    const { write, put, metrics } = start();
    put({ pattern: '{ ($.detail-type = "UserAbandoned") && ($.replay-name NOT EXISTS) }' });
    write({ ...ABANDONED, 'replay-name': 'again' });
    write({ ...ABANDONED, 'detail-type': 'UserReconciled' });
    expect(metrics()).toEqual([]);
    write(ABANDONED);
    expect(metrics()).toHaveLength(1);
  });

  it('sees nothing that was written before it, and nothing after its end', () => {
    const { logs, write, put, metrics } = start();
    write(ABANDONED);
    put();
    write(ABANDONED);
    logs.removeMetricFilter(SCOPE, '/audit', 'Abandoned');
    write(ABANDONED);
    expect(metrics()).toHaveLength(1);
  });

  it('of the same name replaces the other; those of other names count beside it', () => {
    const { write, put, metrics } = start();
    put();
    put({ metricName: 'Renamed' });
    put({ name: 'Second', metricName: 'Second', value: '2.5' });
    write(ABANDONED);
    expect(metrics().map(({ name, values }) => [name, values])).toEqual([
      ['Renamed', [1]],
      ['Second', [2.5]],
    ]);
  });

  it('stays when its group gets other settings, and is not another group’s', () => {
    const { logs, write, put, metrics } = start();
    put();
    logs.putLogGroup(SCOPE, { name: '/audit', retentionDays: 7 });
    logs.putLogGroup(SCOPE, { name: '/other' });
    logs.write(SCOPE, '/other', 's', JSON.stringify(ABANDONED));
    expect(metrics()).toEqual([]);
    write(ABANDONED);
    expect(metrics()).toHaveLength(1);
  });

  it('without a unit has None', () => {
    const { logs, write, metrics } = start();
    const { unit, ...bare } = FILTER;
    logs.putMetricFilter(SCOPE, '/audit', bare);
    write(ABANDONED);
    expect(metrics()).toMatchObject([{ unit: 'None' }]);
  });
});

describe('refused is', () => {
  it.each([
    'ERROR',
    '',
    '{ $.detail-type = UserAbandoned }',
    '{ $.detail-type != "UserAbandoned" }',
    '{ $.detail-type = "User*" }',
    '{ $.detail-type = %User% }',
    '{ $.detail.reason = "x" }',
    '{ $.["detail-type"] = "UserAbandoned" }',
    '{ $.a[0] = "x" }',
    '{ $.a = "x" && $.b = "y" }',
    '{ $.a = "x" } ',
    '[a, b]',
  ])('the pattern %s, by name', (pattern) => {
    expect(() => start().put({ pattern })).toThrow(
      expect.objectContaining({ code: 'NotModelled', message: expect.stringContaining(pattern) }),
    );
  });

  it.each(['$.detail.count', '', '-1', 'one'])('the value %j, by name', (value) => {
    expect(() => start().put({ value })).toThrow(expect.objectContaining({ code: 'NotModelled' }));
  });

  it.each<[string, Partial<MetricFilterInput>]>([
    ['filterName', { name: 'a:b' }],
    ['metricName', { metricName: 'a$b' }],
    ['metricNamespace', { namespace: '' }],
  ])('a %s that AWS would not take', (parameter, change) => {
    expect(() => start().put(change)).toThrow(
      expect.objectContaining({
        code: 'InvalidParameterException',
        message: expect.stringContaining(parameter),
      }),
    );
  });

  it('a filter of a group that is not there', () => {
    expect(() => start().logs.putMetricFilter(SCOPE, '/missing', FILTER)).toThrow(
      expect.objectContaining({ code: 'ResourceNotFoundException' }),
    );
  });

  it('the 101st filter of a group, and no change of one of the hundred', () => {
    const { put } = start();
    for (let number = 0; number < 100; number += 1) put({ name: `filter-${number}` });
    expect(() => put({ name: 'one-more' })).toThrow(
      expect.objectContaining({ code: 'LimitExceededException', message: expect.stringContaining('/audit') }),
    );
    expect(() => put({ name: 'filter-0', value: '2' })).not.toThrow();
  });
});
