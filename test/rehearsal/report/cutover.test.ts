// What the report says of the cutover, and the reason that each broken promise gives.
import { cutoverOf } from '#rehearsal/report/cutover.ts';
import type { ObservedCutover } from '#rehearsal/report/observation.ts';
import { computeReport } from '#rehearsal/report/report.ts';
import { refused } from './build-observation.ts';
import { clean } from './clean-run.ts';
import {
  CLIENTS,
  type Events,
  flowRefused,
  gate,
  look,
  OPEN,
  observed,
  owner,
  played,
  reasons,
  SRP,
  told,
  withStep,
} from './played-cutover.ts';

describe('a cutover that keeps its promises', () => {
  it('is reported as such and gives no reason', () => {
    expect(cutoverOf(observed())).toEqual({
      deferredFirst: true,
      clientsSwitched: 1,
      settingsPreserved: true,
      passwordFlowRefused: true,
      srpSignIns: 2,
      srpSignInsFailed: 0,
      rolledBack: true,
      forced: false,
      refreshes: 2,
      refreshesFailed: 0,
      stragglersByForgotPassword: 0,
      stragglersRefused: 0,
      driftRepaired: true,
      phaseMismatchTold: true,
      secondRollbackChangedNothing: true,
      heldAfterRollback: true,
      migratesAgain: null,
    });
    expect(reasons(observed())).toEqual([]);
  });

  it('says by state who could not sign in by SRP afterwards, and why', () => {
    const rows = computeReport(observed()).byState.map(({ enabled, mfa, afterCutover }) => ({
      enabled,
      mfa,
      afterCutover,
    }));
    expect(rows).toEqual([
      { enabled: false, mfa: [], afterCutover: { signedIn: 0, refused: { disabled: 1 } } },
      { enabled: true, mfa: ['SMS_MFA'], afterCutover: { signedIn: 1, refused: {} } },
      {
        enabled: true,
        mfa: ['SOFTWARE_TOKEN_MFA'],
        afterCutover: { signedIn: 0, refused: { 'password-not-set': 1 } },
      },
      { enabled: true, mfa: [], afterCutover: { signedIn: 1, refused: {} } },
    ]);
  });

  it('is null, and says nothing by state, in a scenario without one', () => {
    expect(computeReport(clean).cutover).toBeNull();
    expect(computeReport(clean).byState.every((row) => !('afterCutover' in row))).toBe(true);
  });

  it('may be forced by an operator where too few can come, and nothing else is in the way', () => {
    const tooFew = told('cut-over', 'CutoverDeferred', {
      gates: [gate('migratedShare', false), gate('quietDays', true)],
      findings: [],
      held: false,
      clients: CLIENTS,
    });
    // Of plain, totp and sms, all enabled, totp has set no password: two of three.
    expect(reasons(observed({ forced: true }, { completed: tooFew }))).toEqual([]);
  });
});

it("quiet days are nobody's to count in a pool of which nobody has come", () => {
  const nobody = told('cut-over', 'CutoverDeferred', {
    gates: [gate('migratedShare', false), gate('quietDays', false)],
    findings: [],
    held: false,
    clients: CLIENTS,
  });
  const srp = [refused('plain'), refused('disabled')];
  expect(reasons(observed({ forced: true, srp }, { completed: nobody }))).toEqual([]);
});

