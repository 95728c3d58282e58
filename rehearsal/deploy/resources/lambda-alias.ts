/** `AWS::Lambda::Alias`: a name for one version, with its provisioned concurrency. Routing weights are not modelled. */
import * as z from 'zod';
import { number, text } from '../property-shapes.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import type { Created } from '../stack-state.ts';
import { functionArn } from './lambda-function-name.ts';

const properties = z.strictObject({
  FunctionName: text,
  FunctionVersion: text,
  Name: text,
  Description: text.exactOptional(),
  ProvisionedConcurrencyConfig: z.strictObject({ ProvisionedConcurrentExecutions: number }).exactOptional(),
});

const put = (alias: z.output<typeof properties>, { cloud, scope }: ResourceContext): Created => {
  const { arn } = cloud.lambda.putAlias(
    functionArn(alias.FunctionName, scope),
    alias.Name,
    alias.FunctionVersion,
    alias.ProvisionedConcurrencyConfig?.ProvisionedConcurrentExecutions,
  );
  return { ref: arn, attributes: { AliasArn: arn } };
};

export const lambdaAlias = resourceType({
  type: 'AWS::Lambda::Alias',
  properties,
  attributes: ['AliasArn'],
  replacedBy: ['FunctionName', 'Name'],
  create: put,
  update: put,
  remove: ({ cloud }, { ref }) => cloud.lambda.deleteAlias(ref),
});
