/** Finds what a value of a template refers to, without evaluating it: for checking it and for ordering resources. */
import { asList, isRecord } from './arguments.ts';
import { getAttTarget } from './reference-functions.ts';
import { intrinsicCall } from './resolve.ts';
import { parseSubText } from './sub-text.ts';

export type Reference = { readonly name: string; readonly attribute?: string };

export type Found = {
  readonly references: readonly Reference[];
  /** Names of the functions used. */
  readonly functions: readonly string[];
  /** Conditions that an `Fn::If` asks for. */
  readonly conditions: readonly string[];
};

/**
 * References and function names in `value`. With `condition`, of every `Fn::If` only the branch taken counts.
 * @throws {DeployError} for a function whose argument cannot be read.
 */
export const findReferences = (value: unknown, condition?: (name: string) => boolean): Found => {
  const references: Reference[] = [];
  const functions: string[] = [];
  const conditions: string[] = [];
  const walk = (item: unknown): void => {
    const call = isRecord(item) ? intrinsicCall(item) : undefined;
    if (call) {
      functions.push(call.name);
      references.push(...directReferences(call.name, call.argument));
      if (call.name === 'Fn::If') conditions.push(String(asList(call.argument, 'Fn::If')[0]));
    }
    for (const nested of call ? argumentsOf(call, condition) : childrenOf(item)) walk(nested);
  };
  walk(value);
  return { references, functions, conditions };
};

const directReferences = (name: string, argument: unknown): Reference[] => {
  if (name === 'Ref' && typeof argument === 'string') return [{ name: argument }];
  if (name === 'Fn::Sub') return subReferences(argument);
  if (name !== 'Fn::GetAtt') return [];
  const [logicalId, attribute] = getAttTarget(argument);
  return [{ name: logicalId, attribute }];
};

const subReferences = (argument: unknown): Reference[] => {
  const [text, own] = Array.isArray(argument) ? argument : [argument, {}];
  const variables = isRecord(own) ? own : {};
  return parseSubText(String(text)).flatMap((part) => {
    if (part.kind === 'text') return [];
    const { name, attribute } = part;
    const path = attribute === undefined ? name : `${name}.${attribute}`;
    return Object.hasOwn(variables, path) ? [] : [attribute === undefined ? { name } : { name, attribute }];
  });
};

const childrenOf = (item: unknown): unknown[] =>
  Array.isArray(item) ? item : isRecord(item) ? Object.values(item) : [];

/** What of a function's argument is evaluated. */
const argumentsOf = (
  call: { readonly name: string; readonly argument: unknown },
  condition: ((name: string) => boolean) | undefined,
): unknown[] => {
  if (call.name !== 'Fn::If' || !condition) return [call.argument];
  const [name, then, otherwise] = asList(call.argument, 'Fn::If');
  return [condition(String(name)) ? then : otherwise];
};