describe('a broken promise is named', () => {
  const byCode = (sub: string) => ({ sub, request: { arrived: false }, refused: 'no code arrived' });
  const unmet = (...gates: string[]) =>
    told('cut-over', 'CutoverDeferred', {
      gates: gates.map((name) => gate(name, false)),
      findings: [],
      held: false,
      clients: CLIENTS,
    });

  it.each<[string, Partial<ObservedCutover>, Events, RegExp]>([
    ['cut over at once', withStep('deferred', { clients: look(SRP) }), {}, /did not defer it with reasons/],
    [
      'deferred without a reason',
      {},
      { deferred: undefined },
      /did not defer it with reasons: SUCCEEDED in X/,
    ],
    [
      'a setting lost',
      withStep('cut-over', { clients: look(SRP, {}) }),
      {},
      /settings of app clients other than their flows were changed: Later/,
    ],
    [
      'a setting lost by the rollback',
      withStep('rolled-back', { clients: look(OPEN, { AuthSessionValidity: '3' }) }),
      {},
      /other than their flows were changed: AuthSessionValidity/,
    ],
    ['an app client lost', withStep('repaired', { clients: [] }), {}, /were changed: the app client itself/],
    [
      'no flow taken away',
      withStep('cut-over', { clients: look(OPEN) }),
      {},
      /took no password flow away or not every one: SUCCEEDED in X; app clients allow ALLOW_USER_PASSWORD_AUTH \+/,
    ],
    [
      'forced past another gate',
      { forced: true },
      { completed: unmet('migratedShare', 'quietDays') },
      /the cutover did not come by itself: SUCCEEDED in X; not met: migratedShare, quietDays/,
    ],
    [
      'forced though enough had come',
      { forced: true, migratedShare: 0.5 },
      { completed: unmet('migratedShare') },
      /the cutover did not come by itself: .*not met: migratedShare/,
    ],
    [
      'a password let in',
      { passwords: [flowRefused('plain', true), owner('sms')] },
      {},
      /the password flow is not refused after the cutover: ok/,
    ],
    [
      'a password refused for another reason',
      { passwords: [refused('plain', { known: true })] },
      {},
      /not refused after the cutover: NotAuthorizedException/,
    ],
    ['no password tried', { passwords: [] }, {}, /not refused after the cutover: nobody tried/],
    [
      'a migrated user refused by SRP',
      { srp: [refused('plain', { known: true, target: { status: 'CONFIRMED', mfa: [] } })] },
      {},
      /1 SRP sign-in after the cutover failed: the client got NotAuthorizedException/,
    ],
    [
      'a refresh token refused',
      { refreshed: [{ sub: 'plain', refused: 'NotAuthorizedException: Refresh Token has been revoked' }] },
      {},
      /1 refresh token from before the cutover refused: NotAuthorizedException/,
    ],
    [
      'a straggler refused',
      { stragglers: [byCode('plain')] },
      {},
      /1 straggler could not come in by a code: no code/,
    ],
    [
      'a shell not opened',
      { opened: [byCode('totp')] },
      {},
      /1 user with a shell could not come in by a code/,
    ],
    [
      'a deployment that reopens nothing',
      withStep('deployed-again', { clients: look(SRP, { AuthSessionValidity: '4' }) }),
      {},
      /gave no password flow back, so no repair was seen/,
    ],
    [
      'drift left',
      withStep('repaired', { clients: look(OPEN, { AuthSessionValidity: '4' }) }),
      {},
      /did not repair it and say so/,
    ],
    ['a repair untold', {}, { repaired: undefined }, /did not repair it and say so/],
    ['a mismatch untold', {}, { mismatch: undefined }, /no run said so \(PhaseMismatch\)/],
    [
      'no rollback',
      withStep('rolled-back', { clients: look(SRP, { AuthSessionValidity: '4' }) }),
      {},
      /the rollback did not give the flows of before back/,
    ],
    [
      'a rollback untold',
      {},
      { rolledBack: undefined },
      /the rollback did not give the flows of before back/,
    ],
    [
      'a second rollback that does something',
      withStep('rolled-back-again', { changed: ['ledger/cutover#state'] }),
      {},
      /a second rollback changed ledger\/cutover#state/,
    ],
    ['no hold', {}, { held: undefined }, /the run after the rollback was not held back/],
    [
      'a password that migrates no more',
      { back: refused('plain') },
      {},
      /a straggler's password does not migrate after the rollback: NotAuthorizedException/,
    ],
    [
      'a trigger that is gone',
      {},
      { mismatch: told('repaired', 'TriggerMissing', { trigger: 'missing' }) },
      /1 run of the cutover found the trigger not attached/,
    ],
    ['a step left out', { steps: played.steps.slice(0, 4) }, {}, /not played to its end: 4 of 7 steps/],
  ])('%s', (_, change, events, reason) => {
    expect(reasons(observed(change, events)).join('; ')).toMatch(reason);
  });

  it('no wrong password and no lost second factor goes unseen because it came after the cutover', () => {
    const report = computeReport(
      observed({ passwords: [owner('plain', { password: 'wrong' })], srp: [owner('totp')] }),
    );
    expect(report).toMatchObject({ wrongPasswordsAccepted: 1, secondFactorsLost: 1 });
  });
});
