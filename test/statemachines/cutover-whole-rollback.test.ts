/** The way back, over the real code of the Lambdas, run after run. */
import { CUTOVER, createWholeCutover, OPEN, ROLLBACK, SHUT } from './whole-cutover.ts';

const succeeded = { status: 'SUCCEEDED' };
const failedWith = (error: string) => ({ status: 'FAILED', error });

describe('a rollback', () => {
  it('gives every client its first flows back, also after a repair, and holds', async () => {
    const { start, pool, flows, reopen, state } = await createWholeCutover();
    const before = new Map(pool.clients);
    await start(CUTOVER);
    reopen('web');
    await start(CUTOVER);
    const { outcome, events } = await start(ROLLBACK);
    expect(outcome).toMatchObject(succeeded);
    expect(events.at(-1)).toMatchObject({
      type: 'CutoverRolledBack',
      detail: { reason: 'sign-ins fail', notCovered: 0, clients: [{ clientId: 'web' }, { clientId: 'app' }] },
    });
    expect(flows()).toEqual([OPEN, OPEN]);
    expect(pool.clients).toEqual(before);
    expect(await state()).toMatchObject({ desiredPhase: 'migrating', hold: true, reason: 'sign-ins fail' });
  });

  it('a second time changes nothing and says so', async () => {
    const { start, state } = await createWholeCutover();
    await start(CUTOVER);
    await start(ROLLBACK);
    const held = await state();
    const { outcome, calls, types } = await start(ROLLBACK);
    expect(outcome).toMatchObject({
      ...succeeded,
      output: { decision: 'nothing', findings: [{ finding: 'nothing-to-roll-back' }] },
    });
    expect([calls, types]).toEqual([['AssessCutover'], []]);
    expect(await state()).toEqual(held);
  });

  it('that misses a client is finished by the next one', async () => {
    const { start, pool, flows } = await createWholeCutover();
    await start(CUTOVER);
    pool.busy.add('web');
    expect((await start(ROLLBACK)).outcome).toMatchObject(failedWith('CutoverIncomplete'));
    expect(flows()).toEqual([SHUT, OPEN]);
    pool.busy.clear();
    expect((await start(ROLLBACK)).outcome).toMatchObject(succeeded);
    expect(flows()).toEqual([OPEN, OPEN]);
  });

  it('of a cutover that was never made keeps it from being made', async () => {
    const { start, flows } = await createWholeCutover();
    expect((await start(ROLLBACK)).types).toEqual(['CutoverRolledBack']);
    expect((await start(CUTOVER)).types).toEqual(['CutoverDeferred']);
    expect(flows()).toEqual([OPEN, OPEN]);
  });
});

describe('the hold of a rollback', () => {
  const held = async () => {
    const whole = await createWholeCutover();
    await whole.start(CUTOVER);
    await whole.start(ROLLBACK);
    return whole;
  };

  it.each([CUTOVER, { task: 'cutover', force: true }])(
    'keeps every later run from cutting over: %j',
    async (input) => {
      const { start, flows } = await held();
      const { outcome, events } = await start(input);
      expect(outcome).toMatchObject(succeeded);
      expect(events).toMatchObject([{ type: 'CutoverDeferred', detail: { held: true } }]);
      expect(flows()).toEqual([OPEN, OPEN]);
    },
  );

  it('is lifted by resume, and the cutover is made again', async () => {
    const { start, flows, state } = await held();
    const { types } = await start({ task: 'cutover', resume: true });
    expect(types).toEqual(['CutoverCompleted']);
    expect(flows()).toEqual([SHUT, SHUT]);
    expect(await state()).toMatchObject({ hold: false, desiredPhase: 'srp-only' });
  });

  it('is lifted by resume also while the gates are not met: the schedule goes on from there', async () => {
    const { start, pool, flows } = await held();
    const { progress } = pool;
    pool.progress = undefined;
    const { events } = await start({ task: 'cutover', resume: true });
    expect(events).toMatchObject([{ type: 'CutoverDeferred', detail: { held: false } }]);
    pool.progress = progress;
    expect((await start(CUTOVER)).types).toEqual(['CutoverCompleted']);
    expect(flows()).toEqual([SHUT, SHUT]);
  });
});
