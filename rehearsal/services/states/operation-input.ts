/** The inputs of Step Functions' operations: closed, checked, and refused in AWS's words. */

import { parseArn } from '../../cloud/arn.ts';
import { NotModelled, ServiceError } from '../../cloud/service.ts';
import { checkName } from './state-machine.ts';
import { DATA_LIMIT_BYTES } from './tasks/run-task.ts';

export type Input = Readonly<Record<string, unknown>>;

/** @throws {NotModelled} for a member that is not listed. */
export const onlyMembers = (operation: string, input: Input, members: readonly string[]): void => {
  const others = Object.keys(input).filter((member) => !members.includes(member));
  if (others.length > 0) throw new NotModelled(`the member ${others.join(', ')} of states:${operation}`);
};

/** @throws {ServiceError} `ValidationException` where it is absent or no text. */
export const text = (input: Input, member: string): string => {
  const value = input[member];
  if (typeof value === 'string' && value !== '') return value;
  throw validation(`Value at '${member}' failed to satisfy constraint: Member must be a text`);
};

const validation = (problem: string) =>
  new ServiceError('ValidationException', `1 validation error detected: ${problem}`);

export const stateMachineArn = (input: Input): string => {
  const arn = text(input, 'stateMachineArn');
  if (resourceTypeOf(arn) === 'stateMachine') return arn;
  throw invalidArn(arn);
};

/**
 * An execution of a Standard machine. Those of Express machines have ARNs of their own, which the operations on
 * executions do not take. API Reference "DescribeExecution": not supported by EXPRESS state machines, 2026-11.
 */
export const executionArn = (input: Input): string => {
  const arn = text(input, 'executionArn');
  const type = resourceTypeOf(arn);
  if (type === 'execution') return arn;
  if (type === 'express') {
    throw new ServiceError(
      'InvalidArn',
      `Invalid Arn: 'Resource type not valid in this context: express'; executions of Express machines are in their log group.`,
    );
  }
  throw invalidArn(arn);
};

export const mapRunArn = (input: Input): string => {
  const arn = text(input, 'mapRunArn');
  if (resourceTypeOf(arn) === 'mapRun') return arn;
  throw invalidArn(arn);
};

const resourceTypeOf = (text: string): string | undefined => {
  const arn = parseArn(text);
  return arn?.service === 'states' ? arn.resource.split(':')[0] : undefined;
};

const invalidArn = (arn: string) => new ServiceError('InvalidArn', `Invalid Arn: '${arn}'`);

/** @throws {ServiceError} `InvalidName`. */
export const executionName = (input: Input): string | undefined => {
  if (input.name === undefined) return undefined;
  checkName(input.name, 'InvalidName');
  return input.name as string;
};

/** The execution's input as JSON; `{}` where there is none. The error does not repeat it. @throws {ServiceError} */
export const executionInput = (input: Input): unknown => {
  const json = input.input ?? '{}';
  if (typeof json !== 'string')
    throw validation(`Value at 'input' failed to satisfy constraint: Member must be a text`);
  if (Buffer.byteLength(json) > DATA_LIMIT_BYTES) {
    throw validation(
      `Value at 'input' failed to satisfy constraint: Member must have length less than or equal to ${DATA_LIMIT_BYTES}`,
    );
  }
  try {
    return JSON.parse(json) as unknown;
  } catch {
    throw new ServiceError(
      'InvalidExecutionInput',
      'Invalid State Machine Execution Input: it is not JSON; send a JSON text.',
    );
  }
};

/** Pages by number: the token is where the next one begins. @throws {ServiceError} `InvalidToken`. */
export const page = <Entry>(entries: readonly Entry[], input: Input, usual: number) => {
  const { maxResults, nextToken } = input;
  const start = nextToken === undefined ? 0 : Number(nextToken);
  if (!Number.isInteger(start) || start < 0)
    throw new ServiceError('InvalidToken', 'Invalid Token: it is not one that was handed out.');
  const size = typeof maxResults === 'number' && maxResults > 0 ? Math.min(maxResults, 1000) : usual;
  const end = start + size;
  return { entries: entries.slice(start, end), ...(end < entries.length && { nextToken: String(end) }) };
};
