/** What surrounds a cutover: the environment its Lambdas are started with, and what is told of an assessment. */
import type { Assessment } from '#core/cutover-decision.ts';
import { createLogger } from '#functions/_runtime/attempt-telemetry.ts';
import { readAssessmentEnvironment, readSwitchEnvironment } from '#functions/_runtime/cutover-environment.ts';
import { createCutoverTelemetry } from '#functions/_runtime/cutover-telemetry.ts';

const OF_BOTH = {
  LAMBDA_TASK_ROOT: '/var/task',
  AWS_REGION: 'us-east-1',
  TARGET_USER_POOL_ID: 'us-east-1_TargetPl1',
  LEDGER_TABLE: 'the-ledger',
};
const OF_ASSESSMENT = {
  ...OF_BOTH,
  APP_CLIENT_IDS: 'client1,client2',
  MIGRATE_USER_ARN: 'arn:aws:lambda:us-east-1:222222222222:function:m-migrate-user:live',
};
const READ = {
  taskRoot: '/var/task',
  region: 'us-east-1',
  userPoolId: 'us-east-1_TargetPl1',
  ledgerTable: 'the-ledger',
};

describe('the environment', () => {
  it('of switch-auth-flow and of assess-cutover is read', () => {
    expect(readSwitchEnvironment(OF_BOTH)).toEqual(READ);
    expect(readAssessmentEnvironment(OF_ASSESSMENT)).toEqual({
      ...READ,
      appClientIds: ['client1', 'client2'],
      migrateUserArn: OF_ASSESSMENT.MIGRATE_USER_ARN,
    });
  });

  it.each(Object.keys(OF_ASSESSMENT))('that lacks %s is refused with its name', (name) => {
    expect(() => readAssessmentEnvironment({ ...OF_ASSESSMENT, [name]: '' })).toThrow(
      expect.objectContaining({
        code: 'SettingsInvalid',
        message: expect.stringContaining(`${name} is not set`),
      }),
    );
  });

  it.each([',', 'client1,', 'client 1', 'client1;client2'])('with %j for app clients is refused', (list) => {
    expect(() => readAssessmentEnvironment({ ...OF_ASSESSMENT, APP_CLIENT_IDS: list })).toThrow(
      expect.objectContaining({
        code: 'SettingsInvalid',
        message: expect.stringContaining('APP_CLIENT_IDS'),
      }),
    );
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

const gate = (met: boolean) => ({ gate: 'quietDays', threshold: 14, value: null, met, says: 'so' }) as const;

const ASSESSMENT: Assessment = {
  task: 'cutover',
  decision: 'deferred',
  gates: [gate(true), gate(false), gate(false)],
  findings: [],
  clients: [],
  desiredPhase: 'migrating',
  desiredClients: [],
  forced: false,
  resume: false,
  held: false,
  liftHold: false,
  trigger: 'attached',
  phase: { configured: 'migrating', recorded: 'migrating', agree: true },
  notCovered: 0,
};

const metricsOf = (change: Partial<Assessment>): Readonly<Record<string, unknown>> => {
  const lines: Readonly<Record<string, unknown>>[] = [];
  jest.spyOn(console, 'log').mockImplementation((line: unknown) => void lines.push(JSON.parse(String(line))));
  createCutoverTelemetry(createLogger('assess-cutover'), 'assess-cutover').assessed({
    ...ASSESSMENT,
    ...change,
  });
  expect(lines).toHaveLength(1);
  return lines[0] ?? {};
};

describe('an assessment', () => {
  it('is told as metrics, zeros too', () => {
    expect(metricsOf({})).toMatchObject({
      service: 'assess-cutover',
      TriggerMissing: 0,
      PhaseMismatch: 0,
      CutoverGatesOpen: 2,
    });
  });

  it.each(['missing', 'foreign'] as const)('counts a trigger that is %s', (trigger) => {
    expect(metricsOf({ trigger })).toMatchObject({ TriggerMissing: 1 });
  });

  it('counts phases that disagree', () => {
    const phase = { configured: 'srp-only', recorded: 'migrating', agree: false } as const;
    expect(metricsOf({ phase })).toMatchObject({ PhaseMismatch: 1 });
  });

  it('of a rollback says nothing of gates', () => {
    expect(metricsOf({ gates: [] })).not.toHaveProperty('CutoverGatesOpen');
  });

  it('without metrics says so in the log, by the name of the error', () => {
    const lines: unknown[] = [];
    jest
      .spyOn(console, 'warn')
      .mockImplementation((line: unknown) => void lines.push(JSON.parse(String(line))));
    createCutoverTelemetry(createLogger('assess-cutover'), 'assess-cutover').metricsUnknown('AccessDenied');
    expect(lines).toMatchObject([{ level: 'WARN', awsError: 'AccessDenied' }]);
  });
});
