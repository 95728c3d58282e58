// What the widgets of a dashboard show of recorded metrics, and how a widget that shows nothing is named.
import { createRecorder } from '#rehearsal/cloud/recorder.ts';
import { readMetricWidget, readWidgets } from '#rehearsal/console/dashboard-body.ts';
import { datapointsOn, emptySeries, emptyWidgets } from '#rehearsal/console/dashboard-datapoints.ts';
import { dashboardView } from '#rehearsal/console/dashboard-views.ts';
import { recordMetric } from '#rehearsal/services/cloudwatch/metric.ts';
import { MetricStore } from '#rehearsal/services/cloudwatch/metric-store.ts';
import { targetStack, widgetsOf } from '#test/cdk/observability-builder.ts';

const HOME = { accountId: '222222222222', region: 'us-east-1' };
const SOURCE = { accountId: '111111111111', region: 'eu-west-1' };
const MINUTE = 60_000;

const cloud = () => {
  const recorder = createRecorder();
  const clock = { now: () => 0 };
  return {
    store: new MetricStore(recorder),
    put: (name: string, minute: number, values: readonly number[], scope = HOME) =>
      recordMetric({ recorder, clock }, scope, {
        namespace: 'N',
        name,
        dimensions: { d: 'v' },
        unit: 'Count',
        values,
        timestamp: minute * MINUTE,
      }),
  };
};

const ALARM = 'arn:aws:cloudwatch:us-east-1:222222222222:alarm:x-latency';
const alarms = { statuses: () => [{ arn: ALARM, state: 'OK' as const }] };

const contentOf = (type: string, properties: object, store = cloud().store) => {
  const body = JSON.stringify({ widgets: [{ type, properties }] });
  const [widget] = dashboardView({ name: 'x', body }, { store, alarms }, HOME).widgets;
  return widget?.content;
};

describe('a widget over time', () => {
  it('has a column for each period in which any of its metrics has a value, and no other', () => {
    const { store, put } = cloud();
    put('A', 1, [1, 2]);
    put('A', 4, [4]);
    put('B', 31, [8]);
    const metrics = [
      ['N', 'A', 'd', 'v', { label: 'a', stat: 'Sum' }],
      ['.', 'B', '.', '.', { stat: 'p50', period: 300 }],
    ];
    expect(
      contentOf('metric', { metrics, stacked: true, yAxis: { left: { min: 0, max: 9 } } }, store),
    ).toEqual({
      kind: 'graph',
      series: [
        { label: 'a', points: [7, undefined] },
        { label: 'B', points: [undefined, 8] },
      ],
      operands: [],
      columns: [0, 30 * MINUTE],
      periodMs: 5 * MINUTE,
      stacked: true,
      min: 0,
      max: 9,
      lines: [],
    });
  });

  it('computes expressions, and hides what only they need', () => {
    const { store, put } = cloud();
    put('A', 0, [1]);
    put('B', 0, [4]);
    const metrics = [
      [{ expression: '100 * a / b', label: 'share' }],
      ['N', 'A', 'd', 'v', { id: 'a', visible: false }],
      ['N', 'B', 'd', 'v', { id: 'b', visible: false }],
    ];
    expect(contentOf('metric', { metrics }, store)).toMatchObject({
      series: [{ label: 'share', points: [25] }],
      operands: [
        { label: 'A', points: [1] },
        { label: 'B', points: [4] },
      ],
    });
  });

  it("reads another account's metrics in that account and region, and nowhere else", () => {
    const { store, put } = cloud();
    put('A', 0, [1]);
    put('A', 0, [5], SOURCE);
    const row = (options: object) => ['N', 'A', 'd', 'v', options];
    const metrics = [row({}), row(SOURCE), row({ region: SOURCE.region })];
    expect(contentOf('metric', { metrics }, store)).toMatchObject({
      series: [{ points: [1] }, { points: [5] }, { points: [undefined] }],
    });
  });
});

describe('a widget of single values', () => {
  const metrics = [['N', 'A', 'd', 'v', { stat: 'Sum' }]];
  const { store, put } = cloud();
  put('A', 0, [1]);
  put('A', 60, [2]);

  it.each([
    ['of the newest period', {}, [1, 2]],
    ['of the whole time, where it says so', { setPeriodToTimeRange: true }, [3]],
  ])('is %s', (_, also, points) => {
    expect(contentOf('metric', { metrics, view: 'singleValue', ...also }, store)).toMatchObject({
      kind: 'values',
      series: [{ points }],
    });
  });
});

