/** What a configuration must satisfy once the exported source pool, and the target pool made like it, are known. */
import type { MigrationConfig } from './config.ts';
import { attachedPoolProblems } from './config-attached-pool.ts';
import { type ConfigProblem, describeFound } from './config-error.ts';
import type { Pools } from './derive-trigger-settings.ts';
import { isCognitoOwned, isStandard } from './standard-attributes.ts';
import { customAttributeCount, MAX_CUSTOM_ATTRIBUTES } from './target-pool.ts';
import { type AttributeSchema, SOURCE_SUB_ATTRIBUTE } from './trigger-settings.ts';

/** Every clash between the configuration and the pools. */
export const problemsAgainstPools = (config: MigrationConfig, pools: Pools): ConfigProblem[] =>
  CHECKS.flatMap((check) => check(config, pools));

type Check = (config: MigrationConfig, pools: Pools) => readonly ConfigProblem[];

const when = (condition: boolean, path: string, value: unknown, remedy: string): ConfigProblem[] => {
  if (!condition) return [];
  const found = describeFound(value, path.split('.'));
  return [{ path, ...(found === undefined ? {} : { found }), remedy }];
};

const exportIsOfTheSource: Check = ({ source }, { source: pool }) => [
  ...when(
    source.userPoolId !== pool.id,
    'source.userPoolId',
    source.userPoolId,
    `must be the pool of the export named in target.userPool.like, which is "${pool.id}"`,
  ),
  ...when(
    source.accountId !== pool.accountId,
    'source.accountId',
    source.accountId,
    `must be the account of the exported pool, which is "${pool.accountId}"`,
  ),
  ...when(
    source.region !== pool.region,
    'source.region',
    source.region,
    `must be the region of the exported pool, which is "${pool.region}"`,
  ),
];

const find = (schema: readonly AttributeSchema[], name: string): AttributeSchema | undefined =>
  schema.find((attribute) => attribute.name === name);

const knows = (schema: readonly AttributeSchema[], name: string): boolean =>
  find(schema, name) !== undefined || isStandard(name);

const NOT_IN_SOURCE = 'is not an attribute of the exported source pool; correct the name or remove it';
const notInTarget = ({ target }: MigrationConfig): string =>
  target.userPool.attach === undefined
    ? 'is not an attribute of the target pool; correct the name or add it to target.userPool.overrides.attributes'
    : 'is not an attribute of the attached pool; correct the name, or add it to the pool and export that again';

const mappedNamesExist: Check = (config, { source, target }) => [
  ...config.mapping.drop.flatMap((name, index) =>
    when(!knows(source.schema, name), `mapping.drop[${index}]`, name, NOT_IN_SOURCE),
  ),
  ...Object.entries(config.mapping.rename).flatMap(([from, to]) => [
    ...when(!knows(source.schema, from), `mapping.rename.${from}`, undefined, `"${from}" ${NOT_IN_SOURCE}`),
    ...when(!knows(target.schema, to), `mapping.rename.${from}`, to, notInTarget(config)),
  ]),
  ...Object.keys(config.mapping.constant).flatMap((to) =>
    when(!knows(target.schema, to), `mapping.constant.${to}`, undefined, `"${to}" ${notInTarget(config)}`),
  ),
];

/** Source attributes that keep their name. */
const copied = ({ mapping }: MigrationConfig, { source }: Pools): string[] =>
  source.schema
    .map(({ name }) => name)
    .filter(
      (name) => !mapping.drop.includes(name) && !Object.hasOwn(mapping.rename, name) && !isCognitoOwned(name),
    );

const nothingCollides: Check = (config, pools) => {
  const kept = copied(config, pools);
  const remedy = (name: string) =>
    `meets the source attribute of the same name; add "${name}" to mapping.drop, or rename it`;
  return [
    ...Object.entries(config.mapping.rename).flatMap(([from, to]) =>
      when(kept.includes(to), `mapping.rename.${from}`, to, remedy(to)),
    ),
    ...Object.keys(config.mapping.constant).flatMap((to) =>
      when(kept.includes(to), `mapping.constant.${to}`, undefined, remedy(to)),
    ),
    ...when(
      kept.includes(SOURCE_SUB_ATTRIBUTE),
      'mapping.drop',
      undefined,
      `the source pool has an attribute ${SOURCE_SUB_ATTRIBUTE} of its own, perhaps from an earlier migration; add it to mapping.drop, or rename it to keep its values`,
    ),
  ];
};

