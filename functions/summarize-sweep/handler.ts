/** Entry of the summarize-sweep Lambda: chooses the real adapters during init, plans a sweep or adds one up. */
import { createTransport } from '../_aws/endpoint.ts';
import { createSweepRecords } from '../_aws/sweep-records.ts';
import { createLogger } from '../_runtime/attempt-telemetry.ts';
import { createNamedHandler, wireOrRefuse } from '../_runtime/named-handler.ts';
import { readSettings } from '../_runtime/settings.ts';
import { readSummaryEnvironment } from '../_runtime/sweep-environment.ts';
import { createSweepTelemetry } from '../_runtime/sweep-telemetry.ts';
import { createSummarizeSweep, type SummarizeSweep } from './summarize-sweep.ts';

const SERVICE = process.env.POWERTOOLS_SERVICE_NAME ?? 'summarize-sweep';
const logger = createLogger(SERVICE);

/** How often the SDK sends one request to the ledger: nobody waits for a sweep. */
const LEDGER_ATTEMPTS = 5;

/** @throws {MigrationError} when settings or environment are wrong */
const wire = (variables: NodeJS.ProcessEnv): SummarizeSweep => {
  const { taskRoot, region, ledgerTable: tableName } = readSummaryEnvironment(variables);
  const settings = readSettings(taskRoot);
  const { accountId } = settings.target;
  const transport = createTransport();
  const records = createSweepRecords({
    tableName,
    accountId,
    region,
    maxAttempts: LEDGER_ATTEMPTS,
    transport,
    variables,
  });
  const telemetry = createSweepTelemetry(SERVICE);
  return createSummarizeSweep({ records, telemetry, clock: { now: Date.now } }, settings);
};

/** The Lambda itself has 60 s. */
const LIMIT_MS = 55_000;

/** @throws {MigrationError} with a `name` that the state machine's Retry and Catch match */
export const handler = createNamedHandler(
  wireOrRefuse(() => wire(process.env)),
  { name: 'summarize-sweep', logger, limitMs: LIMIT_MS },
);
