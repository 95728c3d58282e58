/** What files and folders are called, how long they are, and what must be there. */
import { isCode, type Rule } from './import-law.ts';

const LONGEST_FILE = 300;

const KEBAB = /^_?[a-z0-9]+(-[a-z0-9]+)*$/;

/** Words that name no idea: whatever they hold has a better home. */
const VAGUE = /(^|-)(utils?|helpers?|common|misc|shared|manager|impl)(-|$)|^index$/;

/** Folder and file names of a path without the endings. */
const namesIn = (path: string): string[] => path.split('/').map((name) => name.replace(/\..*$/, ''));

export const FILE_LAW: readonly Rule[] = [
  {
    name: 'files and folders of code are in kebab-case',
    violations: (files) =>
      files
        .filter((file) => isCode(file) && !namesIn(file.path).every((name) => KEBAB.test(name)))
        .map((file) => `${file.path} is not in kebab-case`),
  },
  {
    name: 'no file or folder is named utils, helpers, common or index',
    violations: (files) =>
      files
        .filter((file) => isCode(file) && namesIn(file.path).some((name) => VAGUE.test(name)))
        .map((file) => `${file.path} has a name that says nothing: name it after what it does`),
  },
  {
    name: `no source file is longer than ${LONGEST_FILE} lines`,
    violations: (files) =>
      files
        .filter((file) => isCode(file) && lineCount(file.text) > LONGEST_FILE)
        .map((file) => `${file.path} has ${lineCount(file.text)} lines: split it by idea`),
  },
  {
    name: 'every function has a handler',
    violations: (files) => {
      const folders = new Set(
        files.flatMap(({ path }) => path.match(/^functions\/([^_/][^/]*)\//)?.[1] ?? []),
      );
      return [...folders]
        .filter((folder) => !files.some(({ path }) => path === `functions/${folder}/handler.ts`))
        .map((folder) => `functions/${folder} has no handler.ts`);
    },
  },
  {
    name: 'state machines are data',
    violations: (files) =>
      files
        .filter(({ path }) => path.startsWith('statemachines/') && !/\.(asl\.json|md)$/.test(path))
        .map(({ path }) => `${path} is no .asl.json`),
  },
];

const lineCount = (text: string): number => text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
