/** Metric math, by the examples of the user guide and the forms that our templates use. */
import fc from 'fast-check';
import { readExpression } from '#rehearsal/services/cloudwatch/math/expression.ts';
import { readNamedValues } from '#rehearsal/services/cloudwatch/math/named-values.ts';
import { type Series, series } from '#rehearsal/services/cloudwatch/math/time-series.ts';

const no = undefined;
const METRICS: Readonly<Record<string, Series>> = {
  m1: [30, 20, 0, 0],
  m2: [20, no, 20, no],
  condition: [1, 1, 0, 0, no],
  whenTrue: [30, no, 0, 0, 30],
  whenFalse: [0, 0, 20, no, 20],
  gaps: [no, 1, no, no, 3],
  empty: [no, no],
};

const compute = (text: string) => readExpression(text).compute((id) => series(METRICS[id] ?? []));
const values = (text: string) => {
  const result = compute(text);
  return result.kind === 'series' ? result.values : result;
};

describe('the examples of the user guide', () => {
  it.each([
    ['m1 < m2', [0, 0, 1, 0]],
    ['m1 >= 30', [1, 0, 0, 0]],
    ['m1 > 15 AND m2 > 15', [1, 0, 0, 0]],
    ['m1 > 15 && m2 > 15', [1, 0, 0, 0]],
    ['m1 > 15 OR m2 > 15', [1, 1, 1, 0]],
    ['IF(condition, whenTrue, whenFalse)', [30, 0, 20, no, no]],
    ['IF(condition, 5, whenFalse)', [5, 5, 20, no, no]],
    ['IF(condition, whenTrue, 5)', [30, 0, 5, 5, no]],
    ['IF(condition, whenTrue)', [30, 0, no, no, no]],
  ])('%s', (text, expected) => expect(values(text)).toEqual(expected));
});

describe('arithmetic', () => {
  it.each([
    ['m1 + m2', [50, 20, 20, 0]],
    ['m1 - m2', [10, 20, -20, 0]],
    ['-m2', [-20, no, -20, no]],
    ['100 * m2', [2000, no, 2000, no]],
    ['1 + 2 * m2', [41, no, 41, no]],
    ['(1 + 2) * m2', [60, no, 60, no]],
    ['empty + empty', [no, no]],
    ['100 / m1', [100 / 30, 5, no, no]],
    ['m2 / m1', [20 / 30, 0, no, no]],
    ['m1 / SUM(m1)', [0.6, 0.4, 0, 0]],
  ])('%s', (text, expected) => expect(values(text)).toEqual(expected));
});

describe('functions', () => {
  it.each([
    ['MAX([m1, m2])', [30, 20, 20, 0]],
    ['MIN([m1, m2])', [20, 20, 0, 0]],
    ['SUM([m1, m2])', [50, 20, 20, 0]],
    ['SUM(100 * [m1, m2])', [5000, 2000, 2000, 0]],
    ['FILL(gaps, 0)', [0, 1, 0, 0, 3]],
    ['FILL(gaps, REPEAT)', [no, 1, 1, 1, 3]],
    ['FILL(empty, 0)', [0, 0]],
    ['MAX([FILL(gaps, 0), gaps])', [0, 1, 0, 0, 3]],
    ['IF(FILL(gaps, 0) >= 1 OR gaps == 0, 1, 0)', [0, 1, 0, 0, 1]],
    ['IF(m1 >= 20, 100 * m2 / m1, 0)', [(100 * 20) / 30, 0, 0, 0]],
    ['1 + MAX(empty)', [no, no]],
    ['IF(1, m1, m2)', [30, 20, 0, 0]],
    ['IF(0, m1)', [no, no, no, no]],
  ])('%s', (text, expected) => expect(values(text)).toEqual(expected));

  it('brings one series down to a number', () => {
    expect([compute('MAX(m1)'), compute('MIN(m1)'), compute('SUM(m2)')]).toEqual(
      [30, 0, 40].map((value) => ({ kind: 'scalar', value })),
    );
  });
});

describe('what is refused', () => {
  it.each([
    ['AVG(m1)', /function AVG/],
    ['SUM(METRICS())', /function METRICS/],
    ['RATE(m1)', /function RATE/],
    ['SEARCH("x", "Sum")', /function SEARCH/],
    ['FILL(m1, LINEAR)', /the word LINEAR/],
    ['FILL(m1, m2)', /FILL by a time series/],
    ['m1 ^ 2', /operator \^/],
    ['m1 % 2', /operator %/],
    ['!m1', /operator !/],
    ['NOT m1', /Compound/],
    ['m1 ? 1 : 0', /ConditionalExpression/],
    ['m1.length', /MemberExpression/],
    ['"text"', /the value "text"/],
    ['[m1, 2]', /numbers in arrays/],
    ['MAX(2)', /MAX of a number/],
    ['SELECT AVG(x) FROM y', /Metrics Insights/],
  ])('%s is not modelled', (text, message) => {
    expect(() => compute(text)).toThrow(expect.objectContaining({ code: 'NotModelled' }));
    expect(() => compute(text)).toThrow(message);
  });

  it('says so when the expression is read where it can be known then', () => {
    expect(() => readExpression('IF(m1 > AVG(m1), 1, 0)')).toThrow(/function AVG/);
  });

  it('is what cannot be read', () => {
    expect(() => readExpression('m1 +')).toThrow(expect.objectContaining({ code: 'ValidationError' }));
  });
});

describe('named values', () => {
  const metric = (id: string) => METRICS[id] ?? [];

  it('lead from expression to expression', () => {
    const lookUp = readNamedValues([
      { id: 'e1', expression: 'e2 + m1' },
      { id: 'e2', expression: 'm1 * 2' },
      { id: 'm1' },
    ]);
    expect(lookUp('e1', metric)).toEqual(series([90, 60, 0, 0]));
  });

  it('are refused where an id is missing or leads back to itself', () => {
    expect(() => readNamedValues([{ id: 'e1', expression: 'm9 + 1' }])).toThrow(/e1 names m9/);
    const circle = [
      { id: 'e1', expression: 'e2' },
      { id: 'e2', expression: 'e1' },
    ];
    expect(() => readNamedValues(circle)).toThrow(/leads back to itself/);
  });
});

it('counts a guarded share in percent whatever the metrics hold', () => {
  const point = fc.option(fc.nat({ max: 500 }), { nil: undefined });
  fc.assert(
    fc.property(fc.array(fc.tuple(point, point), { minLength: 1, maxLength: 5 }), (points) => {
      const metrics: Record<string, Series> = {
        total: points.map(([total]) => total),
        failed: points.map(([, failed]) => failed),
      };
      const guarded = readExpression('IF(total >= 20, 100 * failed / total, 0)');
      const result = guarded.compute((id) => series(metrics[id] ?? []));
      expect(result).toEqual(
        series(
          points.map(([total, failed]) =>
            total === undefined ? undefined : total >= 20 ? (100 * (failed ?? 0)) / total : 0,
          ),
        ),
      );
    }),
  );
});
