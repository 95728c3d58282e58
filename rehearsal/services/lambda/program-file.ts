/** Puts the sandbox's program and the functions' code where sandboxes run them: a temporary directory of our own. */

import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';
import { ServiceError } from '../../cloud/service.ts';

const SOURCE = fileURLToPath(new URL('./sandbox-program.ts', import.meta.url));

export type CodeStore = {
  /** Path of the compiled program: plain CommonJS, so that a cold start does not pay for type stripping. */
  readonly programFile: () => string;
  /** Copies a function's code into a directory of its own; returns that. @throws {ServiceError} where there is no such directory. */
  readonly install: (functionName: string, codeDirectory: string) => string;
  /** Removes everything. */
  readonly remove: () => void;
};

/** Nothing is written before the first use. */
export const createCodeStore = (): CodeStore => {
  let directory: string | undefined;
  let program: string | undefined;
  let installed = 0;
  const root = () => {
    directory ??= mkdtempSync(join(tmpdir(), 'rehearsal-lambda-'));
    return directory;
  };
  return {
    programFile: () => {
      program ??= compileProgram(root());
      return program;
    },
    install: (functionName, codeDirectory) => {
      installed += 1;
      return copyCode(functionName, codeDirectory, join(root(), `task-${installed}`));
    },
    remove: () => {
      if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
      directory = undefined;
      program = undefined;
    },
  };
};

const compileProgram = (directory: string): string => {
  const { code } = transformSync(readFileSync(SOURCE, 'utf8'), {
    loader: 'ts',
    format: 'cjs',
    target: 'node24',
    platform: 'node',
  });
  const file = join(directory, 'program.cjs');
  writeFileSync(file, code);
  return file;
};

/** Code without a `package.json` is CommonJS, as in Lambda, wherever the assembly itself lies. */
const copyCode = (functionName: string, codeDirectory: string, taskRoot: string): string => {
  if (!existsSync(codeDirectory)) {
    throw new ServiceError(
      'InvalidParameterValueException',
      `The code of ${functionName} is not there: ${codeDirectory}. Synthesize again.`,
    );
  }
  cpSync(codeDirectory, taskRoot, { recursive: true });
  const manifest = join(taskRoot, 'package.json');
  if (!existsSync(manifest)) writeFileSync(manifest, '{"type":"commonjs"}\n');
  return taskRoot;
};
