/** Who may import whom: the table of rooms, as rules that name every violation. */
import { posix } from 'node:path';
import { type Import, importsOf, type SourceFile } from './source-file.ts';

export type Rule = {
  /** A sentence that says what holds. */
  readonly name: string;
  /** One line for every violation, beginning with the file's path. */
  readonly violations: (files: readonly SourceFile[]) => string[];
};

/** Rooms with code, and the rooms of ours each may import beside itself. */
export const ROOMS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  functions: ['core'],
  cdk: ['core'],
  rehearsal: ['core'],
  tools: ['core', 'cdk', 'rehearsal'],
  bench: ['core', 'functions', 'cdk', 'rehearsal', 'test', 'tools'],
  test: ['core', 'functions', 'cdk', 'rehearsal', 'bench', 'tools'],
};

export const isCode = (file: SourceFile): boolean => /\.(ts|cjs|mjs|js)$/.test(file.path);

/** The top-level folder of a path. */
export const roomOf = (path: string): string => path.split('/')[0] ?? '';

/** The project path an import leads to, or undefined for a package. */
export const targetOf = (file: SourceFile, { specifier }: Import): string | undefined => {
  if (specifier.startsWith('#')) return specifier.slice(1);
  return specifier.startsWith('.') ? posix.join(posix.dirname(file.path), specifier) : undefined;
};

/** A rule about single imports. `judge` says what is wrong with one, or nothing. */
export const importRule = (
  name: string,
  judge: (file: SourceFile, imported: Import, target: string | undefined) => string | undefined,
): Rule => ({
  name,
  violations: (files) =>
    files.filter(isCode).flatMap((file) =>
      importsOf(file).flatMap((imported) => {
        const wrong = judge(file, imported, targetOf(file, imported));
        return wrong === undefined ? [] : [`${file.path} imports ${imported.specifier}: ${wrong}`];
      }),
    ),
});

/** The function's folder, such as `functions/migrate-user`. */
const functionFolder = (path: string): string => path.split('/').slice(0, 2).join('/');

const isShared = (folder: string): boolean => folder.startsWith('functions/_');

export const IMPORT_LAW: readonly Rule[] = [
  importRule('a room imports only the rooms it may', (file, _, target) => {
    const [from, to] = [roomOf(file.path), target && roomOf(target)];
    if (to === undefined || from === to || ROOMS[from]?.includes(to)) return undefined;
    return `${from} may import ${ROOMS[from]?.join(', ') || 'no other room'}`;
  }),
  importRule(
    'another room is entered through the import map, the own one by relative paths',
    (file, imported, target) => {
      if (target === undefined) return undefined;
      const sameRoom = roomOf(file.path) === roomOf(target);
      if (sameRoom && imported.specifier.startsWith('#') && roomOf(file.path) !== 'test')
        return 'inside a room, use a relative path';
      return !sameRoom && imported.specifier.startsWith('.') ? `use #${target}` : undefined;
    },
  ),
  importRule('a function imports no other function, only _aws and _runtime', (file, _, target) => {
    if (roomOf(file.path) !== 'functions' || target === undefined || roomOf(target) !== 'functions')
      return undefined;
    const [from, to] = [functionFolder(file.path), functionFolder(target)];
    return from === to || isShared(to)
      ? undefined
      : 'what two functions share belongs into core or functions/_aws';
  }),
  importRule('only a handler chooses real adapters', (file, imported, target) => {
    if (roomOf(file.path) !== 'functions' || !target?.startsWith('functions/_aws/')) return undefined;
    const isWiring = file.path.startsWith('functions/_aws/') || file.path.endsWith('/handler.ts');
    return isWiring || imported.typeOnly ? undefined : 'take it as an argument; handler.ts chooses it';
  }),
];
