import { type CutoverDecision, type CutoverEvidence, MOST_CLIENTS_AT_ONCE } from '#core/cutover-decision.ts';
import type { ClientChange } from '#core/cutover-input.ts';
import {
  appClient,
  CUT_OVER,
  DRIFTED,
  decide,
  HELD,
  LEGACY,
  loses,
  NOT_READY,
  nothingFor,
  REFRESH,
  recordOf,
  request,
  SRP,
  SWITCHED,
  srpClient,
} from './cutover-builders.ts';

const BOTH = [loses('web'), loses('app')];

type Row = [string, Partial<CutoverEvidence>, CutoverDecision, readonly ClientChange[]];

describe('a cutover', () => {
  it.each<Row>([
    ['happens where the gates are met', {}, 'switch', BOTH],
    ['is deferred where they are not', NOT_READY, 'deferred', BOTH],
    ['is forced where they are not', { ...NOT_READY, input: request({ force: true }) }, 'switch', BOTH],
    ['is shown by a dry run', { input: request({ dryRun: true }) }, 'dry-run', BOTH],
    [
      'is shown by a dry run that is not ready',
      { ...NOT_READY, input: request({ dryRun: true }) },
      'dry-run',
      BOTH,
    ],
    ['is shown as it would be forced', { input: request({ dryRun: true, force: true }) }, 'dry-run', BOTH],
    ['is held after a rollback', { state: HELD }, 'held', BOTH],
    [
      'is held after a rollback, forced or not',
      { state: HELD, input: request({ force: true }) },
      'held',
      BOTH,
    ],
    ['is shown under a hold', { state: HELD, input: request({ dryRun: true }) }, 'dry-run', BOTH],
    ['happens again when it is resumed', { state: HELD, input: request({ resume: true }) }, 'switch', BOTH],
    [
      'is deferred, not forced, when it is resumed too early',
      { ...NOT_READY, state: HELD, input: request({ resume: true }) },
      'deferred',
      BOTH,
    ],
    [
      'is of the clients that are asked for',
      { input: request({ clientIds: ['app'] }) },
      'switch',
      [loses('app')],
    ],
    [
      'puts on record whom nothing is to be taken from',
      { poolClients: [appClient('app'), srpClient('web')] },
      'switch',
      [nothingFor('web'), loses('app')],
    ],
    ['is done', SWITCHED, 'nothing', []],
    ['is done, whatever the gates say later', { ...SWITCHED, ...NOT_READY }, 'nothing', []],
    [
      'is repaired where a client has drifted, whatever the gates say',
      { ...DRIFTED, ...NOT_READY },
      'repair',
      [loses('web')],
    ],
    [
      'is only shown to be repaired by a dry run',
      { ...DRIFTED, input: request({ dryRun: true }) },
      'dry-run',
      [loses('web')],
    ],
    [
      'is repaired where SRP was taken away',
      { ...SWITCHED, poolClients: [srpClient('app'), srpClient('web', { ExplicitAuthFlows: [REFRESH] })] },
      'repair',
      [{ clientId: 'web', removed: [], added: [SRP] }],
    ],
    [
      'finishes what an execution left undone, without asking the gates',
      {
        ...SWITCHED,
        ...NOT_READY,
        poolClients: [appClient('app'), srpClient('web')],
        records: [recordOf('web')],
      },
      'repair',
      [loses('app')],
    ],
    [
      'repairs, and lets a new client wait',
      {
        ...DRIFTED,
        ...NOT_READY,
        clientIds: ['web', 'app', 'new'],
        poolClients: [...DRIFTED.poolClients, appClient('new')],
      },
      'repair',
      [loses('web')],
    ],
    [
      'repairs and switches at once where the gates are met',
      {
        ...DRIFTED,
        clientIds: ['web', 'app', 'new'],
        poolClients: [...DRIFTED.poolClients, appClient('new')],
      },
      'switch',
      [loses('web'), loses('new')],
    ],
    ['leaves a client out that is gone', { poolClients: [appClient('app')] }, 'switch', [loses('app')]],
    ['has nothing to do where all are gone', { poolClients: [] }, 'nothing', []],
    [
      'leaves other clients of the pool alone',
      { poolClients: [appClient('app'), appClient('web'), appClient('x')] },
      'switch',
      BOTH,
    ],
    [
      'refuses a client with unprefixed flows and switches the others',
      { poolClients: [appClient('app'), LEGACY] },
      'switch',
      [loses('app')],
    ],
    [
      'is deferred while only a refused client is left',
      { ...SWITCHED, state: { ...CUT_OVER, clients: ['app'] }, poolClients: [srpClient('app'), LEGACY] },
      'deferred',
      [],
    ],
  ])('%s', (_, change, decision, clients) => {
    expect(decide(change)).toMatchObject({
      task: 'cutover',
      decision,
      clients,
      held: change.state?.hold ?? false,
    });
  });

  it('names in its answer what it was told and found', () => {
    expect(
      decide({ ...NOT_READY, state: HELD, input: request({ force: true, resume: true }) }),
    ).toMatchObject({
      decision: 'switch',
      forced: true,
      resume: true,
      liftHold: true,
      held: true,
      trigger: 'attached',
      notCovered: 0,
      gates: [
        { gate: 'migratedShare', met: false },
        { gate: 'quietDays', met: false },
        { gate: 'failureShare', met: true },
        { gate: 'sweepMaxAgeHours', met: false },
        { gate: 'failedReconciliations', met: false },
      ],
    });
  });

  it('lifts a hold only where there is one and somebody says so', () => {
    expect(decide({ input: request({ resume: true }) }).liftHold).toBe(false);
    expect(decide({ state: HELD, input: request({ force: true }) }).liftHold).toBe(false);
    expect(decide({ ...NOT_READY, state: HELD, input: request({ resume: true }) }).liftHold).toBe(true);
  });

  it.each<[string, Partial<CutoverEvidence>, string, readonly string[]]>([
    ['all are', {}, 'srp-only', ['app', 'web']],
    ['some are', { input: request({ clientIds: ['web'] }) }, 'migrating', ['web']],
    [
      'the last one is',
      {
        input: request({ clientIds: ['web'] }),
        state: { ...CUT_OVER, desiredPhase: 'migrating', clients: ['app'] },
      },
      'srp-only',
      ['app', 'web'],
    ],
    ['all are that the pool has', { poolClients: [appClient('app')] }, 'srp-only', ['app']],
    ['one is refused', { poolClients: [appClient('app'), LEGACY] }, 'migrating', ['app']],
    [
      'the last one that was missing is gone',
      {
        state: { ...CUT_OVER, desiredPhase: 'migrating', clients: ['app'] },
        poolClients: [srpClient('app')],
      },
      'srp-only',
      ['app'],
    ],
  ])('is wanted for good once %s', (_, change, desiredPhase, desiredClients) => {
    const decided = decide(change);
    expect(decided).toMatchObject({ decision: 'switch', desiredPhase });
    expect([...decided.desiredClients].sort()).toEqual(desiredClients);
  });

  it.each<[string, Partial<CutoverEvidence>]>([
    ['deferred', NOT_READY],
    ['shown', { input: request({ dryRun: true }) }],
    ['held', { state: HELD }],
  ])('changes nothing that is wanted where it is only %s', (_, change) => {
    expect(decide(change)).toMatchObject({ desiredPhase: 'migrating', desiredClients: [] });
  });

  it('takes on what there is time for, puts all on record, and says who is for the next run', () => {
    const ids = Array.from({ length: MOST_CLIENTS_AT_ONCE + 2 }, (_, index) => `client${index}`);
    const poolClients = ids.map((id) => appClient(id));
    const decided = decide({ clientIds: ids, poolClients });
    expect(decided.clients.map(({ clientId }) => clientId)).toEqual(ids.slice(0, MOST_CLIENTS_AT_ONCE));
    expect(decided.desiredClients).toEqual(ids);
    expect(
      decided.findings.filter(({ finding }) => finding === 'next-run').map(({ clientId }) => clientId),
    ).toEqual(ids.slice(MOST_CLIENTS_AT_ONCE));
    expect(decide({ clientIds: ids, poolClients, input: request({ dryRun: true }) }).clients).toHaveLength(
      ids.length,
    );
  });
});

describe('app clients that an operator names', () => {
  it.each<[string, string, Partial<CutoverEvidence>, RegExp]>([
    ['nobody knows', 'xyz', {}, /the pool has no app client xyz; it is mistyped or of another pool/],
    [
      'the configuration does not know',
      'other',
      { poolClients: [appClient('web'), appClient('other')] },
      /other is not in appClients/,
    ],
    [
      'were deleted',
      'web',
      { poolClients: [appClient('app')] },
      /web is gone from the pool since the last deployment/,
    ],
  ])('are refused by name where %s', (_, id, change, problem) => {
    for (const flags of [{}, { dryRun: true }, { force: true }]) {
      const input = request({ ...flags, clientIds: ['app', id] });
      const poolClients = [appClient('app'), ...(change.poolClients ?? [appClient('web')])];
      expect(() => decide({ poolClients, input })).toThrow(
        expect.objectContaining({ code: 'InvalidInput', message: expect.stringMatching(problem) }),
      );
    }
  });
});
