// The report is computed from what clients got and what the accounts hold.
import fc from 'fast-check';
import type { Attempt } from '#rehearsal/report/observation.ts';
import { computeReport } from '#rehearsal/report/report.ts';
import { reportText } from '#rehearsal/report/table.ts';
import {
  attempt,
  migrated,
  observation,
  reconciledEvent,
  refused,
  request,
  shelled,
  sourceUser,
  targetUser,
} from './build-observation.ts';
import { clean, disabled, plain } from './clean-run.ts';

describe('computeReport', () => {
  it('counts sign-ins, and each user once by their last outcome', () => {
    const report = computeReport(clean);
    expect(report.signIns).toEqual({ attempted: 5, migrated: 2, resetRequired: 1, rejected: 2, failed: 0 });
    expect(report.rejectedBy).toMatchObject({
      'wrong-password': 1,
      disabled: 1,
      federated: 0,
      'already-migrated': 0,
    });
    expect(report.byState).toEqual([
      {
        status: 'CONFIRMED',
        enabled: false,
        mfa: [],
        users: 1,
        migrated: 0,
        resetRequired: 0,
        rejected: 1,
        failed: 0,
      },
      {
        status: 'CONFIRMED',
        enabled: true,
        mfa: ['SMS_MFA'],
        users: 1,
        migrated: 1,
        resetRequired: 0,
        rejected: 0,
        failed: 0,
      },
      {
        status: 'CONFIRMED',
        enabled: true,
        mfa: ['SOFTWARE_TOKEN_MFA'],
        users: 1,
        migrated: 0,
        resetRequired: 1,
        rejected: 0,
        failed: 0,
      },
      {
        status: 'CONFIRMED',
        enabled: true,
        mfa: [],
        users: 1,
        migrated: 1,
        resetRequired: 0,
        rejected: 0,
        failed: 0,
      },
    ]);
    expect(report.latencyMs).toEqual({ p50: 40, p95: 60, p99: 60 });
  });

  it('counts no sign-in of a user whom the target already had', () => {
    const again = attempt('plain', { known: true, target: { status: 'CONFIRMED', mfa: [] } });
    expect(computeReport({ ...clean, attempts: [...clean.attempts, again] }).signIns.attempted).toBe(5);
  });

  it('has null for what does not exist yet, and for what nobody did', () => {
    expect(computeReport(observation([plain]))).toMatchObject({
      latencyMs: null,
      sourceRequestsPerMigration: null,
      sweep: null,
      cutover: null,
      traces: null,
      alarms: null,
    });
  });

  it('always adds up: outcomes to attempts, rows to users, rejections to their reasons', () => {
    const users = Array.from({ length: 8 }, (_, index) =>
      sourceUser(`u${index}`, { Enabled: index % 2 === 0 }),
    );
    const kinds = [migrated, shelled, (sub: string) => refused(sub, { password: 'wrong' })];
    const attempts = fc.array(
      fc.tuple(fc.nat(7), fc.nat(2)).map(([user, kind]): Attempt => (kinds[kind] ?? migrated)(`u${user}`)),
    );
    fc.assert(
      fc.property(attempts, (made) => {
        const { signIns, byState, rejectedBy } = computeReport(observation(users, { attempts: made }));
        expect(signIns.migrated + signIns.resetRequired + signIns.rejected + signIns.failed).toBe(
          signIns.attempted,
        );
        expect(byState.reduce((sum, row) => sum + row.users, 0)).toBe(users.length);
        expect(Object.values(rejectedBy).reduce((sum, count) => sum + count, 0)).toBe(signIns.rejected);
        for (const row of byState)
          expect(row.migrated + row.resetRequired + row.rejected + row.failed).toBeLessThanOrEqual(row.users);
      }),
    );
  });

  it('divides the requests of the migrating sign-ins, and all to STS, by the migrations', () => {
    const own = { principal: 'arn:aws:sts::222222222222:assumed-role/cognito-migration-migrate-user/x' };
    const requests = [
      request(),
      request({ action: 'cognito-idp:AdminGetUser' }),
      request({ action: 'cognito-idp:AdminGetUser' }),
      request(),
      request({ time: '2026-01-01T00:00:01.000Z' }),
      request({
        ...own,
        account: '222222222222',
        action: 'sts:AssumeRole',
        time: '2026-01-01T00:00:01.000Z',
      }),
      request({ ...own, account: '222222222222', action: 'logs:PutLogEvents' }),
      request({ principal: 'anonymous', decision: 'unsigned' }),
    ];
    const migrations = { from: '2026-01-01T00:00:02.000Z', to: '2026-01-01T00:00:09.000Z', count: 2 };
    expect(computeReport({ ...clean, requests, migrations }).sourceRequestsPerMigration).toBe(2.5);
  });

  it('sees a revived user, an accepted wrong password and a lost second factor', () => {
    const report = computeReport({
      ...clean,
      target: [targetUser(disabled)],
      attempts: [migrated('totp'), { ...migrated('plain'), password: 'wrong' }],
    });
    expect(report).toMatchObject({ disabledRevived: 1, wrongPasswordsAccepted: 1, secondFactorsLost: 1 });
  });

  it('sees a wrong password that created a user although the client was refused', () => {
    const created = refused('plain', { password: 'wrong', target: { status: 'CONFIRMED', mfa: [] } });
    expect(computeReport({ ...clean, attempts: [created] }).wrongPasswordsAccepted).toBe(1);
  });

  it('counts what ledger and audit trail hold at the end', () => {
    expect(computeReport(clean)).toMatchObject({
      reconciled: 3,
      abandoned: 0,
      lost: 0,
      disagreements: 0,
      audit: { events: 6 },
    });
  });

  it('counts nobody as reconciled where nothing was stored: they are lost, and the accounts differ on them', () => {
    const stored = { ledger: [], audit: [], executions: [] };
    expect(computeReport({ ...clean, stored })).toMatchObject({
      reconciled: 0,
      lost: 3,
      disagreements: 3,
      audit: { events: 0 },
    });
  });

  it('counts a second factor as lost at the SRP sign-in too, once for each user', () => {
    const srp = [attempt('sms', { known: true }), attempt('sms', { known: true })];
    expect(computeReport({ ...clean, srp }).secondFactorsLost).toBe(1);
  });
});

