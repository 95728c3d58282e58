/** One state machine from one file of statemachines/: the definition stands in the template, and its role may do what its states call. */
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { ArnFormat, Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Migration } from '#core/migration.ts';
import { partitionOf } from '#core/names.ts';
import { type AslDefinition, readAslDefinition } from './asl-definition.ts';
import { aslGrants, type OwnResource } from './asl-grants.ts';
import { createLogGroup } from './log-group.ts';

/** What a placeholder stands for. */
export type AslBinding = {
  /** What the definition gets: a function's ARN, a table's or a bus's name. */
  readonly value: string;
  /** What the role is allowed to use. */
  readonly arn: string;
};

export type AslMachineProps = {
  /** Literal name of the machine and of its role. */
  readonly machineName: string;
  /** Name of a file in `statemachines/`, or an absolute path. */
  readonly definition: string;
  readonly type: 'EXPRESS' | 'STANDARD';
  /** Every `${Placeholder}` of the definition, and no other. */
  readonly placeholders: Readonly<Record<string, AslBinding>>;
  readonly migration: Migration;
};

/**
 * Everything of every execution is logged, its data too: the console shows Express executions from the log alone, and
 * states carry ids and names, never attribute values. Developer Guide "Logging in CloudWatch Logs", 2026-11
 */
export class AslMachine extends Construct {
  /** Without a reference to the machine: for what the machine itself depends on. */
  readonly literalArn: string;
  readonly role: Role;
  readonly machine: StateMachine;

  /** @throws {Error} naming the file and what does not fit: placeholders, or calls that cannot be granted exactly */
  constructor(scope: Construct, id: string, props: AslMachineProps) {
    super(scope, id);
    const definition = readAslDefinition(props.definition);
    checkPlaceholders(definition, Object.keys(props.placeholders));
    this.literalArn = this.#ownArn('stateMachine', props.machineName);
    this.role = this.#createRole(props, definition);
    this.machine = this.#createMachine(props, definition);
  }

  #createRole(props: AslMachineProps, definition: AslDefinition): Role {
    const { machineName, placeholders } = props;
    const role = new Role(this, 'Role', {
      roleName: machineName,
      description: `Of the state machine ${machineName}`,
      // Step Functions may act for this machine only. Developer Guide "Creating an IAM role for your state machine", 2026-11
      assumedBy: new ServicePrincipal('states.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
          ArnEquals: { 'aws:SourceArn': this.literalArn },
        },
      }),
    });
    for (const grant of aslGrants(definition)) {
      const resources = [
        'own' in grant ? this.#ownResource(props, grant) : (placeholders[grant.placeholder]?.arn ?? ''),
      ];
      role.addToPolicy(new PolicyStatement({ effect: Effect.ALLOW, actions: [grant.action], resources }));
    }
    return role;
  }

  /** @throws {Error} for an Express machine, which cannot run what needs such a grant */
  #ownResource({ machineName, definition, type }: AslMachineProps, { own }: { own: OwnResource }) {
    if (type === 'EXPRESS')
      throw new Error(`${definition}: a distributed Map runs in a STANDARD machine only; make it one`);
    if (own === 'machine') return this.literalArn;
    return this.#ownArn(
      'execution',
      own === 'executions' ? `${machineName}:*` : `${machineName}/${own.label}:*`,
    );
  }

  #ownArn(resource: string, resourceName: string): string {
    const arnFormat = ArnFormat.COLON_RESOURCE_NAME;
    return Stack.of(this).formatArn({ service: 'states', resource, resourceName, arnFormat });
  }

  /** The library adds what log delivery and X-Ray need: both know no resources, so they stand on `*`. */
  #createMachine(props: AslMachineProps, { text }: AslDefinition): StateMachine {
    const destination = createLogGroup(this, 'Logs', {
      migration: props.migration,
      // The prefix spares the account's log resource policy, which has a size limit. Developer Guide as above
      logGroupName: `/aws/vendedlogs/states/${props.machineName}`,
      retentionDays: props.migration.config.logs.retentionDays,
      kept: false,
    });
    return new StateMachine(this, 'Machine', {
      stateMachineName: props.machineName,
      stateMachineType: StateMachineType[props.type],
      definitionBody: DefinitionBody.fromString(inPartition(text, Stack.of(this).region)),
      definitionSubstitutions: Object.fromEntries(
        Object.entries(props.placeholders).map(([name, { value }]) => [name, value]),
      ),
      role: this.role,
      tracingEnabled: true,
      logs: { destination, level: LogLevel.ALL, includeExecutionData: true },
    });
  }
}

const checkPlaceholders = ({ file, placeholders }: AslDefinition, given: readonly string[]): void => {
  const missing = placeholders.filter((name) => !given.includes(name));
  const surplus = given.filter((name) => !placeholders.includes(name));
  const problems = [
    ...missing.map((name) => `\${${name}} has no value; give it one in placeholders`),
    ...surplus.map((name) => `\${${name}} is given a value and not used; use it, or remove it`),
  ];
  if (problems.length > 0)
    throw new Error([`${file} does not fit its placeholders:`, ...problems].join('\n  '));
};

/** Integrations are named in the partition they run in. Developer Guide "Integrating services" of the China regions, 2026-11 */
const inPartition = (text: string, region: string): string =>
  Token.isUnresolved(region)
    ? text
    : text.replaceAll('arn:aws:states:::', `arn:${partitionOf(region)}:states:::`);
