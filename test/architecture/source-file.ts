/** Reads the project's source files, and what each of them imports, without a compiler. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Path relative to the project, with `/`, and content. */
export type SourceFile = { readonly path: string; readonly text: string };

export type Import = { readonly specifier: string; readonly typeOnly: boolean };

const SKIPPED = new Set(['node_modules', 'cdk.out', 'coverage']);

/** Every file below `folders` of the project; a folder that does not exist yet holds none. */
export const readTree = (root: string, folders: readonly string[]): SourceFile[] =>
  folders
    .flatMap((folder) => listFiles(root, folder))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));

const listFiles = (root: string, folder: string): string[] =>
  entriesOf(join(root, folder)).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : listFiles(root, path);
    return [path];
  });

const entriesOf = (directory: string) => {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
};

const STATEMENT = /^\s*(?:import|export)(\s+type\b)?[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/gm;
const SIDE_EFFECT = /^\s*import\s*['"]([^'"]+)['"]/gm;
const CALL = /\b(?:import|require|require\.resolve|jest\.requireActual)\(\s*['"]([^'"]+)['"]/g;

/** What a TypeScript or JavaScript file imports, in any of the ways there are. */
export const importsOf = ({ text }: SourceFile): Import[] => {
  const code = withoutComments(text);
  return [
    ...[...code.matchAll(STATEMENT)].map(([, type, specifier = '']) => ({
      specifier,
      typeOnly: type !== undefined,
    })),
    ...[...code.matchAll(SIDE_EFFECT)].map(([, specifier = '']) => ({ specifier, typeOnly: false })),
    ...[...code.matchAll(CALL)].map(([, specifier = '']) => ({ specifier, typeOnly: false })),
  ];
};

/** Drops comments that begin a line, which is where ours stand; a `//` inside a text stays. */
export const withoutComments = (text: string): string =>
  text.replace(/^\s*\/\*[\s\S]*?\*\//gm, '').replace(/^\s*\/\/.*$/gm, '');
