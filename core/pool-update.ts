/**
 * Writing a user pool back as it is, with other triggers. `UpdateUserPool` replaces every setting: "If you don't provide
 * a value, Cognito sets it to its default" (Developer Guide "Updating user pool configuration", 2026-11). So the input is
 * made from the description by leaving out what cannot be sent, never by picking what is known.
 */
import { isObject, type JsonObject } from './pool-export-reader.ts';

/** The kinds of trigger that a migration places, under Cognito's names. */
export type OurTrigger = 'UserMigration' | 'PreSignUp';

/** ARNs of Lambdas, or of their aliases. */
export type TriggerArns = Readonly<Partial<Record<OurTrigger, string>>>;

/** In a description and no input of `UpdateUserPool`. SDK 3.1169.0, `UserPoolType` without `UpdateUserPoolRequest`. */
const READ_ONLY: readonly string[] = [
  'AliasAttributes',
  'Arn',
  'CreationDate',
  'CustomDomain',
  'Domain',
  'EmailConfigurationFailure',
  'EstimatedNumberOfUsers',
  'Id',
  'LastModifiedDate',
  'SchemaAttributes',
  'SmsConfigurationFailure',
  'Status',
  'UsernameAttributes',
  'UsernameConfiguration',
];

/** What says something about the pool at one moment and is no setting. */
const OF_THE_MOMENT: readonly string[] = [
  'EmailConfigurationFailure',
  'EstimatedNumberOfUsers',
  'LastModifiedDate',
  'SmsConfigurationFailure',
  'Status',
];

const without = (object: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));

const member = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce((at: unknown, key) => (isObject(at) ? at[key] : undefined), value);

/**
 * "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays" (Cognito's own text):
 * descriptions have both, an update may have one.
 */
const withoutObsolete = (description: JsonObject): JsonObject => {
  const { AdminCreateUserConfig: config } = description;
  const days = member(description, 'Policies', 'PasswordPolicy', 'TemporaryPasswordValidityDays');
  return days === undefined || !isObject(config)
    ? description
    : { ...description, AdminCreateUserConfig: without(config, ['UnusedAccountValidityDays']) };
};

/** Tags that CloudFormation and others of AWS have put there: only AWS may, and nobody else can take them away. */
const withoutTagsOfAws = (description: JsonObject): JsonObject => {
  const { UserPoolTags: tags } = description;
  if (!isObject(tags)) return description;
  const own = Object.entries(tags).filter(([key]) => !key.startsWith('aws:'));
  return { ...description, UserPoolTags: Object.fromEntries(own) };
};

/**
 * The input of `UpdateUserPool` that leaves every setting as it is, also those that this code does not know.
 * @param description the `UserPool` of `DescribeUserPool`, as it came over the wire
 */
export const poolUpdateInput = (description: JsonObject): JsonObject => {
  const { Id, Name } = description;
  const settings = without(withoutTagsOfAws(withoutObsolete(description)), [...READ_ONLY, 'Name']);
  return { ...settings, UserPoolId: Id, ...(Name === undefined ? {} : { PoolName: Name }) };
};

/** The description with these triggers in place of those of their kinds; every other trigger stays. */
export const withTriggers = (description: JsonObject, triggers: TriggerArns): JsonObject => ({
  ...description,
  LambdaConfig: { ...triggersOf(description), ...triggers },
});

const KINDS: readonly OurTrigger[] = ['UserMigration', 'PreSignUp'];

/** The description without those triggers that are among `ours`; every other trigger stays, of the same kinds too. */
export const withoutTriggers = (description: JsonObject, ours: readonly string[]): JsonObject => {
  const triggers = triggersOf(description);
  const placed = KINDS.filter((kind) => isOurs(triggers[kind], ours));
  return placed.length === 0 ? description : { ...description, LambdaConfig: without(triggers, placed) };
};

/** What `LambdaConfig` says; nothing in a pool without triggers. */
export const triggersOf = (description: JsonObject): JsonObject =>
  isObject(description.LambdaConfig) ? description.LambdaConfig : {};

/** A Lambda by its ARN without version or alias: which of them is called depends on the configuration of the day. */
const functionOf = (arn: string): string => arn.split(':').slice(0, 7).join(':');

/** Whether a pool's trigger is one of these Lambdas, whatever its version or alias. */
export const isOurs = (trigger: unknown, ours: readonly string[]): boolean =>
  typeof trigger === 'string' && ours.some((arn) => functionOf(arn) === functionOf(trigger));

/**
 * Names of the settings by which two descriptions of a pool differ, as `Policies.PasswordPolicy.MinimumLength`; values
 * never. What is empty counts as absent, the order of lists as nothing.
 */
export const changedSettings = (before: JsonObject, after: JsonObject): readonly string[] =>
  differences(settingsIn(before), settingsIn(after), '');

const settingsIn = (description: JsonObject): JsonObject =>
  without(withoutObsolete(description), OF_THE_MOMENT);

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  (typeof value === 'object' && Object.values(value).every(isEmpty));

const differences = (before: unknown, after: unknown, path: string): readonly string[] => {
  if (isEmpty(before) && isEmpty(after)) return [];
  if (isObject(before) && isObject(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return names.flatMap((name) =>
      differences(before[name], after[name], path === '' ? name : `${path}.${name}`),
    );
  }
  return canonical(before) === canonical(after) ? [] : [path];
};

/** Equal for values that differ by order and by empty members only. */
const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).sort().join()}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? '';
  const members = Object.entries(value).filter(([, item]) => !isEmpty(item));
  return `{${members
    .map(([name, item]) => `${JSON.stringify(name)}:${canonical(item)}`)
    .sort()
    .join()}}`;
};
