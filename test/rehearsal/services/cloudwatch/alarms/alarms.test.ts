/** Alarms over recorded metrics: judged every minute, on a clock that is moved. */
import type { MovableClock } from '#rehearsal/cloud/movable-clock.ts';
import { createMovableClock } from '#rehearsal/cloud/movable-clock.ts';
import { createRecorder, type Recorder } from '#rehearsal/cloud/recorder.ts';
import type { AlarmInput, AlarmQuery } from '#rehearsal/services/cloudwatch/alarms/alarm.ts';
import type { Delivery, ObservedAlarm } from '#rehearsal/services/cloudwatch/alarms/alarms.ts';
import { CloudWatch } from '#rehearsal/services/cloudwatch/cloudwatch.ts';
import { recordMetric } from '#rehearsal/services/cloudwatch/metric.ts';

const SCOPE = { accountId: '222222222222', region: 'us-east-1' };
const TOPIC = 'arn:aws:sns:us-east-1:222222222222:alarms';
const START = Date.parse('2026-11-23T10:00:00.000Z');
const MINUTE = 60_000;

let clock: MovableClock;
let recorder: Recorder;
let cloudwatch: CloudWatch;
let told: string[];
beforeEach(() => {
  clock = createMovableClock(() => START);
  recorder = createRecorder();
  told = [];
  const publish = ({ topicArn: topic, alarmArn }: { topicArn: string; alarmArn: string }): Delivery => {
    told.push(alarmArn);
    return { topic, delivered: true, reason: 'allowed', subscribers: ['email'] };
  };
  cloudwatch = new CloudWatch({ recorder, clock, publish });
});

const count = (name: string, values: readonly number[], unit = 'Count', scope = SCOPE) => {
  const datum = { namespace: 'N', name, unit, values, dimensions: {}, timestamp: clock.now() };
  recordMetric({ recorder, clock }, scope, datum);
};

const metric = (name: string, statistic = 'Sum', periodSeconds = 60): AlarmQuery => ({
  id: name.toLowerCase(),
  returned: true,
  metric: { namespace: 'N', name, dimensions: {} },
  periodSeconds,
  statistic,
});

const alarm = (input: Partial<AlarmInput> = {}): AlarmInput => ({
  name: 'x-failed',
  queries: [metric('Failed')],
  comparison: 'GreaterThanOrEqualToThreshold',
  threshold: 1,
  evaluationPeriods: 1,
  treatMissingData: 'notBreaching',
  actionsEnabled: true,
  actions: { ALARM: [TOPIC], OK: [], INSUFFICIENT_DATA: [] },
  ...input,
});

const put = (input: Partial<AlarmInput> = {}) => cloudwatch.alarms.put(SCOPE, alarm(input));

/** `10:03 OK → ALARM`, for each change so far. */
const changes = (): string[] => {
  cloudwatch.alarms.evaluate();
  return (recorder.entries('alarms') as readonly ObservedAlarm[]).map(
    ({ time, from, to }) => `${time.slice(11, 16)} ${from} → ${to}`,
  );
};

const minutes = (...each: readonly (readonly number[])[]) => {
  for (const values of each) {
    if (values.length > 0) count('Failed', values);
    clock.advance(MINUTE);
  }
};

