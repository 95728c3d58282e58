/** What an operator or a schedule brings about with the cutover's machine: over the real code of its Lambdas, run after run. */
import { CUTOVER, createWholeCutover, OPEN, SHUT } from './whole-cutover.ts';

const succeeded = { status: 'SUCCEEDED' };
const failedWith = (error: string) => ({ status: 'FAILED', error });

describe('before the gates are met', () => {
  it('a run changes nothing, tells every gate, and succeeds', async () => {
    const { start, pool, flows, state } = await createWholeCutover();
    pool.progress = undefined;
    const { outcome, events, types } = await start(CUTOVER);
    expect(outcome).toMatchObject(succeeded);
    expect(types).toEqual(['CutoverDeferred']);
    expect(events[0]?.detail).toMatchObject({
      held: false,
      clients: [{ clientId: 'web' }, { clientId: 'app' }],
    });
    expect(events[0]?.detail.gates).toContainEqual(
      expect.objectContaining({ gate: 'migratedShare', met: false, value: null }),
    );
    expect([flows(), await state()]).toEqual([[OPEN, OPEN], undefined]);
  });

  it('force changes the clients all the same, and says so', async () => {
    const { start, pool, flows, state } = await createWholeCutover();
    pool.progress = undefined;
    const { events } = await start({ task: 'cutover', force: true });
    expect(events).toMatchObject([{ type: 'CutoverCompleted', detail: { forced: true } }]);
    expect(flows()).toEqual([SHUT, SHUT]);
    expect(await state()).toMatchObject({ desiredPhase: 'srp-only', forced: true });
  });

  it('a dry run shows what force would do, and changes nothing', async () => {
    const { start, pool, flows, state } = await createWholeCutover();
    pool.progress = undefined;
    const { outcome, types } = await start({ task: 'cutover', dryRun: true, force: true });
    expect(outcome).toMatchObject({
      ...succeeded,
      output: {
        decision: 'dry-run',
        clients: [{ clientId: 'web', removed: ['ALLOW_USER_PASSWORD_AUTH'] }, {}],
      },
    });
    expect(types).toEqual(['CutoverAssessed']);
    expect([flows(), await state()]).toEqual([[OPEN, OPEN], undefined]);
  });
});

describe('once the gates are met', () => {
  it('a run takes the password flow from every client, and nothing else', async () => {
    const { start, pool, flows, state } = await createWholeCutover();
    const before = pool.clients.get('web');
    const { outcome, events } = await start(CUTOVER);
    expect(outcome).toMatchObject(succeeded);
    expect(events).toMatchObject([
      {
        type: 'CutoverCompleted',
        detail: {
          forced: false,
          clients: ['web', 'app'].map((clientId) => ({
            clientId,
            removed: ['ALLOW_USER_PASSWORD_AUTH'],
            added: [],
          })),
        },
      },
    ]);
    expect(flows()).toEqual([SHUT, SHUT]);
    expect(pool.clients.get('web')).toEqual({ ...before, ExplicitAuthFlows: SHUT });
    expect(await state()).toMatchObject({ desiredPhase: 'srp-only', clients: ['app', 'web'], hold: false });
  });

  it('a second run finds nothing to do, and only tells that the configuration says migrating still', async () => {
    const { start } = await createWholeCutover();
    await start(CUTOVER);
    const { outcome, calls, types } = await start(CUTOVER);
    expect(outcome).toMatchObject({ ...succeeded, output: { decision: 'nothing' } });
    expect(calls).toEqual(['AssessCutover', 'AuditPhaseMismatch']);
    expect(types).toEqual(['PhaseMismatch']);
  });

  it('one client may go first, and the phase is complete with the last', async () => {
    const { start, flows, state } = await createWholeCutover();
    await start({ task: 'cutover', clientIds: ['app'] });
    expect(flows()).toEqual([OPEN, SHUT]);
    expect(await state()).toMatchObject({ desiredPhase: 'migrating', clients: ['app'] });
    await start(CUTOVER);
    expect(flows()).toEqual([SHUT, SHUT]);
    expect(await state()).toMatchObject({ desiredPhase: 'srp-only', clients: ['app', 'web'] });
  });

  it('more clients than one run has time for are finished by the next, without gates', async () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const { start, pool, flows } = await createWholeCutover(...ids);
    await start(CUTOVER);
    pool.progress = undefined;
    const { types } = await start(CUTOVER);
    expect(types).toContain('DriftRepaired');
    expect(flows()).toEqual(ids.map(() => SHUT));
  });
});

