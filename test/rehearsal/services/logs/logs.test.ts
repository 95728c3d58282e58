import { createRecorder } from '#rehearsal/cloud/recorder.ts';
import type { RequestContext } from '#rehearsal/cloud/service.ts';
import { Logs } from '#rehearsal/services/logs/logs.ts';

const SCOPE = { accountId: '222222222222', region: 'us-east-1' };
const CONTEXT: RequestContext = {
  ...SCOPE,
  principal: { kind: 'user', accountId: SCOPE.accountId, arn: 'arn:aws:iam::222222222222:user/operator' },
  requestId: 'r',
  traceHeader: undefined,
};

const start = () => {
  let now = 1_800_000_000_000;
  const recorder = createRecorder();
  const logs = new Logs({ recorder, clock: { now: () => now } });
  const call = (operation: string, input: Record<string, unknown>) =>
    logs.service.operations[operation]?.handle(input, CONTEXT);
  const advance = (milliseconds: number) => {
    now += milliseconds;
  };
  return { recorder, logs, call, advance };
};

const withEvents = () => {
  const started = start();
  started.logs.putLogGroup(SCOPE, { name: '/a', retentionDays: 30, kmsKeyId: 'key' });
  for (const [stream, message] of [
    ['s1', 'first'],
    ['s2', 'second word'],
    ['s1', 'third word'],
  ] as const) {
    started.logs.write(SCOPE, '/a', stream, message);
    started.advance(1000);
  }
  return started;
};

describe('deleting', () => {
  it('is refused where the group is protected, until it is so no more', () => {
    const { logs } = start();
    logs.putLogGroup(SCOPE, { name: '/a', deletionProtection: true });
    expect(() => logs.deleteLogGroup(SCOPE, '/a')).toThrow('Disable deletion protection first');
    logs.putLogGroup(SCOPE, { name: '/a', deletionProtection: false });
    logs.deleteLogGroup(SCOPE, '/a');
    expect(logs.findGroup(SCOPE, '/a')).toBeUndefined();
  });
});

describe('writing', () => {
  it('is recorded with account, group, stream and the time of the clock', () => {
    const { recorder } = withEvents();
    expect(recorder.entries('logs')[0]).toEqual({
      time: '2027-01-15T08:00:00.000Z',
      account: '222222222222',
      region: 'us-east-1',
      logGroup: '/a',
      logStream: 's1',
      message: 'first',
    });
  });

  it('to a group that is not there is refused with its name and account', () => {
    const { logs } = withEvents();
    const elsewhere = { ...SCOPE, region: 'eu-west-1' };
    expect(() => logs.write(elsewhere, '/a', 's', 'm')).toThrow(/\/a in account 222222222222, eu-west-1/);
  });
});

describe('a log group', () => {
  it('refuses a retention that CloudWatch does not have', () => {
    expect(() => start().logs.putLogGroup(SCOPE, { name: '/a', retentionDays: 31 })).toThrow(
      /retention of 31 days; use one of 1, 3/,
    );
  });

  it('keeps its events when its settings change', () => {
    const { logs } = withEvents();
    logs.putLogGroup(SCOPE, { name: '/a', retentionDays: 7 });
    expect(logs.requireGroup(SCOPE, '/a')).toMatchObject({
      description: { retentionDays: 7 },
      events: { length: 3 },
    });
  });
});

