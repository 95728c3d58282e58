/** What the cutover's machine does where Lambdas, table or bus refuse. */
import { ALWAYS, assessed, failedWith, ROLLBACK, start, WEB } from './scripted-cutover.ts';

describe('a half-done set of clients', () => {
  it('is done as far as it goes, told of, and fails by the names of the others', async () => {
    const { outcome, events } = await start({ flows: { web: ['ClientSettingsChanged'] } });
    expect(outcome).toMatchObject({
      ...failedWith('CutoverIncomplete'),
      cause: 'web: ClientSettingsChanged',
    });
    expect(events).toEqual([
      {
        type: 'CutoverFailed',
        detail: {
          ...ALWAYS,
          task: 'cutover',
          reason: 'CutoverIncomplete',
          unfinished: [{ clientId: 'web', reason: 'ClientSettingsChanged' }],
        },
      },
    ]);
  });

  it('is on record as wanted, so that the next run finishes it', async () => {
    const { state } = await start({ flows: { web: ['LegacyFlows'] } });
    expect(await state()).toMatchObject({ desiredPhase: 'srp-only', clients: ['app', 'web'] });
  });

  it.each(['TargetUnavailable', 'LedgerUnavailable'] as const)(
    'is not even that after one %s',
    async (code) => {
      const done = { ...WEB, changed: true };
      const { outcome, payloads } = await start({ flows: { web: [code, done] } });
      expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
      expect(payloads.filter(({ clientId }) => clientId === 'web')).toHaveLength(2);
    },
  );

  it.each([
    'InvalidInput',
    'ClientNotFound',
    'LegacyFlows',
    'ClientSettingsChanged',
    'TargetRefused',
    'LedgerRecordInvalid',
    'SettingsInvalid',
    'EndpointRefused',
  ] as const)('is not tried again for %s', async (code) => {
    const { payloads } = await start({ flows: { web: [code] } });
    expect(payloads.filter(({ clientId }) => clientId === 'web')).toHaveLength(1);
  });

  it('is told of as not looked at, where nobody could look', async () => {
    const { outcome, events } = await start({ conclude: 'TargetUnavailable' });
    expect(outcome).toMatchObject(failedWith('TargetUnavailable'));
    expect(events).toMatchObject([
      { type: 'CutoverFailed', detail: { unfinished: [{ clientId: 'web' }, { clientId: 'app' }] } },
    ]);
  });
});

describe('a call that keeps failing', () => {
  it.each([
    ['AssessCutover', 'LedgerUnavailable', 'cutover', assessed()],
    ['LiftHold', 'DynamoDB.ThrottlingException', 'cutover', assessed({ liftHold: true })],
    ['RecordDesired', 'DynamoDB.ThrottlingException', 'cutover', assessed()],
    ['ConcludeCutover', 'TargetUnavailable', 'cutover', assessed()],
    ['RecordHold', 'DynamoDB.ThrottlingException', 'rollback', ROLLBACK],
    ['ConcludeRollback', 'TargetUnavailable', 'rollback', ROLLBACK],
  ])('%s ends the execution by its error, and the trail knows', async (state, error, task, assess) => {
    const input = { task, ...(task === 'rollback' ? { reason: 'x' } : {}) };
    const { outcome, events } = await start({ assess }, input, { refusing: { [state]: error } });
    expect(outcome).toMatchObject(failedWith(error));
    expect(events).toMatchObject([{ type: 'CutoverFailed', detail: { task, reason: error } }]);
  });

  it.each([
    ['RecordDesired', assessed(), { task: 'cutover' }],
    ['RecordHold', ROLLBACK, { task: 'rollback', reason: 'x' }],
  ])('%s leaves every client as it is', async (state, assess, input) => {
    const { payloads } = await start({ assess }, input, {
      refusing: { [state]: 'DynamoDB.ThrottlingException' },
    });
    expect(payloads.filter(({ action }) => action !== undefined)).toEqual([]);
  });

  it.each([
    ['AuditCompleted', assessed(), { task: 'cutover' }],
    ['AuditRepaired', assessed({ decision: 'repair' }), { task: 'cutover' }],
    ['AuditDeferred', assessed({ decision: 'deferred' }), { task: 'cutover' }],
    ['AuditAssessed', assessed({ decision: 'dry-run' }), { task: 'cutover' }],
    ['AuditRolledBack', ROLLBACK, { task: 'rollback', reason: 'x' }],
  ])('%s fails as NotAudited: what is done is done', async (state, assess, input) => {
    const refusing = { [state]: 'EventBridge.FailedEntry' };
    const { outcome, types } = await start({ assess }, input, { refusing });
    expect(outcome).toMatchObject(failedWith('NotAudited'));
    expect(types).toEqual([]);
  });

  it('AuditFailed does not hide the error that led there', async () => {
    const { outcome } = await start({ flows: { web: ['LegacyFlows'] } }, undefined, {
      refusing: { AuditFailed: 'EventBridge.FailedEntry' },
    });
    expect(outcome).toMatchObject(failedWith('CutoverIncomplete'));
  });
});
