/**
 * Reads a JSON document field by field and collects what is wrong instead of stopping at the first mistake.
 * Values are only repeated in messages where they are settings; an export of a pool holds no personal data.
 */
import { type ConfigProblem, describeFound } from './config-error.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** One reader per document; {@link problems} grows as fields are read. Every method answers a usable default when the field is wrong. */
export class PoolExportReader {
  readonly problems: ConfigProblem[] = [];

  complain(path: string, value: unknown, remedy: string): void {
    const found = describeFound(value, [path]);
    this.problems.push({ path, ...(found === undefined ? {} : { found }), remedy });
  }

  object(value: unknown, path: string): JsonObject {
    if (isObject(value)) return value;
    if (value !== undefined) this.complain(path, value, 'must be an object');
    return {};
  }

  list(value: unknown, path: string): readonly unknown[] {
    if (Array.isArray(value)) return value;
    if (value !== undefined) this.complain(path, value, 'must be a list');
    return [];
  }

  text(value: unknown, path: string): string {
    if (typeof value === 'string' && value !== '') return value;
    this.complain(path, value, value === undefined ? 'is missing' : 'must be a text');
    return '';
  }

  optionalText(value: unknown, path: string): string | undefined {
    return value === undefined ? undefined : this.text(value, path);
  }

  flag(value: unknown, path: string, fallback: boolean): boolean {
    if (typeof value === 'boolean') return value;
    if (value !== undefined) this.complain(path, value, 'must be true or false');
    return fallback;
  }

  /** Limits of attributes are texts in an export (`"MaxLength": "2048"`), all other numbers are numbers. */
  optionalNumber(value: unknown, path: string): number | undefined {
    if (value === undefined) return undefined;
    const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
    if (typeof number === 'number' && Number.isFinite(number)) return number;
    this.complain(path, value, 'must be a number');
    return undefined;
  }

  oneOf<Choice extends string>(
    value: unknown,
    path: string,
    choices: readonly Choice[],
    fallback: Choice,
  ): Choice {
    const choice = choices.find((candidate) => candidate === value);
    if (choice !== undefined) return choice;
    if (value !== undefined) this.complain(path, value, `must be one of ${choices.join(', ')}`);
    return fallback;
  }

  /** A list of known words. A word that is not known is a problem, because what it means for users is not known either. */
  choices<Choice extends string>(value: unknown, path: string, choices: readonly Choice[]): Choice[] {
    return this.list(value, path).flatMap((item, index) => {
      const choice = choices.find((candidate) => candidate === item);
      if (choice === undefined)
        this.complain(`${path}[${index}]`, item, `must be one of ${choices.join(', ')}`);
      return choice === undefined ? [] : [choice];
    });
  }
}
