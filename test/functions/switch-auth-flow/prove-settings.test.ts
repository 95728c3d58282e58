/** What an update does to a client beside its flows is found, put back, or named. */
import type { AppClientDescription } from '#core/auth-flows.ts';
import { createWorld, DONE, described, HELD, RECORD, SWITCHED } from './fake-client.ts';

describe('a setting that is another one afterwards', () => {
  const loses = (client: AppClientDescription): AppClientDescription => {
    const { QuantumBinding: _, ...rest } = client;
    return rest;
  };

  it('by our write is put back', async () => {
    const world = createWorld({
      client: described(),
      quirk: (client, write) => (write === 1 ? loses(client) : client),
    });
    expect(await world.run('switch')).toEqual(DONE);
    expect(world.client()).toEqual(SWITCHED);
    expect(world.log.filter((entry) => entry === 'write')).toHaveLength(2);
  });

  it('and cannot be put back is named, without its value', async () => {
    const world = createWorld({ client: described(), quirk: loses });
    const failed = world.run('switch');
    await expect(failed).rejects.toMatchObject({
      code: 'ClientSettingsChanged',
      message: expect.stringContaining('QuantumBinding'),
    });
    await expect(failed).rejects.not.toMatchObject({ message: expect.stringContaining('Required') });
  });

  it('that nobody asked for is taken away again', async () => {
    const world = createWorld({
      client: described(),
      quirk: (client, write) => (write === 1 ? { ...client, Surprise: true } : client),
    });
    await world.run('switch');
    expect(world.client()).toEqual(SWITCHED);
  });

  it("by somebody else's hand, after Cognito had said that all was well, is left to them", async () => {
    const world = createWorld({
      client: described(),
      meanwhile: (client) => ({ ...client, RefreshTokenValidity: 7 }),
    });
    expect(await world.run('switch')).toEqual(DONE);
    expect(world.client()).toEqual({ ...SWITCHED, RefreshTokenValidity: 7 });
  });

  it('while Cognito gave no answer is named and left: nobody can say whose it is', async () => {
    const world = createWorld({ client: described(), fates: ['applied'], quirk: loses });
    await expect(world.run('switch')).rejects.toMatchObject({ code: 'ClientSettingsChanged' });
    expect(world.log.filter((entry) => entry === 'write')).toHaveLength(1);
  });

  it('keeps the record of the flows: a rollback stays possible', async () => {
    const world = createWorld({ client: described(), quirk: loses });
    await world.run('switch').catch(() => {});
    expect(world.record()).toEqual(RECORD);
  });

  it('by a restoration keeps the record too', async () => {
    const world = createWorld({ client: SWITCHED, state: HELD, record: RECORD, quirk: loses });
    await expect(world.run('restore')).rejects.toMatchObject({ code: 'ClientSettingsChanged' });
    expect(world.record()).toEqual(RECORD);
  });
});
