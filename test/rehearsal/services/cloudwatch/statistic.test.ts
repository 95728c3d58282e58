/** Statistics and periods: what a series of values becomes. */
import fc from 'fast-check';
import { datapoints } from '#rehearsal/services/cloudwatch/datapoints.ts';
import { keptSamples, roundedStart } from '#rehearsal/services/cloudwatch/retention.ts';
import { percentOf, readStatistic } from '#rehearsal/services/cloudwatch/statistic.ts';

const VALUES = [4, 1, 3, 2];
const DAY_MS = 24 * 60 * 60_000;
const NOW = Date.parse('2026-11-23T12:34:56Z');

describe('a statistic', () => {
  it.each([
    ['Sum', 10],
    ['Average', 2.5],
    ['Minimum', 1],
    ['Maximum', 4],
    ['SampleCount', 4],
    ['p50', 2],
    ['p75', 3],
    ['p75.1', 4],
    ['p99', 4],
    ['p0', 1],
    ['p100', 4],
  ])('%s of 4, 1, 3 and 2 is %d', (name, expected) => {
    expect(readStatistic(name)(VALUES)).toBe(expected);
  });

  it.each([
    ['sum', 'ValidationError'],
    ['p101', 'ValidationError'],
    ['constructor', 'ValidationError'],
    ['tm99', 'NotModelled'],
    ['PR(10:90)', 'NotModelled'],
    ['IQM', 'NotModelled'],
  ])('%s is refused: %s', (name, code) => {
    expect(() => readStatistic(name)).toThrow(expect.objectContaining({ code }));
  });

  it('tells its percent only where it is a percentile', () => {
    expect(['p99.9', 'p5', 'Sum', 'p101'].map(percentOf)).toEqual([99.9, 5, undefined, undefined]);
  });

  it('that is a percentile is a value that was measured, and as many percent are not above it', () => {
    const values = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 });
    fc.assert(
      fc.property(values, fc.integer({ min: 0, max: 100 }), (measured, percent) => {
        const found = readStatistic(`p${percent}`)(measured);
        const below = measured.filter((value) => value <= found).length;
        expect(measured).toContain(found);
        expect(below * 100).toBeGreaterThanOrEqual(percent * measured.length);
      }),
    );
  });

  it('takes more values than a call takes arguments', () => {
    const many = Array.from({ length: 200_000 }, (_, index) => index);
    expect(readStatistic('Maximum')(many)).toBe(199_999);
  });
});

describe('periods', () => {
  const sample = (at: number, ...values: readonly number[]) => ({ at, unit: 'Count', values });
  const query = { start: 0, end: 300_000, periodSeconds: 60, statistic: readStatistic('Sum') };

  it('have a point where there are values, and none where there are none', () => {
    const samples = [sample(61_000, 1), sample(0, 2, 3), sample(119_999, 4), sample(240_000, 5)];
    expect(datapoints(samples, query)).toEqual([
      { at: 0, value: 5, samples: 2 },
      { at: 60_000, value: 5, samples: 2 },
      { at: 240_000, value: 5, samples: 1 },
    ]);
  });

  it('begin with the window and end before its end', () => {
    const samples = [sample(29_999, 1), sample(30_000, 2), sample(90_000, 4), sample(150_000, 8)];
    expect(datapoints(samples, { ...query, start: 30_000, end: 150_000 })).toEqual([
      { at: 30_000, value: 2, samples: 1 },
      { at: 90_000, value: 4, samples: 1 },
    ]);
  });

  it('leave out other units where one is asked for', () => {
    const samples = [sample(0, 1), { ...sample(0, 1000), unit: 'Milliseconds' }];
    const values = (unit?: string) =>
      datapoints(samples, { ...query, ...(unit && { unit }) }).map(({ value }) => value);
    expect([values(), values('Count'), values('Seconds')]).toEqual([[1001], [1], []]);
  });

  it('neither lose nor double a value', () => {
    const times = fc.array(fc.integer({ min: 0, max: 10_000_000 }));
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 100 }), (found, minutes) => {
        const samples = found.map((at) => sample(at, 1));
        const points = datapoints(samples, { ...query, end: 10_000_001, periodSeconds: minutes * 60 });
        expect(points.reduce((sum, { value }) => sum + value, 0)).toBe(found.length);
      }),
    );
  });
});

describe('the past', () => {
  it.each([
    [1, [60, 300, 3600, 86_400]],
    [14.9, [60, 300, 3600, 86_400]],
    [15.1, [300, 3600, 86_400]],
    [62.9, [300, 3600, 86_400]],
    [63.1, [3600, 86_400]],
    [454, [3600, 86_400]],
    [456, []],
  ])('of %d days ago is found by the periods %j', (days, expected) => {
    const samples = [{ at: NOW - days * DAY_MS, unit: 'Count', values: [1] }];
    const found = [60, 300, 3600, 86_400].filter((period) => keptSamples(samples, period, NOW).length > 0);
    expect(found).toEqual(expected);
  });

  it.each([
    ['2026-11-23T10:12:34Z', '2026-11-23T10:12:00.000Z'],
    ['2026-11-01T10:12:34Z', '2026-11-01T10:10:00.000Z'],
    ['2026-08-01T10:12:34Z', '2026-08-01T10:00:00.000Z'],
  ])('asked for from %s is asked for from %s', (start, expected) => {
    expect(new Date(roundedStart(Date.parse(start), NOW)).toISOString()).toBe(expected);
  });
});
