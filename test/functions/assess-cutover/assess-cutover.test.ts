/** What an assessment asks of the world, and what it makes of what is missing; the rules have tests of their own. */
import type { Assessment } from '#core/cutover-decision.ts';
import { createAssessCutover } from '#functions/assess-cutover/assess-cutover.ts';
import { settings } from '#test/core/trigger-builders.ts';
import { EXECUTION } from '#test/functions/switch-auth-flow/fake-client.ts';
import { client, createWorld, DAY, FINISHED, OURS, STARTED, switched, type World } from './fake-world.ts';

const PASSWORD = 'ALLOW_USER_PASSWORD_AUTH';
const record = (clientId: string) => ({
  ...EXECUTION,
  clientId,
  previousFlows: [PASSWORD],
  switchedAt: EXECUTION.startedAt,
});
const gateOf = (answer: object, name: string) =>
  (answer as Assessment).gates.find(({ gate }) => gate === name);

describe('an assessment', () => {
  it('of a migration that is finished lets the clients be switched', async () => {
    const { assess, told } = createWorld();
    expect(await assess()).toMatchObject({
      task: 'cutover',
      decision: 'switch',
      clients: [
        { clientId: 'web', removed: [PASSWORD], added: [] },
        { clientId: 'app', removed: [PASSWORD], added: [] },
      ],
      desiredPhase: 'srp-only',
      desiredClients: ['web', 'app'],
      trigger: 'attached',
      phase: { configured: 'migrating', recorded: 'migrating', agree: true },
    });
    expect(told).toEqual(['switch']);
  });

  it('goes by the start of the execution, whatever the clock says', async () => {
    const { assess, windows } = createWorld();
    const answer = await assess();
    // Forty days ago somebody last came, in the records and in the metrics.
    expect(gateOf(answer, 'quietDays')).toMatchObject({ value: 40, met: true });
    expect(windows).toEqual([
      { migratedSince: STARTED - 30 * DAY, attemptsSince: STARTED - 30 * DAY, to: STARTED },
    ]);
  });

  it.each<[string, World, string, object]>([
    ['there was no sweep', { progress: 'none' }, 'migratedShare', { value: null, met: false }],
    [
      'CloudWatch refuses',
      { metrics: { kind: 'unknown', awsError: 'AccessDeniedException' } },
      'failureShare',
      { value: null, met: false },
    ],
    [
      'CloudWatch knows of somebody whom the last sweep had not seen',
      { metrics: { kind: 'told', attempts: 9, failed: 0, newestMigrationAt: STARTED - DAY } },
      'quietDays',
      { value: 1, met: false },
    ],
  ])('is deferred where %s', async (_, world, gate, expected) => {
    const answer = await createWorld(world).assess();
    expect(answer).toMatchObject({ decision: 'deferred' });
    expect(gateOf(answer, gate)).toMatchObject(expected);
  });

  it('says in the log why there are no metrics', async () => {
    const { assess, told } = createWorld({ metrics: { kind: 'unknown', awsError: 'AccessDeniedException' } });
    await assess();
    expect(told).toEqual(['AccessDeniedException', 'deferred']);
  });

  it.each<[string, World, string]>([
    ['attached', {}, 'attached'],
    ['missing', { trigger: 'none' }, 'missing'],
    ["somebody else's", { trigger: `${OURS}-2` }, 'foreign'],
  ])('says that the trigger is %s', async (_, world, trigger) => {
    expect(await createWorld(world).assess()).toMatchObject({ trigger });
  });

  it('says where configuration and ledger disagree', async () => {
    const answer = await createWorld({ phase: 'srp-only' }).assess();
    expect(answer).toMatchObject({ phase: { configured: 'srp-only', recorded: 'migrating', agree: false } });
  });

  it('finds drift without asking the gates, also where there are no metrics at all', async () => {
    const hang = () => new Promise<never>(() => {});
    const { assess } = createWorld({
      clients: [client('web'), switched('app')],
      state: { desiredPhase: 'srp-only', clients: ['web', 'app'] },
      progress: 'none',
      override: () => ({ metrics: { readHistory: () => hang() } }),
    });
    jest.useFakeTimers();
    const answer = assess();
    await jest.advanceTimersByTimeAsync(6_000);
    jest.useRealTimers();
    expect(await answer).toMatchObject({ decision: 'repair', clients: [{ clientId: 'web' }] });
  });

  it('refuses app clients that it does not know by name, also those of other pools', async () => {
    const { assess, told } = createWorld();
    await expect(assess({ task: 'cutover', clientIds: ['web', 'elsewhere'] })).rejects.toMatchObject({
      code: 'InvalidInput',
      message: expect.stringContaining('elsewhere'),
    });
    expect(told).toEqual([]);
  });

  it('names an app client that was deleted since the deployment, and keeps nobody waiting for it', async () => {
    const answer = await createWorld({ clients: [client('web')] }).assess();
    expect(answer).toMatchObject({
      decision: 'switch',
      clients: [{ clientId: 'web' }],
      findings: expect.arrayContaining([
        expect.objectContaining({ clientId: 'app', finding: 'client-missing' }),
      ]),
    });
  });

  it('ends by the name of what does not answer', async () => {
    const { call } = createWorld({
      override: ({ records }) => ({
        records: { ...records, readState: () => Promise.reject(new Error('LedgerUnavailable')) },
      }),
    });
    await expect(call({ step: 'assess', input: { task: 'cutover' } })).rejects.toThrow('LedgerUnavailable');
  });

  it('of the retirement of account A has its own answer', async () => {
    const world = createWorld({
      clients: [switched('web'), switched('app')],
      state: { desiredPhase: 'srp-only', clients: ['web', 'app'] },
      phase: 'srp-only',
    });
    expect(await world.assess({ task: 'assessRetirement' })).toMatchObject({
      decision: 'assessed',
      retirement: { ready: true, checks: expect.any(Array), steps: expect.any(Array) },
    });
  });
});

