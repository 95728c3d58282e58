/** `AWS::Lambda::Function`: runs the bundle of its S3 asset, with the template's environment and role. */
import * as z from 'zod';
import { NotModelled } from '../../cloud/service.ts';
import { number, tags, text } from '../property-shapes.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import type { Created } from '../stack-state.ts';
import { checkInterfaces, vpcConfig } from './vpc-config.ts';

// Lambda API, CreateFunction: defaults and the longest name, 2026-11.
const DEFAULT_MEMORY_MB = 128;
const DEFAULT_TIMEOUT_SECONDS = 3;
const NAME_LENGTH = 64;

const properties = z.strictObject({
  FunctionName: text.exactOptional(),
  Description: text.exactOptional(),
  Code: z.strictObject({ S3Bucket: text, S3Key: text }),
  Handler: text,
  Runtime: text,
  Role: z.string().regex(/^arn:aws:iam::\d{12}:role\//, 'must be the ARN of a role'),
  // The bundle is JavaScript, so the machine's own processor runs it whatever stands here.
  Architectures: z
    .array(z.enum(['arm64', 'x86_64']))
    .max(1)
    .exactOptional(),
  MemorySize: number.default(DEFAULT_MEMORY_MB),
  Timeout: number.default(DEFAULT_TIMEOUT_SECONDS),
  Environment: z.strictObject({ Variables: z.record(z.string(), text).default({}) }).exactOptional(),
  LoggingConfig: z
    .strictObject({
      LogGroup: text.exactOptional(),
      LogFormat: z.enum(['Text', 'JSON']).exactOptional(),
      ApplicationLogLevel: z.enum(['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']).exactOptional(),
      SystemLogLevel: z.enum(['DEBUG', 'INFO', 'WARN']).exactOptional(),
    })
    .exactOptional(),
  TracingConfig: z.strictObject({ Mode: z.enum(['Active', 'PassThrough']) }).exactOptional(),
  ReservedConcurrentExecutions: number.exactOptional(),
  PackageType: z.literal('Zip').exactOptional(),
  VpcConfig: vpcConfig.exactOptional(),
  RecursiveLoop: z.enum(['Allow', 'Terminate']).exactOptional(),
  Tags: tags.exactOptional(),
});

type Properties = z.output<typeof properties>;

const put = (fn: Properties, context: ResourceContext, functionName: string): Created => {
  if (fn.LoggingConfig?.LogFormat === 'JSON')
    throw new NotModelled('LoggingConfig.LogFormat JSON; only Text');
  if (fn.VpcConfig && fn.VpcConfig.SubnetIds.length > 0) {
    checkInterfaces(context.cloud.iam, fn.Role, context.scope);
    context.note(`network: function ${functionName} runs outside of its VPC`);
  }
  const { arn } = context.cloud.lambda.putFunction(context.scope, {
    functionName,
    runtime: fn.Runtime,
    handler: fn.Handler,
    codeDirectory: context.assetDirectory(fn.Code.S3Bucket, fn.Code.S3Key),
    timeoutSeconds: fn.Timeout,
    memoryMb: fn.MemorySize,
    environment: fn.Environment?.Variables ?? {},
    roleArn: fn.Role,
    logGroupName: fn.LoggingConfig?.LogGroup ?? `/aws/lambda/${functionName}`,
    tracing: fn.TracingConfig?.Mode ?? 'PassThrough',
    ...(fn.ReservedConcurrentExecutions !== undefined && {
      reservedConcurrency: fn.ReservedConcurrentExecutions,
    }),
  });
  return { ref: functionName, attributes: { Arn: arn } };
};

export const lambdaFunction = resourceType({
  type: 'AWS::Lambda::Function',
  properties,
  attributes: ['Arn'],
  replacedBy: ['FunctionName', 'PackageType'],
  create: (fn, context) => put(fn, context, fn.FunctionName ?? context.generatedName(NAME_LENGTH)),
  update: (fn, context, deployed) => put(fn, context, deployed.ref),
  remove: ({ cloud }, { attributes }) => cloud.lambda.deleteFunction(attributes.Arn ?? ''),
});
