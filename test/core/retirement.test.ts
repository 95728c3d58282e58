import { assessRetirement, type RetirementCheckName, type RetirementEvidence } from '#core/retirement.ts';
import { DAY, evidence, HOUR, NOW, progress, SETTINGS } from './cutover-builders.ts';

/** Nobody is left: everybody who could come is there, and nobody has come for 40 days. */
const done = (change: Parameters<typeof progress>[0] = {}) =>
  progress({
    newestRecordAt: new Date(NOW - 40 * DAY).toISOString(),
    ...change,
    source: { stragglers: { disabled: { disabled: 3 }, federated: { federated: 2 } }, ...change.source },
    target: { shells: 0, ...change.target },
  });

const retire = (change: Partial<RetirementEvidence> = {}) =>
  assessRetirement({
    ...evidence({ progress: done(), metrics: { attempts: 0, failed: 0 } }),
    settings: SETTINGS,
    configured: 'srp-only',
    state: { desiredPhase: 'srp-only', hold: false },
    open: [],
    ...change,
  });

describe('account A may go', () => {
  it('when nobody would be lost, whatever strangers ask the trigger', () => {
    const { ready, checks } = retire({ metrics: { attempts: 500, failed: 0 } });
    expect(checks.map(({ check, value }) => [check, value])).toEqual([
      ['phase', 'srp-only'],
      ['stragglers', 0],
      ['shells', 0],
      ['quietDays', 40],
      ['sweepAge', 1],
      ['failed', 0],
    ]);
    expect(ready).toBe(true);
  });

  const stragglers = (state: string, reason: string) => ({
    progress: done({ source: { users: 99, stragglers: { [state]: { [reason]: 1 } } } }),
  });

  it.each<[string, Partial<RetirementEvidence>, RetirementCheckName, unknown]>([
    ['before the cutover', { state: { desiredPhase: 'migrating', hold: false } }, 'phase', 'migrating'],
    ['after a rollback', { state: { desiredPhase: 'migrating', hold: true } }, 'phase', 'held'],
    ['while the configuration says otherwise', { configured: 'migrating' }, 'phase', 'srp-only'],
    ['while an app client lets passwords in', { open: ['abc'] }, 'phase', 'srp-only'],
    ['while somebody could still come', stragglers('active', 'forgot-password'), 'stragglers', 1],
    ['while somebody cannot be imported', stragglers('active', 'second-factor'), 'stragglers', 1],
    ['while somebody has no mailbox', stragglers('reset-required', 'no-contact'), 'stragglers', 1],
    [
      'while a removed shell could come again',
      {
        progress: done({
          source: {
            users: 99,
            stragglers: {},
            records: { migrated: { reconciled: 98 }, unknown: { removed: 1 } },
          },
        }),
      },
      'stragglers',
      1,
    ],
    ['while a shell waits', { progress: done({ target: { shells: 1 } }) }, 'shells', 1],
    [
      'while somebody came lately',
      { metrics: { attempts: 1, failed: 0, newestMigrationAt: NOW - 29.5 * DAY } },
      'quietDays',
      29.5,
    ],
    [
      'by an old sweep',
      { progress: done({ finishedAt: new Date(NOW - 30 * HOUR).toISOString() }) },
      'sweepAge',
      30,
    ],
    [
      'while a reconciliation is given up',
      {
        progress: done({
          source: { users: 99, stragglers: {}, records: { migrated: { reconciled: 98, abandoned: 1 } } },
        }),
      },
      'failed',
      1,
    ],
    ['without CloudWatch', { metrics: undefined }, 'quietDays', null],
  ])('not %s', (_, change, check, value) => {
    const { ready, checks } = retire(change);
    expect(ready).toBe(false);
    expect(checks.filter(({ met }) => !met)).toEqual([
      { check, met: false, value, says: expect.stringMatching(/\w/) },
    ]);
  });

  it('not without a sweep: five checks have nothing to go by', () => {
    const open = retire({ progress: undefined }).checks.filter(({ met }) => !met);
    expect(open.map(({ value }) => value)).toEqual([null, null, null, null, null]);
  });

  it('by steps that name the stacks: account A before the rest, the trigger before account A', () => {
    const { steps } = retire();
    const stepWith = (text: string) => steps.findIndex((step) => step.includes(text));
    expect(stepWith('take the user-migration trigger')).toBeLessThan(
      stepWith('delete the stack cognito-migration-source'),
    );
    expect(stepWith('delete the stack cognito-migration-source')).toBeLessThan(
      stepWith('source pool belongs to no stack'),
    );
    expect(stepWith('keep the stack cognito-migration-target')).toBe(steps.length - 1);
  });
});