describe('reading', () => {
  it('DescribeLogGroups lists groups by prefix, page by page', () => {
    const { logs, call } = withEvents();
    logs.putLogGroup(SCOPE, { name: '/b' });
    expect(call('DescribeLogGroups', { logGroupNamePrefix: '/a' })).toMatchObject({
      logGroups: [{ logGroupName: '/a', retentionInDays: 30, kmsKeyId: 'key', storedBytes: 26 }],
    });
    expect(call('DescribeLogGroups', { limit: 1 })).toMatchObject({
      logGroups: [{ logGroupName: '/a' }],
      nextToken: 'f/1',
    });
    const second = call('DescribeLogGroups', { limit: 1, nextToken: 'f/1' });
    expect(second).toMatchObject({ logGroups: [{ logGroupName: '/b' }] });
    expect(second).not.toHaveProperty('nextToken');
  });

  it.each<[string, Record<string, unknown>, string[]]>([
    ['everything', {}, ['first', 'second word', 'third word']],
    ['one stream', { logStreamNames: ['s2'] }, ['second word']],
    ['streams by prefix', { logStreamNamePrefix: 's1' }, ['first', 'third word']],
    ['a word', { filterPattern: 'word' }, ['second word', 'third word']],
    ['a quoted text', { filterPattern: '"third w"' }, ['third word']],
    ['a time', { startTime: 1_800_000_001_000, endTime: 1_800_000_002_000 }, ['second word']],
  ])('FilterLogEvents finds %s', (_case, input, messages) => {
    const { events } = withEvents().call('FilterLogEvents', { logGroupName: '/a', ...input }) as {
      events: { message: string }[];
    };
    expect(events.map(({ message }) => message)).toEqual(messages);
  });

  it('takes the ARN of a group for its name', () => {
    const { logs, call } = withEvents();
    const logGroupIdentifier = `${logs.requireGroup(SCOPE, '/a').arn}:*`;
    expect(call('FilterLogEvents', { logGroupIdentifier, limit: 1 })).toMatchObject({
      events: [{ message: 'first', logStreamName: 's1' }],
      nextToken: 'f/1',
    });
  });

  it('GetLogEvents ends with the token it was given', () => {
    const { call } = withEvents();
    const input = { logGroupName: '/a', logStreamName: 's1', startFromHead: true };
    expect(call('GetLogEvents', input)).toMatchObject({
      events: [{ message: 'first' }, { message: 'third word' }],
      nextForwardToken: 'f/2',
    });
    expect(call('GetLogEvents', { ...input, nextToken: 'f/2' })).toMatchObject({
      events: [],
      nextForwardToken: 'f/2',
    });
  });

  it.each<[string, Record<string, unknown>, string, RegExp]>([
    ['FilterLogEvents', { filterPattern: '{ $.a = 1 }' }, 'NotModelled', /filter patterns/],
    ['FilterLogEvents', { unmask: true }, 'NotModelled', /logs:FilterLogEvents with unmask/],
    ['FilterLogEvents', { logGroupName: '/b' }, 'ResourceNotFoundException', /\/b/],
    ['FilterLogEvents', { limit: 0 }, 'InvalidParameterException', /limit/],
    ['GetLogEvents', { logStreamName: 's9' }, 'ResourceNotFoundException', /stream/],
  ])('%s refuses %j', (operation, input, code, message) => {
    const { call } = withEvents();
    expect(() => call(operation, { logGroupName: '/a', ...input })).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });

  it('is allowed on the group by name or ARN alike', () => {
    const { logs } = withEvents();
    const access = logs.service.operations.FilterLogEvents?.access;
    const requests = access?.kind === 'signed' ? access.requests : undefined;
    const resource = 'arn:aws:logs:us-east-1:222222222222:log-group:/a:*';
    expect(requests?.({ logGroupName: '/a' }, SCOPE)).toEqual([{ action: 'logs:FilterLogEvents', resource }]);
    expect(requests?.({ logGroupIdentifier: resource }, SCOPE)).toEqual([
      { action: 'logs:FilterLogEvents', resource },
    ]);
  });
});

describe('embedded metrics', () => {
  const line = (changes: Record<string, unknown> = {}) =>
    JSON.stringify({
      _aws: {
        Timestamp: 1_700_000_000_000,
        CloudWatchMetrics: [
          {
            Namespace: 'N',
            Dimensions: [['service'], ['service', 'Reason']],
            Metrics: [{ Name: 'Failed', Unit: 'Count' }, { Name: 'Latency' }],
          },
        ],
      },
      service: 'migration',
      Reason: 'throttled',
      Failed: 1,
      Latency: [10, 20],
      ...changes,
    });

  const metricsOf = (message: string) => {
    const { logs, recorder } = start();
    logs.putLogGroup(SCOPE, { name: '/a' });
    logs.write(SCOPE, '/a', 's', message);
    return recorder.entries('metrics');
  };

  it('make one datum for each metric in each dimension set', () => {
    const data = metricsOf(line());
    expect(data.map(({ name, dimensions }) => [name, Object.keys(dimensions as object)])).toEqual([
      ['Failed', ['service']],
      ['Latency', ['service']],
      ['Failed', ['service', 'Reason']],
      ['Latency', ['service', 'Reason']],
    ]);
    expect(data[1]).toMatchObject({
      namespace: 'N',
      unit: 'None',
      values: [10, 20],
      timestamp: 1_700_000_000_000,
    });
  });

  it.each([
    ['a metric without a value', line({ Failed: undefined })],
    ['a value that is no number', line({ Failed: 'x' })],
    ['a dimension without a value', line({ Reason: undefined })],
  ])('with %s become EMFValidationErrors', (_case, message) => {
    expect(metricsOf(message)).toMatchObject([
      { namespace: 'AWS/Logs', name: 'EMFValidationErrors', dimensions: { LogGroupName: '/a' }, values: [1] },
    ]);
  });

  it.each([['text'], ['{"a":1}'], ['{"CloudWatchMetrics":"no'], ['{"_aws":{"CloudWatchMetrics":1}}']])(
    'are not seen in %s',
    (message) => {
      expect(metricsOf(message)).toEqual([]);
    },
  );
});
