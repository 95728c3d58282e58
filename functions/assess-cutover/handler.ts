/** Entry of the assess-cutover Lambda: chooses the real adapters during init, assesses a cutover or concludes one. */
import { setTimeout as wait } from 'node:timers/promises';
import { createCutoverRecords } from '../_aws/cutover-records.ts';
import { createTransport } from '../_aws/endpoint.ts';
import { createMetricHistory } from '../_aws/metric-history.ts';
import { createSweepRecords } from '../_aws/sweep-records.ts';
import { createUserPoolReader } from '../_aws/user-pool.ts';
import { createLogger } from '../_runtime/attempt-telemetry.ts';
import { readAssessmentEnvironment } from '../_runtime/cutover-environment.ts';
import { createCutoverTelemetry } from '../_runtime/cutover-telemetry.ts';
import { createNamedHandler, wireOrRefuse } from '../_runtime/named-handler.ts';
import { readSettings } from '../_runtime/settings.ts';
import { type AssessCutover, createAssessCutover } from './assess-cutover.ts';

const SERVICE = process.env.POWERTOOLS_SERVICE_NAME ?? 'assess-cutover';
const logger = createLogger(SERVICE);

/** How often the SDK sends one request to the ledger: nobody waits for a cutover. */
const LEDGER_ATTEMPTS = 5;

/** Everything one process keeps between invocations. @throws {MigrationError} when settings or environment are wrong. */
const wire = (variables: NodeJS.ProcessEnv): AssessCutover => {
  const { taskRoot, region, userPoolId, ...deployed } = readAssessmentEnvironment(variables);
  const settings = readSettings(taskRoot);
  const { target } = settings;
  const own = { accountId: target.accountId, region, transport: createTransport(), variables };
  const table = { ...own, tableName: deployed.ledgerTable, maxAttempts: LEDGER_ATTEMPTS };
  const { readProgress } = createSweepRecords(table);
  return createAssessCutover(
    {
      pool: createUserPoolReader({ ...own, userPoolId, target }),
      records: { ...createCutoverRecords(table), readProgress },
      metrics: createMetricHistory(own),
      telemetry: createCutoverTelemetry(logger, SERVICE),
      clock: {
        now: Date.now,
        wait: (milliseconds, signal) => wait(milliseconds, undefined, { signal }),
      },
    },
    settings,
    { clientIds: deployed.appClientIds, migrateUserArn: deployed.migrateUserArn },
  );
};

/** The Lambda itself has 14 s. */
const LIMIT_MS = 12_500;

/** @throws {MigrationError} with a `name` that the state machine's Retry and Catch match */
export const handler = createNamedHandler(
  wireOrRefuse(() => wire(process.env)),
  { name: 'assess-cutover', logger, limitMs: LIMIT_MS },
);
