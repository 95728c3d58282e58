// Why the work after the sign-ins makes a run fail, in the words of its last line.
import type { Observation } from '#rehearsal/report/observation.ts';
import { reasonsAfterSignIns } from '#rehearsal/report/verdict-after.ts';
import {
  auditEvent,
  executionOf,
  ledgerItem,
  letInEvent,
  migrated,
  observation,
  reconciledEvent,
  sourceUser,
  storedOf,
  targetUser,
} from './build-observation.ts';

const users = [sourceUser('a'), sourceUser('b')];
const target = users.map((user) => targetUser(user));
const stored = storedOf(target);
const clean = observation(users, { target, stored, attempts: [migrated('a'), migrated('b')] });

const reasonsOf = (change: Partial<Observation['stored']>): string =>
  reasonsAfterSignIns({ ...clean, stored: { ...stored, ...change } }).join('\n');

const executionId = 'arn:aws:states:us-east-1:222222222222:express:m:a:1';
const failedEvent = (sub: string) =>
  auditEvent('UserReconciliationFailed', { executionId, sourceSub: sub, reason: 'TargetUnavailable' });

describe('reasonsAfterSignIns', () => {
  it('has none where everybody is reconciled and everything agrees', () => {
    expect(reasonsOf({})).toBe('');
  });

  it('names lost users by what the ledger says of them', () => {
    const ledger = [ledgerItem('a', { state: 'failed', errorCode: 'TargetUnavailable' })];
    const audit = [...stored.audit, failedEvent('a')];
    expect(reasonsOf({ ledger, audit })).toContain(
      '2 users lost, let in and not reconciled at the end: 1 × failed (TargetUnavailable) in the ledger, 1 × not in the ledger',
    );
  });

  it('names abandoned users, also where no client was let in', () => {
    const ledger = [...stored.ledger, ledgerItem('c', { state: 'abandoned' })];
    expect(reasonsOf({ ledger })).toContain('1 user abandoned: Cognito never created them');
  });

  it('names each kind of disagreement, and counts users once', () => {
    const audit = [
      letInEvent('a'),
      letInEvent('b'),
      reconciledEvent('a'),
      reconciledEvent('b', { targetSub: 'x' }),
    ];
    expect(reasonsOf({ audit })).toBe(
      "ledger, pools and audit trail disagree on 1 user: the audit trail reconciled another target user than the ledger's",
    );
  });

  it('names executions that did not succeed, with what tells the kinds apart and no ids', () => {
    const cause = JSON.stringify({
      errorType: 'TargetUserMismatch',
      errorMessage: 'User 11111111-2222-4333-8444-555555555555 is another.',
      trace: ['at somewhere'],
    });
    const failed = (sub: string) =>
      executionOf(sub, { status: 'FAILED', error: 'TargetUserMismatch', cause });
    expect(reasonsOf({ executions: [failed('a'), failed('b')] })).toBe(
      '2 executions did not succeed: m ended FAILED: TargetUserMismatch: User … is another.',
    );
  });

  it('takes an execution for what it was seen as last', () => {
    const executions = [
      executionOf('a', { status: 'RUNNING' }),
      executionOf('b', { status: 'RUNNING' }),
      executionOf('a'),
    ];
    expect(reasonsOf({ executions })).toBe('1 execution did not succeed: m ended RUNNING');
  });

  it('cuts a long cause', () => {
    const executions = [executionOf('a', { status: 'FAILED', error: 'E', cause: 'x'.repeat(5000) })];
    expect(reasonsOf({ executions }).length).toBeLessThan(300);
  });

  it('names events that are not as described', () => {
    const audit = [...stored.audit, auditEvent('UserRejected', { trigger: 'sign-in' })];
    expect(reasonsOf({ audit })).toBe('1 audit event not as described: UserRejected: reason is missing');
  });

  it('names losses of a second factor that were told and not counted', () => {
    const audit = [
      letInEvent('a', 'UserMigrated', 'not-carried'),
      // EventBridge delivers at least once.
      letInEvent('a', 'UserMigrated', 'not-carried'),
      letInEvent('b', 'UserMigrated', 'not-carried'),
      reconciledEvent('a'),
      reconciledEvent('b'),
    ];
    const counted = (values: readonly number[]) =>
      reasonsAfterSignIns({
        ...clean,
        stored: { ...stored, audit },
        metrics: [
          { name: 'SecondFactorNotCarried', values },
          { name: 'Migrated', values: [5] },
        ],
      }).join();
    expect(counted([1, 0])).toBe(
      '2 users without a second factor in the audit trail, and 1 in the metric SecondFactorNotCarried',
    );
    expect(counted([1, 1])).toBe('');
  });
});
