/** Samples of one metric gathered into periods: what a query, an alarm and a graph see of it. */

import type { Sample } from './metric-store.ts';
import type { Statistic } from './statistic.ts';

/** A span of time; `end` is not in it. Milliseconds since the epoch. */
export type Window = { readonly start: number; readonly end: number };

export type DatapointQuery = Window & {
  readonly statistic: Statistic;
  readonly periodSeconds: number;
  /** Only values of this unit count. @default - every unit */
  readonly unit?: string;
};

export type Datapoint = {
  /** Begin of its period, in milliseconds since the epoch. */
  readonly at: number;
  readonly value: number;
  /** How many values it is made of: a percentile of few says little. */
  readonly samples: number;
};

/**
 * One point for each period that has values, oldest first. Periods are counted from the window's start, the last one
 * may be cut short by its end. A period without values has no point: what that means is for whoever asks to say.
 */
export const datapoints = (
  samples: readonly Sample[],
  { start, end, statistic, periodSeconds, unit }: DatapointQuery,
): readonly Datapoint[] => {
  const periods = new Map<number, number[]>();
  for (const sample of samples) {
    if (sample.at < start || sample.at >= end || (unit !== undefined && sample.unit !== unit)) continue;
    const index = Math.floor((sample.at - start) / (periodSeconds * 1000));
    const values = periods.get(index) ?? [];
    periods.set(index, values);
    for (const value of sample.values) values.push(value);
  }
  return [...periods]
    .toSorted(([a], [b]) => a - b)
    .map(([index, values]) => ({
      at: start + index * periodSeconds * 1000,
      value: statistic(values),
      samples: values.length,
    }));
};
