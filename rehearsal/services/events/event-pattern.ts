/** Event patterns: which events a rule or an archive takes. Exact values and prefixes; everything else is refused by name. */

import { NotModelled, ServiceError } from '../../cloud/service.ts';

export type EventPattern = { readonly [field: string]: readonly unknown[] | EventPattern };

/** Whether an event fits. */
export type Matcher = (event: unknown) => boolean;

/** Fields of the envelope that a pattern may name. */
const ENVELOPE = new Set(['account', 'detail', 'detail-type', 'region', 'source']);

/**
 * Compiles a pattern: every field has to fit one of its values.
 * @throws {NotModelled} for other fields and operators. @throws {ServiceError} `InvalidEventPatternException`.
 */
export const readPattern = (pattern: EventPattern): Matcher => {
  for (const field of Object.keys(pattern)) {
    if (!ENVELOPE.has(field)) throw new NotModelled(`event patterns on ${field}`);
  }
  return matchFields(pattern, '');
};

const matchFields = (pattern: EventPattern, place: string): Matcher => {
  const fields = Object.entries(pattern).map(
    ([name, wanted]) => [name, matchField(name, wanted, place)] as const,
  );
  if (fields.length === 0) throw invalid(place, 'is empty');
  return (event) =>
    typeof event === 'object' &&
    event !== null &&
    fields.every(([name, matches]) => matches((event as Record<string, unknown>)[name]));
};

const matchField = (name: string, wanted: EventPattern[string], place: string): Matcher => {
  const path = place === '' ? name : `${place}.${name}`;
  if (name.startsWith('$')) throw new NotModelled(`the operator ${name} in event patterns`);
  if (!Array.isArray(wanted)) {
    if (typeof wanted !== 'object' || wanted === null) throw invalid(path, 'is neither a list nor an object');
    return matchFields(wanted as EventPattern, path);
  }
  if (wanted.length === 0) throw invalid(path, 'has no values');
  const alternatives = wanted.map((value: unknown) => matchValue(value, path));
  // Of an array in the event, one element is enough. User Guide "Matching on arrays", 2026-11.
  return (value) =>
    (Array.isArray(value) ? value : [value]).some((one: unknown) =>
      alternatives.some((matches) => matches(one)),
    );
};

const matchValue = (wanted: unknown, place: string): Matcher => {
  if (typeof wanted !== 'object' || wanted === null) return (value) => value === wanted;
  const operators = Object.keys(wanted);
  const { prefix } = wanted as { readonly prefix?: unknown };
  if (operators.length !== 1 || typeof prefix !== 'string') {
    throw new NotModelled(`the operator ${operators.join(', ')} in event patterns (${place}); prefix only`);
  }
  return (value) => typeof value === 'string' && value.startsWith(prefix);
};

const invalid = (place: string, problem: string) =>
  new ServiceError(
    'InvalidEventPatternException',
    `Event pattern is not valid: ${place || 'it'} ${problem}.`,
  );
