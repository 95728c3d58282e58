/** `rate(…)`, `cron(…)` and `at(…)`: when a schedule is due. User Guide "Schedule types", 2026-11. */

import { ServiceError } from '../../cloud/service.ts';
import { type NextAfter, readCron } from './cron-expression.ts';
import { TimeZone } from './time-zone.ts';

export type Timing = {
  readonly expression: string;
  /** @default UTC */
  readonly timeZone?: string;
  /** Milliseconds since the epoch; both mean nothing to a schedule that is due once. */
  readonly start?: number;
  readonly end?: number;
};

/** How far back a start may lie when the schedule is made or changed. */
const START_GRACE_MS = 5 * 60_000;

const UNIT_MS = { minute: 60_000, hour: 60 * 60_000, day: 24 * 60 * 60_000 } as const;

/**
 * What no schedule can be made or changed with any more, as time goes on. Whoever keeps a start of long ago in a template
 * cannot change anything else of the schedule either. Texts as seen from AWS for a start (getmoto/moto#8172); that it holds
 * for changes too, and the rest, are inferred.
 * @throws {ServiceError} `ValidationException`.
 */
export const checkTiming = (timing: Timing, now: number): void => {
  const { expression, start, end } = timing;
  if (expression.startsWith('at(')) {
    if (readTiming(timing, now)(now - START_GRACE_MS) === undefined)
      throw invalid(expression, 'the time lies in the past');
    return;
  }
  if (start !== undefined && start < now - START_GRACE_MS)
    throw refused('The StartDate you specify cannot be earlier than 5 minutes ago.');
  if (end !== undefined && end <= Math.max(now, start ?? now))
    throw refused('The EndDate you specify must be later than now and than the StartDate.');
};

/**
 * @param created when the schedule was made: without a start, a rate begins there, at once.
 * @throws {ServiceError} `ValidationException`. @throws {NotModelled} for parts of cron expressions.
 */
export const readTiming = (
  { expression, timeZone = 'UTC', start, end }: Timing,
  created: number,
): NextAfter => {
  const zone = new TimeZone(timeZone);
  const [, kind, inside = ''] = /^(rate|cron|at)\((.*)\)$/.exec(expression) ?? [];
  if (kind === 'at') return readAt(inside, zone);
  if (kind === 'cron') return within(readCron(inside, zone), start, end);
  if (kind === 'rate') return within(readRate(inside, start ?? created), start, end);
  throw invalid(expression, 'use rate(…), cron(…) or at(…)');
};

const readRate = (text: string, first: number): NextAfter => {
  const [, value, unit] = /^(\d+) (minute|hour|day)s?$/.exec(text) ?? [];
  const period = Number(value) * UNIT_MS[(unit ?? 'day') as keyof typeof UNIT_MS];
  if (!unit || period <= 0) throw invalid(`rate(${text})`, 'use a whole number and minutes, hours or days');
  return (instant) =>
    instant < first ? first : first + (Math.floor((instant - first) / period) + 1) * period;
};

const readAt = (text: string, zone: TimeZone): NextAfter => {
  const [, ...digits] = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)$/.exec(text) ?? [];
  const [year, month, day, hour, minute, second] = digits.map(Number);
  if (year === undefined || month === undefined || day === undefined || hour === undefined)
    throw invalid(`at(${text})`, 'use yyyy-mm-ddThh:mm:ss');
  const due = zone.instant({ year, month, day, hour, minute: minute ?? 0, second: second ?? 0 });
  if (due === undefined) throw invalid(`at(${text})`, 'there is no such time in the time zone');
  return (instant) => (instant < due ? due : undefined);
};

const within =
  (next: NextAfter, start = Number.NEGATIVE_INFINITY, end = Number.POSITIVE_INFINITY): NextAfter =>
  (instant) => {
    const due = next(Math.max(instant, start - 1));
    return due === undefined || due > end ? undefined : due;
  };

const refused = (message: string) => new ServiceError('ValidationException', message);

const invalid = (expression: string, problem: string) =>
  refused(`Invalid Schedule Expression ${expression}: ${problem}.`);
