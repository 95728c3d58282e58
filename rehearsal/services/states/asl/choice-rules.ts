/** Choice rules: which comparisons are modelled, and how each is put to the engine so that it answers as Step Functions does. */

import { type AslObject, isObject, type Problem } from './asl.ts';
import { checkPath } from './paths.ts';

/** Tests of a value's kind take true or false. */
const KINDS = ['IsBoolean', 'IsNull', 'IsNumeric', 'IsPresent', 'IsString', 'IsTimestamp'];

/**
 * Comparisons, each with the kind of value it is about: a value of another kind never fits, where the engine would
 * compare it anyhow or fail. Comparisons with paths and with timestamps are not modelled.
 */
const COMPARISONS: Readonly<Record<string, 'IsString' | 'IsNumeric' | 'IsBoolean'>> = {
  BooleanEquals: 'IsBoolean',
  NumericEquals: 'IsNumeric',
  NumericGreaterThan: 'IsNumeric',
  NumericGreaterThanEquals: 'IsNumeric',
  NumericLessThan: 'IsNumeric',
  NumericLessThanEquals: 'IsNumeric',
  StringEquals: 'IsString',
  StringGreaterThan: 'IsString',
  StringGreaterThanEquals: 'IsString',
  StringLessThan: 'IsString',
  StringLessThanEquals: 'IsString',
  StringMatches: 'IsString',
};

const OPERATORS: readonly string[] = [...KINDS, ...Object.keys(COMPARISONS)];

/** A rule of a Choice state; `Next` stands only at its top. */
export const checkChoiceRule = (rule: unknown, place: string, isTop = true): Problem[] => {
  if (!isObject(rule)) return [{ place, what: 'is not a choice rule' }];
  const fields = Object.keys(rule).filter((key) => key !== 'Comment' && !(isTop && key === 'Next'));
  const [only = ''] = fields;
  if (fields.length === 1 && (only === 'And' || only === 'Or')) {
    const rules = rule[only];
    if (!Array.isArray(rules)) return [{ place: `${place}.${only}`, what: 'is not a list' }];
    return rules.flatMap((inner, index) => checkChoiceRule(inner, `${place}.${only}[${index}]`, false));
  }
  if (fields.length === 1 && only === 'Not') return checkChoiceRule(rule.Not, `${place}.Not`, false);
  return checkComparison(rule, fields, place);
};

const checkComparison = (rule: AslObject, fields: readonly string[], place: string): Problem[] => {
  const unknown = fields.filter((field) => field !== 'Variable' && !OPERATORS.includes(field));
  if (unknown.length > 0) return unknown.map((field) => ({ place, what: `the choice operator ${field}` }));
  const operators = fields.filter((field) => field !== 'Variable');
  const [operator = ''] = operators;
  if (operators.length !== 1) return [{ place, what: 'a choice rule that has not exactly one operator' }];
  return [
    ...checkPath(rule.Variable, `${place}.Variable`),
    ...checkOperand(operator, rule[operator], `${place}.${operator}`),
  ];
};

const OPERAND_TYPES = { IsString: 'string', IsNumeric: 'number', IsBoolean: 'boolean' } as const;

const checkOperand = (operator: string, operand: unknown, place: string): Problem[] => {
  const kind = COMPARISONS[operator];
  const type = kind ? OPERAND_TYPES[kind] : 'boolean';
  if (typeof operand !== type) return [{ place, what: `${String(operand)}; use a ${type}` }];
  // In the engine's patterns these have a meaning that Step Functions does not give them.
  if (operator === 'StringMatches' && /[\\?[\]{}!()]/.test(String(operand))) {
    return [{ place, what: `the pattern ${String(operand)}; * is the only special character` }];
  }
  return [];
};

/** The same rule for the engine: kinds are asked first, and "is not" is said with `Not`. */
export const engineRule = (rule: AslObject): AslObject => {
  const { Comment: _, Next: next, ...test } = rule;
  return { ...engineTest(test), ...(next !== undefined && { Next: next }) };
};

const engineTest = (test: AslObject): AslObject => {
  if (Array.isArray(test.And)) return { And: test.And.map(engineTest) };
  if (Array.isArray(test.Or)) return { Or: test.Or.map(engineTest) };
  if (isObject(test.Not)) return { Not: engineTest(test.Not) };
  const { Variable, Comment: _, ...operators } = test;
  const [[operator = '', operand] = []] = Object.entries(operators);
  const kind = COMPARISONS[operator];
  if (kind)
    return {
      And: [
        { Variable, [kind]: true },
        { Variable, [operator]: operand },
      ],
    };
  return operand === true ? { Variable, [operator]: true } : { Not: { Variable, [operator]: true } };
};
