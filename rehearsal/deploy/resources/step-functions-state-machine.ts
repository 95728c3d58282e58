/** `AWS::StepFunctions::StateMachine`: runs its definition as it is deployed. Definitions in S3 and KMS keys are not modelled. */
import * as z from 'zod';
import { flag, tags, text } from '../property-shapes.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import type { Created } from '../stack-state.ts';

/** API Reference "CreateStateMachine", 2026-11. */
const NAME_LENGTH = 80;

const destination = z.strictObject({ CloudWatchLogsLogGroup: z.strictObject({ LogGroupArn: text }) });

const properties = z.strictObject({
  StateMachineName: text.exactOptional(),
  StateMachineType: z.enum(['EXPRESS', 'STANDARD']).default('STANDARD'),
  DefinitionString: z.string(),
  DefinitionSubstitutions: z.record(z.string(), text).default({}),
  RoleArn: z.string().regex(/^arn:aws:iam::\d{12}:role\//, 'must be the ARN of a role'),
  LoggingConfiguration: z
    .strictObject({
      Level: z.enum(['ALL', 'ERROR', 'FATAL', 'OFF']).default('OFF'),
      IncludeExecutionData: flag.default(false),
      Destinations: z.array(destination).max(1).default([]),
    })
    .exactOptional(),
  TracingConfiguration: z.strictObject({ Enabled: flag }).exactOptional(),
  Tags: tags.exactOptional(),
});

const put = async (
  machine: z.output<typeof properties>,
  name: string,
  { cloud, scope }: ResourceContext,
): Promise<Created> => {
  const logging = machine.LoggingConfiguration;
  const logGroupArn = logging?.Destinations[0]?.CloudWatchLogsLogGroup.LogGroupArn;
  const { arn } = await cloud.states.putStateMachine(scope, {
    name,
    type: machine.StateMachineType,
    definition: machine.DefinitionString,
    substitutions: machine.DefinitionSubstitutions,
    roleArn: machine.RoleArn,
    logging: {
      level: logging?.Level ?? 'OFF',
      includeExecutionData: logging?.IncludeExecutionData ?? false,
      ...(logGroupArn !== undefined && { logGroupArn }),
    },
    tracing: machine.TracingConfiguration?.Enabled ?? false,
  });
  return { ref: arn, attributes: { Arn: arn, Name: name } };
};

export const stepFunctionsStateMachine = resourceType({
  type: 'AWS::StepFunctions::StateMachine',
  properties,
  attributes: ['Arn', 'Name'],
  replacedBy: ['StateMachineName', 'StateMachineType'],
  create: (machine, context) =>
    put(machine, machine.StateMachineName ?? context.generatedName(NAME_LENGTH), context),
  update: (machine, context, { attributes }) => put(machine, attributes.Name ?? '', context),
  remove: ({ cloud }, { ref }) => cloud.states.deleteStateMachine(ref),
});
