/** Times of schedules as EventBridge Scheduler writes them: which instant an `at()` in a time zone is, and whether one will ever come. */

/** A name of the IANA time zone database, as this process knows it. */
export const isTimeZone = (timeZone: string): boolean => {
  // Offsets such as +01:00 are taken by Intl and refused by Scheduler. User Guide "Time zones on EventBridge Scheduler", 2026-11
  if (!/^[A-Za-z]/.test(timeZone)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
};

/** How far the clocks of a time zone are ahead of UTC at an instant, in milliseconds. */
const offsetAt = (instant: number, timeZone: string): number => {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const parts = Object.fromEntries(
    format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - instant;
};

const ONCE = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/;

/** The wall clock time as if it were UTC; nothing for a day or hour that no calendar has. */
const wallClock = (text: string): number | undefined => {
  const time = Date.parse(`${text}Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text) ? time : undefined;
};

export type OneTime =
  /** The expression recurs. */
  | { readonly kind: 'recurring' }
  /** Milliseconds since the epoch; the earlier one where the clocks show the time twice. */
  | { readonly kind: 'once'; readonly at: number }
  /** No calendar has that day or hour, or the clocks of the time zone are put forward over it. */
  | { readonly kind: 'never' };

/**
 * What an expression of a schedule means in a time zone.
 * @param timeZone one that {@link isTimeZone} accepts
 */
export const oneTimeOf = (expression: string, timeZone: string): OneTime => {
  const [, text] = ONCE.exec(expression) ?? [];
  if (text === undefined) return { kind: 'recurring' };
  const wall = wallClock(text);
  if (wall === undefined) return { kind: 'never' };
  // The offset of the right instant is among those a day around: clocks are never changed twice in that time.
  const day = 24 * 60 * 60 * 1000;
  const candidates = [wall - day, wall + day]
    .map((near) => wall - offsetAt(near, timeZone))
    .filter((at) => at + offsetAt(at, timeZone) === wall);
  return candidates.length === 0 ? { kind: 'never' } : { kind: 'once', at: Math.min(...candidates) };
};

/** The latest year that a `cron()` names; nothing where it is of any year. */
const lastYearOf = (expression: string): number | undefined => {
  const [, years] = /^cron\(.* (\S+)\)$/.exec(expression) ?? [];
  return years !== undefined && /^\d{4}([,-]\d{4})*$/.test(years)
    ? Math.max(...years.split(/[,-]/).map(Number))
    : undefined;
};

/**
 * The schedule will never start anything again.
 * @param now milliseconds since the epoch
 */
export const isOver = (expression: string, timeZone: string, now: number): boolean => {
  const time = oneTimeOf(expression, timeZone);
  if (time.kind === 'once') return time.at <= now;
  const lastYear = lastYearOf(expression);
  return lastYear !== undefined && lastYear < new Date(now + offsetAt(now, timeZone)).getUTCFullYear();
};
