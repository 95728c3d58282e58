/** Reads variables that a Lambda cannot do without. Every missing one at once, each with what to change. */
import { MigrationError } from '#core/errors.ts';

/** Name of a variable, and what to do where it is missing. */
export type Needed = readonly [name: string, remedy: string];

/** What every Lambda is given by its runtime. */
export const OF_LAMBDA = {
  /** Where the bundle and its settings lie. */
  taskRoot: ['LAMBDA_TASK_ROOT', 'run this inside Lambda, or set it to the bundle directory'],
  /** The Lambda's own region. */
  region: ['AWS_REGION', 'set it to the region of this Lambda'],
} as const;

/** @throws {MigrationError} `SettingsInvalid`, naming every variable that is missing */
export const readNeeded = <Name extends string>(
  needed: Readonly<Record<Name, Needed>>,
  variables: Readonly<Record<string, string | undefined>>,
): Readonly<Record<Name, string>> => {
  const entries = Object.entries<Needed>(needed);
  const missing = entries.flatMap(([, [name, remedy]]) =>
    variables[name] ? [] : [`${name} is not set: ${remedy}`],
  );
  if (missing.length > 0) {
    throw new MigrationError(
      'SettingsInvalid',
      `The environment of this Lambda is wrong: ${missing.join('; ')}.`,
    );
  }
  const read = entries.map(([key, [name]]) => [key, variables[name] ?? '']);
  return Object.fromEntries(read) as Record<Name, string>;
};
