import fc from 'fast-check';
import { isOver, isTimeZone, oneTimeOf } from '#core/schedule-time.ts';

describe('a time zone', () => {
  it.each(['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'Asia/Kathmandu'])('is %s', (name) => {
    expect(isTimeZone(name)).toBe(true);
  });

  it.each(['', 'Berlin', 'Europe/Atlantis', '+01:00', 'UTC+1'])('is not "%s"', (name) => {
    expect(isTimeZone(name)).toBe(false);
  });
});

const at = (text: string, timeZone: string) => {
  const time = oneTimeOf(`at(${text})`, timeZone);
  return time.kind === 'once' ? new Date(time.at).toISOString() : time.kind;
};

describe('a time of a one-time schedule', () => {
  it.each([
    ['2027-03-01T03:00:00', 'UTC', '2027-03-01T03:00:00.000Z'],
    ['2027-03-01T03:00:00', 'Europe/Berlin', '2027-03-01T02:00:00.000Z'],
    ['2027-07-01T03:00:00', 'Europe/Berlin', '2027-07-01T01:00:00.000Z'],
    ['2027-07-01T00:30:00', 'America/New_York', '2027-07-01T04:30:00.000Z'],
    ['2027-01-01T00:00:00', 'Pacific/Kiritimati', '2026-12-31T10:00:00.000Z'],
    ['2027-01-01T00:00:00', 'Asia/Kathmandu', '2026-12-31T18:15:00.000Z'],
    // Clocks of Berlin are put forward at 02:00 on 2027-03-28, and back at 03:00 on 2027-10-31.
    ['2027-03-28T01:59:59', 'Europe/Berlin', '2027-03-28T00:59:59.000Z'],
    ['2027-03-28T02:30:00', 'Europe/Berlin', 'never'],
    ['2027-03-28T03:00:00', 'Europe/Berlin', '2027-03-28T01:00:00.000Z'],
    ['2027-10-31T02:30:00', 'Europe/Berlin', '2027-10-31T00:30:00.000Z'],
    ['2027-10-31T03:00:00', 'Europe/Berlin', '2027-10-31T02:00:00.000Z'],
    ['2028-02-29T12:00:00', 'UTC', '2028-02-29T12:00:00.000Z'],
    ['2027-02-29T12:00:00', 'UTC', 'never'],
    ['2027-04-31T12:00:00', 'UTC', 'never'],
    ['2027-13-01T12:00:00', 'UTC', 'never'],
    ['2027-01-01T24:00:00', 'UTC', 'never'],
    ['2027-01-01T12:60:00', 'UTC', 'never'],
  ])('%s in %s is %s', (text, timeZone, instant) => {
    expect(at(text, timeZone)).toBe(instant);
  });

  it.each(['rate(1 day)', 'cron(0 3 * * ? *)'])('is nothing that %s has', (expression) => {
    expect(oneTimeOf(expression, 'UTC')).toEqual({ kind: 'recurring' });
  });

  it('comes back as the clocks of its time zone show it, whenever and wherever', () => {
    const zones = fc.constantFrom(
      'UTC',
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
    );
    const instants = fc
      .integer({ min: Date.UTC(2026, 0), max: Date.UTC(2030, 0) })
      .map((time) => time - (time % 1000));
    fc.assert(
      fc.property(instants, zones, (instant, timeZone) => {
        const shown = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
        const text = shown.format(instant).replace(' ', 'T');
        const time = oneTimeOf(`at(${text})`, timeZone);
        if (time.kind !== 'once') throw new Error(time.kind);
        expect(shown.format(time.at)).toBe(shown.format(instant));
        expect(time.at).toBeLessThanOrEqual(instant);
      }),
    );
  });
});

describe('a schedule is over', () => {
  const NOW = Date.parse('2026-12-31T23:30:00Z');

  it.each([
    ['at(2026-12-31T23:30:00)', 'UTC', true],
    ['at(2026-12-31T23:30:01)', 'UTC', false],
    ['at(2027-01-01T00:15:00)', 'Europe/Berlin', true],
    ['cron(0 3 1 1 ? 2025)', 'UTC', true],
    ['cron(0 3 1 1 ? 2024,2025)', 'UTC', true],
    ['cron(0 3 1 1 ? 2024-2026)', 'UTC', false],
    ['cron(0 3 1 1 ? 2024-2026)', 'Europe/Berlin', true],
    ['cron(0 3 1 1 ? *)', 'UTC', false],
    ['cron(0 3 1 1 ? 2020/2)', 'UTC', false],
    ['rate(1 day)', 'UTC', false],
  ])('%s in %s: %s', (expression, timeZone, over) => {
    expect(isOver(expression, timeZone, NOW)).toBe(over);
  });
});
