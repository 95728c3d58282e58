/**
 * What metric math counts with: numbers, time series, and arrays of time series. User Guide "Metric math syntax and
 * functions", 2026-11: what is missing counts as 0 where another series has a value, and is missing where none has.
 */

import { NotModelled } from '../../../cloud/service.ts';

/** One value for each period, oldest first; undefined where there is none. Series of one expression are equally long. */
export type Series = readonly (number | undefined)[];

export type Value =
  | { readonly kind: 'scalar'; readonly value: number }
  | { readonly kind: 'series'; readonly values: Series }
  | { readonly kind: 'array'; readonly members: readonly Series[] };

export const scalar = (value: number): Value => ({ kind: 'scalar', value });
export const series = (values: Series): Value => ({ kind: 'series', values });

/** Of two numbers; undefined drops the data point. */
export type Pairwise = (left: number, right: number) => number | undefined;

/** `left` and `right` period by period. @throws {NotModelled} for two arrays, and for a number that cannot be had. */
export const combine = (operation: Pairwise, what: string, left: Value, right: Value): Value => {
  if (left.kind === 'array' || right.kind === 'array') return combineArrays(operation, what, left, right);
  if (left.kind === 'series' && right.kind === 'series')
    return series(left.values.map((value, index) => pair(operation, value, right.values[index])));
  if (left.kind === 'series' && right.kind === 'scalar')
    return series(left.values.map((value) => (value === undefined ? value : operation(value, right.value))));
  if (left.kind === 'scalar' && right.kind === 'series')
    return series(right.values.map((value) => (value === undefined ? value : operation(left.value, value))));
  return combineScalars(operation, what, left, right);
};

const pair = (operation: Pairwise, left: number | undefined, right: number | undefined) =>
  left === undefined && right === undefined ? undefined : operation(left ?? 0, right ?? 0);

const combineArrays = (operation: Pairwise, what: string, left: Value, right: Value): Value => {
  if (left.kind === 'array' && right.kind === 'array')
    throw new NotModelled(`${what} of two arrays of time series in metric math`);
  const one = (member: Series): Series => {
    const [a, b] = left.kind === 'array' ? [series(member), right] : [left, series(member)];
    const result = combine(operation, what, a, b);
    return result.kind === 'series' ? result.values : member.map(() => undefined);
  };
  const members = left.kind === 'array' ? left.members : right.kind === 'array' ? right.members : [];
  return { kind: 'array', members: members.map(one) };
};

const combineScalars = (operation: Pairwise, what: string, left: Value, right: Value): Value => {
  const result =
    left.kind === 'scalar' && right.kind === 'scalar' ? operation(left.value, right.value) : undefined;
  if (result === undefined) throw new NotModelled(`${what} of numbers without a result in metric math`);
  return scalar(result);
};

/** Each value by itself. */
export const each = (change: (value: number) => number, value: Value): Value => {
  const whole = (values: Series): Series => values.map((one) => (one === undefined ? one : change(one)));
  if (value.kind === 'scalar') return scalar(change(value.value));
  if (value.kind === 'series') return series(whole(value.values));
  return { kind: 'array', members: value.members.map(whole) };
};

/**
 * One series is brought down to a number, an array to one series. A series without values has no number and stays as it
 * is (inferred).
 * @param of at least one value @throws {NotModelled} for a number, which has nothing to gather
 */
export const gather = (of: (values: readonly number[]) => number, what: string, value: Value): Value => {
  if (value.kind === 'scalar') throw new NotModelled(`${what} of a number in metric math`);
  if (value.kind === 'series') {
    const there = value.values.filter((one) => one !== undefined);
    return there.length === 0 ? value : scalar(of(there));
  }
  const [first = []] = value.members;
  return series(
    first.map((_, index) => {
      const there = value.members.flatMap((member) => member[index] ?? []);
      return there.length === 0 ? undefined : of(there);
    }),
  );
};
