/** Ways through the cutover's machine that change clients or answer why not; the Lambdas answer as told. */
import { readFileSync } from 'node:fs';
import { ACCEPTED_CUTOVER_INPUT } from '#core/cutover-input.ts';
import { STARTED } from './run-cutover.ts';
import {
  ALWAYS,
  APP,
  assessed,
  benchOf,
  EXECUTION,
  FINDING,
  failedWith,
  GATE,
  ROLLBACK,
  start,
  WEB,
} from './scripted-cutover.ts';

describe('a cutover', () => {
  it('records what is wanted, switches one client after the other, looks again and tells', async () => {
    const { outcome, calls, payloads, events, state } = await start({});
    expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
    expect(calls).toEqual([
      'AssessCutover',
      'RecordDesired',
      'SwitchAuthFlow',
      'SwitchAuthFlow',
      'ConcludeCutover',
      'AuditCompleted',
    ]);
    expect(payloads).toEqual([
      { step: 'assess', input: { task: 'cutover' }, ...EXECUTION },
      { action: 'switch', clientId: 'web', ...EXECUTION },
      { action: 'switch', clientId: 'app', ...EXECUTION },
      {
        step: 'conclude',
        task: 'cutover',
        clients: [WEB, APP],
        outcomes: [
          { ...WEB, changed: true },
          { ...APP, changed: true },
        ],
        ...EXECUTION,
      },
    ]);
    expect(events).toEqual([
      { type: 'CutoverCompleted', detail: { ...ALWAYS, clients: [WEB, APP], forced: false } },
    ]);
    expect(await state()).toEqual({
      id: 'cutover#state',
      version: 1,
      desiredPhase: 'srp-only',
      clients: ['app', 'web'],
      hold: false,
      forced: false,
      changedAt: STARTED,
      executionId: ALWAYS.executionId,
    });
  });

  it('says in record and trail that it was forced', async () => {
    const { events, state } = await start(
      { assess: assessed({ forced: true }) },
      { task: 'cutover', force: true },
    );
    expect(events).toMatchObject([{ detail: { forced: true } }]);
    expect(await state()).toMatchObject({ forced: true });
  });

  it('forgets no client that an earlier run put on record', async () => {
    const script = {
      assess: assessed({ clients: [WEB], desiredClients: ['web'], desiredPhase: 'migrating' }),
    };
    const bench = await benchOf(() => script);
    await bench.run({ task: 'cutover', clientIds: ['web'] });
    script.assess = assessed({ clients: [APP], desiredClients: ['app'] });
    await bench.run({ task: 'cutover' }, { name: 'two' });
    expect(await bench.state()).toMatchObject({ clients: ['app', 'web'], desiredPhase: 'srp-only' });
  });
});

describe('a repair', () => {
  const REPAIR = assessed({ decision: 'repair', clients: [APP] });

  it('asks no gate and writes no record: what is wanted is on record', async () => {
    const { outcome, calls, events, state } = await start({ assess: REPAIR });
    expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
    expect(calls).toEqual(['AssessCutover', 'SwitchAuthFlow', 'ConcludeCutover', 'AuditRepaired']);
    expect(events).toEqual([{ type: 'DriftRepaired', detail: { ...ALWAYS, clients: [APP] } }]);
    expect(await state()).toBeUndefined();
  });
});

