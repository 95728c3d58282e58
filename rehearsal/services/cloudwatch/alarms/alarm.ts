/** An alarm as it is described, checked once, and what it sees of its metrics. API Reference "PutMetricAlarm", 2026-11. */

import { NotModelled, type Scope, ServiceError } from '../../../cloud/service.ts';
import { datapoints } from '../datapoints.ts';
import { type NamedValues, readNamedValues } from '../math/named-values.ts';
import type { Series } from '../math/time-series.ts';
import type { MetricId } from '../metric.ts';
import type { MetricStore, Sample } from '../metric-store.ts';
import { percentOf, readStatistic, type Statistic } from '../statistic.ts';
import { pointsLookedAt, type Rule } from './alarm-state.ts';

/** Without the two sides of an anomaly band, which are not modelled. */
export const COMPARISONS = {
  GreaterThanThreshold: (value: number, threshold: number) => value > threshold,
  GreaterThanOrEqualToThreshold: (value: number, threshold: number) => value >= threshold,
  LessThanThreshold: (value: number, threshold: number) => value < threshold,
  LessThanOrEqualToThreshold: (value: number, threshold: number) => value <= threshold,
} as const;

export type Comparison = keyof typeof COMPARISONS;

/** One of an alarm's metrics and expressions; exactly one of them is returned: the one that is watched. */
export type AlarmQuery = { readonly id: string; readonly returned: boolean } & (
  | { readonly expression: string; readonly periodSeconds?: number }
  | {
      readonly expression?: undefined;
      readonly metric: MetricId;
      readonly periodSeconds: number;
      /** As in `Stat`: `Sum`, `p99`. */
      readonly statistic: string;
      readonly unit?: string;
    }
);

/** What happens when an alarm goes into a state: ARNs of SNS topics. */
export type AlarmActions = {
  readonly ALARM: readonly string[];
  readonly OK: readonly string[];
  readonly INSUFFICIENT_DATA: readonly string[];
};

export type AlarmInput = Omit<Rule, 'datapointsToAlarm'> & {
  readonly name: string;
  readonly description?: string;
  readonly queries: readonly AlarmQuery[];
  readonly comparison: Comparison;
  readonly threshold: number;
  /** @default - as many as the evaluation periods */
  readonly datapointsToAlarm?: number;
  /** Whether a percentile of few values may change the state. @default evaluate */
  readonly lowSamples?: 'evaluate' | 'ignore';
  readonly actionsEnabled: boolean;
  readonly actions: AlarmActions;
};

export type Alarm = Omit<AlarmInput, 'datapointsToAlarm'> &
  Rule & {
    /** Names of everything that it looks at. */
    readonly metrics: readonly MetricId[];
    /** How often it is judged, in milliseconds. */
    readonly stepMs: number;
    readonly look: (store: Pick<MetricStore, 'samples'>, scope: Scope, at: number) => Sight;
  };

/** What an alarm sees at one moment. */
export type Sight = {
  /** One for each period up to that moment, oldest first. */
  readonly points: Series;
  /** None of its metrics has a value in all that time. */
  readonly empty: boolean;
  /** A percentile of too few values, which the alarm was told to ignore. */
  readonly tooFew: boolean;
};

type Watched = {
  readonly metric: MetricId;
  readonly statistic: Statistic;
  readonly unit: string | undefined;
};

/** @throws {ServiceError} `ValidationError` for what CloudWatch refuses. @throws {NotModelled} */
export const readAlarm = (input: AlarmInput): Alarm => {
  const { queries, evaluationPeriods, datapointsToAlarm = evaluationPeriods } = input;
  const periodSeconds = checkPeriods(queries, evaluationPeriods);
  checkCounts(input, datapointsToAlarm);
  checkActions(input.actions);
  const watched = new Map(queries.flatMap((query) => watchedOf(query) ?? []));
  const values = readNamedValues(queries);
  const fewest = fewestSamples(input);
  const count = pointsLookedAt(input);
  checkResult(values, queries);
  return {
    ...input,
    datapointsToAlarm,
    metrics: [...watched.values()].map(({ metric }) => metric),
    stepMs: stepMs(periodSeconds * evaluationPeriods),
    look: (store, scope, at) => {
      const start = at - count * periodSeconds * 1000;
      const window = { start, end: at, periodSeconds, count };
      const seen = new Map(
        [...watched].map(([id, one]) => [id, gatherPoints(store.samples(scope, one.metric), one, window)]),
      );
      return {
        points: pointsOf(values, returnedId(queries), seen, count),
        empty: [...seen.values()].every(({ points }) => points.every((point) => point === undefined)),
        tooFew: [...seen.values()].some(({ samples }) => samples < fewest),
      };
    },
  };
};

const invalid = (message: string) => new ServiceError('ValidationError', message);

/** Of the queries, the one that the threshold is for. @throws {ServiceError} where it is not exactly one. */
const returnedId = (queries: readonly AlarmQuery[]): string => {
  const [first, ...others] = queries.filter(({ returned }) => returned);
  if (first && others.length === 0) return first.id;
  throw invalid(`Exactly one element of the metrics list should return data, not ${others.length + 1}.`);
};

/** An alarm evaluates at most 10 metrics. User Guide "Alarms on math expressions", 2026-11. */
const MOST_METRICS = 10;
const DAY_SECONDS = 86_400;
/** API Reference "PutMetricAlarm", EvaluationPeriods, 2026-11. */
const LONGEST_LOOK_DAYS = 7;

