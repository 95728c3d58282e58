/** Reads the JSON files of an assembly. */
import { readFileSync } from 'node:fs';
import { invalid } from './errors.ts';

/** @throws {DeployError} naming the file that is missing or is not JSON. */
export const readJson = (path: string): unknown => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const what = error instanceof SyntaxError ? 'is not JSON' : 'cannot be read';
    throw invalid(
      `${path} ${what}; give the directory of a synthesized assembly (cdk synth writes cdk.out).`,
    );
  }
};
