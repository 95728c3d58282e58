/** What a schedule starts: the execution of a state machine, with a role of its own. */

import type { Iam } from '../../cloud/iam.ts';
import { NotModelled, type Scope, ServiceError } from '../../cloud/service.ts';

export type Target = {
  /** Of a state machine. */
  readonly arn: string;
  readonly roleArn: string;
  /** JSON. */
  readonly input: string;
  /** How often a failed start is tried again. @default 185 */
  readonly maximumRetryAttempts?: number;
  /** Of a standard SQS queue. */
  readonly deadLetterArn?: string;
};

export const SERVICE_PRINCIPAL = 'scheduler.amazonaws.com';

/** What EventBridge Scheduler fills in. User Guide "Adding context attributes", 2026-11. */
const CONTEXT = ['attempt-number', 'execution-id', 'schedule-arn', 'scheduled-time'] as const;

export type ContextValues = Readonly<Record<(typeof CONTEXT)[number], string>>;

type Surroundings = { readonly scope: Scope; readonly groupArn: string; readonly iam: Iam };

/** @throws {ServiceError} `ValidationException`. @throws {NotModelled} */
export const checkTarget = (target: Target, { scope, groupArn, iam }: Surroundings): void => {
  if (!/^arn:aws:states:[^:]+:\d{12}:stateMachine:[^:]+$/.test(target.arn))
    throw new NotModelled(`schedules of ${target.arn}; only state machines are started`);
  if (!isJson(target.input)) throw invalid('Input must be a valid JSON: the state machine gets it as it is.');
  const unknown = [...target.input.matchAll(/<aws\.scheduler\.([^>]*)>/g)]
    .map(([, name = '']) => name)
    .filter((name) => !(CONTEXT as readonly string[]).includes(name));
  if (unknown.length > 0) throw invalid(`Input has the unknown context attribute ${unknown.join(', ')}.`);
  try {
    iam.assumeAsService(target.roleArn, SERVICE_PRINCIPAL, 'validation', actingFor(groupArn, scope));
  } catch (error) {
    const reason = error instanceof Error ? error.message : '';
    throw invalid(
      `The execution role you provide must allow AWS EventBridge Scheduler to assume the role. ${reason}`,
    );
  }
};

/** `aws:SourceArn` is the group's ARN. User Guide "Confused deputy prevention", 2026-11. */
export const actingFor = (groupArn: string, { accountId }: Scope) => ({ arn: groupArn, accountId });

/** The input with its context attributes filled in. */
export const filledInput = ({ input }: Target, values: ContextValues): string =>
  CONTEXT.reduce((text, name) => text.replaceAll(`<aws.scheduler.${name}>`, () => values[name]), input);

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const invalid = (message: string) => new ServiceError('ValidationException', message);
