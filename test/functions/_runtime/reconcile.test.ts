/** What surrounds a reconciliation: the environment it is started with, and what is told of it. */
import { MigrationError } from '#core/errors.ts';
import { createLogger } from '#functions/_runtime/attempt-telemetry.ts';
import { readReconcileEnvironment } from '#functions/_runtime/reconcile-environment.ts';
import { createReconcileTelemetry } from '#functions/_runtime/reconcile-telemetry.ts';
import { answer } from '#test/statemachines/run-post-migration.ts';

const SOUND = {
  LAMBDA_TASK_ROOT: '/var/task',
  AWS_REGION: 'us-east-1',
  TARGET_USER_POOL_ID: 'us-east-1_TargetPl1',
  LEDGER_TABLE: 'the-ledger',
};

describe("reconcile-user's environment", () => {
  it('is read', () => {
    expect(readReconcileEnvironment(SOUND)).toEqual({
      taskRoot: '/var/task',
      region: 'us-east-1',
      userPoolId: 'us-east-1_TargetPl1',
      ledgerTable: 'the-ledger',
    });
  });

  it.each(Object.keys(SOUND))('that lacks %s is refused with its name', (name) => {
    const read = () => readReconcileEnvironment({ ...SOUND, [name]: '' });
    expect(read).toThrow(expect.objectContaining({ code: 'SettingsInvalid' }));
    expect(read).toThrow(`${name} is not set`);
  });
});

const environment = { ...process.env };
beforeEach(() => {
  process.env.POWERTOOLS_METRICS_DISABLED = 'false';
  process.env.POWERTOOLS_DEV = 'true';
  process.env.POWERTOOLS_LOG_LEVEL = 'INFO';
});
afterEach(() => {
  process.env = { ...environment };
  jest.restoreAllMocks();
});

type Line = Readonly<Record<string, unknown>>;

const tell = (act: (telemetry: ReturnType<typeof createReconcileTelemetry>) => void) => {
  const lines: Line[] = [];
  for (const method of ['log', 'info', 'warn', 'error'] as const) {
    jest
      .spyOn(console, method)
      .mockImplementation((...line: unknown[]) => void lines.push(JSON.parse(String(line[0]))));
  }
  act(createReconcileTelemetry(createLogger('reconcile-user'), 'reconcile-user'));
  return { logs: lines.filter((line) => !('_aws' in line)), metrics: lines.filter((line) => '_aws' in line) };
};

describe('a reconciliation', () => {
  it('is one log line and one count', () => {
    const { logs, metrics } = tell(({ done }) => done(answer()));
    expect(logs).toMatchObject([{ level: 'INFO', message: 'user reconciled', origin: 'migrated' }]);
    expect(metrics).toMatchObject([{ ReconcileAttemptSucceeded: 1, service: 'reconcile-user' }]);
  });

  it('that failed says why in our words, and is counted', () => {
    const { logs, metrics } = tell(({ failed }) => failed(new MigrationError('TargetRefused', 'ours')));
    expect(logs).toMatchObject([{ level: 'ERROR', reason: 'TargetRefused', problem: 'ours' }]);
    expect(metrics).toMatchObject([{ ReconcileAttemptFailed: 1 }]);
  });

  it('that broke leaves no text of somebody else', () => {
    const { logs } = tell(({ failed }) => failed(new TypeError('liam@example.com is not a function')));
    expect(logs).toMatchObject([{ level: 'ERROR', reason: 'Unexpected' }]);
    expect(JSON.stringify(logs)).not.toContain('liam');
  });

  it('that waits for Cognito has not failed', () => {
    const { logs, metrics } = tell(({ failed }) =>
      failed(new MigrationError('TargetUserNotFound', 'not yet')),
    );
    expect(logs).toMatchObject([{ level: 'INFO' }]);
    expect(metrics).toEqual([]);
  });
});
