/** A migration between the sample pool and a new one, for template tests; every test says only what is different. */
import { readFileSync } from 'node:fs';
import { Template } from 'aws-cdk-lib/assertions';
import { App, type Stack } from 'aws-cdk-lib/core';
import { parseConfig } from '#core/config.ts';
import { type Migration, planMigration } from '#core/migration.ts';
import { configInput } from '#test/core/config-builder.ts';

export const sampleExport = (): { UserPool: Record<string, unknown> } =>
  JSON.parse(readFileSync('rehearsal/sample/describe-user-pool.json', 'utf8'));

export const migration = (config: object = {}, pool: object = {}): Migration => {
  const { UserPool } = sampleExport();
  return planMigration(parseConfig(configInput(config)), { source: { UserPool: { ...UserPool, ...pool } } });
};

/** Id of the pool that {@link attachedMigration} attaches. */
export const ATTACHED_POOL = 'us-east-1_TheirPl1';

/**
 * The same into a pool of account B that exists already: like the sample's, closed to self sign-up.
 * @param pool what is different of it
 */
export const attachedMigration = (config: object = {}, pool: object = {}): Migration => {
  const { UserPool } = sampleExport();
  const attach = { userPoolId: ATTACHED_POOL, describedBy: 'theirs.json' };
  const theirs = {
    ...UserPool,
    Id: ATTACHED_POOL,
    Arn: `arn:aws:cognito-idp:us-east-1:222222222222:userpool/${ATTACHED_POOL}`,
    LambdaConfig: {},
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    ...pool,
  };
  return planMigration(parseConfig(configInput(merged({ target: { userPool: { attach } } }, config))), {
    source: { UserPool },
    attached: { UserPool: theirs },
  });
};

/** Sections of both; of `target` also those within. */
const merged = (base: { target: { userPool: object } }, config: { target?: object }): object => ({
  ...config,
  target: { ...base.target, ...config.target },
});

/** An app with the flags of cdk.json that bundles nothing. */
export const unbundledApp = (): App => {
  const { context } = JSON.parse(readFileSync('cdk.json', 'utf8'));
  return new App({ context: { ...context, 'aws:cdk:bundling-stacks': [] } });
};

export type Resource = {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly DeletionPolicy?: string;
};

export const resources = (stack: Stack, type?: string): Record<string, Resource> =>
  Object.fromEntries(
    Object.entries<Resource>(Template.fromStack(stack).toJSON().Resources).filter(
      ([, resource]) => type === undefined || resource.Type === type,
    ),
  );

/** The only resource of a type. @throws {Error} where there is none, or more than one */
export const only = (stack: Stack, type: string): Resource => {
  const [first, ...others] = Object.values(resources(stack, type));
  if (first === undefined || others.length > 0)
    throw new Error(`expected one ${type}, found ${others.length + (first ? 1 : 0)}`);
  return first;
};

/** Id and content of the resource of a type whose property has a value. @throws {Error} where there is none */
export const named = (
  stack: Stack,
  type: string,
  property: string,
  value: string,
): Resource & { readonly id: string } => {
  const found = Object.entries(resources(stack, type)).find(
    ([, { Properties }]) => Properties[property] === value,
  );
  if (found === undefined) throw new Error(`no ${type} whose ${property} is ${value}`);
  return { id: found[0], ...found[1] };
};

export type Statement = {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource?: unknown;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
};

type Document = { readonly Statement: readonly Statement[] };
type RoleProperties = { readonly Policies?: readonly { readonly PolicyDocument: Document }[] };

/** Every statement that grants something to a role of the stack. */
export const grants = (stack: Stack): Statement[] => [
  ...Object.values(resources(stack, 'AWS::IAM::Role')).flatMap(inlineGrants),
  ...Object.values(resources(stack, 'AWS::IAM::Policy')).flatMap(attachedGrants),
];

/** What the one role of this name may do. @throws {Error} where there is none */
export const grantsOf = (stack: Stack, roleName: string): Statement[] => {
  const role = Object.entries(resources(stack, 'AWS::IAM::Role')).find(
    ([, { Properties }]) => Properties.RoleName === roleName,
  );
  if (role === undefined) throw new Error(`the stack has no role ${roleName}`);
  const attached = Object.values(resources(stack, 'AWS::IAM::Policy')).filter(({ Properties }) =>
    JSON.stringify(Properties.Roles).includes(`{"Ref":"${role[0]}"}`),
  );
  return [...inlineGrants(role[1]), ...attached.flatMap(attachedGrants)];
};

const inlineGrants = ({ Properties }: Resource): readonly Statement[] => {
  const { Policies = [] }: RoleProperties = Properties;
  return Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
};

const attachedGrants = ({ Properties }: Resource): readonly Statement[] => {
  const { PolicyDocument }: { PolicyDocument?: Document } = Properties;
  return PolicyDocument?.Statement ?? [];
};

/** The statements by which a role may be assumed. */
export const trust = ({ Properties }: Resource): readonly Statement[] => {
  const { AssumeRolePolicyDocument }: { readonly AssumeRolePolicyDocument?: Document } = Properties;
  return AssumeRolePolicyDocument?.Statement ?? [];
};
