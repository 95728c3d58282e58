/**
 * The operator's configuration, read with every problem at once, and its schema for editors.
 * Rules that span several keys stand in config-rules.ts; rules that need the pool's export in config-against-pool.ts.
 */
import { z } from 'zod';
import { cutoverRuleProblems, cutoverTimeProblems } from './config-cutover-rules.ts';
import { ConfigError, type ConfigProblem, describeFound, joinPath } from './config-error.ts';
import { networkRuleProblems } from './config-network-rules.ts';
import { observabilityRuleProblems } from './config-observability-rules.ts';
import { ruleProblems } from './config-rules.ts';
import { configSchema } from './config-schema.ts';

/** A checked configuration: every default filled in. */
export type MigrationConfig = z.output<typeof configSchema>;
export type Overrides = MigrationConfig['target']['userPool']['overrides'];
export type SelfSignUp = MigrationConfig['target']['selfSignUp'];
export type AppClientConfig = MigrationConfig['appClients'][number];
export type Phase = MigrationConfig['phase'];

/**
 * Checks a configuration file's content and fills in the defaults.
 * @param origin file name for the headline of the error
 * @param now milliseconds since the epoch, to refuse schedules in the past; without it none is refused
 * @throws {ConfigError} with every problem at once
 */
export const parseConfig = (input: unknown, origin?: string, now?: number): MigrationConfig => {
  const parsed = configSchema.safeParse(input);
  const sections = validSections(input);
  const problems = [
    ...issueProblems(parsed.error?.issues ?? [], input),
    ...ruleProblems(sections),
    ...cutoverRuleProblems(sections),
    ...observabilityRuleProblems(sections),
    ...networkRuleProblems(sections),
    ...(now === undefined ? [] : cutoverTimeProblems(sections, now)),
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

const issueProblems = (issues: readonly z.core.$ZodIssue[], input: unknown): ConfigProblem[] => {
  if (issues.length === 0) return [];
  const schema = configJsonSchema();
  return issues.flatMap(inBestBranch).flatMap((issue) => {
    const here = schemaAt(schema, issue.path);
    return issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => unknownKey(key, issue.path, here))
      : [valueProblem(issue, input, here)];
  });
};

/** Where a value may have several forms: what is wrong with it in the form that it has, or all that is wrong with the whole. */
const inBestBranch = (issue: z.core.$ZodIssue): readonly z.core.$ZodIssue[] => {
  if (issue.code !== 'invalid_union') return [issue];
  const branch =
    issue.errors.find((errors) =>
      errors.every(({ code, path }) => path.length > 0 || code === 'unrecognized_keys'),
    ) ?? issue.errors[0];
  return (branch ?? []).map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
};

type Node = Readonly<Record<string, unknown>>;

const valueProblem = (issue: z.core.$ZodIssue, input: unknown, here: Node | undefined): ConfigProblem => {
  const value = valueAt(input, issue.path);
  const found = issue.code === 'invalid_key' ? undefined : describeFound(value, issue.path);
  const what = typeof here?.description === 'string' ? `. ${here.description}` : '';
  return {
    path: joinPath(issue.path),
    ...(found === undefined ? {} : { found }),
    remedy: `${value === undefined ? 'is missing' : demand(issue)}${what}`,
  };
};

const unknownKey = (key: string, path: readonly PropertyKey[], here: Node | undefined): ConfigProblem => {
  const form = objectForm(here);
  const known = isRecord(form?.properties) ? Object.keys(form.properties).join(', ') : '';
  return {
    path: joinPath([...path, key]),
    remedy: `is not a key that is known here; remove it or use one of: ${known}`,
  };
};

const valueAt = (input: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (at, key) => (isRecord(at) || Array.isArray(at) ? Reflect.get(at, key) : undefined),
    input,
  );

const demand = (issue: z.core.$ZodIssue): string => {
  if (issue.code === 'invalid_type') return `must be ${article(issue.expected)}`;
  if (issue.code === 'invalid_value')
    return `must be one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
  if (issue.code === 'too_small') return bound('at least', issue.minimum, issue.origin);
  if (issue.code === 'too_big') return bound('at most', issue.maximum, issue.origin);
  if (issue.code === 'invalid_key') return `as a name ${issue.issues[0]?.message ?? 'is not accepted'}`;
  return issue.message;
};

const bound = (most: string, limit: number | bigint, origin: string): string => {
  if (origin === 'array') return `must have ${most} ${limit} ${limit === 1 ? 'entry' : 'entries'}`;
  return origin === 'string' ? `must have ${most} ${limit} characters` : `must be ${most} ${limit}`;
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

/** The part of the JSON Schema that describes a place of the configuration. */
const schemaAt = (schema: Node, path: readonly PropertyKey[]): Node | undefined =>
  path.reduce<Node | undefined>((at, key) => {
    if (typeof key === 'number') return isRecord(at?.items) ? at.items : undefined;
    const form = objectForm(at);
    const next = isRecord(form?.properties) ? Reflect.get(form.properties, key) : form?.additionalProperties;
    return isRecord(next) ? next : undefined;
  }, schema);

/** Of what may also be a word. */
const objectForm = (node: Node | undefined): Node | undefined => {
  const forms = Array.isArray(node?.anyOf) ? node.anyOf.filter(isRecord) : [];
  return forms.find(({ properties }) => isRecord(properties)) ?? node;
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** zod writes the bounds of safe integers into every whole number: noise in an editor. */
const dropSafeIntegerBounds = ({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void => {
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
};
