/** The intrinsic functions of conditions and rules. */
import { isDeepStrictEqual } from 'node:util';
import { invalid } from '../errors.ts';
import { asList, asText, asTuple, isRecord } from './arguments.ts';
import type { Evaluation, Intrinsic } from './environment.ts';

/** Evaluates the branch that is taken only: the other may refer to resources that do not exist. */
export const branch: Intrinsic = (argument, evaluation) => {
  const [condition, then, otherwise] = asTuple(argument, 3, 'Fn::If');
  const holds = evaluation.condition(asText(condition, 'The condition of Fn::If'));
  return evaluation.resolve(holds ? then : otherwise);
};

export const equals: Intrinsic = (argument, evaluation) => {
  const [left, right] = asTuple(argument, 2, 'Fn::Equals').map((side) =>
    comparable(evaluation.resolve(side)),
  );
  return isDeepStrictEqual(left, right);
};

export const not: Intrinsic = (argument, evaluation) => {
  const [operand] = asTuple(argument, 1, 'Fn::Not');
  return !truth(operand, evaluation);
};

export const and: Intrinsic = (argument, evaluation) =>
  operands(argument, 'Fn::And').every((operand) => truth(operand, evaluation));

export const or: Intrinsic = (argument, evaluation) =>
  operands(argument, 'Fn::Or').some((operand) => truth(operand, evaluation));

/** Rules only: whether the list holds the value. */
export const contains: Intrinsic = (argument, evaluation) => {
  const [list, value] = asTuple(argument, 2, 'Fn::Contains').map((side) => evaluation.resolve(side));
  return asList(list, 'The list of Fn::Contains').some((item) => comparable(item) === comparable(value));
};

/** A condition's value: a boolean function, or `{ Condition: NAME }`. @throws {DeployError} for anything else. */
export const truth = (value: unknown, evaluation: Evaluation): boolean => {
  const named = isRecord(value) && Object.keys(value).length === 1 ? value.Condition : undefined;
  if (typeof named === 'string') return evaluation.condition(named);
  const result = comparable(evaluation.resolve(value));
  if (result === 'true' || result === 'false') return result === 'true';
  throw invalid(
    'A condition must be true or false; use Fn::Equals, Fn::And, Fn::Or, Fn::Not or { "Condition": NAME }.',
  );
};

// 2 to 10 conditions each. CloudFormation User Guide, "Condition functions", 2026-11.
const operands = (argument: unknown, what: string): readonly unknown[] => {
  const list = asList(argument, what);
  if (list.length >= 2 && list.length <= 10) return list;
  throw invalid(`${what} takes 2 to 10 conditions, not ${list.length}.`);
};

/** Parameters are texts, so `5` and `"5"` are equal to CloudFormation. */
const comparable = (value: unknown): unknown =>
  typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
