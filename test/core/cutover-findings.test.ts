import type { CutoverEvidence } from '#core/cutover-decision.ts';
import {
  appClient,
  CUT_OVER,
  DRIFTED,
  decide,
  foundBy,
  HELD,
  LEGACY,
  NOT_READY,
  ROLLBACK,
  request,
  SETTINGS,
  SRP,
  SWITCHED,
  srpClient,
} from './cutover-builders.ts';

describe('findings', () => {
  const web = (change: object) => ({ poolClients: [srpClient('app'), appClient('web', change)] });
  const oauth = { AllowedOAuthFlowsUserPoolClient: true };
  const userAuth = { ExplicitAuthFlows: ['ALLOW_USER_AUTH', SRP] };

  it.each<[string, Partial<CutoverEvidence>, readonly string[]]>([
    ['of nothing', {}, []],
    [
      'of servers that send passwords',
      web({ ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH'] }),
      ['admin-password-flow web'],
    ],
    ['of managed login', { ...web(oauth), domain: true }, ['managed-login web']],
    ['of no managed login without a domain', web(oauth), []],
    ['of choice-based sign-in that goes', web(userAuth), ['user-auth-removed web']],
    [
      'of choice-based sign-in that stays',
      { ...web(userAuth), settings: { ...SETTINGS, userAuth: 'keep' } },
      ['user-auth-kept web'],
    ],
    ['of unprefixed flows', { poolClients: [srpClient('app'), LEGACY] }, ['legacy-flows web']],
    ['of a client that is gone', { poolClients: [srpClient('app')] }, ['client-missing web']],
    [
      'of other clients that let passwords in',
      { poolClients: [srpClient('app'), srpClient('web'), appClient('x'), srpClient('y')] },
      ['other-client x'],
    ],
    ['of a client that drifted', { ...DRIFTED, input: request({ dryRun: true }) }, ['drifted web']],
    ['of a trigger that is gone', { trigger: 'missing' }, ['trigger-missing']],
    ['of a trigger of somebody else', { trigger: 'foreign' }, ['trigger-foreign']],
    ['of a hold', { state: HELD }, ['held']],
    ['of no hold once it is lifted', { state: HELD, input: request({ resume: true }) }, []],
    ['of a cutover that is not deployed', { ...SWITCHED, configured: 'migrating' }, ['phase-mismatch']],
    ['of a phase that nobody cut over to', { configured: 'srp-only' }, ['phase-mismatch']],
    [
      'of a client that waits while another is repaired',
      {
        ...DRIFTED,
        ...NOT_READY,
        clientIds: ['web', 'app', 'new'],
        poolClients: [...DRIFTED.poolClients, appClient('new')],
      },
      ['drifted web', 'waits-for-gates new'],
    ],
  ])('%s', (_, change, expected) => {
    expect(foundBy(change)).toEqual(expected);
  });

  it('name twenty other clients and count the rest, so that an execution can carry them', () => {
    const others = Array.from({ length: 1000 }, (_, index) => appClient(`other${index}`));
    const { findings } = decide({ poolClients: [srpClient('app'), srpClient('web'), ...others] });
    expect(findings).toHaveLength(21);
    expect(findings[20]).toEqual({
      finding: 'other-client',
      says: expect.stringMatching(/^980 further app clients/),
    });
  });

  it('say what to do', () => {
    const { findings } = decide({ ...web(userAuth), settings: { ...SETTINGS, userAuth: 'keep' } });
    expect(findings).toEqual([
      expect.objectContaining({ clientId: 'web', says: expect.stringContaining('LETS PASSWORDS IN') }),
    ]);
    expect(decide({ poolClients: [LEGACY] }).findings[0]?.says).toContain('ADMIN_NO_SRP_AUTH');
  });
});

describe('the phases', () => {
  it.each([
    ['migrating', CUT_OVER, 'srp-only', false],
    ['srp-only', CUT_OVER, 'srp-only', true],
    ['migrating', HELD, 'migrating', true],
    ['srp-only', HELD, 'migrating', false],
  ] as const)('%s deployed, %j recorded', (configured, state, recorded, agree) => {
    for (const input of [request(), ROLLBACK, { task: 'assessRetirement' } as const]) {
      expect(decide({ configured, state, input }).phase).toEqual({ configured, recorded, agree });
    }
  });
});
