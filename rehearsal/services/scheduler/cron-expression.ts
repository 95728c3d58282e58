/**
 * `cron(minutes hours day-of-month month day-of-week year)`. Lists, ranges, steps and names; not L, W and #.
 * User Guide "Schedule types", 2026-11.
 */

import { NotModelled, ServiceError } from '../../cloud/service.ts';
import type { TimeZone } from './time-zone.ts';

type Field = {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly names?: readonly string[];
};

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

const FIELDS: readonly Field[] = [
  { name: 'minutes', from: 0, to: 59 },
  { name: 'hours', from: 0, to: 23 },
  { name: 'day of month', from: 1, to: 31 },
  { name: 'month', from: 1, to: 12, names: MONTHS },
  { name: 'day of week', from: 1, to: 7, names: WEEKDAYS },
  { name: 'year', from: 1970, to: 2199 },
];

/** Days looked through for the next time: a leap day is at most eight years off. */
const MOST_DAYS = 366 * 8 + 2;

/** Instants of the expression after a given one, in milliseconds since the epoch; undefined where there is none. */
export type NextAfter = (instant: number) => number | undefined;

/** @throws {ServiceError} `ValidationException`. @throws {NotModelled} for L, W and #. */
export const readCron = (text: string, zone: TimeZone): NextAfter => {
  const parts = text.trim().split(/\s+/);
  if (parts.length !== FIELDS.length) throw invalid(text, 'it needs six fields');
  if ((parts[2] === '?') === (parts[4] === '?'))
    throw invalid(text, 'exactly one of day of month and day of week has to be ?');
  const [minutes, hours, days, months, weekdays, years] = FIELDS.map((field, index) =>
    readField(parts[index] ?? '', field, text),
  );
  if (!minutes || !hours || !days || !months || !weekdays || !years)
    throw invalid(text, 'it needs six fields');
  return (instant) => {
    const start = zone.wallTime(instant);
    for (let ahead = 0; ahead < MOST_DAYS; ahead += 1) {
      // A date without a time zone: noon of a UTC day keeps clear of its edges.
      const date = new Date(Date.UTC(start.year, start.month - 1, start.day + ahead, 12));
      const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
      if (year > Math.max(...years)) return undefined;
      if (!years.has(year) || !months.has(month) || !days.has(day) || !weekdays.has(date.getUTCDay() + 1))
        continue;
      const found = firstOfDay({ year, month, day }, { hours, minutes }, zone, instant);
      if (found !== undefined) return found;
    }
    return undefined;
  };
};

const firstOfDay = (
  date: { readonly year: number; readonly month: number; readonly day: number },
  { hours, minutes }: { readonly hours: ReadonlySet<number>; readonly minutes: ReadonlySet<number> },
  zone: TimeZone,
  after: number,
): number | undefined => {
  for (const hour of hours) {
    for (const minute of minutes) {
      // A time that the clocks leave out is skipped, one that they show twice counts once. Same page.
      const instant = zone.instant({ ...date, hour, minute, second: 0 });
      if (instant !== undefined && instant > after) return instant;
    }
  }
  return undefined;
};

/** Every value that the field allows, in order. */
const readField = (text: string, field: Field, whole: string): ReadonlySet<number> => {
  const values = new Set<number>();
  for (const part of text.split(',')) for (const value of readPart(part, field, whole)) values.add(value);
  return new Set([...values].sort((a, b) => a - b));
};

const readPart = (part: string, field: Field, whole: string): readonly number[] => {
  if (/[LW#]/i.test(withoutNames(part, field)))
    throw new NotModelled(`${part} in the cron expression ${whole}`);
  const [, range = '', step] = /^([^/]+)(?:\/(\d+))?$/.exec(part) ?? [];
  const [from = Number.NaN, to = step === undefined ? from : field.to] =
    range === '*' || range === '?'
      ? [field.from, field.to]
      : range.split('-').map((end) => numberOf(end, field));
  const every = step === undefined ? 1 : Number(step);
  const fits = from >= field.from && to <= field.to && from <= to && every > 0;
  if (!fits) throw invalid(whole, `${part} is no ${field.name} between ${field.from} and ${field.to}`);
  return Array.from({ length: Math.floor((to - from) / every) + 1 }, (_, index) => from + index * every);
};

const withoutNames = (part: string, { names = [] }: Field): string =>
  names.reduce((text, name) => text.replaceAll(name, ''), part.toUpperCase());

const numberOf = (text: string, { names = [], from }: Field): number => {
  const named = names.indexOf(text.toUpperCase());
  if (named >= 0) return named + from;
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
};

const invalid = (text: string, problem: string) =>
  new ServiceError('ValidationException', `Invalid Schedule Expression cron(${text}): ${problem}.`);
