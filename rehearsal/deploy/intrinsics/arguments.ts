/** Checks what an intrinsic function was given, naming the function in every refusal. */
import { invalid } from '../errors.ts';

/** A string; numbers and booleans become one, as in CloudFormation. */
export const asText = (value: unknown, what: string): string => {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw invalid(`${what} must be a string, not ${describe(value)}.`);
};

export const asList = (value: unknown, what: string): readonly unknown[] => {
  if (Array.isArray(value)) return value;
  throw invalid(`${what} must be a list, not ${describe(value)}.`);
};

/** A list of exactly `count` elements. */
export const asTuple = (value: unknown, count: number, what: string): readonly unknown[] => {
  const list = asList(value, what);
  if (list.length === count) return list;
  throw invalid(`${what} takes ${count} elements, not ${list.length}.`);
};

export const asRecord = (value: unknown, what: string): Readonly<Record<string, unknown>> => {
  if (isRecord(value)) return value;
  throw invalid(`${what} must be an object, not ${describe(value)}.`);
};

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const describe = (value: unknown): string => {
  if (value === undefined || value === null) return 'nothing';
  return Array.isArray(value) ? 'a list' : typeof value === 'symbol' ? 'AWS::NoValue' : `a ${typeof value}`;
};