describe('an alarm', () => {
  it('goes from having no data over OK to ALARM and back, at the minutes where it is judged', () => {
    put();
    minutes([0], [], [3], [0], []);
    expect(changes()).toEqual(['10:00 INSUFFICIENT_DATA → OK', '10:03 OK → ALARM', '10:04 ALARM → OK']);
  });

  it('tells the topics of the new state, and says what it saw', () => {
    const { arn } = put();
    minutes([], [3]);
    changes();
    expect(told).toEqual([arn]);
    expect(recorder.entries('alarms').at(-1)).toEqual({
      time: '2026-11-23T10:02:00.000Z',
      account: SCOPE.accountId,
      region: SCOPE.region,
      alarm: 'x-failed',
      from: 'OK',
      to: 'ALARM',
      reason: 'data points [3] against GreaterThanOrEqualToThreshold 1',
      notified: [{ topic: TOPIC, delivered: true, reason: 'allowed', subscribers: ['email'] }],
    });
  });

  it('tells nobody while its actions are off', () => {
    put({ actionsEnabled: false });
    minutes([3]);
    expect(changes()).toContain('10:01 OK → ALARM');
    expect(told).toEqual([]);
  });

  it('sees the minute that is still running, and looks at it again when it is asked again', () => {
    put();
    clock.advance(MINUTE + 20_000);
    expect(changes()).toEqual(['10:00 INSUFFICIENT_DATA → OK']);
    count('Failed', [1]);
    expect(changes().at(-1)).toBe('10:01 OK → ALARM');
    expect(changes()).toHaveLength(2);
  });

  it('looks at a window that moves by a minute, however long its period is', () => {
    put({ queries: [metric('Failed', 'Sum', 300)], threshold: 4 });
    minutes([2], [], [2], [], [], []);
    expect(changes()).toEqual(['10:00 INSUFFICIENT_DATA → OK', '10:03 OK → ALARM', '10:06 ALARM → OK']);
  });

  it('judges the last data points again after the metric has stopped, as the user guide warns', () => {
    put({ queries: [metric('Failed', 'Sum', 300)], threshold: 4 });
    minutes([2], [], [2], [], [], [], [], []);
    expect(changes().at(-1)).toBe('10:08 OK → ALARM');
    clock.advance(60 * MINUTE);
    expect(changes().at(-1)).toMatch(/ALARM → OK/);
  });

  it('needs as many of its data points as it says', () => {
    put({ evaluationPeriods: 3, datapointsToAlarm: 2 });
    minutes([1], [0], [0], [1], [1], [0]);
    expect(changes()).toEqual(['10:00 INSUFFICIENT_DATA → OK', '10:05 OK → ALARM']);
  });

  it('does not see what another account or region has', () => {
    put();
    count('Failed', [1], 'Count', { ...SCOPE, accountId: '111111111111' });
    count('Failed', [1], 'Count', { ...SCOPE, region: 'eu-west-1' });
    clock.advance(MINUTE);
    expect(changes()).toEqual(['10:00 INSUFFICIENT_DATA → OK']);
  });

  it('sees values of its unit alone', () => {
    put({ queries: [{ ...metric('Failed'), unit: 'Percent' } as AlarmQuery] });
    minutes([5]);
    expect(changes()).toEqual(['10:00 INSUFFICIENT_DATA → OK']);
  });

  it('is judged over weeks without data in no time, and keeps its state when it is described anew', () => {
    put({ treatMissingData: 'ignore' });
    minutes([1]);
    clock.advance(60 * 24 * 60 * MINUTE);
    expect(changes()).toEqual(['10:01 INSUFFICIENT_DATA → ALARM']);
    put({ treatMissingData: 'ignore', threshold: 2 });
    expect(cloudwatch.alarms.statuses().map(({ state }) => state)).toEqual(['ALARM']);
    minutes([1]);
    expect(changes().at(-1)).toMatch(/ALARM → OK/);
  });

  it('is judged every hour where it looks back over days', () => {
    const DAY = 24 * 60 * MINUTE;
    put({ queries: [metric('Failed', 'Minimum', 86_400)], evaluationPeriods: 3, datapointsToAlarm: 2 });
    for (const value of [1, 1, 0]) {
      clock.advance(DAY / 2);
      count('Failed', [value]);
      clock.advance(DAY / 2);
    }
    expect(changes()).toEqual(['10:00 INSUFFICIENT_DATA → OK', '23:00 OK → ALARM']);
    clock.advance(10 * DAY);
    expect(changes().at(-1)).toMatch(/ALARM → OK/);
  });

  it('is gone once it is removed', () => {
    put();
    cloudwatch.alarms.remove(SCOPE, 'x-failed');
    minutes([1]);
    expect(changes()).toEqual([]);
  });

  it.each([
    ['GreaterThanThreshold', [1], false],
    ['GreaterThanThreshold', [2], true],
    ['GreaterThanOrEqualToThreshold', [1], true],
    ['LessThanThreshold', [1], false],
    ['LessThanThreshold', [0], true],
    ['LessThanOrEqualToThreshold', [1], true],
    ['LessThanOrEqualToThreshold', [2], false],
  ] as const)('compares by %s: %j', (comparison, values, fires) => {
    put({ comparison });
    minutes(values);
    expect(changes().some((change) => change.endsWith('ALARM'))).toBe(fires);
  });
});

