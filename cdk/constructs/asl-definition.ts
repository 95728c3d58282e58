/** Reads one file of statemachines/: its text, its placeholders and its states, however deeply they are nested. */
import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export type AslObject = Readonly<Record<string, unknown>>;
export type AslState = { readonly name: string; readonly state: AslObject };

export type AslDefinition = {
  /** Path for messages, relative to the project. */
  readonly file: string;
  /** The file as it is: what the console shows is what is reviewed. */
  readonly text: string;
  /** Every `${Name}` of the text, once. */
  readonly placeholders: readonly string[];
  readonly states: readonly AslState[];
};

/** The characters that CloudFormation accepts in a key of DefinitionSubstitutions. */
const PLACEHOLDER = /\$\{(\w+)\}/g;

/**
 * @param file name of a file in `statemachines/`, or an absolute path
 * @throws {Error} naming the file, where it is no JSON object
 */
export const readAslDefinition = (file: string): AslDefinition => {
  const path = resolve(ROOT, 'statemachines', file);
  const text = readFileSync(path, 'utf8');
  const named = relative(ROOT, path);
  const placeholders = [...new Set([...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name))];
  return { file: named, text, placeholders, states: statesOf(parse(text, named)) };
};

const parse = (text: string, file: string): AslObject => {
  try {
    const parsed: unknown = JSON.parse(text);
    if (isObject(parsed)) return parsed;
  } catch (error) {
    throw new Error(`${file} is not valid JSON: ${error instanceof Error ? error.message : 'unreadable'}`);
  }
  throw new Error(`${file} must hold one JSON object, the definition of a state machine`);
};

/** The states of a machine, of the branches of a Parallel and of the processor of a Map. */
const statesOf = (machine: AslObject): AslState[] =>
  Object.entries(objectAt(machine, 'States')).flatMap(([name, value]) => {
    const state = isObject(value) ? value : {};
    const branches = Array.isArray(state.Branches) ? state.Branches.filter(isObject) : [];
    const inner = [...branches, objectAt(state, 'ItemProcessor'), objectAt(state, 'Iterator')];
    return [{ name, state }, ...inner.flatMap(statesOf)];
  });

export const isObject = (value: unknown): value is AslObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object below a key, or an empty one. */
export const objectAt = (parent: AslObject, key: string): AslObject => {
  const value = parent[key];
  return isObject(value) ? value : {};
};
