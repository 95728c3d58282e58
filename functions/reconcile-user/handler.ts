/** Entry of the reconcile-user Lambda: chooses the real adapters during init and reconciles one user per invocation. */

import type { ReconcileAnswer } from '#core/reconciliation.ts';
import { connectSourceReader } from '../_aws/connect-source.ts';
import { createTransport } from '../_aws/endpoint.ts';
import { createLedger } from '../_aws/ledger.ts';
import { createTargetDirectory } from '../_aws/target-directory.ts';
import { createLogger } from '../_runtime/attempt-telemetry.ts';
import { startDeadline } from '../_runtime/deadline.ts';
import { namedError, wireOrRefuse } from '../_runtime/named-handler.ts';
import { readReconcileEnvironment } from '../_runtime/reconcile-environment.ts';
import { createReconcileTelemetry } from '../_runtime/reconcile-telemetry.ts';
import { readSettings } from '../_runtime/settings.ts';
import { currentTraceId, traceInvocation } from '../_runtime/tracing.ts';
import { createReconcileUser, type ReconcileUser } from './reconcile-user.ts';

const SERVICE = process.env.POWERTOOLS_SERVICE_NAME ?? 'reconcile-user';
const logger = createLogger(SERVICE);
const telemetry = createReconcileTelemetry(logger, SERVICE);

const LEDGER_ATTEMPTS = 3;

/** Everything one process keeps between invocations. @throws {MigrationError} when settings or environment are wrong. */
const wire = (variables: NodeJS.ProcessEnv): ReconcileUser => {
  const { taskRoot, region, userPoolId, ledgerTable } = readReconcileEnvironment(variables);
  const settings = readSettings(taskRoot);
  const transport = createTransport();
  const { target } = settings;
  return createReconcileUser(
    {
      source: connectSourceReader({ settings, region, sessionName: 'reconcile-user', transport, variables }),
      target: createTargetDirectory({ userPoolId, target, transport, variables }),
      ledger: createLedger({
        tableName: ledgerTable,
        accountId: target.accountId,
        region,
        maxAttempts: LEDGER_ATTEMPTS,
        transport,
        variables,
      }),
      clock: { now: Date.now },
    },
    settings,
  );
};

const reconcileUser: ReconcileUser = wireOrRefuse(() => wire(process.env));

/** The state machine gives one call 10 s, start of the Lambda included. */
const LIMIT_MS = 8_000;

/** @throws {MigrationError} with a `name` that the state machine's Retry and Catch match */
export const handler = async (input: unknown): Promise<ReconcileAnswer> => {
  const deadline = startDeadline(LIMIT_MS);
  try {
    return await traceInvocation('## reconcile-user', async () => {
      const reconciliation = await reconcileUser(input, deadline.signal);
      telemetry.done(reconciliation);
      return { ...reconciliation, traceId: currentTraceId() ?? 'none' };
    });
  } catch (error) {
    telemetry.failed(error);
    throw namedError(error, 'reconcile-user');
  } finally {
    deadline.end();
  }
};