describe('an alarm on an expression', () => {
  const share = (): Partial<AlarmInput> => ({
    queries: [
      { id: 'share', returned: true, expression: 'IF(attempts >= 20, 100 * failed / attempts, 0)' },
      { ...metric('Attempts'), returned: false },
      { ...metric('Failed'), returned: false },
    ],
    comparison: 'GreaterThanThreshold',
  });

  it('watches a share that a few attempts say nothing about', () => {
    put(share());
    for (const [attempts, failed] of [
      [10, 5],
      [100, 1],
      [100, 2],
      [200, 0],
    ] as const) {
      count('Attempts', [attempts]);
      minutes([failed]);
    }
    expect(changes()).toEqual(['10:00 INSUFFICIENT_DATA → OK', '10:03 OK → ALARM', '10:04 ALARM → OK']);
  });

  it.each([
    ['another period', { ...metric('Failed', 'Sum', 300), returned: false }, /one period, not 60, 300/],
    ['a second result', metric('Failed'), /Exactly one element/],
  ])('is refused with %s', (_, second, message) => {
    const [first, attempts] = share().queries ?? [];
    if (!first || !attempts) throw new Error('no queries');
    expect(() => put({ queries: [first, attempts, second] })).toThrow(message);
  });

  it.each([
    ['MAX(failed)', 'scalar'],
    ['[failed, failed]', 'array'],
  ])('is refused where it would give no single series: %s', (expression, kind) => {
    const queries = [
      { id: 'e', returned: true, expression },
      { ...metric('Failed'), returned: false },
    ];
    expect(() => put({ queries })).toThrow(new RegExp(`gives a ${kind}`));
  });
});

describe('an alarm on a percentile', () => {
  const latency = (lowSamples: 'evaluate' | 'ignore') =>
    put({ queries: [metric('Latency', 'p90')], threshold: 1000, lowSamples });
  const measure = (values: number) => {
    count(
      'Latency',
      Array.from({ length: values }, () => 2000),
    );
    clock.advance(MINUTE);
  };

  it('fires on few values too', () => {
    latency('evaluate');
    measure(1);
    expect(changes().at(-1)).toBe('10:01 OK → ALARM');
  });

  it('waits for as many values as the percentile needs where it shall', () => {
    latency('ignore');
    measure(99);
    expect(changes()).toEqual(['10:00 INSUFFICIENT_DATA → OK']);
    measure(100);
    expect(changes().at(-1)).toBe('10:02 OK → ALARM');
  });

  it('is refused where it is told to ignore what is no percentile', () => {
    expect(() => put({ lowSamples: 'ignore' })).toThrow(/for percentiles alone/);
  });
});

describe('what is refused', () => {
  it.each<[string, Partial<AlarmInput>, RegExp]>([
    ['a period of 90 seconds', { queries: [metric('Failed', 'Sum', 90)] }, /not a multiple of 60/],
    ['more data points than periods', { datapointsToAlarm: 2 }, /between 1 and 1/],
    ['a look back over a day', { evaluationPeriods: 1441 }, /is over 86400 s/],
    ['no evaluation period', { evaluationPeriods: 0 }, /at least 1/],
    ['a name that is not ASCII', { name: 'größer' }, /ASCII/],
    ['a missing id', { queries: [{ id: 'e', returned: true, expression: 'm9', periodSeconds: 60 }] }, /m9/],
  ])('%s', (_, input, message) => {
    expect(() => put(input)).toThrow(expect.objectContaining({ code: 'ValidationError' }));
    expect(() => put(input)).toThrow(message);
  });

  it.each<[string, Partial<AlarmInput>, RegExp]>([
    ['a period under a minute', { queries: [metric('Failed', 'Sum', 10)] }, /high resolution/],
    [
      'an action that is no topic',
      { actions: { ALARM: ['arn:aws:automate:x'], OK: [], INSUFFICIENT_DATA: [] } },
      /only SNS/,
    ],
    ['another statistic', { queries: [metric('Failed', 'tm90')] }, /statistic tm90/],
  ])('by name: %s', (_, input, message) => {
    expect(() => put(input)).toThrow(expect.objectContaining({ code: 'NotModelled' }));
    expect(() => put(input)).toThrow(message);
  });
});
