/** Ledger and audit trail that fail while a user is reconciled: what is left, and what a rerun makes of it. */
import { readLedgerRecord } from '#core/ledger.ts';
import { TARGET_SUB } from '#test/core/reconcile-builders.ts';
import { answer, createBench } from './run-post-migration.ts';

let bench: Awaited<ReturnType<typeof createBench>>;
beforeEach(async () => {
  bench = await createBench();
});
afterEach(() => bench.close());

const WEEK_LATER = '2026-11-30T10:00:00.000Z';
const failedWith = (error: string) => ({ status: 'FAILED', error });

describe('a ledger or an audit trail that fails', () => {
  it.each([
    ['seen', 'RecordSeen', ['UserReconciliationFailed']],
    ['reconciled', 'RecordReconciled', ['UserReconciled', 'UserReconciliationFailed']],
  ])('when the user is to be recorded as %s, ends as failed, told of', async (_, state, types) => {
    const { outcome, events } = await bench.run({
      turns: [answer()],
      refusing: { [state]: 'DynamoDB.ProvisionedThroughputExceededException' },
    });
    expect(outcome).toMatchObject(failedWith('DynamoDB.ProvisionedThroughputExceededException'));
    expect(events.map(({ type }) => type)).toEqual(types);
    expect(await bench.record()).toMatchObject({ state: 'failed' });
  });

  it('at once, never leave a record that says reconciled of a user whom the trail does not know', async () => {
    const refused = 'EventBridge.InternalException';
    const { outcome, events } = await bench.run({
      turns: [answer()],
      refusing: {
        AuditReconciled: refused,
        AuditFailed: refused,
        // Nothing can be taken back, so nothing may have been said too early.
        RecordNotReconciled: 'DynamoDB.ThrottlingException',
      },
    });
    expect(outcome).toMatchObject(failedWith(refused));
    expect(events).toEqual([]);
    const seen = { state: 'pending', targetSub: TARGET_SUB, origin: 'migrated' };
    expect(await bench.record()).toMatchObject(seen);
    const again = await bench.run({ turns: [answer()], startedAt: WEEK_LATER });
    expect(again.events).toMatchObject([{ type: 'UserReconciled' }]);
    expect(await bench.record()).toMatchObject({ ...seen, state: 'reconciled' });
  });

  it('with the groups, leaves a record that can be read and run again', async () => {
    await bench.run({
      turns: [answer({ groups: ['writers'] })],
      refusing: { RecordReconciled: 'States.Timeout', RecordFailed: 'States.Timeout' },
    });
    expect(readLedgerRecord((await bench.item()) ?? {})).toMatchObject({
      state: 'pending',
      groups: ['writers'],
    });
    await bench.run({ turns: [answer({ groups: ['writers'] })] });
    expect(await bench.record()).toMatchObject({ state: 'reconciled', groups: ['writers'] });
  });

  it('by an entry that the bus refused, sets the record back, so that a rerun tells of the user', async () => {
    const { outcome, calls } = await bench.run({
      turns: [answer()],
      refusing: { AuditReconciled: 'EventBridge.FailedEntry' },
    });
    expect(outcome).toMatchObject(failedWith('EventBridge.FailedEntry'));
    expect(calls.filter((name) => name === 'AuditReconciled')).toHaveLength(4);
    expect(await bench.record()).toMatchObject({ state: 'failed', errorCode: 'EventBridge.FailedEntry' });
    const { events } = await bench.run({ turns: [answer()] });
    expect(events).toMatchObject([{ type: 'UserReconciled' }]);
    expect(await bench.record()).toMatchObject({ state: 'reconciled' });
  });

  it.each([
    [
      'a failure',
      'TargetRefused',
      { RecordFailed: 'States.Timeout', AuditFailed: 'States.Timeout' },
      'TargetRefused',
    ],
    [
      'an abandoned user',
      'TargetUserNotFound',
      { RecordAbandoned: 'States.Timeout', AuditAbandoned: 'States.Timeout' },
      'Abandoned',
    ],
  ])('does not hide %s', async (_, turn, refusing, error) => {
    const { outcome } = await bench.run({ turns: [turn], refusing });
    expect(outcome).toMatchObject(failedWith(error));
  });
});
