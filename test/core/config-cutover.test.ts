import { parseConfig } from '#core/config.ts';
import { configInput, problemsOf } from './config-builder.ts';

const NOW = Date.parse('2027-01-01T00:00:00Z');
const config = (cutover: object, others: object = {}) => configInput({ cutover, ...others });
const problems = (cutover: object, others: object = {}) =>
  problemsOf(() => parseConfig(config(cutover, others), undefined, NOW));
const schedule = (change: object, others: object = {}) => problems({ schedule: change }, others);

describe('the cutover in the configuration', () => {
  it('asks a lot by default, and does nothing by itself', () => {
    expect(parseConfig(configInput()).cutover).toEqual({
      gates: {
        migratedShare: 0.95,
        quietDays: 14,
        failureShare: 0.01,
        failureDays: 30,
        sweepMaxAgeHours: 26,
        failedReconciliations: 0,
      },
      userAuth: 'remove',
      schedule: {
        enabled: true,
        expression: 'rate(1 day)',
        repairExpression: 'rate(1 day)',
        timeZone: 'UTC',
        automatic: false,
      },
      retirement: { quietDays: 30 },
    });
  });

  it.each([
    [{ migratedShare: -0.1 }, 'migratedShare: must be at least 0'],
    [{ migratedShare: 95 }, 'migratedShare: must be at most 1'],
    [{ quietDays: 366 }, 'quietDays: must be at most 365'],
    [{ quietDays: -1 }, 'quietDays: must be at least 0'],
    [{ failureShare: 2 }, 'failureShare: must be at most 1'],
    [{ failureDays: 0 }, 'failureDays: must be at least 1'],
    [{ failureDays: 91 }, 'failureDays: must be at most 90'],
    [{ failureDays: 1.5 }, 'failureDays: must be a whole number'],
    [{ sweepMaxAgeHours: 0.5 }, 'sweepMaxAgeHours: must be at least 1'],
    [{ sweepMaxAgeHours: 169 }, 'sweepMaxAgeHours: must be at most 168'],
    [{ failedReconciliations: -1 }, 'failedReconciliations: must be at least 0'],
    [{ failedReconciliations: 1_000_001 }, 'failedReconciliations: must be at most 1000000'],
    [{ quiteDays: 1 }, 'quiteDays: is not a key that is known here'],
  ])('has no gates of %j', (gates, problem) => {
    expect(problems({ gates })).toEqual([expect.stringContaining(`cutover.gates.${problem}`)]);
  });

  it.each([
    [{ userAuth: 'maybe' }, 'cutover.userAuth: must be one of "remove", "keep"'],
    [{ retirement: { quietDays: 400 } }, 'cutover.retirement.quietDays: must be at most 365'],
    [{ gate: {} }, 'cutover.gate: is not a key that is known here'],
  ])('is refused with %j', (cutover, problem) => {
    expect(problems(cutover)).toEqual([expect.stringContaining(problem)]);
  });
});

describe('the schedule of the cutover', () => {
  it.each([
    [{ expression: 'rate(6 hours)' }],
    [{ expression: 'cron(0 3 ? * MON-FRI *)', timeZone: 'America/New_York' }],
    [
      {
        expression: 'at(2027-03-01T03:00:00)',
        repairExpression: 'rate(12 hours)',
        timeZone: 'Europe/Berlin',
      },
    ],
    [{ expression: 'at(2026-01-01T00:00:00)', enabled: false }],
  ])('may be %j', (change) => {
    expect(schedule(change)).toEqual([]);
  });

  it.each([
    [{ expression: 'daily' }, 'expression: must be such as "rate(1 day)"'],
    [{ expression: 'rate(5 minutes)' }, 'expression: must be such as "rate(1 day)"'],
    [{ expression: 'at(2027-03-01)' }, 'expression: must be such as "rate(1 day)"'],
    [{ expression: 'at(2027-03-01T03:00:00Z)' }, 'expression: must be such as "rate(1 day)"'],
    [{ repairExpression: 'at(2027-03-01T03:00:00)' }, 'repairExpression: must be such as "rate(1 day)"'],
    [{ timeZone: 'Berlin' }, 'timeZone: must be a time zone such as "UTC" or "Europe/Berlin"'],
    [{ timeZone: '+01:00' }, 'timeZone: must be a time zone'],
    [{ expression: 'at(2027-02-30T03:00:00)' }, 'expression: must be a time that there is'],
    [
      { expression: 'at(2027-03-28T02:30:00)', timeZone: 'Europe/Berlin' },
      'expression: must be a time that there is: no clock of Europe/Berlin ever shows this one',
    ],
    [
      { expression: 'at(2027-01-01T00:00:00)' },
      'expression: is in the past; give a later time, or deploy the phase srp-only',
    ],
    [{ expression: 'at(2027-01-01T00:30:00)', timeZone: 'Europe/Berlin' }, 'expression: is in the past'],
    [{ expression: 'cron(0 3 1 1 ? 2026)' }, 'expression: names no year to come'],
    [
      { expression: 'at(2027-03-01T03:00:00)', repairExpression: 'cron(0 3 1 1 ? 2026)' },
      'repairExpression: names no year to come',
    ],
  ])('is refused with %j', (change, problem) => {
    expect(schedule(change)).toEqual([expect.stringContaining(`cutover.schedule.${problem}`)]);
  });

  it('may have passed once the cutover is done', () => {
    const once = { expression: 'at(2026-01-01T00:00:00)' };
    expect(schedule(once, { phase: 'srp-only' })).toEqual([]);
    expect(schedule({ expression: 'cron(0 3 1 1 ? 2026)' }, { phase: 'srp-only' })).toHaveLength(1);
  });

  it('is held against no clock where none is given', () => {
    expect(() => parseConfig(config({ schedule: { expression: 'at(2020-01-01T00:00:00)' } }))).not.toThrow();
  });
});
