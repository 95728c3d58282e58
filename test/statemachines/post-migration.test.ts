/** Every way through the machine that follows a sign-in, and what each leaves in ledger and audit trail. */
import { readLedgerRecord } from '#core/ledger.ts';
import { TARGET_SUB } from '#test/core/reconcile-builders.ts';
import { SUB } from '#test/core/trigger-builders.ts';
import { answer, createBench, INPUT, STARTED } from './run-post-migration.ts';

let bench: Awaited<ReturnType<typeof createBench>>;
beforeEach(async () => {
  bench = await createBench();
});
afterEach(() => bench.close());

const WEEK_LATER = '2026-11-30T10:00:00.000Z';
const SUCCEEDED = { status: 'SUCCEEDED' };
const failedWith = (error: string) => ({ status: 'FAILED', error });

const RECONCILED = {
  id: `user#${SUB}`,
  version: 1,
  sourceSub: SUB,
  targetSub: TARGET_SUB,
  targetSeenAt: '2026-11-23T10:00:01.000Z',
  origin: 'migrated',
  state: 'reconciled',
  firstSeenAt: STARTED,
  lastChangedAt: STARTED,
  attempts: 1,
};

describe('a user who is there', () => {
  it('is reconciled, recorded as seen, told of, and only then on record as reconciled', async () => {
    const { outcome, calls, payloads, events } = await bench.run({ turns: [answer()] });
    expect(outcome).toMatchObject(SUCCEEDED);
    expect(calls).toEqual(['ReconcileUser', 'RecordSeen', 'AuditReconciled', 'RecordReconciled']);
    expect(payloads).toEqual([INPUT]);
    expect(await bench.record()).toEqual(RECONCILED);
    expect(events).toMatchObject([
      {
        type: 'UserReconciled',
        detail: { sourceSub: SUB, targetSub: TARGET_SUB, at: STARTED, traceId: answer().traceId },
      },
    ]);
  });

  it('leaves a record that the Lambdas can read', async () => {
    await bench.run({ turns: [answer({ groups: ['writers'] })] });
    expect(readLedgerRecord((await bench.item()) ?? {})).toMatchObject({
      targetSub: TARGET_SUB,
      state: 'reconciled',
      groups: ['writers'],
      attempts: 1,
    });
  });

  it('gets groups recorded before anything else, as a set that only grows', async () => {
    const { calls } = await bench.run({ turns: [answer({ groups: ['writers'] })] });
    expect(calls.slice(0, 3)).toEqual(['ReconcileUser', 'RecordGroups', 'RecordSeen']);
    await bench.run({ turns: [answer({ groups: ['owners', 'writers'] })] });
    expect((await bench.record())?.groups).toEqual(expect.arrayContaining(['owners', 'writers']));
  });

  it('replayed a week later, all being on record, is left as it is, and nobody is told', async () => {
    await bench.run({ turns: [answer()] });
    const { outcome, calls, events } = await bench.run({
      turns: [answer({ onRecord: true })],
      startedAt: WEEK_LATER,
    });
    expect(outcome).toMatchObject(SUCCEEDED);
    expect(calls).toEqual(['ReconcileUser']);
    expect(events).toEqual([]);
    expect(await bench.record()).toEqual(RECONCILED);
  });

  it('stays reconciled when a later run fails', async () => {
    await bench.run({ turns: [answer()] });
    const { outcome, events } = await bench.run({ turns: ['SourceUnavailable'], startedAt: WEEK_LATER });
    expect(outcome).toMatchObject(failedWith('SourceUnavailable'));
    expect(events).toMatchObject([
      { type: 'UserReconciliationFailed', detail: { reason: 'SourceUnavailable' } },
    ]);
    expect(await bench.record()).toEqual(RECONCILED);
  });

  it('run twice at once is recorded once', async () => {
    const both = await Promise.all([bench.run({ turns: [answer()] }), bench.run({ turns: [answer()] })]);
    expect(both.map(({ outcome }) => outcome.status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    expect(await bench.record()).toEqual({ ...RECONCILED, attempts: 2 });
  });
});

describe('a user whom Cognito has not created yet', () => {
  it('is pending, then reconciled', async () => {
    const { outcome, calls } = await bench.run({
      turns: ['TargetUserNotFound', 'TargetUserNotFound', answer()],
    });
    expect(outcome).toMatchObject(SUCCEEDED);
    expect(calls).toEqual([
      'ReconcileUser',
      'RecordPending',
      'ReconcileCreatedUser',
      'ReconcileCreatedUser',
      'RecordSeen',
      'AuditReconciled',
      'RecordReconciled',
    ]);
    expect(await bench.record()).toEqual(RECONCILED);
  });

  it('and never does, is abandoned: on record, told of, failed', async () => {
    const { outcome, calls, events } = await bench.run({ turns: ['TargetUserNotFound'] });
    expect(outcome).toMatchObject(failedWith('Abandoned'));
    expect(calls.filter((name) => name.startsWith('Reconcile'))).toHaveLength(7);
    expect(events).toMatchObject([{ type: 'UserAbandoned', detail: { sourceSub: SUB } }]);
    const record = await bench.record();
    expect(record).toMatchObject({ state: 'abandoned', errorCode: 'TargetUserNotFound', attempts: 1 });
    expect(record).not.toHaveProperty('targetSub');
  });

  it.each([
    ['was abandoned', ['TargetUserNotFound']],
    ['had failed', ['SourceUnavailable']],
  ])('and %s, is reconciled by a rerun, without the old error', async (_, turns) => {
    await bench.run({ turns });
    await bench.run({ turns: [answer()], startedAt: WEEK_LATER });
    expect(await bench.record()).toEqual({ ...RECONCILED, lastChangedAt: WEEK_LATER, attempts: 2 });
  });

  it('is waited for though the ledger does not take the pending record', async () => {
    const { outcome } = await bench.run({
      turns: ['TargetUserNotFound', answer()],
      refusing: { RecordPending: 'DynamoDB.ThrottlingException' },
    });
    expect(outcome).toMatchObject(SUCCEEDED);
    expect(await bench.record()).toEqual(RECONCILED);
  });
});

describe('a failure', () => {
  it('that may pass is retried', async () => {
    const { outcome, calls } = await bench.run({
      turns: ['SourceUnavailable', 'Lambda.TooManyRequestsException', 'Lambda.Unknown', answer()],
    });
    expect(outcome).toMatchObject(SUCCEEDED);
    expect(calls).toHaveLength(7);
  });

  it('that does not pass is on record with its name, told of, and ends the execution with that name', async () => {
    const { outcome, calls, events } = await bench.run({ turns: ['TargetUnavailable'] });
    expect(outcome).toMatchObject(failedWith('TargetUnavailable'));
    expect(calls).toEqual([...Array(4).fill('ReconcileUser'), 'RecordFailed', 'AuditFailed']);
    expect(events).toMatchObject([
      { type: 'UserReconciliationFailed', detail: { reason: 'TargetUnavailable' } },
    ]);
    expect(await bench.record()).toMatchObject({
      state: 'failed',
      errorCode: 'TargetUnavailable',
      attempts: 1,
    });
    expect(readLedgerRecord((await bench.item()) ?? {})).toMatchObject({ state: 'failed' });
  });

  it.each(['TargetUserGone', 'TargetRefused', 'LedgerRecordInvalid', 'SettingsInvalid'])(
    'that cannot pass is not retried: %s',
    async (error) => {
      const { outcome, calls } = await bench.run({ turns: [error] });
      expect(outcome).toMatchObject(failedWith(error));
      expect(calls).toEqual(['ReconcileUser', 'RecordFailed', 'AuditFailed']);
    },
  );

  it('leaves a record of another version alone', async () => {
    await bench.run({ turns: [answer()] });
    const old = { ...RECONCILED, version: 0, state: 'failed' };
    await bench.age();
    await bench.run({ turns: ['LedgerRecordInvalid'], startedAt: WEEK_LATER });
    expect(await bench.record()).toEqual(old);
  });
});

describe('somebody else under the name', () => {
  it('found by the Lambda sets the record back, also one that was reconciled', async () => {
    await bench.run({ turns: [answer()] });
    const { outcome, events } = await bench.run({ turns: ['TargetUserMismatch'] });
    expect(outcome).toMatchObject(failedWith('TargetUserMismatch'));
    expect(events).toMatchObject([
      { type: 'UserReconciliationFailed', detail: { reason: 'TargetUserMismatch' } },
    ]);
    expect(await bench.record()).toMatchObject({
      state: 'failed',
      errorCode: 'TargetUserMismatch',
      targetSub: TARGET_SUB,
    });
  });

  it('never takes the place of the target sub on record', async () => {
    await bench.run({ turns: [answer()] });
    const { outcome } = await bench.run({ turns: [answer({ targetSub: 'another' })] });
    expect(outcome).toMatchObject(failedWith('DynamoDB.ConditionalCheckFailedException'));
    expect(await bench.record()).toMatchObject({ state: 'failed', targetSub: TARGET_SUB });
  });
});

describe('bad input', () => {
  it.each<[string, unknown]>([
    ['nothing', {}],
    ['a text', 'reconcile'],
    ['no task', { sourceSub: SUB }],
    ['another task', { task: 'sweep', sourceSub: SUB }],
    ['a task that is no text', { task: true, sourceSub: SUB }],
    ['no sub', { task: 'reconcile' }],
    ['a sub that is no text', { task: 'reconcile', sourceSub: 42 }],
    ['an e-mail for a sub', { task: 'reconcile', sourceSub: 'liam@example.com' }],
  ])('%s ends before anything is called, and shows what is accepted', async (_, input) => {
    const { outcome, calls } = await bench.run({ input, turns: [answer()] });
    expect(outcome).toMatchObject({
      ...failedWith('InvalidInput'),
      cause: expect.stringContaining('Accepted input: {"task":"reconcile","sourceSub":'),
    });
    expect(calls).toEqual([]);
  });

  it.each([
    ['that only the Lambda sees', 'InvalidInput', 'Accepted input'],
    ['by a sub that nobody knows', 'SourceUserNotFound', 'no user of this sub'],
  ])('%s leaves nothing behind', async (_, error, cause) => {
    const { outcome, calls, events } = await bench.run({ turns: [error] });
    expect(outcome).toMatchObject({ ...failedWith(error), cause: expect.stringContaining(cause) });
    expect(calls).toEqual(['ReconcileUser']);
    expect(events).toEqual([]);
    expect(await bench.record()).toBeUndefined();
  });
});
