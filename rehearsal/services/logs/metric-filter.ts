/**
 * Metric filters: a log group counts the events of which one text member of the root has a given value, and another
 * member may have to be missing. These forms of the pattern language are here; all others are refused by name.
 */

import { NotModelled, ServiceError } from '../../cloud/service.ts';
import type { MetricDatum } from '../cloudwatch/metric.ts';

/** As `PutMetricFilter` and CloudFormation describe it. */
export type MetricFilterInput = {
  /** Unique in its log group; a second one of the same name replaces the first. */
  readonly name: string;
  /** `{ $.member = "text" }`, `{ ($.member = "text") && ($.other NOT EXISTS) }` */
  readonly pattern: string;
  readonly namespace: string;
  readonly metricName: string;
  /** A number, as a text. */
  readonly value: string;
  /** @default None */
  readonly unit?: string;
};

/** What a log event's message adds to a metric; nothing where it does not match. */
export type MetricFilter = (message: ParsedMessage, timestamp: number) => MetricDatum | undefined;

/** The members of a message that is a JSON object. */
export type ParsedMessage = Readonly<Record<string, unknown>>;

/** Per log group. CloudWatch Logs User Guide "Quotas", 2026-11. */
export const MOST_FILTERS = 100;

/** @throws {ServiceError} `InvalidParameterException` for a name AWS refuses. @throws {NotModelled} for other patterns and values. */
export const readMetricFilter = (input: MetricFilterInput): MetricFilter => {
  const { name, pattern, namespace, metricName, unit = 'None' } = input;
  checkName('filterName', name);
  checkName('metricName', metricName);
  checkName('metricNamespace', namespace);
  const { member, text, absent } = readPattern(pattern);
  const values = [readValue(input.value)];
  return (message, timestamp) =>
    Object.hasOwn(message, member) &&
    message[member] === text &&
    (absent === undefined || !Object.hasOwn(message, absent))
      ? { namespace, name: metricName, unit, values, dimensions: {}, timestamp }
      : undefined;
};

/** The message as filters see it; undefined for what is no JSON object, which no pattern in braces matches. */
export const parseMessage = (message: string): ParsedMessage | undefined => {
  if (!message.startsWith('{')) return undefined;
  try {
    return JSON.parse(message) as ParsedMessage;
  } catch {
    return undefined;
  }
};

/**
 * Selectors take letters, digits, `-` and `_` without quotes. A `*` in a value is a wildcard, and refused here. User
 * Guide "Filter pattern syntax", matching terms in JSON log events, 2026-11.
 */
const MEMBER_IS_TEXT = /^\{\s*\$\.([\w-]+)\s*=\s*"([^"*\\]+)"\s*\}$/;
const AND_OTHER_IS_MISSING =
  /^\{\s*\(\$\.([\w-]+)\s*=\s*"([^"*\\]+)"\)\s*&&\s*\(\$\.([\w-]+)\s+NOT EXISTS\)\s*\}$/;

type Pattern = { readonly member: string; readonly text: string; readonly absent?: string };

const readPattern = (pattern: string): Pattern => {
  const found = MEMBER_IS_TEXT.exec(pattern) ?? AND_OTHER_IS_MISSING.exec(pattern) ?? [];
  const [, member, text, absent] = found;
  if (member !== undefined && text !== undefined)
    return { member, text, ...(absent !== undefined && { absent }) };
  throw new NotModelled(
    `the metric filter pattern ${pattern}: other than { $.member = "text" }, or that with && ($.other NOT EXISTS)`,
  );
};

const readValue = (value: string): number => {
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value);
  throw new NotModelled(`the metric value ${value}: other than a number`);
};

/** API Reference "MetricFilter" and "MetricTransformation", 2026-11. */
const NAMES = {
  filterName: { pattern: /^[^:*]{1,512}$/, says: '1 to 512 characters without : and *' },
  metricName: { pattern: /^[^:*$]{1,255}$/, says: '1 to 255 characters without :, * and $' },
  metricNamespace: { pattern: /^[^:*$]{1,255}$/, says: '1 to 255 characters without :, * and $' },
} as const;

const checkName = (parameter: keyof typeof NAMES, name: string): void => {
  const { pattern, says } = NAMES[parameter];
  if (pattern.test(name)) return;
  throw new ServiceError('InvalidParameterException', `${parameter} ${name} is invalid: use ${says}.`);
};