const typesAgree: Check = ({ mapping }, { source, target }) =>
  Object.entries(mapping.rename).flatMap(([from, to]) => {
    const before = find(source.schema, from);
    const after = find(target.schema, to);
    if (before === undefined || after === undefined) return [];
    const remedy = `holds ${after.type} in the target, while ${from} holds ${before.type}; choose a target attribute of the same type`;
    return when(before.type !== after.type, `mapping.rename.${from}`, to, remedy);
  });

const constantsFit: Check = ({ mapping }, { target }) =>
  Object.entries(mapping.constant).flatMap(([name, value]) => {
    const attribute = find(target.schema, name);
    return when(
      attribute !== undefined && !fits(value, attribute),
      `mapping.constant.${name}`,
      undefined,
      'has a value that the attribute in the target pool would refuse; look at its type and limits',
    );
  });

const fits = (
  value: string,
  { type, minLength = 0, maxLength = 2048, minValue = -Infinity, maxValue = Infinity }: AttributeSchema,
): boolean => {
  if (type === 'Number') return value.trim() !== '' && Number(value) >= minValue && Number(value) <= maxValue;
  if (type === 'Boolean') return value === 'true' || value === 'false';
  return value.length >= minLength && value.length <= maxLength;
};

/** A required attribute that nothing fills would get an undefined default. Developer Guide "Migrate user trigger", 2026-11 */
const requiredAttributesAreFilled: Check = (config, pools) => {
  const filled = new Set([
    ...copied(config, pools),
    ...Object.values(config.mapping.rename),
    ...Object.keys(config.mapping.constant),
  ]);
  return pools.target.schema
    .filter(({ name, required }) => required && name !== 'sub' && !filled.has(name))
    .flatMap(({ name }) =>
      when(
        true,
        'mapping',
        undefined,
        `leaves the required attribute ${name} of the target pool empty; do not drop or rename it, or give it a value`,
      ),
    );
};

const clientAttributesExist: Check = (config, { target }) =>
  config.appClients.flatMap(({ readAttributes = [], writeAttributes = [] }, index) => [
    ...readAttributes.flatMap((name) =>
      when(!knows(target.schema, name), `appClients[${index}].readAttributes`, name, notInTarget(config)),
    ),
    ...writeAttributes.flatMap((name) =>
      when(!knows(target.schema, name), `appClients[${index}].writeAttributes`, name, notInTarget(config)),
    ),
    ...missingRequired(writeAttributes, target.schema).flatMap((name) =>
      when(
        writeAttributes.length > 0,
        `appClients[${index}].writeAttributes`,
        undefined,
        `must contain "${name}": the pool requires it, and Cognito refuses a client that cannot write it`,
      ),
    ),
  ]);

const missingRequired = (written: readonly string[], schema: readonly AttributeSchema[]): string[] =>
  schema
    .filter(({ name, required }) => required && name !== 'sub' && !written.includes(name))
    .map(({ name }) => name);

const newAttributesAreNew: Check = ({ target: { userPool } }, { source }) =>
  userPool.overrides.attributes.flatMap(({ name }, index) =>
    when(
      find(source.schema, name) !== undefined,
      `target.userPool.overrides.attributes[${index}].name`,
      name,
      'is already an attribute of the exported pool and taken over as it is; remove it',
    ),
  );

const schemaIsNotFull: Check = (_, { target }) => {
  const count = customAttributeCount(target);
  return when(
    count > MAX_CUSTOM_ATTRIBUTES,
    'target.userPool',
    undefined,
    `would have ${count} custom attributes, ${SOURCE_SUB_ATTRIBUTE} among them; Cognito allows ${MAX_CUSTOM_ATTRIBUTES}`,
  );
};

const CHECKS: readonly Check[] = [
  exportIsOfTheSource,
  mappedNamesExist,
  nothingCollides,
  typesAgree,
  constantsFit,
  requiredAttributesAreFilled,
  clientAttributesExist,
  newAttributesAreNew,
  schemaIsNotFull,
  attachedPoolProblems,
];
