/** What a dashboard's widgets ask for, read from its body. API Reference "Dashboard body structure and syntax", 2026-11. Pure. */
import * as z from 'zod';
import { NotModelled, type Scope } from '../cloud/service.ts';
import type { MetricId } from '../services/cloudwatch/metric.ts';

const place = {
  x: z.int().min(0).default(0),
  y: z.int().min(0).default(0),
  width: z.int().min(1).default(6),
  height: z.int().min(1).default(6),
};

const widget = z.object({ type: z.string(), ...place, properties: z.looseObject({}) });

export type Widget = z.output<typeof widget>;

/** @param body what CloudWatch took already, so that it is JSON with widgets */
export const readWidgets = (body: string): readonly Widget[] =>
  z.object({ widgets: z.array(widget) }).parse(JSON.parse(body)).widgets;

const options = z.strictObject({
  accountId: z.string().exactOptional(),
  color: z.string().exactOptional(),
  expression: z.string().exactOptional(),
  id: z.string().exactOptional(),
  label: z.string().exactOptional(),
  period: z.int().min(60).exactOptional(),
  region: z.string().exactOptional(),
  stat: z.string().exactOptional(),
  visible: z.boolean().default(true),
  yAxis: z.literal('left').exactOptional(),
});

type Options = z.output<typeof options>;

const axis = z.strictObject({
  label: z.string().exactOptional(),
  max: z.number().exactOptional(),
  min: z.number().exactOptional(),
  showUnits: z.boolean().exactOptional(),
});

const line = z.looseObject({ value: z.number(), label: z.string().default('') });

/** `start` and `end` are how far back CloudWatch looks; a rehearsal's dashboard shows the whole run. */
const metricProperties = z.strictObject({
  title: z.string().default(''),
  view: z.enum(['timeSeries', 'singleValue']).default('timeSeries'),
  stacked: z.boolean().default(false),
  setPeriodToTimeRange: z.boolean().default(false),
  metrics: z.array(z.array(z.union([z.string(), z.looseObject({})]))),
  region: z.string().exactOptional(),
  period: z.int().min(60).default(300),
  stat: z.string().default('Average'),
  yAxis: z.strictObject({ left: axis.default({}) }).default({ left: {} }),
  annotations: z.strictObject({ horizontal: z.array(line).default([]) }).default({ horizontal: [] }),
  start: z.string().exactOptional(),
  end: z.string().exactOptional(),
});

type MetricProperties = z.output<typeof metricProperties>;

/** One row of a widget. `id`: as expressions name it; made up where the row has none. */
export type Query = { readonly id: string; readonly label: string; readonly visible: boolean } & (
  | { readonly expression: string }
  | {
      readonly expression?: undefined;
      readonly metric: MetricId;
      /** The account and region whose metric it is. */
      readonly scope: Scope;
      readonly statistic: string;
      readonly periodSeconds: number;
    }
);

export type MetricWidget = Omit<MetricProperties, 'metrics'> & { readonly queries: readonly Query[] };

/** @param home whose dashboard it is. @throws {NotModelled} naming what is not drawn here */
export const readMetricWidget = (properties: Widget['properties'], home: Scope): MetricWidget => {
  const { metrics, ...others } = readAs(metricProperties, properties);
  const scope = { ...home, ...(others.region !== undefined && { region: others.region }) };
  let before: readonly string[] = [];
  const queries = metrics.map((row, index) => {
    const names = row.filter((part) => typeof part === 'string');
    const read = readAs(options, row.find((part) => typeof part !== 'string') ?? {});
    if (read.expression === undefined) before = inFull(names, before);
    return readQuery(index, before, read, { ...others, scope });
  });
  return { ...others, queries };
};

const readAlarms = z.looseObject({ title: z.string().default(''), alarms: z.array(z.string()) });
const readText = z.looseObject({ markdown: z.string() });

export const readAlarmWidget = (properties: Widget['properties']) => readAs(readAlarms, properties);
export const readTextWidget = (properties: Widget['properties']) => readAs(readText, properties);

const readAs = <Shape extends z.ZodType>(shape: Shape, value: unknown): z.output<Shape> => {
  const read = shape.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const what = issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : issue?.path.join('.');
  throw new NotModelled(`${what || 'this form'} in a widget of a dashboard`);
};

/** `.` stands for what the row before has in that place, `...` for all that it has there and is not named again. */
const inFull = (names: readonly string[], before: readonly string[]): readonly string[] => {
  const [first, ...others] = names;
  if (first === '...') return [...before.slice(0, before.length - others.length), ...others];
  return names.map((name, index) => (name === '.' ? (before[index] ?? name) : name));
};

const readQuery = (
  index: number,
  [namespace = '', name = '', ...pairs]: readonly string[],
  { id = `row ${index}`, visible, label, expression, ...own }: Options,
  { scope, stat, period }: Pick<MetricProperties, 'stat' | 'period'> & { readonly scope: Scope },
): Query => {
  if (label?.includes('${')) throw new NotModelled('dynamic labels of metrics');
  if (expression !== undefined) return { id, visible, label: label ?? expression, expression };
  const { accountId = scope.accountId, region = scope.region } = own;
  return {
    id,
    visible,
    label: label ?? name,
    metric: { namespace, name, dimensions: dimensionsOf(pairs) },
    scope: { accountId, region },
    statistic: own.stat ?? stat,
    periodSeconds: own.period ?? period,
  };
};

/** Names and values by turns. */
const dimensionsOf = (pairs: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    pairs.flatMap((name, index) => (index % 2 === 0 ? [[name, pairs[index + 1] ?? '']] : [])),
  );
