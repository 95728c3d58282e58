/** `AWS::Lambda::Permission`: lets a service or account invoke a function or alias. */
import * as z from 'zod';
import type { InvokePermission } from '../../services/lambda/lambda.ts';
import { text } from '../property-shapes.ts';
import { resourceType } from '../resource-type.ts';
import { functionArn } from './lambda-function-name.ts';

const properties = z.strictObject({
  Action: text,
  FunctionName: text,
  Principal: text,
  SourceArn: text.exactOptional(),
  SourceAccount: text.exactOptional(),
});

const permissionOf = ({
  Action,
  Principal,
  SourceArn,
  SourceAccount,
}: z.output<typeof properties>): InvokePermission => ({
  action: Action,
  principal: Principal,
  ...(SourceArn !== undefined && { sourceArn: SourceArn }),
  ...(SourceAccount !== undefined && { sourceAccount: SourceAccount }),
});

export const lambdaPermission = resourceType({
  type: 'AWS::Lambda::Permission',
  properties,
  attributes: ['Id'],
  create: (permission, { cloud, scope, generatedName }) => {
    cloud.lambda.addPermission(functionArn(permission.FunctionName, scope), permissionOf(permission));
    return { ref: generatedName(), attributes: { Id: generatedName() } };
  },
  remove: ({ cloud, scope }, deployed) => {
    const permission = properties.parse(deployed.properties);
    cloud.lambda.removePermission(functionArn(permission.FunctionName, scope), permissionOf(permission));
  },
});
