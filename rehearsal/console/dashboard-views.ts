/**
 * Dashboards as they would be drawn from what was recorded: each widget with its values. Periods and statistics are the
 * definition's; the time is the whole run, whose clock may have moved by weeks. Pure.
 */
import { NotModelled, type Scope, ServiceError } from '../cloud/service.ts';
import type { AlarmStatus } from '../services/cloudwatch/alarms/alarms.ts';
import type { CloudWatch } from '../services/cloudwatch/cloudwatch.ts';
import type { Dashboard } from '../services/cloudwatch/dashboards.ts';
import { type Datapoint, datapoints } from '../services/cloudwatch/datapoints.ts';
import { readNamedValues } from '../services/cloudwatch/math/named-values.ts';
import type { Series } from '../services/cloudwatch/math/time-series.ts';
import type { MetricStore } from '../services/cloudwatch/metric-store.ts';
import { readStatistic } from '../services/cloudwatch/statistic.ts';
import {
  type MetricWidget,
  type Query,
  readAlarmWidget,
  readMetricWidget,
  readTextWidget,
  readWidgets,
  type Widget,
} from './dashboard-body.ts';

export type SeriesView = {
  readonly label: string;
  /** One for each column, undefined where there is none. */
  readonly points: Series;
};

type Shown = {
  readonly series: readonly SeriesView[];
  /** Not drawn: only expressions need them. */
  readonly operands: readonly SeriesView[];
};

export type GraphView = Shown & {
  readonly kind: 'graph';
  /**
   * Begins of periods, in milliseconds since the epoch, oldest first: those in which any of the widget's metrics has a
   * value. All others are left out, as a run's clock leaps.
   */
  readonly columns: readonly number[];
  readonly periodMs: number;
  readonly stacked: boolean;
  readonly min?: number;
  readonly max?: number;
  readonly lines: readonly { readonly label: string; readonly value: number }[];
};

/** The last point of each is its value. */
export type ValuesView = Shown & { readonly kind: 'values' };

export type AlarmsView = {
  readonly kind: 'alarms';
  /** By name; `missing` where the dashboard names one that does not exist. */
  readonly alarms: readonly { readonly name: string; readonly state: AlarmStatus['state'] | 'missing' }[];
};

export type WidgetView = Pick<Widget, 'x' | 'y' | 'width' | 'height'> & {
  readonly title: string;
  readonly content:
    | GraphView
    | ValuesView
    | AlarmsView
    | { readonly kind: 'text'; readonly markdown: string }
    | { readonly kind: 'not-evaluated'; readonly reason: string };
};

export type DashboardView = { readonly name: string; readonly widgets: readonly WidgetView[] };

/** What dashboards are drawn from. */
export type Watched = {
  readonly store: Pick<MetricStore, 'samples'>;
  readonly alarms: { readonly statuses: () => readonly Pick<AlarmStatus, 'arn' | 'state'>[] };
};

/** Every dashboard of an account. @param home its region is meant where a widget names none */
export const dashboardViews = (
  cloudwatch: Watched & Pick<CloudWatch, 'dashboards'>,
  home: Scope,
): readonly DashboardView[] =>
  cloudwatch.dashboards.of(home).map((dashboard) => dashboardView(dashboard, cloudwatch, home));

export const dashboardView = (
  { name, body }: Pick<Dashboard, 'name' | 'body'>,
  watched: Watched,
  home: Scope,
): DashboardView => ({
  name,
  widgets: readWidgets(body).map(({ type, properties, ...place }) => ({
    ...place,
    title: typeof properties.title === 'string' ? properties.title : '',
    content: contentOf({ type, properties }, watched, home),
  })),
});

/** What is not computed here is said in its widget; the others are drawn all the same. */
const contentOf = (
  widget: Pick<Widget, 'type' | 'properties'>,
  watched: Watched,
  home: Scope,
): WidgetView['content'] => {
  try {
    return evaluate(widget, watched, home);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return { kind: 'not-evaluated', reason: error.message };
  }
};

