/** `AWS::IAM::Policy`: an inline policy put on roles that exist already. Users and groups are not modelled. */
import * as z from 'zod';
import type { PolicyDocument } from '../../cloud/iam.ts';
import { policyDocument, text } from '../property-shapes.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import { type Created, type DeployedResource, stackKey } from '../stack-state.ts';

const properties = z.strictObject({
  PolicyName: text,
  PolicyDocument: policyDocument,
  Roles: z.array(text).min(1),
});

type Properties = z.output<typeof properties>;

const put = (policy: Properties, context: ResourceContext, document: PolicyDocument): Created => {
  for (const role of policy.Roles) {
    context.cloud.iam.putRolePolicy(roleArn(role, context), policy.PolicyName, document);
  }
  return { ref: context.generatedName(), attributes: {} };
};

/** Roles are named, not given by ARN; the ARN follows from a role of this stack, else it has no path. */
const roleArn = (name: string, { cloud, scope, stackName }: ResourceContext): string => {
  const stack = cloud.stacks.get(stackKey(scope, stackName));
  const role = [...(stack?.resources.values() ?? [])].find(
    (one) => one.type === 'AWS::IAM::Role' && one.ref === name,
  );
  return role?.attributes.Arn ?? `arn:aws:iam::${scope.accountId}:role/${name}`;
};

const remove = (context: ResourceContext, deployed: DeployedResource): void => {
  put(properties.parse(deployed.properties), context, { Statement: [] });
};

export const iamPolicy = resourceType({
  type: 'AWS::IAM::Policy',
  properties,
  attributes: [],
  replacedBy: ['PolicyName', 'Roles'],
  create: (policy, context) => put(policy, context, policy.PolicyDocument as PolicyDocument),
  update: (policy, context) => put(policy, context, policy.PolicyDocument as PolicyDocument),
  remove,
});
