import type { AppClientDescription } from '#core/auth-flows.ts';
import { createSwitchAuthFlow } from '#functions/switch-auth-flow/switch-auth-flow.ts';
import { settings } from '#test/core/trigger-builders.ts';
import {
  CLIENT,
  createWorld,
  DONE,
  described,
  EXECUTION,
  HELD,
  NOTHING,
  PASSWORD,
  RECORD,
  REFRESH,
  SRP,
  SWITCHED,
  UNDONE,
  WANTED,
} from './fake-client.ts';

describe('a switch', () => {
  it('keeps the flows on record, changes them and nothing else, and looks again', async () => {
    const world = createWorld({ client: described() });
    expect(await world.run('switch')).toEqual(DONE);
    expect(world.client()).toEqual(SWITCHED);
    expect(world.record()).toEqual(RECORD);
    expect(world.log).toEqual(['read', 'keep', 'write', 'read', 'keep']);
    expect(world.waits).toEqual([]);
  });

  it('that finds everything done writes nothing', async () => {
    const world = createWorld({ client: SWITCHED });
    expect(await world.run('switch')).toEqual(NOTHING);
    expect(world.log).toEqual(['read']);
  });

  it('of a client that drifted leaves the first flows on record', async () => {
    const first = { ...RECORD, previousFlows: ['ALLOW_CUSTOM_AUTH'] };
    const world = createWorld({ client: described(), record: first });
    expect(await world.run('switch')).toEqual(DONE);
    expect(world.record()).toEqual(first);
  });

  it('leaves choice-based sign-in where the configuration insists', async () => {
    const client = described({ ExplicitAuthFlows: ['ALLOW_USER_AUTH', PASSWORD, SRP, REFRESH] });
    const world = createWorld({ client, userAuth: 'keep' });
    expect(await world.run('switch')).toMatchObject({ removed: [PASSWORD] });
    expect(world.client()).toMatchObject({ ExplicitAuthFlows: ['ALLOW_USER_AUTH', SRP, REFRESH] });
  });

  it.each([
    ['a hold stands', { ...WANTED, hold: true }],
    ['the ledger no longer wants it', { ...WANTED, clients: ['another'] }],
  ])('that a rollback has overtaken, so that %s, writes nothing', async (_, state) => {
    const world = createWorld({ client: described(), state });
    expect(await world.run('switch')).toEqual(NOTHING);
    expect(world.log).toEqual(['read']);
  });

  it('that a rollback overtakes between two rounds stops', async () => {
    const world = createWorld({
      client: described(),
      fates: ['busy'],
      override: ({ clock }) => ({ clock: { ...clock, wait: async () => world.become(HELD) } }),
    });
    expect(await world.run('switch')).toEqual(NOTHING);
    expect(world.client()).toEqual(described());
  });

  it('keeps the record also where a rollback that was about to end took it away', async () => {
    const world = createWorld({
      client: described(),
      override: ({ records, clients }) => ({
        clients: {
          ...clients,
          writeClient: async (...write) => {
            await records.forgetClientRecord(CLIENT, new AbortController().signal);
            return clients.writeClient(...write);
          },
        },
      }),
    });
    await world.run('switch');
    expect(world.record()).toEqual(RECORD);
  });

  it('of a client that has to be put on record first writes nothing where that fails', async () => {
    const world = createWorld({
      client: described(),
      override: ({ records }) => ({
        records: { ...records, keepClientRecord: () => Promise.reject(new Error('LedgerUnavailable')) },
      }),
    });
    await expect(world.run('switch')).rejects.toThrow('LedgerUnavailable');
    expect(world.log).toEqual(['read']);
  });
});

describe('a restoration', () => {
  const held = { state: HELD, record: RECORD };

  it('puts the first flows back, looks again, and only then forgets them', async () => {
    const world = createWorld({ client: SWITCHED, ...held });
    expect(await world.run('restore')).toEqual(UNDONE);
    expect(world.client()).toEqual(described());
    expect(world.log).toEqual(['read', 'write', 'read', 'forget']);
    expect(world.record()).toBeUndefined();
  });

  it('without a record changes nothing: it has been done, or there was nothing to do', async () => {
    const world = createWorld({ client: SWITCHED, state: HELD });
    expect(await world.run('restore')).toEqual(NOTHING);
    expect(world.log).toEqual(['read']);
  });

  it('of flows that are back only forgets the record', async () => {
    const world = createWorld({ client: described({ ExplicitAuthFlows: [REFRESH, PASSWORD] }), ...held });
    expect(await world.run('restore')).toEqual(NOTHING);
    expect(world.log).toEqual(['read', 'forget']);
  });

  it('to the default sends no list of flows', async () => {
    const record = { ...RECORD, previousFlows: [] };
    const world = createWorld({ client: described({ ExplicitAuthFlows: [SRP] }), state: HELD, record });
    await world.run('restore');
    expect(world.client()).not.toHaveProperty('ExplicitAuthFlows');
    expect(world.record()).toBeUndefined();
  });

  it('that a cutover has overtaken writes nothing', async () => {
    const world = createWorld({ client: SWITCHED, state: WANTED, record: RECORD });
    expect(await world.run('restore')).toEqual(NOTHING);
    expect(world.record()).toEqual(RECORD);
  });
});

