import fc from 'fast-check';
import type { ClientChange } from '#core/cutover-input.ts';
import { decideCutover } from '#core/decide-cutover.ts';
import {
  appClient,
  CUT_OVER,
  cutoverEvidence,
  HELD,
  NOT_READY,
  PASSWORD,
  REFRESH,
  ROLLBACK,
  recordOf,
  request,
  SRP,
} from './cutover-builders.ts';

describe('whatever is found', () => {
  const flows = fc.uniqueArray(
    fc.constantFrom(PASSWORD, SRP, REFRESH, 'ALLOW_USER_AUTH', 'ADMIN_NO_SRP_AUTH', 'ALLOW_CUSTOM_AUTH'),
  );
  const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'));
  const anyEvidence = fc
    .record({
      clientIds: ids,
      inPool: fc.uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e'), flows), {
        selector: ([id]) => id,
      }),
      clients: ids,
      recorded: ids,
      hold: fc.boolean(),
      ready: fc.boolean(),
      flags: fc.record({ dryRun: fc.boolean(), force: fc.boolean(), resume: fc.boolean() }),
      desiredPhase: fc.constantFrom<'migrating' | 'srp-only'>('migrating', 'srp-only'),
      configured: fc.constantFrom<'migrating' | 'srp-only'>('migrating', 'srp-only'),
    })
    .map(({ clientIds, inPool, clients, recorded, hold, ready, flags, desiredPhase, configured }) =>
      cutoverEvidence({
        clientIds,
        configured,
        poolClients: inPool.map(([id, ExplicitAuthFlows]) => appClient(id, { ExplicitAuthFlows })),
        state: { ...CUT_OVER, desiredPhase, clients: hold ? [] : clients, hold },
        records: recorded.map((id) => recordOf(id)),
        ...(ready ? {} : NOT_READY),
        input: request(flags),
      }),
    );

  it('a client that is not on record is changed only past the gates or by force, and none under a hold', () => {
    fc.assert(
      fc.property(anyEvidence, (found) => {
        const { decision, clients, gates, desiredClients } = decideCutover(found);
        const { input, state } = found;
        if (input.task !== 'cutover') throw new Error('no cutover');
        if (decision !== 'switch' && decision !== 'repair') return;
        expect(input.dryRun).toBe(false);
        expect(state.hold && !input.resume).toBe(false);
        const fresh = clients.filter(({ clientId }) => !state.clients.includes(clientId));
        if (fresh.length > 0) expect(input.force || gates.every(({ met }) => met)).toBe(true);
        for (const { clientId, removed } of clients) {
          expect(found.clientIds).toContain(clientId);
          expect(desiredClients).toContain(clientId);
          expect(removed).not.toContain('ADMIN_NO_SRP_AUTH');
        }
        if (decision === 'switch') expect(desiredClients.length).toBeGreaterThan(0);
      }),
    );
  });

  it('a rollback gives back what a cutover took, client by client, and then has nothing more to do', () => {
    fc.assert(
      fc.property(anyEvidence, (found) => {
        const forced = decideCutover({
          ...found,
          records: [],
          state: { ...HELD, hold: false },
          input: request({ force: true }),
        });
        const taken = forced.clients.filter(({ removed, added }) => removed.length + added.length > 0);
        const records = taken.map(({ clientId }) => {
          const { ExplicitAuthFlows: before } =
            found.poolClients.find(({ ClientId }) => ClientId === clientId) ?? {};
          return recordOf(clientId, before as string[]);
        });
        const poolClients = found.poolClients.map((client) => {
          const change = taken.find(({ clientId }) => clientId === client.ClientId);
          const before = client.ExplicitAuthFlows as string[];
          const kept = before.filter((flow) => !change?.removed.includes(flow));
          return { ...client, ExplicitAuthFlows: [...kept, ...(change?.added ?? [])] };
        });
        const back = decideCutover({ ...found, poolClients, records, state: CUT_OVER, input: ROLLBACK });
        expect(back.decision).toBe('rollback');
        const inOrder = (changes: readonly ClientChange[]) =>
          changes.map(({ clientId, removed, added }) => [clientId, [...removed].sort(), [...added].sort()]);
        const swapped = taken.map((one) => ({ ...one, removed: one.added, added: one.removed }));
        expect(inOrder(back.clients)).toEqual(inOrder(swapped));
        const again = decideCutover({ ...found, records: [], state: HELD, input: ROLLBACK });
        expect(again).toMatchObject({ decision: 'nothing', clients: [] });
      }),
    );
  });
});
