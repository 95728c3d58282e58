/** Executions of one user that overlap: whichever ends last, the newer word stands and nobody is locked out. */

import { readLedgerRecord } from '#core/ledger.ts';
import { isAlreadyMigrated } from '#core/resurrection.ts';
import { importedUpdate, importingUpdate, removedUpdate } from '#functions/_aws/ledger-writes.ts';
import { TARGET_SUB } from '#test/core/reconcile-builders.ts';
import { SUB } from '#test/core/trigger-builders.ts';
import { answer, createBench, STARTED, type Turn } from './run-post-migration.ts';

let bench: Awaited<ReturnType<typeof createBench>>;
beforeEach(async () => {
  bench = await createBench();
});
afterEach(() => bench.close());

const NEWER = '2026-11-23T10:00:05.000Z';
const about = { sourceSub: SUB, targetSub: TARGET_SUB, now: Date.parse(NEWER) };
const recordNow = async () => readLedgerRecord((await bench.item()) ?? {});

/** The same user again, from the first state to the last, while the Lambda of the older execution runs. */
const overtakenBy =
  (turns: readonly Turn[], then: Turn): Turn =>
  async () => {
    await bench.run({ turns, startedAt: NEWER });
    return typeof then === 'function' ? then() : then;
  };

describe('an execution that ends after a newer one', () => {
  it('takes no group from the record', async () => {
    const newer = answer({ groups: ['owners', 'writers'] });
    await bench.run({ turns: [overtakenBy([newer], answer({ groups: ['writers'] }))] });
    expect((await recordNow()).groups).toEqual(['owners', 'writers']);
  });

  it.each<[string, Turn]>([
    ['failed', 'TargetUnavailable'],
    ['saw nobody', 'TargetUserNotFound'],
  ])('and %s, leaves reconciled what the newer one reconciled', async (_, older) => {
    await bench.run({ turns: [overtakenBy([answer()], older), older] });
    expect(await recordNow()).toMatchObject({ state: 'reconciled', attempts: 1 });
    expect(await recordNow()).not.toHaveProperty('errorCode');
  });

  it('reconciles whom the newer one gave up', async () => {
    await bench.run({ turns: [overtakenBy(['TargetUnavailable'], answer())] });
    expect(await recordNow()).toMatchObject({ state: 'reconciled', targetSub: TARGET_SUB });
  });

  it('keeps the origin that the newer one recorded: the two disagree, so the user is on the list of failures', async () => {
    const newer = answer({ origin: 'reset-required' });
    const { outcome } = await bench.run({ turns: [overtakenBy([newer], answer())] });
    expect(outcome).toMatchObject({ error: 'DynamoDB.ConditionalCheckFailedException' });
    expect(await recordNow()).toMatchObject({ state: 'failed', origin: 'reset-required' });
  });
});

describe('an execution during which the sweep', () => {
  const whileRemoved =
    (then: Turn): Turn =>
    async () => {
      await bench.write(removedUpdate(about));
      return typeof then === 'function' ? then() : then;
    };

  it.each<[string, Turn]>([
    ['saw it before', answer({ origin: 'reset-required' })],
    ['fails', 'TargetUnavailable'],
    ['sees it no more', 'TargetUserNotFound'],
    ['meets somebody else', 'TargetUserMismatch'],
  ])(
    'removes the shell, and that %s, leaves the record removed, so that the password counts',
    async (_, older) => {
      const { outcome, events } = await bench.run({ turns: [whileRemoved(older), older] });
      expect(outcome.status).toBe('FAILED');
      expect(events.map(({ type }) => type)).not.toContain('UserReconciled');
      const record = await recordNow();
      expect(record.state).toBe('removed');
      expect(isAlreadyMigrated(record, Number.POSITIVE_INFINITY)).toBe(false);
    },
  );

  it('removes the shell does not keep a later one from recording who came back', async () => {
    await bench.run({ turns: [whileRemoved(answer({ origin: 'reset-required' }))] });
    const { outcome } = await bench.run({ turns: [answer()], startedAt: '2026-11-23T10:00:06.000Z' });
    expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
    expect(await recordNow()).toMatchObject({ state: 'reconciled', origin: 'migrated' });
  });

  it('imports the user does not make a migration of it', async () => {
    const older: Turn = async () => {
      await bench.write(importingUpdate(about));
      await bench.write(importedUpdate(about));
      return answer({ origin: 'migrated' });
    };
    await bench.run({ turns: [older], startedAt: STARTED });
    expect(await recordNow()).toMatchObject({ origin: 'imported', targetSub: TARGET_SUB });
    await bench.run({ turns: [answer({ origin: 'imported' })], startedAt: NEWER });
    expect(await recordNow()).toMatchObject({ origin: 'imported', state: 'reconciled' });
  });
});
