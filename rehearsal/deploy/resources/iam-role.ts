/** `AWS::IAM::Role`: a role of the stack's account, with its inline and managed policies. */
import * as z from 'zod';
import type { PolicyDocument } from '../../cloud/iam.ts';
import { number, policyDocument, tags, text } from '../property-shapes.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import type { Created, DeployedResource } from '../stack-state.ts';

// IAM quotas: role name at most 64 characters; session one hour unless said otherwise. IAM User Guide, 2026-11.
const NAME_LENGTH = 64;
const DEFAULT_SESSION_SECONDS = 3600;

const properties = z.strictObject({
  AssumeRolePolicyDocument: policyDocument,
  RoleName: text.exactOptional(),
  Path: z
    .string()
    .regex(/^\/([\w+=,.@-]+\/)*$/, 'must begin and end with /')
    .default('/'),
  Description: text.exactOptional(),
  MaxSessionDuration: number.default(DEFAULT_SESSION_SECONDS),
  ManagedPolicyArns: z.array(z.string()).default([]),
  Policies: z.array(z.strictObject({ PolicyName: text, PolicyDocument: policyDocument })).default([]),
  Tags: tags.exactOptional(),
});

type Properties = z.output<typeof properties>;

const put = (role: Properties, { cloud, scope }: ResourceContext, name: string): Created => {
  const arn = `arn:aws:iam::${scope.accountId}:role${role.Path}${name}`;
  cloud.iam.putRole({
    accountId: scope.accountId,
    name,
    arn,
    trustPolicy: role.AssumeRolePolicyDocument as PolicyDocument,
    maxSessionSeconds: role.MaxSessionDuration,
  });
  for (const policy of role.Policies) {
    cloud.iam.putRolePolicy(arn, policy.PolicyName, policy.PolicyDocument as PolicyDocument);
  }
  for (const policyArn of role.ManagedPolicyArns) cloud.iam.attachManagedPolicy(arn, policyArn);
  return { ref: name, attributes: { Arn: arn } };
};

/** Inline policies that the new template no longer has are emptied, so that they allow nothing. */
const update = (role: Properties, context: ResourceContext, deployed: DeployedResource): Created => {
  const created = put(role, context, deployed.ref);
  const kept = role.Policies.map((policy) => policy.PolicyName);
  for (const name of inlinePolicyNames(deployed)) {
    if (!kept.includes(name))
      context.cloud.iam.putRolePolicy(created.attributes.Arn ?? '', name, { Statement: [] });
  }
  return created;
};

const inlinePolicyNames = (deployed: DeployedResource): string[] =>
  properties.parse(deployed.properties).Policies.map((policy) => policy.PolicyName);

export const iamRole = resourceType({
  type: 'AWS::IAM::Role',
  properties,
  attributes: ['Arn'],
  // ManagedPolicyArns and the inline policies change in place in AWS; detaching is not modelled.
  replacedBy: ['RoleName', 'Path', 'ManagedPolicyArns'],
  create: (role, context) => put(role, context, role.RoleName ?? context.generatedName(NAME_LENGTH)),
  update,
  remove: ({ cloud }, { attributes }) => cloud.iam.deleteRole(attributes.Arn ?? ''),
});
