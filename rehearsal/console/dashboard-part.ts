/** Dashboards on the console page: the widgets in their places, each as it was evaluated. Pure. */
import { chart, colorOf, numberText } from './dashboard-chart.ts';
import type { AlarmsView, DashboardView, GraphView, ValuesView, WidgetView } from './dashboard-views.ts';
import { type Html, html, join } from './html.ts';

export const DASHBOARD_STYLE = `.dashboard{display:grid;grid-template-columns:repeat(24,minmax(0,1fr));gap:.6rem;font-size:.85rem}
.widget{grid-column:var(--x)/span var(--width);border:1px solid var(--line);border-radius:8px;padding:.5rem .7rem;overflow-wrap:anywhere}
.widget.text{border:0;padding:.3rem 0 0}.widget h3,.widget h4{font-size:.95rem;margin:0 0 .3rem}.widget p{margin:.15rem 0}
.widget svg{display:block;width:100%;height:auto}.widget svg text{font-size:10px;fill:currentColor;opacity:.75;stroke:none}
.grid{stroke:var(--line)}.gap{stroke:currentColor;opacity:.3;stroke-dasharray:2 3}.limit{stroke:var(--bad);stroke-dasharray:5 3}
.legend{display:flex;flex-wrap:wrap;gap:.1rem .8rem;list-style:none;margin:.3rem 0 0;padding:0;font-size:.8rem}
.legend i{display:inline-block;width:.7em;height:.7em;border-radius:2px;margin-right:.35em}.none{opacity:.55}
.numbers{display:flex;flex-wrap:wrap;gap:.4rem 1.6rem}.numbers b{display:block;font-size:1.4rem;font-variant-numeric:tabular-nums;line-height:1.2}
.states{display:grid;grid-template-columns:repeat(auto-fill,minmax(17rem,1fr));gap:.1rem 1rem;list-style:none;margin:0;padding:0}
@media(max-width:720px){.widget{grid-column:1/-1}}`;

const lastOf = (points: readonly (number | undefined)[]): number | undefined =>
  points.findLast((point) => point !== undefined);

const valueText = (value: number | undefined): string => (value === undefined ? 'none' : numberText(value));

/** Series without a value are named after all others. */
const legend = ({ series, lines }: GraphView): Html => {
  const missing = series.filter(({ points }) => lastOf(points) === undefined).map(({ label }) => label);
  return html`<ul class="legend">${join(
    series.map(({ label, points }, index) =>
      lastOf(points) === undefined ? html`` : legendItem(colorOf(index), label),
    ),
  )}${join(lines.map(({ label, value }) => legendItem('var(--bad)', `${label}: ${numberText(value)}`)))}</ul>${
    missing.length === 0 ? html`` : html`<p class="none">Without a value: ${missing.join(', ')}.</p>`
  }`;
};

const legendItem = (color: string, text: string): Html =>
  html`<li><i style="background:${color}"></i>${text}</li>`;

const graphPart = (graph: GraphView, width: number): Html =>
  html`${graph.columns.length === 0 ? html`` : chart(graph, width)}${legend(graph)}`;

const valuesPart = ({ series }: ValuesView): Html =>
  html`<div class="numbers">${join(
    series.map(({ label, points }) => html`<div><b>${valueText(lastOf(points))}</b>${label}</div>`),
  )}</div>`;

const STATES: Readonly<Record<AlarmsView['alarms'][number]['state'], Html>> = {
  ALARM: html`<strong class="failed">in alarm</strong>`,
  OK: html`<span class="passed">OK</span>`,
  INSUFFICIENT_DATA: html`<span>not enough data</span>`,
  missing: html`<strong class="failed">no such alarm</strong>`,
};

const alarmsPart = ({ alarms }: AlarmsView): Html =>
  html`<p class="none">Judged at the end of a run.</p><ul class="states">${join(
    alarms.map(({ name, state }) => html`<li>${name}: ${STATES[state]}</li>`),
  )}</ul>`;

/** The two marks that are wanted: `code` and *emphasis*. */
const inline = (text: string): Html =>
  join(
    text.split(/(`[^`]+`|\*[^*]+\*)/).map((part, index) => {
      if (index % 2 === 0) return html`${part}`;
      const inner = part.slice(1, -1);
      return part.startsWith('`') ? html`<code>${inner}</code>` : html`<em>${inner}</em>`;
    }),
  );

const textPart = (markdown: string): Html =>
  join(
    markdown.split('\n').map((line) => {
      const heading = /^#+ (.*)$/.exec(line)?.[1];
      return heading === undefined ? html`<p>${inline(line)}</p>` : html`<h3>${inline(heading)}</h3>`;
    }),
  );

const contentPart = ({ content, width }: WidgetView): Html => {
  switch (content.kind) {
    case 'graph':
      return graphPart(content, width);
    case 'values':
      return valuesPart(content);
    case 'alarms':
      return alarmsPart(content);
    case 'text':
      return textPart(content.markdown);
    case 'not-evaluated':
      return html`<p class="none">Not evaluated here. ${content.reason}</p>`;
  }
};

const widgetPart = (widget: WidgetView): Html =>
  html`<section class="widget ${widget.content.kind}" style="--x:${widget.x + 1};--width:${widget.width}">${
    widget.title === '' ? html`` : html`<h4>${widget.title}</h4>`
  }${contentPart(widget)}</section>`;

const inPlace = (widgets: readonly WidgetView[]): readonly WidgetView[] =>
  widgets.toSorted((one, other) => one.y - other.y || one.x - other.x);

/** For the head of a long page. */
export const dashboardLink = ({ name }: DashboardView): Html =>
  html`<p><a href="#dashboard-${name}">Dashboard ${name}</a></p>`;

export const dashboardPart = ({ name, widgets }: DashboardView): Html =>
  html`<h2 id="dashboard-${name}">Dashboard ${name}</h2><p>As the templates define it, over the whole run. Times are UTC; periods without any value are left out, and a dotted line marks where.</p>
<div class="dashboard">${join(inPlace(widgets).map(widgetPart))}</div>`;