describe('a cutover that is not to happen', () => {
  it.each([
    ['deferred', false],
    ['held', true],
  ] as const)('succeeds and tells why: %s', async (decision, held) => {
    const { outcome, calls, events, state } = await start({ assess: assessed({ decision }) });
    expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
    expect(calls).toEqual(['AssessCutover', 'AuditDeferred']);
    expect(events).toEqual([
      {
        type: 'CutoverDeferred',
        detail: { ...ALWAYS, gates: [GATE], findings: [FINDING], held, clients: [WEB, APP] },
      },
    ]);
    expect(await state()).toBeUndefined();
  });

  it('as a dry run tells the plan, answers with it and writes nothing', async () => {
    const assess = assessed({ decision: 'dry-run' });
    const { outcome, calls, events, state } = await start({ assess }, { task: 'cutover', dryRun: true });
    expect(outcome).toEqual({ status: 'SUCCEEDED', output: assess });
    expect(calls).toEqual(['AssessCutover', 'AuditAssessed']);
    expect(events).toEqual([
      {
        type: 'CutoverAssessed',
        detail: { ...ALWAYS, gates: [GATE], findings: [FINDING], plan: [WEB, APP] },
      },
    ]);
    expect(await state()).toBeUndefined();
  });

  it.each([
    ['nothing is to be done', assessed({ decision: 'nothing', clients: [] }), { task: 'cutover' }],
    [
      'a second rollback',
      { ...ROLLBACK, decision: 'nothing', clients: [] },
      { task: 'rollback', reason: 'x' },
    ],
    [
      'the retirement is assessed',
      { ...assessed({ task: 'assessRetirement', decision: 'assessed' }), retirement: { ready: false } },
      { task: 'assessRetirement' },
    ],
  ])('answers with what it found where %s, and tells nobody', async (_, assess, input) => {
    const { outcome, calls, state } = await start({ assess }, input);
    expect(outcome).toEqual({ status: 'SUCCEEDED', output: assess });
    expect(calls).toEqual(['AssessCutover']);
    expect(await state()).toBeUndefined();
  });

  it('fails where the code decides what the machine does not know', async () => {
    const { outcome, calls } = await start({ assess: { ...assessed(), decision: 'guess' } });
    expect(outcome).toMatchObject(failedWith('States.NoChoiceMatched'));
    expect(calls).toEqual(['AssessCutover']);
  });
});

describe('every run', () => {
  it.each(['missing', 'foreign'] as const)('tells of a trigger that is %s, and goes on', async (trigger) => {
    const { events, types } = await start({ assess: assessed({ trigger }) });
    expect(types).toEqual(['TriggerMissing', 'CutoverCompleted']);
    expect(events[0]).toEqual({ type: 'TriggerMissing', detail: { ...ALWAYS, trigger } });
  });

  it('tells of phases that do not agree, and goes on', async () => {
    const phase = { configured: 'migrating', recorded: 'srp-only', agree: false } as const;
    const { events, types } = await start({ assess: assessed({ decision: 'dry-run', phase }) });
    expect(types).toEqual(['PhaseMismatch', 'CutoverAssessed']);
    expect(events[0]).toEqual({
      type: 'PhaseMismatch',
      detail: { ...ALWAYS, configured: 'migrating', recorded: 'srp-only' },
    });
  });

  it('goes on also where these two cannot be told', async () => {
    const phase = { configured: 'srp-only', recorded: 'migrating', agree: false } as const;
    const { outcome, types } = await start({ assess: assessed({ trigger: 'missing', phase }) }, undefined, {
      refusing: {
        AuditTriggerMissing: 'EventBridge.FailedEntry',
        AuditPhaseMismatch: 'EventBridge.FailedEntry',
      },
    });
    expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
    expect(types).toEqual(['CutoverCompleted']);
  });
});

describe('wrong input', () => {
  it.each<[string, unknown]>([
    ['no task', {}],
    ['another task', { task: 'sweep' }],
    ['a list', ['cutover']],
    ['a task that is no text', { task: ['cutover'] }],
    ['a rollback without a reason', { task: 'rollback' }],
    ['a reason that is no text', { task: 'rollback', reason: 7 }],
  ])('is refused before anybody is asked: %s', async (_, input) => {
    const { outcome, calls, types } = await start({}, input);
    expect(outcome).toMatchObject({
      ...failedWith('InvalidInput'),
      cause: expect.stringContaining('Accepted input'),
    });
    expect([calls, types]).toEqual([[], []]);
  });

  it('is refused in the words of the code, tried once, and told to nobody', async () => {
    const { outcome, calls, types, state } = await start({ assess: 'InvalidInput' });
    expect(outcome).toMatchObject({
      ...failedWith('InvalidInput'),
      cause: expect.stringContaining('InvalidInput: told to'),
    });
    expect([calls, types, await state()]).toEqual([['AssessCutover'], [], undefined]);
  });

  it('is answered with every task and every field there is', () => {
    const { States } = JSON.parse(readFileSync('statemachines/cutover.asl.json', 'utf8'));
    const fields = [...ACCEPTED_CUTOVER_INPUT.matchAll(/"(\w+)":/g)].map(([field]) => field);
    expect(fields.length).toBeGreaterThan(6);
    for (const field of fields) expect(States.InvalidInput.Cause).toContain(field);
    for (const [task] of ACCEPTED_CUTOVER_INPUT.matchAll(/"task":"\w+"/g))
      expect(States.InvalidInput.Cause).toContain(task);
  });
});
