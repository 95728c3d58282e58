/** A widget's time series as a small SVG without a script: lines with dots, or bars on top of each other. Pure. */
import type { GraphView, SeriesView } from './dashboard-views.ts';
import { type Html, html, join } from './html.ts';

/** Told apart on light and on dark ground. */
const COLORS = ['#1f77b4', '#e07b00', '#2a9d3a', '#d62728', '#8a63d2', '#a0522d', '#d651a6', '#7f8c8d'];

export const colorOf = (index: number): string => COLORS[index % COLORS.length] ?? 'gray';

/** In units of the drawing, which are a pixel on a wide screen. */
const COLUMN = 45;
const PADDING = 24;
const HEIGHT = 150;
const PLOT = { left: 44, right: 10, top: 8, bottom: 20 } as const;

type Frame = {
  readonly width: number;
  readonly x: (column: number) => number;
  readonly y: (value: number) => number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
};

/** @param width of the widget, in columns of the dashboard */
export const chart = (graph: GraphView, width: number): Html => {
  const frame = frameOf(graph, width * COLUMN - PADDING);
  const { series } = graph;
  return html`<svg viewBox="0 0 ${frame.width} ${HEIGHT}" role="img" aria-label="${labelOf(graph)}">${grid(frame)}${gaps(graph, frame)}${lines(graph, frame)}${
    graph.stacked ? bars(series, frame) : join(series.map((one, index) => curve(one, index, graph, frame)))
  }${times(graph, frame)}</svg>`;
};

const labelOf = ({ series, columns }: GraphView): string =>
  `${series.length} series over ${columns.length} periods`;

const frameOf = (graph: GraphView, width: number): Frame => {
  const { min, max } = rangeOf(graph);
  const inner = { width: width - PLOT.left - PLOT.right, height: HEIGHT - PLOT.top - PLOT.bottom };
  const step = inner.width / Math.max(1, graph.columns.length);
  return {
    width,
    min,
    max,
    step,
    x: (column) => round(PLOT.left + (column + 0.5) * step),
    y: (value) => round(PLOT.top + inner.height * (1 - (value - min) / (max - min))),
  };
};

const round = (value: number): number => Math.round(value * 10) / 10;

/** From nothing to a round number above all values, unless the definition says otherwise. */
const rangeOf = ({ series, stacked, columns, min, max }: GraphView): { min: number; max: number } => {
  const tops = stacked
    ? columns.map((_, column) => series.reduce((sum, { points }) => sum + (points[column] ?? 0), 0))
    : series.flatMap(({ points }) => points.flatMap((point) => point ?? []));
  const least = min ?? tops.reduce((one, other) => Math.min(one, other), 0);
  const most = max ?? roundUp(tops.reduce((one, other) => Math.max(one, other), 0));
  return { min: least, max: most > least ? most : least + 1 };
};

/** To the next of 1, 2, 4, 5, 10, 20, ... */
const roundUp = (value: number): number => {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 4, 5].find((factor) => factor * power >= value) ?? 10) * power;
};

const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });
/** Short enough for the margin of a chart. */
const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 2 });

export const numberText = (value: number): string => WHOLE.format(value);

const grid = ({ width, y, min, max }: Frame): Html =>
  join(
    [min, (min + max) / 2, max].map(
      (value) =>
        html`<line class="grid" x1="${PLOT.left}" x2="${width - PLOT.right}" y1="${y(value)}" y2="${y(value)}"/><text x="${PLOT.left - 6}" y="${y(value) + 3}" text-anchor="end">${COMPACT.format(value)}</text>`,
    ),
  );

/** Whether time is left out before a column. */
const isAfterGap = ({ columns, periodMs }: GraphView, column: number): boolean =>
  column > 0 && (columns[column] ?? 0) - (columns[column - 1] ?? 0) > periodMs;

const gaps = (graph: GraphView, { x, y, step, min, max }: Frame): Html =>
  join(
    graph.columns.map((_, column) => {
      const at = round(x(column) - step / 2);
      return isAfterGap(graph, column)
        ? html`<line class="gap" x1="${at}" x2="${at}" y1="${y(max)}" y2="${y(min)}"/>`
        : html``;
    }),
  );

