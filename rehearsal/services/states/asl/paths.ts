/** Reference paths and intrinsic functions: those that the local engine evaluates as Step Functions does. */

import type { Problem } from './asl.ts';

/** `$`, `$.a.b`, `$.list[0].c`. Filters, wildcards, slices and quoted names behave differently in the engine's JSONPath. */
const PATH = /^\$(\.[A-Za-z_]\w*(\[\d+\])*)*$/;

/** What of the context object is supplied. The rest (`State`, `Task`, `Map`) is not, or is wrong in the engine. */
const CONTEXT =
  /^\$\$\.(Execution\.(Id|Name|StartTime|RoleArn|Input(\.[A-Za-z_]\w*(\[\d+\])*)*)|StateMachine\.(Id|Name))$/;

/** Where a result goes. `$` alone the engine takes for a field of that name: leave the field out instead. */
const RESULT_PATH = /^\$(\.[A-Za-z_]\w*)+$/;

/**
 * Intrinsic functions that give the same as on AWS. Not among them: JsonToString and everything else that may return a
 * backslash (the engine removes them), JsonMerge (it changes its argument), StringToJson (it fails under another name).
 */
export const INTRINSICS: readonly string[] = [
  'States.Array',
  'States.ArrayLength',
  'States.Format',
  'States.MathAdd',
  'States.UUID',
];

export const checkPath = (value: unknown, place: string): Problem[] => {
  if (typeof value !== 'string') return [{ place, what: 'is not a path' }];
  const known = value.startsWith('$$') ? CONTEXT.test(value) : PATH.test(value);
  if (known) return [];
  const what = value.startsWith('$$')
    ? `the context path ${value}; use $$.Execution.Id, Name, StartTime, RoleArn or Input, or $$.StateMachine.Id or Name`
    : `the path ${value}; use names and indexes, as $.a.b[0]`;
  return [{ place, what }];
};

/** `null` is a path too: nothing is kept. */
export const checkResultPath = (value: unknown, place: string): Problem[] =>
  value === null || (typeof value === 'string' && RESULT_PATH.test(value))
    ? []
    : [{ place, what: `the result path ${String(value)}; use one of the form $.a.b, or leave it out` }];

/** The value of a field whose name ends in `.$`: a path or an intrinsic function. */
export const checkExpression = (value: unknown, place: string): Problem[] => {
  if (typeof value !== 'string') return [{ place, what: 'is neither a path nor an intrinsic function' }];
  return value.startsWith('$') ? checkPath(value, place) : checkIntrinsic(value, place);
};

const CALL = /^(States\.\w+)\((.*)\)$/s;

const checkIntrinsic = (text: string, place: string): Problem[] => {
  const [, name = '', inside = ''] = CALL.exec(text) ?? [];
  if (name === '') return [{ place, what: `the expression ${text}` }];
  if (!INTRINSICS.includes(name))
    return [{ place, what: `the intrinsic function ${name}; use one of ${INTRINSICS.join(', ')}` }];
  return splitArguments(inside).flatMap((argument) => checkArgument(argument, place));
};

const checkArgument = (argument: string, place: string): Problem[] => {
  if (argument.startsWith('$')) return checkPath(argument, place);
  if (argument.startsWith('States.')) return checkIntrinsic(argument, place);
  if (/^-?\d+(\.\d+)?$/.test(argument)) return [];
  // The engine counts parentheses inside quotes too, and removes backslashes.
  if (/^'[^'\\()]*'$/.test(argument)) return [];
  return [{ place, what: `the argument ${argument}; use a path, a number or a text without ' \\ ( )` }];
};

/** Splits at commas that are outside quotes and parentheses. */
const splitArguments = (inside: string): readonly string[] => {
  const parts = inside.match(/(?:'[^']*'|\((?:[^()]|\([^()]*\))*\)|[^,'()])+/g) ?? [];
  return parts.map((part) => part.trim()).filter((part) => part !== '');
};

/** `Parameters`, `ResultSelector` and `Payload`-like templates, however deep. */
export const checkTemplate = (value: unknown, place: string): Problem[] => {
  if (Array.isArray(value))
    return value.flatMap((entry: unknown, index) => checkTemplate(entry, `${place}[${index}]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key.endsWith('.$') ? checkExpression(inner, `${place}.${key}`) : checkTemplate(inner, `${place}.${key}`),
  );
};
