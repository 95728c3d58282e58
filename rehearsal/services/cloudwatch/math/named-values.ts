/** Metrics and expressions of one request by their ids: an expression may name both. */

import { ServiceError } from '../../../cloud/service.ts';
import { type Expression, readExpression } from './expression.ts';
import { type Series, series, type Value } from './time-series.ts';

export type NamedQuery =
  | { readonly id: string; readonly expression: string }
  /** A metric: its values come from elsewhere. */
  | { readonly id: string; readonly expression?: undefined };

/** The value of any id, given the values of the metrics among them. */
export type NamedValues = (id: string, metric: (id: string) => Series) => Value;

/** @throws {ServiceError} `ValidationError` for an id that is not there, or that leads back to itself. @throws {NotModelled} */
export const readNamedValues = (queries: readonly NamedQuery[]): NamedValues => {
  const expressions = new Map<string, Expression>();
  for (const { id, expression } of queries)
    if (expression !== undefined) expressions.set(id, readExpression(expression));
  const known = new Set(queries.map(({ id }) => id));
  for (const [id, { ids }] of expressions) checkIds(id, ids, known);
  for (const id of expressions.keys()) checkCircle(id, expressions, []);
  const lookUp: NamedValues = (id, metric) =>
    expressions.get(id)?.compute((other) => lookUp(other, metric)) ?? series(metric(id));
  return lookUp;
};

const checkIds = (id: string, ids: readonly string[], known: ReadonlySet<string>): void => {
  const missing = ids.find((other) => !known.has(other));
  if (missing !== undefined) throw invalid(`The expression ${id} names ${missing}, which is not there.`);
};

const checkCircle = (
  id: string,
  expressions: ReadonlyMap<string, Expression>,
  above: readonly string[],
): void => {
  if (above.includes(id)) throw invalid(`The expression ${id} leads back to itself.`);
  for (const other of expressions.get(id)?.ids ?? []) checkCircle(other, expressions, [...above, id]);
};

const invalid = (message: string) => new ServiceError('ValidationError', message);
