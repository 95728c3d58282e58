/** When schedules are due: rates, cron expressions and single times, in their time zones. */
import fc from 'fast-check';
import { readTiming } from '#rehearsal/services/scheduler/schedule-expression.ts';

const at = (text: string): number => Date.parse(text);
const CREATED = at('2026-03-01T10:20:30Z');

/** The next times after an instant, as texts. */
const nextTimes = (expression: string, timeZone: string, after: string, count = 2): string[] => {
  const next = readTiming({ expression, timeZone }, CREATED);
  const times: string[] = [];
  for (let instant: number | undefined = at(after); times.length < count; ) {
    instant = next(instant);
    if (instant === undefined) return times;
    times.push(new Date(instant).toISOString().replace(':00.000Z', ''));
  }
  return times;
};

describe('a schedule expression', () => {
  it.each([
    ['cron(15 2 * * ? *)', 'UTC', '2026-03-01T02:15:00Z', ['2026-03-02T02:15', '2026-03-03T02:15']],
    [
      'cron(0/20 9-10 ? * MON-FRI *)',
      'UTC',
      '2026-03-06T10:20:00Z',
      ['2026-03-06T10:40', '2026-03-09T09:00'],
    ],
    ['cron(0 0 1,15 JAN,jul ? *)', 'UTC', '2026-01-15T00:00:00Z', ['2026-07-01T00:00', '2026-07-15T00:00']],
    ['cron(0 12 ? * 1 *)', 'UTC', '2026-03-01T12:00:00Z', ['2026-03-08T12:00', '2026-03-15T12:00']],
    ['cron(0 0 29 2 ? *)', 'UTC', '2026-03-01T00:00:00Z', ['2028-02-29T00:00', '2032-02-29T00:00']],
    ['cron(0 0 1 1 ? 2027)', 'UTC', '2026-03-01T00:00:00Z', ['2027-01-01T00:00']],
    ['cron(0 0 31 2 ? *)', 'UTC', '2026-03-01T00:00:00Z', []],
    ['cron(30 23 * * ? *)', 'Asia/Tokyo', '2026-03-01T14:30:00Z', ['2026-03-02T14:30', '2026-03-03T14:30']],
    // Summer time begins on 29 March: 02:30 is left out that day.
    ['cron(30 2 * * ? *)', 'Europe/Berlin', '2026-03-28T01:30:00Z', ['2026-03-30T00:30', '2026-03-31T00:30']],
    // It ends on 25 October: 02:30 comes twice and counts once.
    ['cron(30 2 * * ? *)', 'Europe/Berlin', '2026-10-24T12:00:00Z', ['2026-10-25T00:30', '2026-10-26T01:30']],
    ['at(2026-07-01T08:00:00)', 'America/New_York', '2026-03-01T00:00:00Z', ['2026-07-01T12:00']],
    ['at(2026-02-01T08:00:00)', 'UTC', '2026-03-01T00:00:00Z', []],
  ])('%s in %s after %s: %j', (expression, zone, after, expected) => {
    expect(nextTimes(expression, zone, after)).toEqual(expected);
  });

  it('of a rate begins at once, or at its start, and ends with its end', () => {
    const hourly = readTiming({ expression: 'rate(1 hour)' }, CREATED);
    expect([hourly(CREATED - 1), hourly(CREATED), hourly(CREATED + 1)]).toEqual(
      [0, 1, 1].map((hours) => CREATED + hours * 3_600_000),
    );
    const start = at('2026-04-01T00:00:00Z');
    const end = at('2026-04-02T12:00:00Z');
    const daily = readTiming({ expression: 'rate(1 day)', start, end }, CREATED);
    expect([daily(CREATED), daily(start), daily(end)]).toEqual([
      start,
      at('2026-04-02T00:00:00Z'),
      undefined,
    ]);
  });

  it.each([
    ['rate(0 days)', /whole number/],
    ['rate(1 week)', /whole number/],
    ['daily', /use rate/],
    ['at(2026-02-30T00:00:00)', /no such time/],
    ['at(tomorrow)', /yyyy-mm-dd/],
    ['cron(0 0 * * *)', /six fields/],
    ['cron(0 0 * * * *)', /has to be \?/],
    ['cron(0 0 ? * ? *)', /has to be \?/],
    ['cron(60 0 * * ? *)', /60 is no minutes between 0 and 59/],
    ['cron(0 9-8 * * ? *)', /9-8 is no hours/],
    ['cron(0 0 L * ? *)', /does not model L/],
    ['cron(0 0 ? * 2#1 *)', /does not model 2#1/],
  ])('%s is refused', (expression, message) => {
    expect(() => readTiming({ expression }, CREATED)).toThrow(message);
  });

  it('in a time zone that is none is refused', () => {
    expect(() => readTiming({ expression: 'rate(1 day)', timeZone: 'Mars/Olympus' }, CREATED)).toThrow(
      /Timezone Mars\/Olympus/,
    );
  });

  it('is due after the instant that was asked about, and at no other time in between', () => {
    const expressions = ['rate(7 minutes)', 'cron(5/13 1,4 ? * MON,THU *)', 'cron(0 3 1/9 * ? *)'];
    const zones = ['UTC', 'Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe'];
    fc.assert(
      fc.property(
        fc.constantFrom(...expressions),
        fc.constantFrom(...zones),
        fc.integer({ min: CREATED, max: CREATED + 400 * 86_400_000 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (expression, timeZone, instant, share) => {
          const next = readTiming({ expression, timeZone }, CREATED);
          const due = next(instant) ?? Number.NaN;
          expect(due).toBeGreaterThan(instant);
          expect(next(Math.min(due - 1, Math.floor(instant + (due - instant) * share)))).toBe(due);
        },
      ),
      { numRuns: 60 },
    );
  });
});