describe('widgets without metrics', () => {
  it('show the state of each alarm, and which one does not exist', () => {
    const other = ALARM.replace('latency', 'other');
    expect(contentOf('alarm', { alarms: [ALARM, other] })).toEqual({
      kind: 'alarms',
      alarms: [
        { name: 'x-latency', state: 'OK' },
        { name: 'x-other', state: 'missing' },
      ],
    });
  });

  it('show their text', () => {
    expect(contentOf('text', { markdown: '# t' })).toEqual({ kind: 'text', markdown: '# t' });
  });
});

describe('what is not evaluated here', () => {
  const row = (options: object) => ['N', 'A', 'd', 'v', options];
  it.each([
    ['log', { query: 'fields @message' }, /queries of CloudWatch Logs Insights/],
    ['explorer', {}, /widgets of the type explorer/],
    ['metric', { metrics: [], view: 'pie' }, /view in a widget/],
    ['metric', { metrics: [], sparkline: true }, /sparkline in a widget/],
    ['metric', { metrics: [row({ yAxis: 'right' })] }, /yAxis in a widget/],
    ['metric', { metrics: [row({ label: '\u0024{MAX}' })] }, /dynamic labels/],
    ['metric', { metrics: [row({ stat: 'TM(10%:90%)' })] }, /the statistic TM/],
    ['metric', { metrics: [[{ expression: 'SEARCH(m)' }]] }, /the function SEARCH/],
    ['metric', { metrics: [[{ expression: '1 + 1' }]] }, /expressions that give a scalar/],
    [
      'metric',
      { metrics: [[{ expression: 'a + b' }], row({ id: 'a' }), row({ id: 'b', period: 60 })] },
      /different periods/,
    ],
    ['metric', { metrics: [row({ id: 'a' }), row({ id: 'a' })] }, /An id is there twice/],
  ])('%s %j says so in its place', (type, properties, reason) => {
    expect(contentOf(type, properties)).toEqual({
      kind: 'not-evaluated',
      reason: expect.stringMatching(reason),
    });
  });
});

describe('the dashboard of the templates', () => {
  const synthesized = JSON.stringify({ widgets: widgetsOf(targetStack()) });

  /** A store in which every metric that the body asks for has a value. */
  const storeFor = (body: string) => {
    const recorder = createRecorder();
    for (const { type, properties } of readWidgets(body))
      for (const query of type === 'metric' ? readMetricWidget(properties, HOME).queries : [])
        if (query.expression === undefined)
          recordMetric({ recorder, clock: { now: () => 0 } }, query.scope, {
            ...query.metric,
            unit: 'Count',
            values: [1],
            timestamp: 0,
          });
    return new MetricStore(recorder);
  };
  const store = storeFor(synthesized);
  const seen = (body: string) => datapointsOn(dashboardView({ name: 'x', body }, { store, alarms }, HOME));

  it('shows something in every widget once every metric is reported', () => {
    expect(seen(synthesized).widgets.filter(({ notEvaluated }) => notEvaluated)).toEqual([]);
    expect(emptyWidgets(seen(synthesized))).toEqual([]);
    expect(emptySeries(seen(synthesized))).toEqual([]);
  });

  it.each([
    ['"MigrationLatency"', ['Sign-in, milliseconds']],
    ['"SourceUsers"', ['Migrated, %']],
    ['"SignInSuccesses"', ['Password checks by the migration', 'Share of right ones']],
  ])('%s, misspelt, is found by the titles of what shows nothing', (name, titles) => {
    const misspelt = synthesized.replaceAll(name, name.replace('S', 'X').replace('M', 'X'));
    expect(emptyWidgets(seen(misspelt))).toEqual(titles);
  });

  it('names a misspelt metric among others by its widget and label', () => {
    const misspelt = synthesized.replaceAll('"ExecutionsTimedOut"', '"ExecutionsTimedout"');
    expect(emptySeries(seen(misspelt))).toEqual([
      'Reconciliations: timed out',
      'Sweeps: timed out',
      'Cutovers: timed out',
    ]);
  });

  it('names a misspelt metric that only an expression needs', () => {
    const misspelt = synthesized.replace(
      /"ResetRequired"([^\]]*"id":"reset")/,
      (_, others: string) => `"Resets"${others}`,
    );
    expect(emptyWidgets(seen(misspelt))).toEqual([]);
    expect(emptySeries(seen(misspelt))).toEqual(['Success rate, by the hour: Resets']);
  });
});
