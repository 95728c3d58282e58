/** A state machine as it is deployed, and what its creation checks. */

import type { Iam } from '../../cloud/iam.ts';
import { NotModelled, type Scope, ServiceError } from '../../cloud/service.ts';
import { type Definition, isDistributedMap } from './asl/asl.ts';
import { fillPlaceholders, readDefinition } from './asl/read-definition.ts';

export type MachineType = 'EXPRESS' | 'STANDARD';
export type LogLevel = 'ALL' | 'ERROR' | 'FATAL' | 'OFF';

/** CreateStateMachine's input, as a deployment gives it. */
export type StateMachineInput = {
  readonly name: string;
  readonly type: MachineType;
  /** With `${Name}` where `substitutions` has a value. */
  readonly definition: string;
  readonly substitutions: Readonly<Record<string, string>>;
  readonly roleArn: string;
  readonly logging: Logging;
  readonly tracing: boolean;
};

export type Logging = {
  readonly level: LogLevel;
  readonly includeExecutionData: boolean;
  /** Ending in `:*`. Absent where nothing is logged. */
  readonly logGroupArn?: string;
};

export type StateMachine = {
  readonly scope: Scope;
  readonly arn: string;
  /** `aws:SourceArn` when its role is assumed: its own, or for the children of a Map Run that of the whole machine. */
  readonly sourceArn: string;
  readonly name: string;
  readonly type: MachineType;
  /** Placeholders filled: what DescribeStateMachine shows. */
  readonly text: string;
  readonly definition: Definition;
  readonly roleArn: string;
  readonly logging: Logging & { readonly logGroupName?: string };
  readonly tracing: boolean;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
};

export const SERVICE_PRINCIPAL = 'states.amazonaws.com';

/**
 * What the role needs for log delivery; all know no resources. CreateStateMachine refuses a role that lacks them.
 * Developer Guide "IAM policies for logging to CloudWatch Logs", 2026-11.
 */
export const LOG_DELIVERY_ACTIONS: readonly string[] = [
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
];

/** @throws {ServiceError} as CreateStateMachine does. @throws {NotModelled} for what a rehearsal does not run. */
export const readStateMachine = async (
  scope: Scope,
  input: StateMachineInput,
  iam: Iam,
  createdAt: number,
): Promise<StateMachine> => {
  const { name, type, roleArn, tracing } = input;
  checkName(name, 'InvalidName');
  const arn = `arn:aws:states:${scope.region}:${scope.accountId}:stateMachine:${name}`;
  const text = fillPlaceholders(input.definition, input.substitutions);
  const definition = await readDefinition(text);
  if (type === 'EXPRESS') refuseDistributedMaps(definition);
  checkRole(iam, roleArn, arn, scope);
  const logging = readLogging(input.logging, scope);
  if (logging.level !== 'OFF') checkLogDelivery(iam, roleArn, scope);
  return { scope, arn, sourceArn: arn, name, type, text, definition, roleArn, logging, tracing, createdAt };
};

/** 1 to 80 characters without spaces, brackets, wildcards and the like. API Reference "StartExecution", 2026-11. */
export const checkName = (name: unknown, code: 'InvalidName'): void => {
  if (typeof name === 'string' && /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u.test(name)) return;
  throw new ServiceError(
    code,
    `Invalid Name: '${String(name)}'; use 1 to 80 letters, digits, - _ . + = @ ! ( ) '.`,
  );
};

/** Developer Guide "Choosing workflow type", 2026-11. */
const refuseDistributedMaps = ({ States }: Definition): void => {
  const distributed = Object.keys(States).filter((name) => isDistributedMap(States[name] ?? {}));
  if (distributed.length === 0) return;
  const message = `Invalid State Machine Definition: Express state machines do not support Distributed Map (${distributed.join(', ')}); make it STANDARD.`;
  throw new ServiceError('InvalidDefinition', message);
};

/** What IAM takes as a session's name: 2 to 64 characters of a smaller set than an execution's name. */
export const sessionNameOf = (executionName: string): string =>
  executionName
    .replace(/[^\w+=,.@-]/g, '-')
    .slice(0, 64)
    .padEnd(2, '-');

const checkRole = (iam: Iam, roleArn: string, machineArn: string, { accountId }: Scope): void => {
  try {
    iam.assumeAsService(roleArn, SERVICE_PRINCIPAL, 'validation', { arn: machineArn, accountId });
  } catch (error) {
    const reason = error instanceof Error ? error.message : '';
    const message = `Neither the global service principal ${SERVICE_PRINCIPAL}, nor the regional one is authorized to assume the provided role. ${reason}`;
    throw new ServiceError('AccessDeniedException', message);
  }
};

const readLogging = (logging: Logging, { accountId, region }: Scope): StateMachine['logging'] => {
  const { level, logGroupArn } = logging;
  if (level === 'OFF') return logging;
  const [, owner, logGroupName] =
    /^arn:aws:logs:([^:]+:[^:]+):log-group:([^:]+):\*$/.exec(logGroupArn ?? '') ?? [];
  if (!logGroupName) {
    const message = `Invalid Logging Configuration: ${logGroupArn ?? 'no log group'}; give the ARN of a log group, ending in ":*".`;
    throw new ServiceError('InvalidLoggingConfiguration', message);
  }
  if (owner !== `${region}:${accountId}`)
    throw new NotModelled('state machine logs in another account or region');
  return { ...logging, logGroupName };
};

/** @throws {ServiceError} `AccessDeniedException` naming every action that is missing. */
const checkLogDelivery = (iam: Iam, roleArn: string, scope: Scope): void => {
  const principal = { kind: 'role', accountId: scope.accountId, arn: roleArn, roleArn } as const;
  const missing = LOG_DELIVERY_ACTIONS.filter(
    (action) => !iam.authorize(principal, { action, resource: '*' }, scope).allowed,
  );
  if (missing.length === 0) return;
  const message = `The state machine IAM Role is not authorized to access the Log Destination: ${roleArn} may not do ${missing.join(', ')} on *.`;
  throw new ServiceError('AccessDeniedException', message);
};
