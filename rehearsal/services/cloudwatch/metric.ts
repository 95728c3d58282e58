/** A metric as CloudWatch knows it, and the one way in which something of this cloud is recorded as one. */

import type { Recorder } from '../../cloud/recorder.ts';
import type { Clock, Scope } from '../../cloud/service.ts';

/** What names a series of values within one account and region: metrics with other dimensions are other metrics. */
export type MetricId = {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
};

/** Values of one metric that arrived together. */
export type MetricDatum = MetricId & {
  readonly unit: string;
  readonly values: readonly number[];
  /** Milliseconds since the epoch, as whoever measured says. */
  readonly timestamp: number;
};

/** An entry of the recorder's stream `metrics`. `time`: when it arrived, by the cloud's clock. */
export type ObservedMetric = MetricDatum & {
  readonly time: string;
  readonly account: string;
  readonly region: string;
};

export type MetricDeps = { readonly recorder: Pick<Recorder, 'record'>; readonly clock: Clock };

export const recordMetric = (
  { recorder, clock }: MetricDeps,
  { accountId: account, region }: Scope,
  datum: MetricDatum,
): void => {
  const time = new Date(clock.now()).toISOString();
  recorder.record('metrics', { time, account, region, ...datum } satisfies ObservedMetric);
};

/** One value that a service reports about a resource of its own. */
export type PlatformValue = readonly [name: string, value: number, unit?: 'Count' | 'Milliseconds'];

export type PlatformReport = Pick<MetricId, 'namespace' | 'dimensions'> & {
  readonly values: readonly PlatformValue[];
  /** When it was, in milliseconds since the epoch. @default - now */
  readonly at?: number;
};

/** What AWS services report by themselves; units are `Count` unless said. */
export const reportMetrics = (
  deps: MetricDeps,
  scope: Scope,
  { namespace, dimensions, values, at: timestamp = deps.clock.now() }: PlatformReport,
): void => {
  for (const [name, value, unit = 'Count'] of values)
    recordMetric(deps, scope, { namespace, name, unit, values: [value], dimensions, timestamp });
};
