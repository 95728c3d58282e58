/** CloudWatch's statistics over the values of one period. User Guide "CloudWatch statistics definitions", 2026-11. */

import { NotModelled, ServiceError } from '../../cloud/service.ts';

/** Of at least one value. */
export type Statistic = (values: readonly number[]) => number;

const sum: Statistic = (values) => values.reduce((total, value) => total + value, 0);

const SIMPLE: Readonly<Record<string, Statistic>> = {
  Sum: sum,
  Average: (values) => sum(values) / values.length,
  // Not by spreading: a period may hold more values than a call takes arguments.
  Minimum: (values) => values.reduce((least, value) => Math.min(least, value)),
  Maximum: (values) => values.reduce((most, value) => Math.max(most, value)),
  SampleCount: (values) => values.length,
};

/** Trimmed means, ranks and the like, which nothing here needs. */
const OTHER = /^(IQM|(tm|wm|ts|tc|pr)\d.*|(TM|WM|PR|TC|TS)\(.*\))$/i;

/**
 * `Sum`, `Average`, `Minimum`, `Maximum`, `SampleCount`, and percentiles such as `p50` and `p99.9`.
 * @throws {ServiceError} `ValidationError`. @throws {NotModelled} for CloudWatch's other statistics.
 */
export const readStatistic = (name: string): Statistic => {
  const simple = Object.hasOwn(SIMPLE, name) ? SIMPLE[name] : undefined;
  if (simple) return simple;
  const percent = percentOf(name);
  if (percent !== undefined) return percentile(percent);
  if (OTHER.test(name)) throw new NotModelled(`the statistic ${name}`);
  throw new ServiceError(
    'ValidationError',
    `${name} is no statistic; use ${Object.keys(SIMPLE).join(', ')} or a percentile such as p99.`,
  );
};

/** The 99.9 of `p99.9`; undefined for any other statistic. */
export const percentOf = (name: string): number | undefined => {
  const digits = /^p(\d{1,3}(?:\.\d{1,10})?)$/.exec(name)?.[1];
  return digits !== undefined && Number(digits) <= 100 ? Number(digits) : undefined;
};

/**
 * By nearest rank: the least value that as many percent of the values do not exceed, so that a percentile is always a
 * value that was measured. AWS does not say how it computes them and is within a percent (inferred).
 */
const percentile =
  (percent: number): Statistic =>
  (values) => {
    const sorted = values.toSorted((a, b) => a - b);
    const rank = Math.max(1, Math.ceil((percent / 100) * sorted.length));
    return sorted[rank - 1] ?? Number.NaN;
  };
