import { type ConclusionEvidence, concludeCutover } from '#core/conclude-cutover.ts';
import type { ClientOutcome } from '#core/cutover-input.ts';
import { appClient, gets, loses, nothingFor, recordOf, srpClient } from './cutover-builders.ts';

const CLIENTS = [loses('web'), loses('app')];
const done = (clientId: string): ClientOutcome => ({ ...loses(clientId), changed: true });
const failed = (clientId: string, error: string): ClientOutcome => ({ clientId, error });

type Change = Partial<Omit<ConclusionEvidence, 'work'>> & { readonly outcomes?: readonly ClientOutcome[] };

const afterCutover = ({ outcomes = [done('app'), done('web')], ...change }: Change = {}) =>
  concludeCutover({
    work: { task: 'cutover', clients: CLIENTS, outcomes },
    settings: { userAuth: 'remove' },
    poolClients: [srpClient('app'), srpClient('web')],
    records: [recordOf('app'), recordOf('web')],
    ...change,
  });

describe('the conclusion of a cutover', () => {
  it('is complete where every client is as wanted', () => {
    expect(afterCutover()).toEqual({
      completed: true,
      clients: CLIENTS,
      unfinished: [],
      says: 'Every app client is as it should be.',
    });
  });

  it.each<[string, Change, readonly (readonly [string, string])[]]>([
    [
      'that failed',
      {
        outcomes: [failed('app', 'TargetUnavailable'), done('web')],
        poolClients: [appClient('app'), srpClient('web')],
      },
      [['app', 'TargetUnavailable']],
    ],
    [
      'that somebody changed meanwhile',
      { poolClients: [appClient('app'), srpClient('web')] },
      [['app', 'NotAsWanted']],
    ],
    [
      'of which nothing is known',
      { outcomes: [], poolClients: [appClient('app'), srpClient('web')] },
      [['app', 'NotAsWanted']],
    ],
    ['that is gone', { poolClients: [srpClient('web')] }, [['app', 'ClientNotFound']]],
    [
      'with unprefixed flows meanwhile',
      { poolClients: [srpClient('web'), appClient('app', { ExplicitAuthFlows: ['USER_PASSWORD_AUTH'] })] },
      [['app', 'LegacyFlows']],
    ],
    [
      'whose other settings were changed, though its flows are right',
      { outcomes: [failed('app', 'ClientSettingsChanged'), done('web')] },
      [['app', 'ClientSettingsChanged']],
    ],
  ])('names a client %s', (_, change, unfinished) => {
    const conclusion = afterCutover(change);
    expect(conclusion.completed).toBe(false);
    expect(conclusion.clients).toEqual([loses('web')]);
    expect(conclusion.unfinished).toEqual(unfinished.map(([clientId, reason]) => ({ clientId, reason })));
    for (const [clientId, reason] of unfinished) expect(conclusion.says).toContain(`${clientId} (${reason})`);
  });

  it('counts a client as done whose answer was lost', () => {
    const { completed, clients } = afterCutover({ outcomes: [failed('app', 'States.Timeout'), done('web')] });
    expect([completed, clients]).toEqual([true, CLIENTS]);
  });

  it('tells what was really done, where it is otherwise than was meant', () => {
    const more: ClientOutcome = { clientId: 'app', removed: ['ALLOW_USER_AUTH'], added: [], changed: true };
    const { clients } = afterCutover({ outcomes: [more, { ...nothingFor('web'), changed: false }] });
    expect(clients).toEqual([loses('web'), { clientId: 'app', removed: ['ALLOW_USER_AUTH'], added: [] }]);
  });

  it('goes by the policy', () => {
    const poolClients = [
      srpClient('web'),
      appClient('app', {
        ExplicitAuthFlows: ['ALLOW_USER_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      }),
    ];
    expect(afterCutover({ poolClients }).completed).toBe(false);
    expect(afterCutover({ poolClients, settings: { userAuth: 'keep' } }).completed).toBe(true);
  });
});

const afterRollback = ({ outcomes = [], ...change }: Change = {}) =>
  concludeCutover({
    work: { task: 'rollback', clients: [gets('web'), gets('app')], outcomes },
    settings: { userAuth: 'remove' },
    poolClients: [appClient('app'), appClient('web')],
    records: [],
    ...change,
  });

describe('the conclusion of a rollback', () => {
  it('is complete where every record of first flows is gone, which it is when they are proven to be back', () => {
    expect(afterRollback()).toMatchObject({ completed: true, clients: [gets('web'), gets('app')] });
  });

  it.each<[string, Change, string, string]>([
    [
      'that failed',
      { records: [recordOf('app')], outcomes: [failed('app', 'TargetUnavailable')] },
      'app',
      'TargetUnavailable',
    ],
    ['that was not restored', { records: [recordOf('app')] }, 'app', 'NotAsWanted'],
    [
      'whose other settings were changed',
      { outcomes: [failed('app', 'ClientSettingsChanged')] },
      'app',
      'ClientSettingsChanged',
    ],
    [
      'that there was no time for',
      { poolClients: [appClient('app'), appClient('web'), srpClient('late')], records: [recordOf('late')] },
      'late',
      'NextRun',
    ],
  ])('names a client %s', (_, change, clientId, reason) => {
    expect(afterRollback(change)).toMatchObject({ completed: false, unfinished: [{ clientId, reason }] });
  });

  it('does not wait for a client that is gone', () => {
    expect(afterRollback({ records: [recordOf('gone')] }).completed).toBe(true);
  });
});
