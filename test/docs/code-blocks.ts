/** The TypeScript blocks of a page as the files that they name, ready to be run: with the project's packages, outside its tree. */
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type CodeBlocks = {
  readonly directory: string;
  /** By file name, as on the page. */
  readonly texts: Readonly<Record<string, string>>;
  /** Writes one of them again with a difference. @returns the new file's name. @throws {Error} where nothing differs */
  readonly writeChanged: (name: string, change: (text: string) => string) => string;
  /** Removes what was written. */
  readonly remove: () => void;
};

/** A block's first line is a comment with its file's name. @throws {Error} for a block without one, or a name twice. */
export const blocksOf = (markdown: string): Readonly<Record<string, string>> => {
  const texts: Record<string, string> = {};
  for (const [, text = ''] of markdown.matchAll(/^ *```ts\n([\s\S]*?)^ *```$/gm)) {
    const name = /^\/\/ ([\w-]+\.ts)\n/.exec(text)?.[1];
    if (name === undefined || name in texts)
      throw new Error(`A block needs a file name of its own as its first line, not ${text.split('\n')[0]}`);
    texts[name] = text;
  }
  return texts;
};

export const writeCodeBlocks = (page: string): CodeBlocks => {
  const texts = blocksOf(readFileSync(page, 'utf8'));
  const directory = mkdtempSync(join(tmpdir(), 'code-blocks-'));
  symlinkSync(join(process.cwd(), 'node_modules'), join(directory, 'node_modules'));
  writeFileSync(join(directory, 'package.json'), '{ "type": "module" }');
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(directory, name), text);
  const writeChanged = (name: string, change: (text: string) => string): string => {
    const changed = change(texts[name] ?? '');
    if (changed === texts[name]) throw new Error(`There is nothing to change in ${name}`);
    writeFileSync(join(directory, `changed-${name}`), changed);
    return `changed-${name}`;
  };
  return { directory, texts, writeChanged, remove: () => rmSync(directory, { recursive: true }) };
};