describe('a scenario with deployments and a table of its own', () => {
  const letIn = (policy: 'migrate' | 'reset-required') => ({
    ...migrated('totp'),
    policies: { ...clean.policies, unportable: policy },
  });

  it('measures each sign-in by the policies it was made under', () => {
    const lostWith = (policy: 'migrate' | 'reset-required') =>
      computeReport({ ...clean, attempts: [letIn(policy)] }).secondFactorsLost;
    expect(lostWith('migrate')).toBe(0);
    expect(lostWith('reset-required')).toBe(1);
  });

  it('takes a code from the mailbox for a proof', () => {
    const attempts = [{ ...letIn('reset-required'), known: true, contactProven: true as const }];
    expect(computeReport({ ...clean, attempts }).secondFactorsLost).toBe(0);
  });

  it('counts rejections by what the table says', () => {
    const expected = { outcome: 'rejected', by: 'already-migrated' } as const;
    const { rejectedBy } = computeReport({ ...clean, attempts: [{ ...refused('plain'), expected }] });
    expect(rejectedBy).toMatchObject({ 'already-migrated': 1, 'wrong-password': 0 });
  });

  it('reports faults and cases, and null where there are none', () => {
    expect(computeReport(clean)).toMatchObject({ faults: null, cases: null });
    expect(computeReport({ ...clean, faults: { 'read hangs': 2 }, cases: [] })).toMatchObject({
      faults: { 'read hangs': 2 },
      cases: [],
    });
  });
});

describe('reportText', () => {
  it('shows states, outcomes and measurements', () => {
    const text = reportText(computeReport(clean), clean);
    expect(text).toContain('SOFTWARE_TOKEN_MFA');
    expect(text).toContain('5: 2 migrated, 1 reset-required, 2 rejected, 0 failed');
    expect(text).toContain('SRP sign-ins of migrated users: 2 of 2.');
    expect(text).toContain(
      'Executions after the sign-ins: 3 succeeded. Ledger: 3 reconciled. Audit events: 6.',
    );
    expect(text).not.toContain('Not applied');
  });

  it('names what no reconciliation could apply', () => {
    const audit = [reconciledEvent('plain', { notApplied: { groups: ['Editors'], attributes: [] } })];
    const observed = { ...clean, stored: { ...clean.stored, audit } };
    expect(reportText(computeReport(observed), observed)).toContain(
      'Not applied by a reconciliation: 1 groups Editors.',
    );
  });
});
