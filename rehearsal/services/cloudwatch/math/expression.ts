/**
 * Expressions of metric math, read once and computed as often as wanted: arithmetic, comparison, `AND`/`OR`, `IF`,
 * `FILL`, `MAX`, `MIN`, `SUM`. CloudWatch has no NOT. All other functions and operators are refused by name.
 */

import jsep from 'jsep';
import { NotModelled, ServiceError } from '../../../cloud/service.ts';
import { FUNCTIONS, fill } from './functions.ts';
import { combine, each, type Pairwise, type Series, scalar, type Value } from './time-series.ts';

export type Expression = {
  /** Ids of the metrics and expressions that it names. */
  readonly ids: readonly string[];
  /** @param lookUp of an id @throws {NotModelled} for what its values cannot be combined to */
  readonly compute: (lookUp: (id: string) => Value) => Value;
};

type Node = jsep.Expression;
type LookUp = (id: string) => Value;

// As JavaScript's || and && bind, which is weaker than any comparison (inferred: AWS gives no precedence).
jsep.addBinaryOp('OR', 1);
jsep.addBinaryOp('AND', 2);

const truth = (holds: boolean): number => (holds ? 1 : 0);
const both: Pairwise = (left, right) => truth(left !== 0 && right !== 0);
const either: Pairwise = (left, right) => truth(left !== 0 || right !== 0);

const OPERATORS: Readonly<Record<string, Pairwise>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  // A data point that would be divided by zero is dropped. User Guide, as above.
  '/': (left, right) => (right === 0 ? undefined : left / right),
  '==': (left, right) => truth(left === right),
  '!=': (left, right) => truth(left !== right),
  '<': (left, right) => truth(left < right),
  '<=': (left, right) => truth(left <= right),
  '>': (left, right) => truth(left > right),
  '>=': (left, right) => truth(left >= right),
  AND: both,
  '&&': both,
  OR: either,
  '||': either,
};

/** @throws {ServiceError} `ValidationError` for what is no expression. @throws {NotModelled} for what is not computed here. */
export const readExpression = (text: string): Expression => {
  if (/^\s*SELECT\b/i.test(text)) throw new NotModelled('Metrics Insights queries');
  const root = parse(text);
  const ids = new Set<string>();
  check(root, ids);
  return { ids: [...ids], compute: (lookUp) => compute(root, lookUp) };
};

const parse = (text: string): Node => {
  try {
    return jsep(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ServiceError('ValidationError', `The expression ${text} cannot be read: ${reason}.`);
  }
};

const isId = (name: string): boolean => /^[a-z]\w*$/.test(name);

/** Refuses what is not modelled when the alarm is made, not when it is first computed. */
const check = (node: Node, ids: Set<string>): void => {
  const parts = partsOf(node);
  if (node.type === 'Identifier') {
    const { name } = node as jsep.Identifier;
    if (!isId(name)) throw new NotModelled(`the word ${name} in metric math`);
    ids.add(name);
  }
  for (const part of parts) check(part, ids);
};

/** What a node computes from. @throws {NotModelled} for nodes of any other form. */
const partsOf = (node: Node): readonly Node[] => {
  switch (node.type) {
    case 'Identifier':
      return [];
    case 'Literal':
      return literalParts(node as jsep.Literal);
    case 'UnaryExpression':
      return unaryParts(node as jsep.UnaryExpression);
    case 'BinaryExpression':
      return binaryParts(node as jsep.BinaryExpression);
    case 'ArrayExpression':
      return (node as jsep.ArrayExpression).elements.flatMap((element) => element ?? []);
    case 'CallExpression':
      return callParts(node as jsep.CallExpression);
    default:
      throw new NotModelled(`a ${node.type} in metric math`);
  }
};

const literalParts = ({ value, raw }: jsep.Literal): readonly Node[] => {
  if (typeof value !== 'number') throw new NotModelled(`the value ${raw} in metric math`);
  return [];
};

const unaryParts = ({ operator, argument }: jsep.UnaryExpression): readonly Node[] => {
  if (operator !== '-') throw new NotModelled(`the operator ${operator} in metric math`);
  return [argument];
};

const binaryParts = ({ operator, left, right }: jsep.BinaryExpression): readonly Node[] => {
  if (!Object.hasOwn(OPERATORS, operator)) throw new NotModelled(`the operator ${operator} in metric math`);
  return [left, right];
};

const callParts = (call: jsep.CallExpression): readonly Node[] => {
  const name = functionOf(call);
  if (name !== 'FILL') return call.arguments;
  const [value, by, ...others] = call.arguments;
  if (!value || !by || others.length > 0)
    throw new NotModelled('FILL with other than two arguments in metric math');
  return isRepeat(by) ? [value] : [value, by];
};

/** @throws {NotModelled} for a function that is not computed here. */
const functionOf = ({ callee }: jsep.CallExpression): string => {
  const name = callee.type === 'Identifier' ? (callee as jsep.Identifier).name : callee.type;
  if (name === 'FILL' || Object.hasOwn(FUNCTIONS, name)) return name;
  throw new NotModelled(`the function ${name} of metric math`);
};

const isRepeat = (node: Node): boolean =>
  node.type === 'Identifier' && (node as jsep.Identifier).name === 'REPEAT';

const compute = (node: Node, lookUp: LookUp): Value => {
  const parts = partsOf(node).map((part) => compute(part, lookUp));
  if (node.type === 'Identifier') return lookUp((node as jsep.Identifier).name);
  if (node.type === 'Literal') return scalar(Number((node as jsep.Literal).value));
  if (node.type === 'ArrayExpression') return { kind: 'array', members: parts.flatMap(membersOf) };
  if (node.type === 'CallExpression') return call(node as jsep.CallExpression, parts);
  const [left, right] = parts;
  if (left && right) {
    const { operator } = node as jsep.BinaryExpression;
    return combine(OPERATORS[operator] ?? both, operator, left, right);
  }
  if (left) return each((value) => -value, left);
  throw new NotModelled(`a ${node.type} without parts in metric math`);
};

const membersOf = (value: Value): readonly Series[] => {
  if (value.kind === 'scalar') throw new NotModelled('numbers in arrays of metric math');
  return value.kind === 'series' ? [value.values] : value.members;
};

const call = (node: jsep.CallExpression, parts: readonly Value[]): Value => {
  const name = functionOf(node);
  const [value, by] = parts;
  if (name === 'FILL' && value) return fill(value, by ?? 'REPEAT');
  const work = FUNCTIONS[name];
  if (!work) throw new NotModelled(`the function ${name} of metric math`);
  return work(parts);
};
