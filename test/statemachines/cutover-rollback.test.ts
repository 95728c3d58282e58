/** The way back through the cutover's machine, and the hold that it leaves. */
import type { Assessment } from '#core/cutover-decision.ts';
import { STARTED } from './run-cutover.ts';
import {
  ALWAYS,
  APP,
  assessed,
  benchOf,
  EXECUTION,
  failedWith,
  ROLLBACK,
  start,
  WEB,
} from './scripted-cutover.ts';

describe('a rollback', () => {
  const INPUT = { task: 'rollback', reason: 'sign-ins fail' };

  it('sets the hold first, gives every client its flows back, looks again and tells', async () => {
    const script: { assess: Assessment } = { assess: assessed({ forced: true }) };
    const bench = await benchOf(() => script);
    await bench.run({ task: 'cutover', force: true });
    script.assess = ROLLBACK;
    const { outcome, calls, events } = await bench.run(INPUT);
    expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
    expect(calls).toEqual([
      'AssessCutover',
      'RecordHold',
      'RestoreAuthFlow',
      'RestoreAuthFlow',
      'ConcludeRollback',
      'AuditRolledBack',
    ]);
    expect(bench.payloads).toContainEqual({ action: 'restore', clientId: 'web', ...EXECUTION });
    expect(bench.payloads.at(-1)).toMatchObject({ step: 'conclude', task: 'rollback' });
    expect(events).toEqual([
      {
        type: 'CutoverRolledBack',
        detail: { ...ALWAYS, clients: [WEB, APP], reason: 'sign-ins fail', notCovered: 2 },
      },
    ]);
    expect(await bench.state()).toEqual({
      id: 'cutover#state',
      version: 1,
      desiredPhase: 'migrating',
      hold: true,
      forced: false,
      reason: 'sign-ins fail',
      changedAt: STARTED,
      executionId: ALWAYS.executionId,
    });
  });

  it('of what was never cut over sets the hold all the same', async () => {
    const { outcome, events, state } = await start({ assess: { ...ROLLBACK, clients: [] } }, INPUT);
    expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
    expect(events).toMatchObject([{ type: 'CutoverRolledBack', detail: { clients: [] } }]);
    expect(await state()).toMatchObject({ hold: true });
  });

  it('that misses a client fails by its name, and the hold stands', async () => {
    const { outcome, types, state } = await start(
      { assess: ROLLBACK, flows: { app: ['ClientNotFound'] } },
      INPUT,
    );
    expect(outcome).toMatchObject({ ...failedWith('CutoverIncomplete'), cause: 'app: ClientNotFound' });
    expect(types).toEqual(['CutoverFailed']);
    expect(await state()).toMatchObject({ hold: true });
  });

  it('stops a cutover that was decided before it and not yet begun', async () => {
    const script: { assess: Assessment } = { assess: assessed() };
    const bench = await benchOf(() => script);
    const rollBack = async () => {
      script.assess = ROLLBACK;
      await bench.run(INPUT, { name: 'rollback' });
      script.assess = assessed();
    };
    const { outcome, calls } = await bench.run(
      { task: 'cutover' },
      { name: 'cutover', meanwhile: { RecordDesired: rollBack } },
    );
    expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
    expect(calls).toEqual(['AssessCutover', 'RecordDesired', 'AuditDeferred']);
    expect(bench.told.map(({ type }) => type)).toEqual(['CutoverRolledBack', 'CutoverDeferred']);
    expect(bench.told[1]?.detail).toMatchObject({ held: true });
    expect(await bench.state()).toMatchObject({
      hold: true,
      executionId: 'arn:aws:states:execution:rollback',
    });
  });
});

describe('the hold of a rollback', () => {
  const held = async (assess: Assessment) => {
    const script = { assess: ROLLBACK };
    const bench = await benchOf(() => script);
    await bench.run({ task: 'rollback', reason: 'x' }, { name: 'rollback' });
    script.assess = assess;
    const done = await bench.run({ task: 'cutover', resume: true }, { name: 'resume' });
    return { ...bench, ...done };
  };

  it('is lifted by resume, and the cutover goes on', async () => {
    const { calls, state } = await held(assessed({ resume: true, held: true, liftHold: true }));
    expect(calls.slice(0, 3)).toEqual(['AssessCutover', 'LiftHold', 'RecordDesired']);
    const record = await state();
    expect(record).toMatchObject({ hold: false, desiredPhase: 'srp-only', clients: ['app', 'web'] });
    expect(record).not.toHaveProperty('reason');
  });

  it('is lifted by resume also where the gates are not met', async () => {
    const { events, state } = await held(
      assessed({ decision: 'deferred', resume: true, held: true, liftHold: true }),
    );
    expect(events).toMatchObject([{ type: 'CutoverDeferred', detail: { held: false } }]);
    expect(await state()).toMatchObject({
      hold: false,
      desiredPhase: 'migrating',
      executionId: 'arn:aws:states:execution:resume',
    });
  });

  it('stands where nobody says resume', async () => {
    const { state } = await held(assessed({ decision: 'held', held: true }));
    expect(await state()).toMatchObject({ hold: true, executionId: 'arn:aws:states:execution:rollback' });
  });

  it('that somebody else has lifted already is no reason to stop', async () => {
    const { outcome } = await start({ assess: assessed({ resume: true, liftHold: true }) });
    expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
  });
});
