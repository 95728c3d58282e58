import { readEnvironment } from '#functions/_runtime/environment.ts';

const SOUND = { LAMBDA_TASK_ROOT: '/var/task', AWS_REGION: 'us-east-1', SOURCE_CLIENT_ID: 'client1' };

describe("a trigger's environment", () => {
  it('is read; what does not exist yet is absent', () => {
    expect(
      readEnvironment({ ...SOUND, POST_MIGRATION_ARN: 'arn', LEDGER_TABLE: '', AUDIT_BUS: 'bus' }),
    ).toEqual({
      taskRoot: '/var/task',
      region: 'us-east-1',
      sourceClientId: 'client1',
      postMigrationArn: 'arn',
      ledgerTable: undefined,
      auditBus: 'bus',
    });
  });

  it('that is wrong is told in one error, with every variable and no value', () => {
    const read = () => readEnvironment({ SOURCE_CLIENT_ID: 'not a client id' });
    expect(read).toThrow(expect.objectContaining({ code: 'SettingsInvalid' }));
    expect(read).toThrow(/LAMBDA_TASK_ROOT.*AWS_REGION.*SOURCE_CLIENT_ID/);
    expect(read).not.toThrow(/not a client id/);
  });
});
