/** The metrics of the past with the real SDK, against a stub. */
import { createMetricHistory } from '#functions/_aws/metric-history.ts';
import type { StubAnswer } from './aws-stub.ts';
import { IN_TIME, openStub } from './opened.ts';

const historyOn = async (...answers: readonly StubAnswer[]) => {
  const { stub, transport, variables } = await openStub(
    (_, earlier) => answers[Math.min(earlier.length, answers.length - 1)] ?? 'hang',
  );
  const own = { accountId: '222222222222', region: 'us-east-1', transport, variables };
  return { stub, history: createMetricHistory(own) };
};

const HOUR = 3_600_000;
const at = (time: string) => Date.parse(`2026-11-${time}:00Z`);
const seconds = (milliseconds: number) => milliseconds / 1000;

const WINDOW = { migratedSince: at('01T00:30'), attemptsSince: at('20T00:30'), to: at('23T10:15') };

/** Points of hours: when each began, and its sum. */
const result = (Id: string, points: Readonly<Record<string, number>>, StatusCode = 'Complete') => ({
  Id,
  StatusCode,
  Timestamps: Object.keys(points).map((time) => seconds(at(time))),
  Values: Object.values(points),
});

/** Every metric is told of, also one that never had a point. */
const NOTHING = ['migrated', 'attempts', 'failed'].map((id) => result(id, {}));

const page = (results: readonly object[], NextToken?: string) => ({
  body: { MetricDataResults: results, ...(NextToken ? { NextToken } : {}) },
});

describe('the history of the metrics', () => {
  it('is asked for once, by hours, of the one service', async () => {
    const { stub, history } = await historyOn(page(NOTHING));
    expect(await history.readHistory(WINDOW, IN_TIME)).toEqual({ kind: 'told', attempts: 0, failed: 0 });
    expect(stub.requests).toMatchObject([
      {
        action: 'GetMetricData',
        region: 'us-east-1',
        input: { StartTime: seconds(at('01T00:00')), EndTime: seconds(at('23T10:15')) },
      },
    ]);
    const queries = (stub.requests[0]?.input.MetricDataQueries ?? []) as readonly object[];
    expect(queries).toEqual(
      ['Migrated', 'MigrationAttempts', 'Failed'].map((MetricName) => ({
        Id: expect.any(String),
        MetricStat: {
          Metric: {
            Namespace: 'CognitoMigration',
            MetricName,
            Dimensions: [{ Name: 'service', Value: 'migrate-user' }],
          },
          Period: 3600,
          Stat: 'Sum',
        },
      })),
    );
  });

  it('counts attempts and failures of their time only, page after page', async () => {
    const { stub, history } = await historyOn(
      page([result('attempts', { '23T09:00': 7, '19T23:00': 100 }, 'PartialData')], 'more'),
      page([
        ...NOTHING,
        result('attempts', { '20T00:00': 3 }),
        result('failed', { '22T01:00': 2, '02T01:00': 50 }),
      ]),
    );
    expect(await history.readHistory(WINDOW, IN_TIME)).toEqual({ kind: 'told', attempts: 10, failed: 2 });
    expect(stub.requests[1]?.input).toMatchObject({ NextToken: 'more' });
  });

  it.each<[string, Readonly<Record<string, number>>, number | undefined]>([
    ['the end of its hour', { '10T04:00': 1, '12T08:00': 2, '11T01:00': 9 }, at('12T08:00') + HOUR],
    ['now, while its hour lasts', { '23T10:00': 1 }, WINDOW.to],
    ['no hour in which only others were counted', { '10T04:00': 1, '12T08:00': 0 }, at('10T04:00') + HOUR],
    ['none, where there was none', { '12T08:00': 0 }, undefined],
  ])('knows when somebody was last let in: %s', async (_, points, newest) => {
    const { history } = await historyOn(page([...NOTHING, result('migrated', points)]));
    expect(await history.readHistory(WINDOW, IN_TIME)).toEqual({
      kind: 'told',
      attempts: 0,
      failed: 0,
      ...(newest === undefined ? {} : { newestMigrationAt: newest }),
    });
  });

  it.each<[string, StubAnswer, string]>([
    ['is refused', { error: 'AccessDeniedException' }, 'AccessDeniedException'],
    ['is cut off', 'reset', 'ECONNRESET'],
    ['is forbidden for one metric', page([result('failed', {}, 'Forbidden')]), 'Forbidden'],
    ['is not told of at all', page([]), 'NoResult'],
    ['broke for one metric', page([result('failed', {}, 'InternalError')]), 'InternalError'],
  ])('that %s is unknown, which is not nothing', async (_, answer, awsError) => {
    const { history } = await historyOn(answer);
    expect(await history.readHistory(WINDOW, IN_TIME)).toEqual({ kind: 'unknown', awsError });
  });
});