const evaluate = (
  { type, properties }: Pick<Widget, 'type' | 'properties'>,
  { store, alarms }: Watched,
  home: Scope,
): WidgetView['content'] => {
  switch (type) {
    case 'metric':
      return metricsOf(readMetricWidget(properties, home), store);
    case 'text':
      return { kind: 'text', markdown: readTextWidget(properties).markdown };
    case 'alarm':
      return alarmsOf(readAlarmWidget(properties).alarms, alarms.statuses());
    case 'log':
      throw new NotModelled('queries of CloudWatch Logs Insights');
    default:
      throw new NotModelled(`widgets of the type ${type}`);
  }
};

const alarmsOf = (
  arns: readonly string[],
  statuses: readonly Pick<AlarmStatus, 'arn' | 'state'>[],
): AlarmsView => ({
  kind: 'alarms',
  alarms: arns.map((arn) => ({
    name: arn.split(':').slice(6).join(':') || arn,
    state: statuses.find((status) => status.arn === arn)?.state ?? 'missing',
  })),
});

const metricsOf = (widget: MetricWidget, store: Watched['store']): GraphView | ValuesView => {
  const isOneValue = widget.view === 'singleValue';
  const { columns, ...shown } = seriesOf(
    widget.queries,
    store,
    isOneValue && widget.setPeriodToTimeRange ? WHOLE_RUN_SECONDS : undefined,
  );
  if (isOneValue) return { kind: 'values', ...shown };
  const seconds = widget.queries.flatMap((query) =>
    query.expression === undefined ? query.periodSeconds : [],
  );
  return {
    kind: 'graph',
    ...shown,
    columns,
    periodMs: Math.max(60, ...seconds) * 1000,
    stacked: widget.stacked,
    ...(widget.yAxis.left.min !== undefined && { min: widget.yAxis.left.min }),
    ...(widget.yAxis.left.max !== undefined && { max: widget.yAxis.left.max }),
    lines: widget.annotations.horizontal.map(({ label, value }) => ({ label, value })),
  };
};

/** One period, from the epoch on, that has every run in it. */
const WHOLE_RUN_SECONDS = 1e11;

/** @param periodSeconds instead of each query's own */
const seriesOf = (
  queries: readonly Query[],
  store: Watched['store'],
  periodSeconds?: number,
): Shown & Pick<GraphView, 'columns'> => {
  checkPeriods(queries);
  const found = new Map(queries.map((query) => [query.id, pointsOf(query, store, periodSeconds)]));
  if (found.size < queries.length) throw new ServiceError('ValidationError', 'An id is there twice.');
  const times = new Set([...found.values()].flatMap((points) => points.map(({ at }) => at)));
  const columns = [...times].toSorted((a, b) => a - b);
  const values = readNamedValues(queries);
  const inColumns = (id: string): Series => {
    const points = new Map(found.get(id)?.map(({ at, value }) => [at, value]));
    return columns.map((at) => points.get(at));
  };
  const viewOf = ({ id, label }: Query): SeriesView => {
    const value = values(id, inColumns);
    if (value.kind !== 'series') throw new NotModelled(`expressions that give a ${value.kind} in a widget`);
    return { label, points: value.values };
  };
  const series = queries.filter(({ visible }) => visible).map(viewOf);
  const operands = queries.filter(({ visible }) => !visible).map(viewOf);
  return { columns, series, operands };
};

const pointsOf = (query: Query, store: Watched['store'], periodSeconds?: number): readonly Datapoint[] =>
  query.expression !== undefined
    ? []
    : datapoints(store.samples(query.scope, query.metric), {
        start: 0,
        end: Number.POSITIVE_INFINITY,
        statistic: readStatistic(query.statistic),
        periodSeconds: periodSeconds ?? query.periodSeconds,
      });

/** Of values of an hour and of five minutes nothing can be computed. */
const checkPeriods = (queries: readonly Query[]): void => {
  const metrics = queries.filter((query) => query.expression === undefined);
  const periods = new Set(metrics.map(({ periodSeconds }) => periodSeconds));
  if (metrics.length < queries.length && periods.size > 1)
    throw new NotModelled('expressions over metrics with different periods in a widget');
};