describe('two at once', () => {
  it.each(['switch', 'restore'])('of the same %s leave what one alone would leave', async (action) => {
    const world =
      action === 'switch'
        ? createWorld({ client: described() })
        : createWorld({ client: SWITCHED, state: HELD, record: RECORD });
    const answers = await Promise.all([world.run(action), world.run(action)]);
    expect(answers).toContainEqual(action === 'switch' ? DONE : UNDONE);
    expect(world.client()).toEqual(action === 'switch' ? SWITCHED : described());
    expect(world.record()).toEqual(action === 'switch' ? RECORD : undefined);
  });
});

describe('a write that does not go through', () => {
  it('is tried again after a look, each time a little later', async () => {
    const world = createWorld({ client: described(), fates: ['busy', 'unanswered', 'busy'] });
    expect(await world.run('switch')).toEqual(DONE);
    expect(world.client()).toEqual(SWITCHED);
    expect(world.waits).toEqual([225, 450, 900]);
  });

  it('but happened all the same is seen by the next look', async () => {
    const world = createWorld({ client: described(), fates: ['applied'] });
    expect(await world.run('switch')).toEqual(DONE);
    expect(world.log.filter((entry) => entry === 'write')).toHaveLength(1);
  });

  it('takes over what somebody else has set meanwhile', async () => {
    const world = createWorld({
      client: described(),
      fates: ['busy'],
      override: ({ clients }) => {
        let looks = 0;
        return {
          clients: {
            ...clients,
            readClient: async (...look) => {
              const found = await clients.readClient(...look);
              looks += 1;
              return looks > 1 ? { ...found, RefreshTokenValidity: 7 } : found;
            },
          },
        };
      },
    });
    expect(await world.run('switch')).toEqual(DONE);
    expect(world.client()).toMatchObject({ RefreshTokenValidity: 7 });
  });

  it('ever ends by name, for the state machine to try later', async () => {
    const world = createWorld({ client: described(), fates: Array(20).fill('busy') });
    await expect(world.run('switch')).rejects.toMatchObject({
      code: 'TargetUnavailable',
      message: expect.stringMatching(/client1.*ConcurrentModificationException/),
    });
    expect(world.waits).toHaveLength(5);
    expect(world.waits.reduce((sum, wait) => sum + wait)).toBeLessThan(6_100);
  });

  it('in the time of the invocation ends by the same name', async () => {
    const world = createWorld({
      client: described(),
      fates: ['busy'],
      override: ({ clock }) => ({
        clock: { ...clock, wait: () => Promise.reject(new DOMException('over', 'AbortError')) },
      }),
    });
    await expect(world.run('switch')).rejects.toMatchObject({ code: 'TargetUnavailable' });
  });

  it('to be seen, because somebody else keeps undoing it, ends by name', async () => {
    const world = createWorld({ client: described(), meanwhile: () => described() });
    await expect(world.run('switch')).rejects.toMatchObject({
      code: 'TargetUnavailable',
      message: expect.stringContaining('ChangedMeanwhile'),
    });
  });
});

describe('refused by name, and nothing written', () => {
  it.each<[string, string, AppClientDescription | undefined]>([
    ['a client that the pool does not have', 'ClientNotFound', undefined],
    [
      'unprefixed flows',
      'LegacyFlows',
      described({ ExplicitAuthFlows: ['USER_PASSWORD_AUTH', 'ADMIN_NO_SRP_AUTH'] }),
    ],
  ])('%s', async (_, code, client) => {
    const world = createWorld(client === undefined ? {} : { client });
    await expect(world.run('switch')).rejects.toMatchObject({
      code,
      message: expect.stringContaining(CLIENT),
    });
    expect(world.log).not.toContain('write');
    expect(world.record()).toBeUndefined();
  });

  it('a client that is deleted in between', async () => {
    const world = createWorld({ client: described(), fates: ['gone'] });
    await expect(world.run('switch')).rejects.toMatchObject({ code: 'ClientNotFound' });
  });

  it('a call that is none', async () => {
    const world = createWorld({ client: described() });
    await expect(world.run('flip')).rejects.toMatchObject({ code: 'InvalidInput' });
  });

  it('settings that say nothing of a cutover', async () => {
    const unused = () => Promise.reject(new Error('not to be called'));
    const switchAuthFlow = createSwitchAuthFlow(
      {
        clients: { readClient: unused, writeClient: unused },
        records: {
          readState: unused,
          readClientRecord: unused,
          keepClientRecord: unused,
          forgetClientRecord: unused,
        },
        clock: { wait: unused, random: () => 0 },
      },
      settings(),
    );
    const work = { ...EXECUTION, action: 'switch', clientId: CLIENT };
    await expect(switchAuthFlow(work, new AbortController().signal)).rejects.toMatchObject({
      code: 'SettingsInvalid',
    });
  });
});
