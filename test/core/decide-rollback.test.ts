import { type CutoverDecision, type CutoverEvidence, MOST_CLIENTS_AT_ONCE } from '#core/cutover-decision.ts';
import type { ClientChange } from '#core/cutover-input.ts';
import {
  appClient,
  DRIFTED,
  decide,
  foundBy,
  gets,
  HELD,
  nothingFor,
  PASSWORD,
  progress,
  REFRESH,
  ROLLBACK,
  recordOf,
  SRP,
  SWITCHED,
  srpClient,
} from './cutover-builders.ts';

type Row = [string, Partial<CutoverEvidence>, CutoverDecision, readonly ClientChange[]];

describe('a rollback', () => {
  const after = { ...SWITCHED, records: [recordOf('app'), recordOf('web')], input: ROLLBACK };

  it.each<Row>([
    ['gives every client its first flows back', after, 'rollback', [gets('app'), gets('web')]],
    ['changes nothing a second time', { ...after, state: HELD, records: [] }, 'nothing', []],
    [
      'goes on where the first one broke off',
      { ...after, state: HELD, records: [recordOf('web')] },
      'rollback',
      [gets('web')],
    ],
    ['holds also where nothing was ever cut over', { input: ROLLBACK }, 'rollback', []],
    ['holds also where nothing was taken from a client', { ...after, records: [] }, 'rollback', []],
    [
      'covers a client that has drifted',
      { ...after, poolClients: [srpClient('app'), appClient('web')] },
      'rollback',
      [gets('app'), nothingFor('web')],
    ],
    [
      'covers a client that the configuration forgot',
      { ...after, clientIds: ['web'] },
      'rollback',
      [gets('app'), gets('web')],
    ],
    [
      'leaves a client out that is gone',
      { ...after, poolClients: [srpClient('app')] },
      'rollback',
      [gets('app')],
    ],
    [
      'takes away what the client did not have',
      { ...after, records: [recordOf('web', [PASSWORD])] },
      'rollback',
      [{ clientId: 'web', removed: [SRP, REFRESH], added: [PASSWORD] }],
    ],
  ])('%s', (_, change, decision, clients) => {
    expect(decide(change)).toMatchObject({
      task: 'rollback',
      decision,
      clients,
      gates: [],
      desiredPhase: 'migrating',
      desiredClients: [],
      forced: false,
    });
  });

  it('asks no gates, and names whom it does not cover', () => {
    const imported = progress({
      source: { records: { migrated: { reconciled: 9 }, imported: { reconciled: 3, failed: 1 } } },
    });
    const decided = decide({ ...after, progress: imported });
    expect(decided.notCovered).toBe(4);
    expect(decided.findings).toContainEqual({
      finding: 'imported-users',
      says: expect.stringContaining('4 users were imported'),
    });
  });

  it.each<[string, Partial<CutoverEvidence>, readonly string[]]>([
    [
      'that there is nothing left to do',
      { ...after, configured: 'migrating', state: HELD, records: [] },
      ['nothing-to-roll-back'],
    ],
    ['that the configuration still says srp-only', after, ['phase-mismatch']],
    [
      'who is gone',
      { ...after, configured: 'migrating', poolClients: [srpClient('app')] },
      ['client-missing web'],
    ],
  ])('says %s', (_, change, expected) => {
    expect(foundBy(change)).toEqual(expected);
  });

  it('takes on what there is time for', () => {
    const ids = Array.from({ length: MOST_CLIENTS_AT_ONCE + 1 }, (_, index) => `client${index}`);
    const decided = decide({
      ...after,
      configured: 'migrating',
      poolClients: ids.map((id) => srpClient(id)),
      records: ids.map((id) => recordOf(id)),
    });
    expect(decided.clients).toHaveLength(MOST_CLIENTS_AT_ONCE);
    expect(decided.findings).toMatchObject([{ finding: 'next-run', clientId: ids[MOST_CLIENTS_AT_ONCE] }]);
  });
});

describe('the question about account A', () => {
  it('is answered, and nothing is to be done', () => {
    const decided = decide({ ...SWITCHED, input: { task: 'assessRetirement' } });
    expect(decided).toMatchObject({ task: 'assessRetirement', decision: 'assessed', clients: [] });
    expect(decided.retirement?.checks.find(({ check }) => check === 'phase')).toMatchObject({ met: true });
  });

  it('names app clients that let passwords in', () => {
    const { retirement } = decide({ ...DRIFTED, input: { task: 'assessRetirement' } });
    expect(retirement?.checks[0]).toMatchObject({
      check: 'phase',
      met: false,
      says: expect.stringContaining('web'),
    });
  });
});
