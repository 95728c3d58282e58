/**
 * The operator's configuration, read with every problem at once, and its schema for editors.
 * Rules that span several keys stand in config-rules.ts; rules that need the pool's export in config-against-pool.ts.
 */
import { z } from 'zod';
import { ConfigError, type ConfigProblem, describeFound, joinPath } from './config-error.ts';
import { ruleProblems } from './config-rules.ts';
import { configSchema } from './config-schema.ts';

/** A checked configuration: every default filled in. */
export type MigrationConfig = z.output<typeof configSchema>;
export type Overrides = MigrationConfig['target']['userPool']['overrides'];
export type AppClientConfig = MigrationConfig['appClients'][number];
export type Phase = MigrationConfig['phase'];

/**
 * Checks a configuration file's content and fills in the defaults.
 * @param origin file name for the headline of the error
 * @throws {ConfigError} with every problem at once
 */
export const parseConfig = (input: unknown, origin?: string): MigrationConfig => {
  const parsed = configSchema.safeParse(input);
  const problems = [
    ...(parsed.error?.issues ?? []).flatMap((issue) => toProblems(issue, input)),
    ...ruleProblems(validSections(input)),
  ];
  if (problems.length > 0 || !parsed.success) throw new ConfigError(problems, origin);
  return parsed.data;
};

/** The JSON Schema of a configuration file, for editors. Draft 7, because that is what they all know. */
export const configJsonSchema = (): Record<string, unknown> =>
  z.toJSONSchema(configSchema, { io: 'input', target: 'draft-7', override: dropSafeIntegerBounds });

/** The sections that are right by themselves, so that rules across sections also speak while another one is wrong. */
const validSections = (input: unknown): Partial<MigrationConfig> => {
  if (!isRecord(input)) return {};
  const entries = Object.entries(configSchema.shape).flatMap(([key, section]) => {
    const parsed = section.safeParse(input[key]);
    return parsed.success ? [[key, parsed.data]] : [];
  });
  return Object.fromEntries(entries);
};

const toProblems = (issue: z.core.$ZodIssue, input: unknown): ConfigProblem[] => {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(key, issue.path));
  const value = issue.path.reduce<unknown>(
    (at, key) => (isRecord(at) || Array.isArray(at) ? Reflect.get(at, key) : undefined),
    input,
  );
  const found = issue.code === 'invalid_key' ? undefined : describeFound(value, issue.path);
  return [
    {
      path: joinPath(issue.path),
      ...(found === undefined ? {} : { found }),
      remedy: remedyFor(issue, value === undefined),
    },
  ];
};

const unknownKey = (key: string, path: readonly PropertyKey[]): ConfigProblem => ({
  path: joinPath([...path, key]),
  remedy: `is not a key that is known here; remove it or use one of: ${knownKeys(path).join(', ')}`,
});

const remedyFor = (issue: z.core.$ZodIssue, missing: boolean): string => {
  const what = schemaAt(issue.path)?.description;
  return `${missing ? 'is missing' : demand(issue)}${typeof what === 'string' ? `. ${what}` : ''}`;
};

const demand = (issue: z.core.$ZodIssue): string => {
  const unit =
    'origin' in issue && issue.origin === 'string'
      ? ' characters'
      : 'origin' in issue && issue.origin === 'array'
        ? ' entries'
        : '';
  if (issue.code === 'invalid_type') return `must be ${article(issue.expected)}`;
  if (issue.code === 'invalid_value')
    return `must be one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
  if (issue.code === 'too_small') return `must be at least ${issue.minimum}${unit}`;
  if (issue.code === 'too_big') return `must be at most ${issue.maximum}${unit}`;
  if (issue.code === 'invalid_key') return `as a name ${issue.issues[0]?.message ?? 'is not accepted'}`;
  return issue.message;
};

const article = (expected: string): string =>
  ({
    string: 'a text in quotes',
    int: 'a whole number',
    number: 'a number',
    boolean: 'true or false',
    object: 'an object',
    array: 'a list',
    record: 'an object',
  })[expected] ?? expected;

const knownKeys = (path: readonly PropertyKey[]): string[] => {
  const properties = schemaAt(path)?.properties;
  return isRecord(properties) ? Object.keys(properties) : [];
};

/** The part of the JSON Schema that describes a place of the configuration. */
const schemaAt = (path: readonly PropertyKey[]): Record<string, unknown> | undefined =>
  path.reduce<Record<string, unknown> | undefined>((at, key) => {
    const next =
      typeof key === 'number'
        ? at?.items
        : isRecord(at?.properties)
          ? Reflect.get(at.properties, key)
          : at?.additionalProperties;
    return isRecord(next) ? next : undefined;
  }, configJsonSchema());

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** zod writes the bounds of safe integers into every whole number: noise in an editor. */
const dropSafeIntegerBounds = ({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void => {
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
};
