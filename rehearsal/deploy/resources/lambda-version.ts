/** `AWS::Lambda::Version`: the function as it is now, unchangeable. CDK gives each change of a function a new one. */
import * as z from 'zod';
import { text } from '../property-shapes.ts';
import { resourceType } from '../resource-type.ts';
import { functionArn } from './lambda-function-name.ts';

export const lambdaVersion = resourceType({
  type: 'AWS::Lambda::Version',
  properties: z.strictObject({ FunctionName: text, Description: text.exactOptional() }),
  attributes: ['FunctionArn', 'Version'],
  create: ({ FunctionName }, { cloud, scope }) => {
    const { arn, version } = cloud.lambda.putVersion(functionArn(FunctionName, scope));
    return { ref: arn, attributes: { FunctionArn: arn, Version: version } };
  },
  // Nothing points to an old version any more; it stays, unused.
  remove: () => {},
});