describe('a rollback', () => {
  const world = { clients: [switched('web'), switched('app')], records: [record('web'), record('app')] };

  it('asks no metrics', async () => {
    const { assess, windows } = createWorld(world);
    expect(await assess({ task: 'rollback', reason: 'SRP fails in the old app' })).toMatchObject({
      decision: 'rollback',
      gates: [],
      clients: [{ clientId: 'web' }, { clientId: 'app' }],
    });
    expect(windows).toEqual([]);
  });

  it('names the users whom it does not cover', async () => {
    const { totals } = FINISHED;
    const records = { ...totals.source.records, imported: { reconciled: 3 } };
    const progress = { ...FINISHED, totals: { ...totals, source: { ...totals.source, records } } };
    const answer = await createWorld({ ...world, progress }).assess({ task: 'rollback', reason: 'x' });
    expect(answer).toMatchObject({ notCovered: 3 });
  });

  it('finds the records of app clients that are no longer in the configuration', async () => {
    const { assess } = createWorld({ ...world, clientIds: ['web'] });
    expect(await assess({ task: 'rollback', reason: 'x' })).toMatchObject({
      clients: [{ clientId: 'web' }, { clientId: 'app' }],
    });
  });
});

describe('a pool with many app clients', () => {
  const many = (count: number) => Array.from({ length: count }, (_, number) => client(`other${number}`));

  it('is asked for five a second', async () => {
    const { assess, looks, elapsed } = createWorld({ clients: [client('web'), client('app'), ...many(18)] });
    await assess();
    expect(looks).toHaveLength(20);
    expect(elapsed()).toBe(3_000);
  });

  it("is looked at as far as there is time, the configuration's first, and what is left is said", async () => {
    const { assess, looks } = createWorld({
      clients: [...many(500), client('web'), client('app')],
      lookMs: 50,
    });
    const answer = await assess();
    expect(looks.slice(0, 2)).toEqual(['web', 'app']);
    const left = 502 - looks.length;
    expect(left).toBeGreaterThan(400);
    expect(answer).toMatchObject({
      decision: 'switch',
      findings: expect.arrayContaining([
        expect.objectContaining({
          finding: 'other-client',
          says: expect.stringContaining(`${left} further`),
        }),
      ]),
    });
  });

  it('never misses one that has a record', async () => {
    const clients = [...many(500), switched('web'), switched('last')];
    const { assess } = createWorld({ clients, clientIds: ['web'], records: [record('last')], lookMs: 50 });
    expect(await assess({ task: 'rollback', reason: 'x' })).toMatchObject({
      clients: [{ clientId: 'last' }],
    });
  });
});

describe('a conclusion', () => {
  const changes = ['web', 'app'].map((clientId) => ({ clientId, removed: [PASSWORD], added: [] }));
  const conclude = { step: 'conclude', clients: changes, outcomes: [] };

  it('is what the clients look like now, and not what anybody said', async () => {
    const { call, told } = createWorld({ clients: [switched('web'), client('app')] });
    const outcomes = changes.map((change) => ({ ...change, changed: true }));
    expect(await call({ ...conclude, task: 'cutover', outcomes })).toMatchObject({
      completed: false,
      clients: [{ clientId: 'web' }],
      unfinished: [{ clientId: 'app', reason: 'NotAsWanted' }],
    });
    expect(told).toEqual([]);
  });

  it('names the error of a client that was not changed', async () => {
    const { call } = createWorld({ clients: [switched('web'), client('app')] });
    const outcomes = [{ clientId: 'app', error: 'LegacyFlows' }];
    expect(await call({ ...conclude, task: 'cutover', outcomes })).toMatchObject({
      unfinished: [{ clientId: 'app', reason: 'LegacyFlows' }],
    });
  });

  it('of a rollback asks for records, also of app clients that there was no time for', async () => {
    const { call } = createWorld({
      clients: [client('web'), switched('app'), switched('third')],
      records: [record('app'), record('third')],
    });
    expect(await call({ ...conclude, task: 'rollback' })).toMatchObject({
      completed: false,
      clients: [{ clientId: 'web' }],
      unfinished: [
        { clientId: 'app', reason: 'NotAsWanted' },
        { clientId: 'third', reason: 'NextRun' },
      ],
    });
  });
});

describe('refused by name', () => {
  it.each<[string, object]>([
    ['an unknown step', { step: 'guess' }],
    ['an unknown task', { step: 'assess', input: { task: 'undo' } }],
    ['contradictory flags', { step: 'assess', input: { task: 'cutover', dryRun: true, resume: true } }],
  ])('%s', async (_, payload) => {
    await expect(createWorld().call(payload)).rejects.toMatchObject({ code: 'InvalidInput' });
  });

  it('settings that say nothing of a cutover', async () => {
    const unused = () => Promise.reject(new Error('not to be called'));
    const assess = createAssessCutover(
      {
        pool: { readPool: unused, readClient: unused, listClients: unused },
        records: { readState: unused, readClientRecords: unused, readProgress: unused },
        metrics: { readHistory: unused },
        telemetry: { assessed: () => {}, metricsUnknown: () => {} },
        clock: { now: () => 0, wait: unused },
      },
      settings(),
      { clientIds: ['web'], migrateUserArn: OURS },
    );
    const payload = { ...EXECUTION, step: 'assess', input: { task: 'cutover' } };
    await expect(assess(payload, new AbortController().signal)).rejects.toMatchObject({
      code: 'SettingsInvalid',
    });
  });
});
