/** The functions of metric math that are modelled. User Guide "Metric math syntax and functions", 2026-11. */

import { NotModelled } from '../../../cloud/service.ts';
import { gather, type Series, series, type Value } from './time-series.ts';

const largest = (values: readonly number[]): number => values.reduce((most, value) => Math.max(most, value));
const smallest = (values: readonly number[]): number =>
  values.reduce((least, value) => Math.min(least, value));
const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

const single = (name: string, of: (values: readonly number[]) => number) => (values: readonly Value[]) => {
  const [value, ...others] = values;
  if (value === undefined || others.length > 0)
    throw new NotModelled(`${name} with ${values.length} arguments in metric math; give one`);
  return gather(of, name, value);
};

export type MathFunction = (values: readonly Value[]) => Value;

/** `FILL` is not among them: its second argument may be a word. */
export const FUNCTIONS: Readonly<Record<string, MathFunction>> = {
  IF: (values) => choose(values),
  MAX: single('MAX', largest),
  MIN: single('MIN', smallest),
  SUM: single('SUM', total),
};

const choose = ([condition, whenTrue, whenFalse, ...others]: readonly Value[]): Value => {
  if (condition === undefined || whenTrue === undefined || others.length > 0)
    throw new NotModelled('IF with other than two or three arguments in metric math');
  if ([condition, whenTrue, whenFalse].some((value) => value?.kind === 'array'))
    throw new NotModelled('IF over arrays of time series in metric math');
  if (condition.kind === 'series') return chooseEach(condition.values, whenTrue, whenFalse);
  const chosen = condition.kind === 'scalar' && condition.value !== 0 ? whenTrue : whenFalse;
  const shape = [whenTrue, whenFalse].find((value) => value?.kind === 'series');
  if (shape?.kind !== 'series') throw new NotModelled('IF over numbers alone in metric math');
  return series(shape.values.map((_, index) => (chosen ? at(chosen, index) : undefined)));
};

/**
 * Without a condition there is no data point; a missing value counts as 0 where the condition holds, and drops the data
 * point where it does not.
 */
const chooseEach = (condition: Series, whenTrue: Value, whenFalse: Value | undefined): Value =>
  series(
    condition.map((holds, index) => {
      if (holds === undefined) return undefined;
      if (holds !== 0) return at(whenTrue, index) ?? 0;
      return whenFalse && at(whenFalse, index);
    }),
  );

const at = (value: Value, index: number): number | undefined =>
  value.kind === 'scalar' ? value.value : value.kind === 'series' ? value.values[index] : undefined;

/**
 * Values for the periods that have none: a number, or `REPEAT` for the one before.
 * AWS does not say whether a series without any value is filled too; here it is (inferred).
 */
export const fill = (value: Value, by: Value | 'REPEAT'): Value => {
  if (by !== 'REPEAT' && by.kind !== 'scalar') throw new NotModelled('FILL by a time series in metric math');
  const whole = (values: Series): Series => {
    let before: number | undefined;
    return values.map((one) => {
      before = one ?? before;
      return one ?? (by === 'REPEAT' ? before : by.value);
    });
  };
  if (value.kind === 'scalar') throw new NotModelled('FILL of a number in metric math');
  if (value.kind === 'series') return series(whole(value.values));
  return { kind: 'array', members: value.members.map(whole) };
};
