/**
 * Every metric of the cloud by its name, kept value by value, so that whatever is asked later (a statistic of
 * GetMetricData, an alarm, a widget) is computed from what was recorded. Fed by the recorder's stream `metrics`.
 */

import type { Recorder } from '../../cloud/recorder.ts';
import type { Scope } from '../../cloud/service.ts';
import type { MetricId, ObservedMetric } from './metric.ts';

/** Values of one moment. */
export type Sample = {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly unit: string;
  readonly values: readonly number[];
};

type Series = { readonly scope: Scope; readonly id: MetricId; readonly samples: Sample[] };

export class MetricStore {
  readonly #recorder: Pick<Recorder, 'entries'>;
  readonly #series = new Map<string, Series>();
  /** How many entries of the stream are in the series already. */
  #read = 0;

  constructor(recorder: Pick<Recorder, 'entries'>) {
    this.#recorder = recorder;
  }

  /** Everything recorded of exactly this metric, in the order of arrival; nothing where there is no such metric. */
  samples(scope: Scope, metric: MetricId): readonly Sample[] {
    this.#readOn();
    return this.#series.get(keyOf(scope, metric))?.samples ?? [];
  }

  /** Every metric that an account has in a region, in the order of their first values. */
  metrics({ accountId, region }: Scope): readonly MetricId[] {
    this.#readOn();
    return [...this.#series.values()]
      .filter(({ scope }) => scope.accountId === accountId && scope.region === region)
      .map(({ id }) => id);
  }

  #readOn(): void {
    const entries = this.#recorder.entries('metrics');
    for (; this.#read < entries.length; this.#read += 1) {
      const entry = entries[this.#read];
      if (isObserved(entry)) this.#add(entry);
    }
  }

  #add({
    account: accountId,
    region,
    namespace,
    name,
    dimensions,
    timestamp: at,
    unit,
    values,
  }: ObservedMetric) {
    const scope = { accountId, region };
    const id = { namespace, name, dimensions };
    const key = keyOf(scope, id);
    const series = this.#series.get(key) ?? { scope, id, samples: [] };
    this.#series.set(key, series);
    series.samples.push({ at, unit, values });
  }
}

/** The stream's type promises less than everybody who writes to it does (`recordMetric`). */
const isObserved = (entry: Readonly<Record<string, unknown>> | undefined): entry is ObservedMetric =>
  entry !== undefined && Array.isArray(entry.values);

/** The order of dimensions is no part of a metric's name. */
const keyOf = ({ accountId, region }: Scope, { namespace, name, dimensions }: MetricId): string =>
  JSON.stringify([accountId, region, namespace, name, Object.entries(dimensions).toSorted(byName)]);

const byName = ([a]: readonly [string, string], [b]: readonly [string, string]): number => (a < b ? -1 : 1);
