/** `AWS::Cognito::UserPoolGroup`: a group of a pool, with the role its members may take. */
import * as z from 'zod';
import { number, text } from '../property-shapes.ts';
import { resourceType } from '../resource-type.ts';

export const cognitoUserPoolGroup = resourceType({
  type: 'AWS::Cognito::UserPoolGroup',
  properties: z.strictObject({
    Description: text.exactOptional(),
    GroupName: text.exactOptional(),
    Precedence: number.exactOptional(),
    RoleArn: text.exactOptional(),
    UserPoolId: text,
  }),
  attributes: [],
  create: ({ UserPoolId, ...group }, { cloud, generatedName }) => {
    const name = group.GroupName ?? generatedName();
    cloud.cognito.createGroup(UserPoolId, { ...group, GroupName: name });
    return { ref: name, attributes: {} };
  },
});
