/** The shape of a CloudFormation template as far as the rehearsal models it; everything else is refused by name. */
import * as z from 'zod';

const text = z.union([z.string(), z.number().transform(String)]);

const parameter = z.strictObject({
  Type: z.enum([
    'String',
    'Number',
    'CommaDelimitedList',
    'List<Number>',
    // CDK's BootstrapVersion; the local accounts count as bootstrapped (parameters.ts).
    'AWS::SSM::Parameter::Value<String>',
  ]),
  Default: text.exactOptional(),
  Description: z.string().exactOptional(),
  AllowedPattern: z.string().exactOptional(),
  AllowedValues: z.array(text).exactOptional(),
  ConstraintDescription: z.string().exactOptional(),
  MinLength: z.coerce.number().exactOptional(),
  MaxLength: z.coerce.number().exactOptional(),
  MinValue: z.coerce.number().exactOptional(),
  MaxValue: z.coerce.number().exactOptional(),
  NoEcho: z.union([z.boolean(), z.string().transform((value) => value === 'true')]).exactOptional(),
});

const deletionPolicy = z.enum(['Delete', 'Retain', 'RetainExceptOnCreate', 'Snapshot']);

const resource = z.strictObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).exactOptional(),
  Condition: z.string().exactOptional(),
  DependsOn: z.union([z.string().transform((one) => [one]), z.array(z.string())]).exactOptional(),
  DeletionPolicy: deletionPolicy.exactOptional(),
  UpdateReplacePolicy: deletionPolicy.exactOptional(),
  Metadata: z.unknown().exactOptional(),
});

const rule = z.strictObject({
  RuleCondition: z.unknown().exactOptional(),
  Assertions: z.array(z.strictObject({ Assert: z.unknown(), AssertDescription: z.string().exactOptional() })),
});

const output = z.strictObject({
  Value: z.unknown(),
  Description: z.string().exactOptional(),
  Condition: z.string().exactOptional(),
  Export: z.strictObject({ Name: z.unknown() }).exactOptional(),
});

/** Sections beside these (`Mappings`, `Transform`, `Hooks`) are not modelled. */
export const templateShape = z.strictObject({
  AWSTemplateFormatVersion: z.literal('2010-09-09').exactOptional(),
  Description: z.string().exactOptional(),
  Metadata: z.unknown().exactOptional(),
  Parameters: z.record(z.string(), parameter).default({}),
  Rules: z.record(z.string(), rule).default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Resources: z.record(z.string(), resource),
  Outputs: z.record(z.string(), output).default({}),
});

export type Template = z.output<typeof templateShape>;
export type TemplateParameter = z.output<typeof parameter>;
export type TemplateResource = z.output<typeof resource>;
