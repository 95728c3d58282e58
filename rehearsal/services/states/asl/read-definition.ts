/** From the text that is deployed to a definition that can be run: placeholders filled, valid, and modelled. */

import { NotModelled, ServiceError } from '../../../cloud/service.ts';
import { type AslObject, type Definition, isObject } from './asl.ts';
import { checkAslSubset } from './asl-subset.ts';

/** State Machine API quotas: 1 MB of definition. Developer Guide "Quotas", 2026-11. */
const LONGEST_DEFINITION = 1024 * 1024;

/** Fills `${Name}`. @throws {ServiceError} `InvalidDefinition` for a placeholder that has no value. */
export const fillPlaceholders = (text: string, substitutions: Readonly<Record<string, string>>): string => {
  // A value goes into a JSON text.
  const inJson = (value: string) => JSON.stringify(value).slice(1, -1);
  const filled = text.replace(/\$\{(\w+)\}/g, (placeholder, name: string) => {
    const value = Object.hasOwn(substitutions, name) ? substitutions[name] : undefined;
    return value === undefined ? placeholder : inJson(value);
  });
  const left = /\$\{\w+\}/.exec(filled)?.[0];
  if (left !== undefined) throw invalid(`the placeholder ${left} has no substitution`);
  return filled;
};

/**
 * Checks it as Step Functions would, then for what the rehearsal runs.
 * @throws {ServiceError} `InvalidDefinition`. @throws {NotModelled} listing every place that is not modelled.
 */
export const readDefinition = async (text: string): Promise<Definition> => {
  if (text.length > LONGEST_DEFINITION) throw invalid(`it is longer than ${LONGEST_DEFINITION} characters`);
  const definition = parse(text);
  // Loaded on demand: only a rehearsal with state machines needs it. It writes into what it is given.
  const { default: validate } = await import('asl-validator');
  const { isValid, errorsText } = validate(structuredClone(definition), { checkArn: true, checkPaths: true });
  if (!isValid) throw invalid(errorsText('; '));
  const problems = checkAslSubset(definition);
  if (problems.length > 0) {
    throw new NotModelled(problems.map(({ place, what }) => `${what} (${place})`).join('; '));
  }
  return definition as Definition;
};

const parse = (text: string): AslObject => {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // Said below: the text is not repeated.
  }
  throw invalid('it is not a JSON object');
};

const invalid = (problem: string) =>
  new ServiceError('InvalidDefinition', `Invalid State Machine Definition: ${problem}.`);
