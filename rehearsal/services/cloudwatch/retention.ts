/**
 * How finely CloudWatch still knows the past: minutes for 15 days, five minutes for 63 days, hours for 455 days. API
 * Reference "GetMetricData", 2026-11. A query with a finer period gets nothing of that time, and no error.
 */

import type { Sample } from './metric-store.ts';

const DAY_MS = 24 * 60 * 60_000;

/** Oldest first. */
const LEVELS = [
  { olderThanMs: 63 * DAY_MS, seconds: 3600 },
  { olderThanMs: 15 * DAY_MS, seconds: 300 },
  { olderThanMs: Number.NEGATIVE_INFINITY, seconds: 60 },
] as const;

const KEPT_MS = 455 * DAY_MS;

/** Length of the periods in which a moment of that age is still known. */
const resolutionAt = (ageMs: number): number =>
  LEVELS.find(({ olderThanMs }) => ageMs > olderThanMs)?.seconds ?? 60;

/** The samples that a query with this period still finds. */
export const keptSamples = (
  samples: readonly Sample[],
  periodSeconds: number,
  now: number,
): readonly Sample[] =>
  samples.filter(({ at }) => now - at <= KEPT_MS && periodSeconds % resolutionAt(now - at) === 0);

/** Where a query that asks from `start` really begins: at a whole minute, five minutes or hour, by its age. */
export const roundedStart = (start: number, now: number): number => {
  const step = resolutionAt(now - start) * 1000;
  return Math.floor(start / step) * step;
};
