/**
 * Entry of the migrate-user Lambda: chooses the real adapters during init and runs one attempt per invocation. The
 * rules are in `core/`, the sequence in `migrate-user.ts`.
 */
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { FAILED_TEXT, MigrationError } from '#core/errors.ts';
import { assumeSourceRole, createRoleSession } from '../_aws/assume-role.ts';
import { createClientSecret } from '../_aws/client-secret.ts';
import { createTransport } from '../_aws/endpoint.ts';
import { createSourceDirectory } from '../_aws/source-directory.ts';
import { createTokenBucket } from '../_aws/token-bucket.ts';
import { createAttemptTelemetry, createLogger } from '../_runtime/attempt-telemetry.ts';
import { migrationBudget, startDeadline } from '../_runtime/deadline.ts';
import { readEnvironment } from '../_runtime/environment.ts';
import { readSettings } from '../_runtime/settings.ts';
import { traceInvocation } from '../_runtime/tracing.ts';
import { createMigrateUser, type MigrateUser } from './migrate-user.ts';
import type { TriggerEvent } from './user-migration-event.ts';

const SERVICE = process.env.POWERTOOLS_SERVICE_NAME ?? 'migrate-user';
const logger = createLogger(SERVICE);
const telemetry = createAttemptTelemetry(logger, SERVICE);

// ListUsers: 30 requests a second for the whole source account, not adjustable (Developer Guide "Quotas", 2026-11).
// Each Lambda process takes at most one a second of them, and a few at once.
const LOOK_UPS = { capacity: 3, perSecond: 1 } as const;

/** Everything one process keeps between invocations. @throws {MigrationError} when settings or environment are wrong. */
const wire = (variables: NodeJS.ProcessEnv): MigrateUser => {
  const environment = readEnvironment(variables);
  const settings = readSettings(environment.taskRoot);
  const { source, target } = settings;
  const transport = createTransport();
  const session = createRoleSession(
    assumeSourceRole({ source, target, region: environment.region, transport, variables }),
  );
  session.prefetch();
  const secret = source.clientSecretArn
    ? createClientSecret({
        secretArn: source.clientSecretArn,
        accountId: target.accountId,
        transport,
        variables,
      })
    : undefined;
  secret?.prefetch();
  const directory = createSourceDirectory({
    source,
    clientId: environment.sourceClientId,
    session,
    secret,
    lookUps: createTokenBucket(LOOK_UPS.capacity, LOOK_UPS.perSecond),
    transport,
    variables,
  });
  const clock = { now: Date.now, monotonic: () => performance.now() };
  return createMigrateUser({ source: directory, telemetry, clock }, settings);
};

/** A Lambda that cannot start answers every attempt alike: an init error's own text would reach the client. */
const refuseAll = (error: unknown): MigrateUser => {
  const reason = error instanceof MigrationError ? error.message : 'unknown';
  logger.critical('migrate-user cannot work', { reason });
  return () => {
    telemetry.record({
      trigger: 'unknown',
      outcome: { kind: 'failed', reason: 'misconfigured' },
      latency: { total: 0 },
      sourceAuthFailed: false,
    });
    throw new MigrationError('MigrationFailed', FAILED_TEXT);
  };
};

const wireOrRefuse = (variables: NodeJS.ProcessEnv): MigrateUser => {
  try {
    return wire(variables);
  } catch (error) {
    return refuseAll(error);
  }
};

const migrateUser = wireOrRefuse(process.env);

const INIT = {
  initMs: process.uptime() * 1_000,
  initEndedAt: performance.now(),
  initializationType: process.env.AWS_LAMBDA_INITIALIZATION_TYPE,
} as const;

/** The part of Lambda's context that is used. */
type InvocationContext = { readonly getRemainingTimeInMillis?: () => number };

/** @throws {MigrationError} `MigrationFailed` with {@link FAILED_TEXT}, and nothing else ever. */
export const handler = async (event: unknown, context?: InvocationContext): Promise<TriggerEvent> => {
  const deadline = startDeadline(
    migrationBudget({
      ...INIT,
      startedAt: performance.now(),
      remainingMs: context?.getRemainingTimeInMillis?.(),
    }),
  );
  try {
    // Connections that the source closed while Lambda had frozen the process leave the pool in this turn; a request
    // written to one would be lost, and a password is never sent twice.
    await turnOfTheLoop();
    return await traceInvocation('## migrate-user', () => migrateUser(event, deadline.signal));
  } finally {
    deadline.end();
  }
};
