/**
 * Entry of the migrate-user Lambda: chooses the real adapters during init and runs one attempt per invocation. The
 * rules are in `core/`, the sequence in `migrate-user.ts`.
 */
import { hasFurtherNames } from '#core/alias-owner.ts';
import { FAILED_TEXT, MigrationError } from '#core/errors.ts';
import type { TriggerSettings } from '#core/trigger-settings.ts';
import { createAuditTrail } from '../_aws/audit.ts';
import { connectSource } from '../_aws/connect-source.ts';
import { createTransport } from '../_aws/endpoint.ts';
import { createLedger } from '../_aws/ledger.ts';
import { createTargetReader } from '../_aws/target-reader.ts';
import { createWorkflow } from '../_aws/workflow.ts';
import { createAttemptTelemetry, createLogger } from '../_runtime/attempt-telemetry.ts';
import { readEnvironment, type TriggerEnvironment } from '../_runtime/environment.ts';
import { type InvocationContext, prepareInvocations } from '../_runtime/invocation.ts';
import { readSettings } from '../_runtime/settings.ts';
import { currentTraceId } from '../_runtime/tracing.ts';
import { createMigrateUser, type MigrateUser } from './migrate-user.ts';
import type { MigrateUserPorts } from './ports.ts';
import type { TriggerEvent } from './user-migration-event.ts';

const SERVICE = process.env.POWERTOOLS_SERVICE_NAME ?? 'migrate-user';
const logger = createLogger(SERVICE);
const telemetry = createAttemptTelemetry(logger, SERVICE, process.env.AWS_LAMBDA_INITIALIZATION_TYPE);

// ListUsers: 30 requests a second for the whole source account, not adjustable (Developer Guide "Quotas", 2026-11).
// Each Lambda process takes at most one a second of them, and a few at once.
const LOOK_UPS = { capacity: 3, perSecond: 1 } as const;

/** A second try would not fit into what a sign-in waits for ledger and target. */
const LOOK_UP_ATTEMPTS = 1;

/** The pool, and what remembers the migration, as far as there is any of it: the Lambda's own account and region. */
const wireOwnAccount = (
  { postMigrationArn, ledgerTable: tableName, auditBus: busName, region }: TriggerEnvironment,
  { target: { accountId, signIn } }: TriggerSettings,
  variables: NodeJS.ProcessEnv,
): Pick<MigrateUserPorts, 'ledger' | 'target' | 'workflow' | 'audit'> => {
  const own = { accountId, region, transport: createTransport(), variables };
  const lookUp = { ...own, maxAttempts: LOOK_UP_ATTEMPTS };
  return {
    ...(tableName ? { ledger: createLedger({ ...lookUp, tableName }) } : {}),
    ...(hasFurtherNames(signIn) ? { target: createTargetReader({ ...lookUp, target: own }) } : {}),
    ...(postMigrationArn ? { workflow: createWorkflow({ ...own, stateMachineArn: postMigrationArn }) } : {}),
    ...(busName ? { audit: createAuditTrail({ ...own, busName }) } : {}),
  };
};

/** Everything one process keeps between invocations. @throws {MigrationError} when settings or environment are wrong. */
const wire = (variables: NodeJS.ProcessEnv): MigrateUser => {
  const environment = readEnvironment(variables);
  const { taskRoot, region, sourceClientId } = environment;
  const settings = readSettings(taskRoot);
  const source = connectSource({
    settings,
    region,
    sessionName: 'migrate-user',
    sourceClientId,
    lookUps: LOOK_UPS,
    variables,
  });
  const clock = { now: Date.now, monotonic: () => performance.now() };
  const own = wireOwnAccount(environment, settings, variables);
  return createMigrateUser({ source, ...own, telemetry, clock, traceId: currentTraceId }, settings);
};

/** A Lambda that cannot start answers every attempt alike: an init error's own text would reach the client. */
const refuseAll = (error: unknown): MigrateUser => {
  const reason = error instanceof MigrationError ? error.message : 'unknown';
  logger.critical('migrate-user cannot work', { reason });
  return async () => {
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
const invoke = prepareInvocations('migrate-user', process.env);

/** @throws {MigrationError} `MigrationFailed` with {@link FAILED_TEXT}, and nothing else ever. */
export const handler = (event: unknown, context?: InvocationContext): Promise<TriggerEvent> =>
  invoke(context, (signal, moments) => migrateUser(event, signal, moments));
