/** Entry of the guard-sign-up Lambda (PreSignUp): chooses the real adapters during init. */
import { MigrationError } from '#core/errors.ts';
import type { SignUpVerdict } from '#core/sign-up.ts';
import { connectSource } from '../_aws/connect-source.ts';
import { createLogger } from '../_runtime/attempt-telemetry.ts';
import { readEnvironment } from '../_runtime/environment.ts';
import { type InvocationContext, prepareInvocations } from '../_runtime/invocation.ts';
import { readSettings } from '../_runtime/settings.ts';
import { createGuardSignUp, type GuardPorts, type GuardSettings } from './guard-sign-up.ts';

const logger = createLogger(process.env.POWERTOOLS_SERVICE_NAME ?? 'guard-sign-up');

// ListUsers: 30 requests a second for the whole source account, not adjustable (Developer Guide "Quotas", 2026-11). A
// sign-up asks at most four times; whoever floods the target with sign-ups meets this bound and not the account's.
const LOOK_UPS = { capacity: 8, perSecond: 2 } as const;

const tell = (verdict: SignUpVerdict): void => {
  const unreachable = verdict.kind === 'refused' && verdict.reason === 'source-unreachable';
  logger[unreachable ? 'error' : 'info']('sign-up', { ...verdict });
};

const wire = (variables: NodeJS.ProcessEnv): readonly [GuardPorts, GuardSettings] => {
  const { taskRoot, region, sourceClientId } = readEnvironment(variables);
  const settings = readSettings(taskRoot);
  const source = connectSource({
    settings,
    region,
    sessionName: 'guard-sign-up',
    sourceClientId,
    lookUps: LOOK_UPS,
    variables,
  });
  return [{ source, tell }, settings];
};

const UNREACHABLE = { kind: 'failed', reason: 'source-misconfigured' } as const;

/** A guard that cannot work refuses sign-ups and nothing else: administrators and migrations still pass. */
const closed = (error: unknown): readonly [GuardPorts, GuardSettings] => {
  const reason = error instanceof MigrationError ? error.message : 'unknown';
  logger.critical('guard-sign-up cannot work', { reason });
  const source = { readUser: async () => UNREACHABLE, findUsers: async () => UNREACHABLE };
  return [
    { source, tell },
    {
      target: { signIn: { mode: 'plain', attributes: [], caseSensitive: true } },
      policies: { signUpWhenSourceUnreachable: 'refuse' },
    },
  ];
};

const wireOrClose = (variables: NodeJS.ProcessEnv): readonly [GuardPorts, GuardSettings] => {
  try {
    return wire(variables);
  } catch (error) {
    return closed(error);
  }
};

const guardSignUp = createGuardSignUp(...wireOrClose(process.env));
const invoke = prepareInvocations('guard-sign-up', process.env);

/** @throws {MigrationError} `SignUpRefused` */
export const handler = (event: unknown, context?: InvocationContext): Promise<unknown> =>
  invoke(context, (signal) => guardSignUp(event, signal));
