import type { MigrationOutcome } from '#core/migration-outcome.ts';
import { type Attempt, createAttemptTelemetry, createLogger } from '#functions/_runtime/attempt-telemetry.ts';
import { SUB } from '#test/core/trigger-builders.ts';

type Line = Readonly<Record<string, unknown>>;

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

/** What an attempt leaves on stdout and stderr: one log line, and metrics in CloudWatch's embedded format. */
const tell = (
  act: (telemetry: ReturnType<typeof createAttemptTelemetry>) => void,
  initialization?: string,
) => {
  const lines: string[] = [];
  for (const method of ['log', 'info', 'warn', 'error'] as const) {
    jest.spyOn(console, method).mockImplementation((...line: unknown[]) => void lines.push(String(line[0])));
  }
  act(createAttemptTelemetry(createLogger('migrate-user'), 'migrate-user', initialization));
  const parsed = lines.map((line): Line => JSON.parse(line));
  const metrics = parsed.filter((line) => '_aws' in line);
  return { text: lines.join('\n'), logs: parsed.filter((line) => !('_aws' in line)), metrics };
};

const attempt = (outcome: MigrationOutcome, change: Partial<Attempt> = {}): Attempt => ({
  trigger: 'sign-in',
  outcome,
  latency: { total: 90, passwordCheck: 40, userRead: 35 },
  sourceAuthFailed: false,
  ...change,
});

const migrated: MigrationOutcome = {
  kind: 'migrated',
  sourceSub: SUB,
  user: { username: undefined, attributes: { email: 'liam@example.com' }, enableSmsMfa: false },
  secondFactor: 'not-carried',
  groups: ['writers'],
};

const COUNTS = {
  MigrationAttempts: 1,
  Migrated: 0,
  ResetRequired: 0,
  Rejected: 0,
  Failed: 0,
  SourceAuthFailed: 0,
  DeadlineExceeded: 0,
  WorkflowStartFailed: 0,
  AuditFailed: 0,
  LedgerUnreachable: 0,
  AliasesUnreachable: 0,
  SecondFactorNotCarried: 0,
  ColdStart: 1,
};

