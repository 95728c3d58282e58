/**
 * Metrics inside log lines (EMF), as CloudWatch extracts them. Specification: CloudWatch User Guide "Embedded metric
 * format specification", 2026-11.
 */

import type { MetricDatum } from '../cloudwatch/metric.ts';

type Directive = { Namespace: string; Dimensions: string[][]; Metrics: { Name: string; Unit?: string }[] };
type Line = {
  readonly _aws: { readonly Timestamp: number; readonly CloudWatchMetrics: readonly Directive[] };
};

/** Whether the line claims to hold metrics: a JSON object with `_aws.CloudWatchMetrics`. */
export const readEmbeddedMetrics = (
  message: string,
): { readonly data: readonly MetricDatum[] } | 'invalid' | undefined => {
  if (!message.startsWith('{') || !message.includes('"CloudWatchMetrics"')) return undefined;
  const line = parse(message);
  if (line === undefined) return undefined;
  try {
    return { data: line._aws.CloudWatchMetrics.flatMap((directive) => readDirective(directive, line)) };
  } catch {
    return 'invalid';
  }
};

const parse = (message: string): Line | undefined => {
  try {
    const value = JSON.parse(message) as Partial<Line>;
    return Array.isArray(value._aws?.CloudWatchMetrics) ? (value as Line) : undefined;
  } catch {
    return undefined;
  }
};

/** One datum for each metric in each dimension set. @throws where a metric or dimension is not a root member. */
const readDirective = ({ Namespace: namespace, Dimensions: sets, Metrics: metrics }: Directive, line: Line) =>
  (sets.length === 0 ? [[]] : sets).flatMap((names) =>
    metrics.map(
      ({ Name: name, Unit: unit = 'None' }): MetricDatum => ({
        namespace,
        name,
        unit,
        values: numbers(member(line, name)),
        dimensions: Object.fromEntries(names.map((dimension) => [dimension, text(member(line, dimension))])),
        timestamp: numbers(line._aws.Timestamp)[0] ?? 0,
      }),
    ),
  );

const member = (line: Line, name: string): unknown =>
  (line as unknown as Readonly<Record<string, unknown>>)[name];

const numbers = (value: unknown): readonly number[] => {
  const list = Array.isArray(value) ? value : [value];
  if (list.length === 0 || list.some((entry) => typeof entry !== 'number'))
    throw new TypeError('not a number');
  return list as readonly number[];
};

const text = (value: unknown): string => {
  if (typeof value !== 'string' || value === '') throw new TypeError('not a text');
  return value;
};
