/** `AWS::Cognito::UserPoolGroup`: a group of a pool, with the role its members may take. */
import * as z from 'zod';
import { callOperation } from '../call-operation.ts';
import { number, text } from '../property-shapes.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import type { Created } from '../stack-state.ts';

const properties = z.strictObject({
  Description: text.exactOptional(),
  GroupName: text.exactOptional(),
  Precedence: number.exactOptional(),
  RoleArn: text.exactOptional(),
  UserPoolId: text,
});

const send = async (
  operation: 'CreateGroup' | 'UpdateGroup',
  group: z.output<typeof properties>,
  { cloud, scope }: ResourceContext,
  name: string,
): Promise<Created> => {
  await callOperation(cloud.cognito.service, operation, { ...group, GroupName: name }, scope);
  return { ref: name, attributes: {} };
};

export const cognitoUserPoolGroup = resourceType({
  type: 'AWS::Cognito::UserPoolGroup',
  properties,
  attributes: [],
  replacedBy: ['GroupName', 'UserPoolId'],
  create: (group, context) => send('CreateGroup', group, context, group.GroupName ?? context.generatedName()),
  update: (group, context, deployed) => send('UpdateGroup', group, context, deployed.ref),
});
