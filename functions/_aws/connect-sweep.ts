/** Everything that sweep-shard reaches, as it keeps it between invocations; failures under names that the machine knows. */
import { MigrationError, type MigrationErrorCode } from '#core/errors.ts';
import type { TriggerSettings } from '#core/trigger-settings.ts';
import { assumeSourceRole, createRoleSession } from './assume-role.ts';
import { createAuditTrail } from './audit.ts';
import { createTransport } from './endpoint.ts';
import { errorName } from './error-translation.ts';
import { createReportStore } from './report-store.ts';
import { createSourceUsers } from './source-users.ts';
import { createSweepLedger } from './sweep-ledger.ts';
import { createSweepRecords } from './sweep-records.ts';
import { createTargetUsers } from './target-users.ts';
import { createWorkflow } from './workflow.ts';

type ConnectOptions = {
  readonly settings: TriggerSettings;
  /** The Lambda's own region. */
  readonly region: string;
  readonly userPoolId: string;
  readonly ledgerTable: string;
  readonly postMigrationArn: string;
  readonly auditBus: string;
  readonly bucket: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
};

/** How often the SDK sends one request to the ledger: a sweep has time to wait. */
const LEDGER_ATTEMPTS = 5;

/** What account A's CloudTrail shows. */
const SESSION_NAME = 'sweep-shard';

/** Errors of ours stay; the SDK's get a name of ours, and AWS's name in the message. */
const named =
  <Arguments extends readonly unknown[]>(
    code: MigrationErrorCode,
    what: string,
    call: (...parameters: Arguments) => Promise<void>,
  ) =>
  async (...parameters: Arguments): Promise<void> => {
    try {
      await call(...parameters);
    } catch (error) {
      if (error instanceof MigrationError) throw error;
      throw new MigrationError(code, `${what} (${errorName(error)}): try again.`);
    }
  };

/** Role credentials are on their way when this returns. @throws {MigrationError} `EndpointRefused` */
export const connectSweep = ({ settings, region, variables, ...names }: ConnectOptions) => {
  const { source, target } = settings;
  const transport = createTransport();
  const assume = assumeSourceRole({
    source,
    target,
    region,
    transport,
    variables,
    sessionName: SESSION_NAME,
  });
  const session = createRoleSession(assume);
  const own = { accountId: target.accountId, region, transport, variables };
  const table = { ...own, tableName: names.ledgerTable, maxAttempts: LEDGER_ATTEMPTS };
  const workflow = createWorkflow({ ...own, stateMachineArn: names.postMigrationArn });
  const audit = createAuditTrail({ ...own, busName: names.auditBus });
  const ports = {
    source: createSourceUsers({ source, session, transport, variables }),
    target: createTargetUsers({ userPoolId: names.userPoolId, target, transport, variables }),
    ledger: createSweepLedger(table),
    shards: createSweepRecords(table),
    reports: createReportStore({ ...own, bucketName: names.bucket }),
    workflow: {
      startReconciliation: named(
        'WorkflowUnavailable',
        'A reconciliation could not be started',
        workflow.startReconciliation,
      ),
    },
    audit: { put: named('AuditUnavailable', 'The audit trail could not be told', audit.put) },
  };
  session.prefetch();
  return ports;
};
