/** `AWS::Lambda::Permission`: lets a service or account invoke a function or alias. */
import * as z from 'zod';
import { text } from '../property-shapes.ts';
import { resourceType } from '../resource-type.ts';
import { functionArn } from './lambda-function-name.ts';

export const lambdaPermission = resourceType({
  type: 'AWS::Lambda::Permission',
  properties: z.strictObject({
    Action: text,
    FunctionName: text,
    Principal: text,
    SourceArn: text.exactOptional(),
    SourceAccount: text.exactOptional(),
  }),
  attributes: ['Id'],
  create: (
    { Action, FunctionName, Principal, SourceArn, SourceAccount },
    { cloud, scope, generatedName },
  ) => {
    cloud.lambda.addPermission(functionArn(FunctionName, scope), {
      action: Action,
      principal: Principal,
      ...(SourceArn !== undefined && { sourceArn: SourceArn }),
      ...(SourceAccount !== undefined && { sourceAccount: SourceAccount }),
    });
    return { ref: generatedName(), attributes: { Id: generatedName() } };
  },
});
