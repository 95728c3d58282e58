/** Entry of the switch-auth-flow Lambda: chooses the real adapters during init and changes one app client per invocation. */
import { setTimeout as wait } from 'node:timers/promises';
import { createCutoverRecords } from '../_aws/cutover-records.ts';
import { createTransport } from '../_aws/endpoint.ts';
import { createUserPoolClients } from '../_aws/user-pool-clients.ts';
import { createLogger } from '../_runtime/attempt-telemetry.ts';
import { readSwitchEnvironment } from '../_runtime/cutover-environment.ts';
import { createNamedHandler, wireOrRefuse } from '../_runtime/named-handler.ts';
import { readSettings } from '../_runtime/settings.ts';
import { createSwitchAuthFlow, type SwitchAuthFlow } from './switch-auth-flow.ts';

const logger = createLogger(process.env.POWERTOOLS_SERVICE_NAME ?? 'switch-auth-flow');

/** How often the SDK sends one request to the ledger: nobody waits for a cutover. */
const LEDGER_ATTEMPTS = 5;

/** Everything one process keeps between invocations. @throws {MigrationError} when settings or environment are wrong. */
const wire = (variables: NodeJS.ProcessEnv): SwitchAuthFlow => {
  const { taskRoot, region, userPoolId, ledgerTable: tableName } = readSwitchEnvironment(variables);
  const settings = readSettings(taskRoot);
  const { target } = settings;
  const own = { accountId: target.accountId, region, transport: createTransport(), variables };
  return createSwitchAuthFlow(
    {
      clients: createUserPoolClients({ ...own, userPoolId, target }),
      records: createCutoverRecords({ ...own, tableName, maxAttempts: LEDGER_ATTEMPTS }),
      clock: {
        wait: (milliseconds, signal) => wait(milliseconds, undefined, { signal }),
        random: Math.random,
      },
    },
    settings,
  );
};

/** The Lambda itself has 13 s. */
const LIMIT_MS = 11_500;

/** @throws {MigrationError} with a `name` that the state machine's Retry and Catch match */
export const handler = createNamedHandler(
  wireOrRefuse(() => wire(process.env)),
  { name: 'switch-auth-flow', logger, limitMs: LIMIT_MS },
);
