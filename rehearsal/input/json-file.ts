/** Reads a JSON file that a user hands over, without ever repeating what stands in it. */
import { readFileSync } from 'node:fs';
import { InputError } from './input-error.ts';

/** Node's own parse errors quote the text around the fault, which may be somebody's data: only the place is kept. */
const placeOf = (error: unknown): string => {
  const place = /line \d+ column \d+/.exec(error instanceof Error ? error.message : '')?.[0];
  return place ? ` (${place})` : '';
};

const readText = (file: string): string => {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new InputError(`${file}: cannot be read (${code}); give the path of an exported JSON file.`);
  }
};

/** @throws {InputError} when the file cannot be read or is not one JSON document. */
export const readJsonFile = (file: string): unknown => {
  const text = readText(file);
  if (text.trim() === '') throw new InputError(`${file}: is empty; export it again.`);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new InputError(
      `${file}: is not JSON${placeOf(error)}; give one document as the AWS CLI prints it with --output json.`,
    );
  }
};