/** Those within the range; the legend has the others. */
const lines = (graph: GraphView, { width, y, min, max }: Frame): Html =>
  join(
    graph.lines
      .filter(({ value }) => value >= min && value <= max)
      .map(
        ({ value }) =>
          html`<line class="limit" x1="${PLOT.left}" x2="${width - PLOT.right}" y1="${y(value)}" y2="${y(value)}"/>`,
      ),
  );

const inside = (value: number, { min, max }: Frame): number => Math.min(max, Math.max(min, value));

/** How many of them have something to draw. */
const drawnOf = (series: readonly SeriesView[]): number =>
  series.filter(({ points }) => points.some((point) => point !== undefined)).length;

/** Equal values of several series stand beside each other, so that none hides another. */
const asideOf = (index: number, { series }: GraphView, { step }: Frame): number => {
  const count = drawnOf(series);
  return (drawnOf(series.slice(0, index)) - (count - 1) / 2) * Math.min(8, (step * 0.6) / Math.max(1, count));
};

/** Dots, joined where no time is left out between them. */
const curve = ({ label, points }: SeriesView, index: number, graph: GraphView, frame: Frame): Html => {
  const aside = asideOf(index, graph, frame);
  const x = (column: number): number => round(frame.x(column) + aside);
  const at = (column: number): string => {
    const point = points[column];
    return point === undefined ? '' : `${x(column)} ${frame.y(inside(point, frame))}`;
  };
  const path = points.map((_, column) => {
    if (at(column) === '') return '';
    return `${at(column - 1) === '' || isAfterGap(graph, column) ? 'M' : 'L'}${at(column)}`;
  });
  const dots = points.map((point, column) =>
    point === undefined
      ? html``
      : html`<circle cx="${x(column)}" cy="${frame.y(inside(point, frame))}" r="3"><title>${label}: ${numberText(point)}</title></circle>`,
  );
  const color = colorOf(index);
  return html`<g stroke="${color}" fill="${color}"><path d="${path.join('')}" fill="none"/>${join(dots)}</g>`;
};

const WIDEST_BAR = 40;
/** One of thousands is still seen. */
const LEAST_BAR = 1.5;

const bars = (series: readonly SeriesView[], frame: Frame): Html => {
  const width = round(Math.min(WIDEST_BAR, frame.step * 0.7));
  const below = new Map<number, number>();
  return join(
    series.flatMap(({ label, points }, index) =>
      points.map((point, column) => {
        if (!point) return html``;
        const base = below.get(column) ?? 0;
        below.set(column, base + point);
        const top = frame.y(inside(base + point, frame));
        const height = Math.max(LEAST_BAR, round(frame.y(inside(base, frame)) - top));
        return html`<rect x="${round(frame.x(column) - width / 2)}" y="${round(frame.y(inside(base, frame)) - height)}" width="${width}" height="${height}" fill="${colorOf(index)}"><title>${label}: ${numberText(point)}</title></rect>`;
      }),
    ),
  );
};

/** Room for `11-23 23:45`. */
const TIME_WIDTH = 70;

/** The first column of each stretch of time, as far as there is room. */
const times = (graph: GraphView, { x, step, width }: Frame): Html => {
  let free = 0;
  return join(
    graph.columns.map((time, column) => {
      const left = round(Math.max(2, x(column) - Math.min(step / 2, TIME_WIDTH / 2)));
      const starts = column === 0 || isAfterGap(graph, column);
      if (!starts || left < free || left + TIME_WIDTH > width) return html``;
      free = left + TIME_WIDTH;
      return html`<text x="${left}" y="${HEIGHT - 5}">${timeText(time)}</text>`;
    }),
  );
};

/** Month, day and minute, as AWS shows them: by UTC. */
const timeText = (time: number): string => new Date(time).toISOString().slice(5, 16).replace('T', ' ');