describe('one attempt', () => {
  it('counts at the time when Cognito began to wait, as Lambda does, and leaves that time out of its line', () => {
    const began = Date.now() - 4_321.5;
    const { metrics, logs } = tell(({ record }) =>
      record(attempt({ kind: 'failed', reason: 'deadline' }, { invokedAt: began })),
    );
    const times = metrics.map(({ _aws }) => (_aws as { Timestamp: number }).Timestamp);
    expect(times).toEqual([Math.floor(began), Math.floor(began)]);
    expect(logs[0]).not.toHaveProperty('invokedAt');
  });

  it('is one log line with outcome, parts of the latency and the source sub', () => {
    const { logs } = tell(({ record }) =>
      record(attempt(migrated, { workflow: 'started', ledger: 'asked' })),
    );
    expect(logs).toEqual([
      expect.objectContaining({
        message: 'migration attempt',
        level: 'INFO',
        service: 'migrate-user',
        trigger: 'sign-in',
        outcome: 'migrated',
        sourceSub: SUB,
        secondFactor: 'not-carried',
        // Names: whoever starts the reconciliation again has them from here.
        groups: ['writers'],
        workflow: 'started',
        ledger: 'asked',
        latencyMs: { total: 90, passwordCheck: 40, userRead: 35 },
      }),
    ]);
  });

  it('leaves no attribute in log or metrics', () => {
    expect(tell(({ record }) => record(attempt(migrated))).text).not.toContain('liam');
  });

  it.each<[string, Attempt, object]>([
    ['migrated', attempt(migrated), { Migrated: 1, SecondFactorNotCarried: 1 }],
    [
      'reset-required',
      attempt({ ...migrated, kind: 'reset-required', secondFactor: 'none' }),
      { ResetRequired: 1 },
    ],
    ['rejected', attempt({ kind: 'rejected', reason: 'disabled' }), { Rejected: 1 }],
    ['failed', attempt({ kind: 'failed', reason: 'deadline' }), { Failed: 1, DeadlineExceeded: 1 }],
    [
      'role refused',
      attempt({ kind: 'failed', reason: 'role-refused' }, { sourceAuthFailed: true }),
      { Failed: 1, SourceAuthFailed: 1 },
    ],
    [
      'workflow not started',
      attempt({ ...migrated, secondFactor: 'none' }, { workflow: 'failed' }),
      { Migrated: 1, WorkflowStartFailed: 1 },
    ],
    [
      'audit trail not told',
      attempt({ kind: 'rejected', reason: 'unknown' }, { audit: 'failed' }),
      { Rejected: 1, AuditFailed: 1 },
    ],
    [
      'ledger not reached',
      attempt({ ...migrated, secondFactor: 'none' }, { ledger: 'unreachable' }),
      { Migrated: 1, LedgerUnreachable: 1 },
    ],
    [
      'target not reached',
      attempt({ ...migrated, secondFactor: 'none' }, { aliases: 'unreachable' }),
      { Migrated: 1, AliasesUnreachable: 1 },
    ],
  ])('counts: %s', (_, one, expected) => {
    const { metrics } = tell(({ record }) => record(one));
    expect(metrics[0]).toMatchObject({ ...COUNTS, ...expected, MigrationLatency: 90, SourceAuthLatency: 40 });
    expect(metrics[0]).toMatchObject({
      _aws: { CloudWatchMetrics: [{ Namespace: 'CognitoMigration', Dimensions: [['service']] }] },
      service: 'migrate-user',
    });
  });

  it('that failed is also counted by reason, and logged as an error with names only', () => {
    const outcome = {
      kind: 'failed',
      reason: 'attributes-refused',
      refusedAttributes: ['birthdate'],
    } as const;
    const { metrics, logs } = tell(({ record }) => record(attempt(outcome)));
    expect(metrics).toHaveLength(2);
    expect(metrics[1]).toMatchObject({
      Failed: 1,
      Reason: 'attributes-refused',
      _aws: { CloudWatchMetrics: [{ Dimensions: [['service', 'Reason']] }] },
    });
    expect(logs).toMatchObject([
      { level: 'ERROR', reason: 'attributes-refused', refusedAttributes: ['birthdate'] },
    ]);
  });

  it('that let a user in but left work undone is logged as a warning, with the names of the errors', () => {
    const problems = { workflow: 'AccessDeniedException' };
    const one = attempt(migrated, { workflow: 'failed', problems });
    expect(tell(({ record }) => record(one)).logs).toMatchObject([{ level: 'WARN', problems }]);
  });

  it('that asked nobody has no source latency', () => {
    const one = attempt({ kind: 'failed', reason: 'malformed-event' }, { latency: { total: 1 } });
    expect(tell(({ record }) => record(one)).metrics[0]).not.toHaveProperty('SourceAuthLatency');
  });

  it('never mixes its numbers with the next', () => {
    const { metrics } = tell(({ record }) => {
      record(attempt(migrated));
      record(attempt({ kind: 'rejected', reason: 'unknown' }));
    });
    expect(metrics).toMatchObject([
      { Migrated: 1, Rejected: 0 },
      { Migrated: 0, Rejected: 1 },
    ]);
  });

  it.each([
    ['the first of a new environment is a cold start', 'on-demand', [true, false]],
    ['none of a provisioned environment is', 'provisioned-concurrency', [false, false]],
  ])('%s, in log and metrics', (_, initialization, expected) => {
    const { logs, metrics } = tell(({ record }) => {
      record(attempt(migrated));
      record(attempt({ kind: 'rejected', reason: 'unknown' }));
    }, initialization);
    expect(logs.map(({ coldStart }) => coldStart)).toEqual(expected);
    expect(metrics.map(({ ColdStart }) => ColdStart)).toEqual(expected.map(Number));
  });

  it('that crashed shows where, not what was said', () => {
    const { logs, text } = tell(({ crashed }) => crashed(new TypeError('liam is\nnot a function at all')));
    expect(logs).toMatchObject([
      { level: 'ERROR', frames: expect.arrayContaining([expect.stringContaining('at ')]) },
    ]);
    expect(text).not.toContain('liam');
    expect(text).not.toContain('a function at all');
  });
});
