// What a run may and may not come to whose faults reached behind the sign-ins.
import type { Observation } from '#rehearsal/report/observation.ts';
import { computeReport } from '#rehearsal/report/report.ts';
import { reasonsToFail } from '#rehearsal/report/verdict.ts';
import { attempt, ledgerItem, migrated, request, targetUser } from './build-observation.ts';
import { clean, plain } from './clean-run.ts';

const progress = {
  id: 'progress#latest',
  totals: {
    source: {
      users: 4,
      records: { migrated: { reconciled: 2 }, 'reset-required': { reconciled: 1 } },
      stragglers: { disabled: { disabled: 1 } },
    },
  },
};

const stored = { ...clean.stored, ledger: [...clean.stored.ledger, progress] };
const disturbed: Observation = {
  ...clean,
  stored,
  disturbed: true,
  swept: true,
  faults: { 'ledger throttled': 3 },
};

const reasonsOf = (change: Partial<Observation>, from = disturbed): string => {
  const changed = { ...from, ...change };
  return reasonsToFail(computeReport(changed), changed).join('\n');
};

const failedExecution = {
  arn: 'arn:aws:states:us-east-1:222222222222:express:m:x:1',
  name: 'x',
  machine: 'm',
  status: 'FAILED',
  startDate: '2026-01-01T00:00:05.000Z',
  error: 'TargetUnavailable',
};
const letDown = attempt('plain', {}, { status: 'error', errorType: 'UserLambdaValidationException' });

describe('a run whose faults reached behind the sign-ins', () => {
  it.each<[string, Partial<Observation>]>([
    ['nothing', {}],
    ['an execution that failed', { stored: { ...stored, executions: [failedExecution] } }],
    ['a sign-in that failed before one that did not', { attempts: [letDown, ...clean.attempts] }],
    ['a request that was refused by a fault', { requests: [request({ status: 400 })] }],
  ])('passes with %s', (_, change) => {
    expect(reasonsOf(change)).toBe('');
  });

  it('is the only one that does', () => {
    const { disturbed: _, ...quiet } = disturbed;
    expect(reasonsOf({ stored: { ...stored, executions: [failedExecution] } }, quiet)).toMatch(
      /1 execution did not succeed: m ended FAILED: TargetUnavailable/,
    );
    expect(reasonsOf({ attempts: [letDown, ...clean.attempts] }, quiet)).toMatch(/1 sign-in failed/);
  });

  it.each<[string, Partial<Observation>, RegExp]>([
    [
      'a user who is not reconciled at the end',
      { stored: { ...stored, ledger: stored.ledger.filter(({ id }) => id !== 'user#plain') } },
      /1 user lost, let in and not reconciled at the end: not in the ledger/,
    ],
    [
      'a user who was given up for good',
      { stored: { ...stored, ledger: [...stored.ledger, ledgerItem('ghost', { state: 'abandoned' })] } },
      /1 user abandoned/,
    ],
    [
      'an audit trail that misses an event',
      { stored: { ...stored, audit: stored.audit.slice(1) } },
      /disagree on 1 user: the audit trail does not say that the user was let in/,
    ],
    [
      'somebody who is still not let in at the end',
      { attempts: [...clean.attempts, { ...letDown, sub: 'late' }] },
      /1 sign-in failed: the client got UserLambdaValidationException/,
    ],
    [
      'a wrong password that was accepted',
      { attempts: [...clean.attempts, { ...migrated('plain'), password: 'wrong' }] },
      /1 wrong password accepted/,
    ],
    [
      'a disabled user in the target',
      {
        target: [...clean.target, targetUser({ ...plain, Attributes: [{ Name: 'sub', Value: 'disabled' }] })],
      },
      /1 disabled user revived/,
    ],
    ['a secret that was written', { secrets: [{ kind: 'password', where: 'logs' }] }, /1 secret found/],
    [
      'a denial that nobody injected',
      { requests: [request({ decision: 'denied', status: 400 })] },
      /1 request was denied/,
    ],
    ['no sweep at the end', { swept: undefined as never }, /the run did not end with a sweep that succeeded/],
    [
      'a sweep that counted something else',
      { stored: { ...stored, ledger: [...clean.stored.ledger, { ...progress, totals: {} }] } },
      /the sweep counted 0 users of a source that has 4/,
    ],
    [
      'faults that nothing met',
      { faults: { 'ledger throttled': 3, 'audit bus down': 0, 'target throttled': 0 } },
      /^nothing met the fault "audit bus down", "target throttled"$/m,
    ],
  ])('fails with %s', (_, change, reason) => {
    expect(reasonsOf(change)).toMatch(reason);
  });

  it('lets only the reconciliation of those users tell of their admission whom the bus refused', () => {
    const audit = stored.audit.filter(
      ({ 'detail-type': type, detail }) =>
        type !== 'UserMigrated' || (detail as { sourceSub?: string }).sourceSub !== 'plain',
    );
    expect(audit).toHaveLength(stored.audit.length - 1);
    expect(reasonsOf({ stored: { ...stored, audit }, untold: ['sms'] })).toMatch(/disagree on 1 user/);
    expect(reasonsOf({ stored: { ...stored, audit }, untold: ['plain'] })).toBe('');
  });
});