/** Every minute; every hour where it looks back over more than a day. User Guide "Alarm evaluation", 2026-11. */
const stepMs = (lookBackSeconds: number): number => (lookBackSeconds > DAY_SECONDS ? 3_600_000 : 60_000);

/** @returns the one period of all of them, in seconds */
const checkPeriods = (queries: readonly AlarmQuery[], evaluationPeriods: number): number => {
  if (queries.filter(({ expression }) => expression === undefined).length > MOST_METRICS)
    throw invalid(`An alarm has at most ${MOST_METRICS} metrics.`);
  const periods = new Set(queries.flatMap(({ periodSeconds }) => periodSeconds ?? []));
  const [period = 0] = periods;
  if (periods.size !== 1)
    throw invalid(`All metrics of an alarm must have one period, not ${[...periods].join(', ') || 'none'}.`);
  if ([10, 20, 30].includes(period)) throw new NotModelled('alarms of high resolution (a Period under 60)');
  if (period <= 0 || period % 60 !== 0) throw invalid(`The period ${period} is not a multiple of 60.`);
  const longest = period < 3600 ? DAY_SECONDS : LONGEST_LOOK_DAYS * DAY_SECONDS;
  if (period * evaluationPeriods > longest)
    throw invalid(`The period ${period} times ${evaluationPeriods} evaluation periods is over ${longest} s.`);
  return period;
};

const checkCounts = (
  { name, evaluationPeriods, queries, lowSamples }: AlarmInput,
  datapointsToAlarm: number,
): void => {
  returnedId(queries);
  if (!/^[\x20-\x7e]{1,255}$/.test(name))
    throw invalid(`The alarm name ${name} must have 1 to 255 characters of ASCII.`);
  if (!Number.isInteger(evaluationPeriods) || evaluationPeriods < 1)
    throw invalid(`EvaluationPeriods ${evaluationPeriods} must be a whole number of at least 1.`);
  if (!Number.isInteger(datapointsToAlarm) || datapointsToAlarm < 1 || datapointsToAlarm > evaluationPeriods)
    throw invalid(`DatapointsToAlarm ${datapointsToAlarm} must be between 1 and ${evaluationPeriods}.`);
  if (lowSamples && queries.length > 1)
    throw new NotModelled('EvaluateLowSampleCountPercentile of an alarm on an expression');
};

/** API Reference "PutMetricAlarm", 2026-11. */
const MOST_ACTIONS = 5;

const checkActions = (actions: AlarmActions): void => {
  for (const [state, arns] of Object.entries(actions)) {
    if (arns.length > MOST_ACTIONS)
      throw invalid(`An alarm has at most ${MOST_ACTIONS} actions for ${state}.`);
    const other = arns.find((arn) => !/^arn:aws:sns:[\w-]+:\d{12}:[\w-]+$/.test(arn));
    if (other !== undefined) throw new NotModelled(`the alarm action ${other}; only SNS topics`);
  }
};

const watchedOf = (query: AlarmQuery): [[string, Watched]] | undefined => {
  if (query.expression !== undefined) return undefined;
  const { id, metric, unit } = query;
  return [[id, { metric, statistic: readStatistic(query.statistic), unit }]];
};

/** 10 values for each that the percentile leaves out, on its narrower side. User Guide "Percentile-based alarms", 2026-11. */
const fewestSamples = ({ queries, lowSamples }: AlarmInput): number => {
  const [query] = queries;
  if (lowSamples !== 'ignore' || query?.expression !== undefined || query === undefined) return 0;
  const percent = percentOf(query.statistic);
  if (percent === undefined) throw invalid('EvaluateLowSampleCountPercentile is for percentiles alone.');
  return percent >= 50 ? 1000 / (100 - percent) : 1000 / percent;
};

type PeriodWindow = {
  readonly start: number;
  readonly end: number;
  readonly periodSeconds: number;
  readonly count: number;
};

/** `samples`: how many values the newest point has; all that were ever needed where there is no point. */
const gatherPoints = (
  samples: readonly Sample[],
  { statistic, unit }: Watched,
  { count, ...window }: PeriodWindow,
): { readonly points: Series; readonly samples: number } => {
  const found = datapoints(samples, { ...window, statistic, ...(unit !== undefined && { unit }) });
  const points: (number | undefined)[] = Array.from({ length: count }, () => undefined);
  for (const { at, value } of found) points[(at - window.start) / (window.periodSeconds * 1000)] = value;
  return { points, samples: found.at(-1)?.samples ?? Number.POSITIVE_INFINITY };
};

const pointsOf = (
  values: NamedValues,
  id: string,
  seen: ReadonlyMap<string, { readonly points: Series }>,
  count: number,
): Series => {
  const nothing: Series = Array.from({ length: count }, () => undefined);
  const value = values(id, (metric) => seen.get(metric)?.points ?? nothing);
  return value.kind === 'series' ? value.values : nothing;
};

/** What an expression gives does not depend on the values: any will do. @throws {ServiceError} */
const checkResult = (values: NamedValues, queries: readonly AlarmQuery[]): void => {
  const id = returnedId(queries);
  const { kind } = values(id, () => [1]);
  if (kind !== 'series')
    throw invalid(`The expression ${id} gives a ${kind}; an alarm watches a single time series.`);
};
