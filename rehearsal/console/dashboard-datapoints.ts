/** How much there is to see on a dashboard: a widget that has nothing names a metric that nobody reports. Pure. */
import type { DashboardView, SeriesView, WidgetView } from './dashboard-views.ts';

type SeriesDatapoints = { readonly label: string; readonly datapoints: number };

export type WidgetDatapoints = {
  readonly title: string;
  /** What is drawn. */
  readonly series: readonly SeriesDatapoints[];
  /** What only expressions need. */
  readonly operands: readonly SeriesDatapoints[];
  /** Why there are none to count. */
  readonly notEvaluated?: string;
};

export type DashboardDatapoints = { readonly name: string; readonly widgets: readonly WidgetDatapoints[] };

/** Of the widgets that show metrics or logs; headings and states of alarms have no datapoints. */
export const datapointsOn = ({ name, widgets }: DashboardView): DashboardDatapoints => ({
  name,
  widgets: widgets.flatMap((widget) => datapointsOf(widget) ?? []),
});

const datapointsOf = ({ title, content }: WidgetView): WidgetDatapoints | undefined => {
  if (content.kind === 'not-evaluated')
    return { title, series: [], operands: [], notEvaluated: content.reason };
  if (content.kind !== 'graph' && content.kind !== 'values') return undefined;
  return { title, series: content.series.map(count), operands: content.operands.map(count) };
};

const count = ({ label, points }: SeriesView): SeriesDatapoints => ({
  label,
  datapoints: points.filter((point) => point !== undefined).length,
});

/** Titles of the widgets that show nothing at all. */
export const emptyWidgets = ({ widgets }: DashboardDatapoints): readonly string[] =>
  widgets
    .filter(({ series }) => series.every(({ datapoints }) => datapoints === 0))
    .map(({ title }) => title);

/** What has no value although its widget has others: `Widget: label`. */
export const emptySeries = ({ widgets }: DashboardDatapoints): readonly string[] =>
  widgets.flatMap(({ title, series, operands }) =>
    [...series, ...operands]
      .filter(({ datapoints }) => datapoints === 0)
      .map(({ label }) => `${title}: ${label}`),
  );