describe('after the cutover', () => {
  it('a client whose password flow came back is repaired without gates, and told of', async () => {
    const { start, pool, flows, reopen } = await createWholeCutover();
    await start(CUTOVER);
    pool.progress = undefined;
    reopen('web');
    const { events } = await start(CUTOVER);
    expect(events.at(-1)).toMatchObject({
      type: 'DriftRepaired',
      detail: { clients: [{ clientId: 'web', removed: ['ALLOW_USER_PASSWORD_AUTH'] }] },
    });
    expect(flows()).toEqual([SHUT, SHUT]);
  });

  it('the phase of the configuration is told to disagree, run by run', async () => {
    const { start } = await createWholeCutover();
    await start(CUTOVER);
    const { events } = await start({ task: 'cutover', dryRun: true });
    expect(events[0]).toMatchObject({
      type: 'PhaseMismatch',
      detail: { configured: 'migrating', recorded: 'srp-only' },
    });
  });

  it('a trigger that was taken from the pool is told of', async () => {
    const { start, pool } = await createWholeCutover();
    pool.trigger = 'arn:aws:lambda:us-east-1:222222222222:function:other';
    const { events } = await start({ task: 'cutover', dryRun: true });
    expect(events[0]).toMatchObject({ type: 'TriggerMissing', detail: { trigger: 'foreign' } });
  });
});

describe('a set of clients that is half done', () => {
  it('fails by the name of the other one, and the next run finishes it without gates', async () => {
    const { start, pool, flows } = await createWholeCutover();
    pool.busy.add('app');
    const first = await start(CUTOVER);
    expect(first.outcome).toMatchObject({
      ...failedWith('CutoverIncomplete'),
      cause: expect.stringContaining('app (TargetUnavailable)'),
    });
    expect(first.types).toEqual(['CutoverFailed']);
    expect(flows()).toEqual([SHUT, OPEN]);
    pool.busy.clear();
    pool.progress = undefined;
    const second = await start(CUTOVER);
    expect(second.outcome).toMatchObject(succeeded);
    expect(flows()).toEqual([SHUT, SHUT]);
  });
});

describe('the retirement', () => {
  it('is an answer: checks and steps, and nothing is written', async () => {
    const { start, state } = await createWholeCutover();
    const { outcome, types } = await start({ task: 'assessRetirement' });
    expect(outcome).toMatchObject({
      ...succeeded,
      output: { decision: 'assessed', retirement: { ready: false, checks: expect.any(Array) } },
    });
    expect([types, await state()]).toEqual([[], undefined]);
  });
});

describe('wrong input', () => {
  it.each<[string, object, RegExp]>([
    ['a client of another pool', { task: 'cutover', clientIds: ['other'] }, /other/],
    ['no client', { task: 'cutover', clientIds: [] }, /clientIds/],
    ['flags that contradict', { task: 'cutover', dryRun: true, resume: true }, /dryRun/],
    ['a flag that is none', { task: 'cutover', force: 'yes' }, /force/],
    ['a field too many', { task: 'rollback', reason: 'x', clientIds: ['web'] }, /clientIds/],
    ['a field for the retirement', { task: 'assessRetirement', dryRun: true }, /dryRun/],
    ['a reason with an address', { task: 'rollback', reason: 'ask a@example.com' }, /reason/],
  ])('fails by name and leaves nothing behind: %s', async (_, input, names) => {
    const { start, flows, state } = await createWholeCutover();
    const { outcome, types } = await start(input);
    expect(outcome).toMatchObject({ ...failedWith('InvalidInput'), cause: expect.stringMatching(names) });
    expect([types, flows(), await state()]).toEqual([[], [OPEN, OPEN], undefined]);
  });

  it('a client that was deleted since the deployment is named, and blocks none of the others', async () => {
    const { start, pool, flows } = await createWholeCutover();
    pool.clients.delete('app');
    const named = await start({ task: 'cutover', clientIds: ['app'] });
    expect(named.outcome).toMatchObject({
      ...failedWith('InvalidInput'),
      cause: expect.stringContaining('app'),
    });
    expect((await start(CUTOVER)).types).toEqual(['CutoverCompleted']);
    expect(flows()).toEqual([SHUT]);
  });
});
