/** Whether a user pool is the one that migrate-user was told about: a difference would show only when users cannot sign in. */
import type { CfnUserPool } from 'aws-cdk-lib/aws-cognito';
import { Stack, Token } from 'aws-cdk-lib/core';
import type { Migration } from '#core/migration.ts';
import { isCustom } from '#core/standard-attributes.ts';
import { SOURCE_SUB_ATTRIBUTE } from '#core/trigger-settings.ts';

/** What is wrong with the pool or the stack it stands in, as sentences for the operator; empty when all is well. */
export const unfitPool = (pool: CfnUserPool, migration: Migration): string[] => [
  ...wrongRegion(Stack.of(pool).region, migration.settings.target.region),
  ...wrongAttributes(Stack.of(pool).resolve(pool.schema), migration),
  ...wrongSignIn(pool, migration),
  ...unguardedSignUp(pool, migration),
  ...replacedTriggers(pool, migration),
];

/** The part of a pool's property below `key`, as the template will have it. */
const resolved = (pool: CfnUserPool, property: unknown, key: string): unknown => {
  const value: unknown = Stack.of(pool).resolve(property);
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
};

const wrongRegion = (region: string, configured: string): string[] =>
  Token.isUnresolved(region) || region === configured
    ? []
    : [
        `The stack is in ${region}, but target.region is ${configured}: Cognito calls only Lambdas of its own region`,
      ];

const wrongAttributes = (schema: unknown, { settings }: Migration): string[] => {
  const attributes: { name?: string; mutable?: boolean }[] = Array.isArray(schema) ? schema : [];
  const present = new Set(attributes.map(({ name }) => `custom:${name}`));
  const { drop, rename } = settings.mapping;
  const missing = settings.target.schema
    .map(({ name }) => name)
    .filter((name) => isCustom(name) && name !== SOURCE_SUB_ATTRIBUTE)
    .filter(
      (name) =>
        !present.has(name.replace(/^dev:/, '')) && !drop.includes(name) && !Object.hasOwn(rename, name),
    );
  const sourceSub = attributes.find(({ name }) => `custom:${name}` === SOURCE_SUB_ATTRIBUTE);
  return [
    ...(sourceSub?.mutable === false
      ? []
      : [
          `The user pool needs the custom attribute "source_sub" (${SOURCE_SUB_ATTRIBUTE}), of type String and not mutable; add it to the pool`,
        ]),
    ...(missing.length === 0
      ? []
      : [
          `The user pool has no ${missing.join(', ')}, which users of the source pool have; add them to the pool, or to mapping.drop`,
        ]),
  ];
};

const wrongSignIn = (pool: CfnUserPool, { settings }: Migration): string[] => {
  const { mode, attributes, caseSensitive } = settings.target.signIn;
  const expected = [...attributes].sort().join(', ');
  const names = (list: readonly string[] | undefined) => [...(list ?? [])].sort().join(', ');
  const sensitive = resolved(pool, pool.usernameConfiguration, 'caseSensitive') !== false;
  return [
    ...(names(pool.aliasAttributes) === (mode === 'alias' ? expected : '')
      ? []
      : [
          `The user pool has other alias attributes than the migration was told (${mode}: ${expected || 'none'}); set target.userPool.overrides.signIn`,
        ]),
    ...(names(pool.usernameAttributes) === (mode === 'username-attributes' ? expected : '')
      ? []
      : [
          `The user pool has other username attributes than the migration was told (${mode}: ${expected || 'none'}); set target.userPool.overrides.signIn`,
        ]),
    ...(sensitive === caseSensitive
      ? []
      : [
          `The user pool is case ${sensitive ? 'sensitive' : 'insensitive'}, the migration was told otherwise; set target.userPool.overrides.caseSensitive`,
        ]),
  ];
};

/** A pool that does not say so is open. API reference "AdminCreateUserConfigType", 2026-11 */
const unguardedSignUp = (pool: CfnUserPool, { pools }: Migration): string[] =>
  pools.target.selfSignUp || resolved(pool, pool.adminCreateUserConfig, 'allowAdminCreateUserOnly') === true
    ? []
    : [
        'The user pool lets anybody sign up, so a stranger could take the name of a user who has not migrated yet; set target.selfSignUp.enabled, which adds the guard, or close self sign-up',
      ];

/** Cognito calls one Lambda for each kind of trigger: ours would silently stand in for the pool's own. */
const replacedTriggers = (pool: CfnUserPool, { pools }: Migration): string[] =>
  ['userMigration', ...(pools.target.selfSignUp ? ['preSignUp'] : [])]
    .filter((trigger) => resolved(pool, pool.lambdaConfig, trigger) !== undefined)
    .map(
      (trigger) =>
        `The user pool has a ${trigger} trigger of its own, which the migration's would replace; remove one of the two`,
    );
