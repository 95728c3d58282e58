import type { JsonObject } from '#core/pool-export-reader.ts';
import { changedSettings } from '#core/pool-update.ts';
import type { ResourceRequest } from '#functions/_runtime/resource-request.ts';
import { GUARD, LAMBDA, MIGRATE, placed, properties, run, THEIRS, withSub } from './attach-request.ts';
import { fakePools, POOL_ID, theirPool } from './fake-pools.ts';

describe('an update of the resource', () => {
  const update = (before: object, after: object = properties()): Partial<ResourceRequest> => ({
    type: 'Update',
    physicalId: `attached:${POOL_ID}`,
    properties: { ...after },
    oldProperties: { ...before },
  });

  it('replaces our own Lambdas, also where they are called something else now', async () => {
    const old = `${LAMBDA}old-name-migrate-user`;
    const fake = fakePools(placed({ UserMigration: old, PreSignUp: GUARD }));
    const before = properties({ UserMigration: old, PreSignUp: GUARD });
    expect(await run(fake, update(before))).toMatchObject({ physicalId: `attached:${POOL_ID}` });
    expect(fake.now()?.LambdaConfig).toEqual({
      ...(theirPool().LambdaConfig as object),
      UserMigration: MIGRATE,
    });
  });

  it('leaves a guard alone that is not ours', async () => {
    const fake = fakePools(placed({ UserMigration: MIGRATE, PreSignUp: THEIRS }));
    await run(fake, update(properties({ UserMigration: MIGRATE, PreSignUp: GUARD })));
    expect(fake.now()?.LambdaConfig).toMatchObject({ PreSignUp: THEIRS });
  });

  it('attaches another pool under another id, so that CloudFormation has the old one freed', async () => {
    const fake = fakePools(withSub());
    const done = await run(fake, {
      ...update(properties(undefined, 'us-east-1_OldPool')),
      physicalId: 'attached:us-east-1_OldPool',
    });
    expect(done.physicalId).toBe(`attached:${POOL_ID}`);
  });

  it("is refused where the old pool's trigger is somebody else's on the new one", async () => {
    const old = `${LAMBDA}old-name-migrate-user`;
    const fake = fakePools(placed({ UserMigration: old }));
    const before = properties({ UserMigration: old }, 'us-east-1_OldPool');
    await expect(run(fake, update(before))).rejects.toMatchObject({ name: 'PoolUnfit' });
  });
});

describe('a deletion', () => {
  const deletion = (given: object = properties()): Partial<ResourceRequest> => ({
    type: 'Delete',
    physicalId: `attached:${POOL_ID}`,
    properties: { ...given },
  });

  it('takes our triggers off, by whatever alias, and nothing else', async () => {
    const fake = fakePools(placed({ UserMigration: `${MIGRATE}:live`, PreSignUp: GUARD }));
    const both = properties({ UserMigration: MIGRATE, PreSignUp: GUARD });
    expect(await run(fake, deletion(both))).toEqual({ physicalId: `attached:${POOL_ID}`, data: {} });
    expect(changedSettings(withSub(), fake.now() ?? {})).toEqual([]);
  });

  it.each<[string, JsonObject | undefined, object]>([
    ['somebody else has put another trigger there', placed({ UserMigration: THEIRS }), properties()],
    ['there is none any more', withSub(), properties()],
    ['the pool is gone', undefined, properties()],
    ['nothing was ever read from the properties', placed({ UserMigration: MIGRATE }), {}],
  ])('has nothing to do where %s', async (_, pool, given) => {
    const fake = fakePools(pool);
    await run(fake, deletion(given));
    expect(fake.updates).toEqual([]);
  });

  it('needs no pool that is as it was exported', async () => {
    const fake = fakePools({ ...placed({ UserMigration: MIGRATE }), AliasAttributes: [] });
    await run(fake, deletion());
    expect(fake.now()?.LambdaConfig).toEqual(theirPool().LambdaConfig);
  });

  it('fails where settings were lost on the way, with the trigger back in its place', async () => {
    const fake = fakePools(placed({ UserMigration: MIGRATE }), {
      spoil: ({ NextYearsSetting, ...pool }, update) => (update === 1 ? pool : { ...pool, NextYearsSetting }),
    });
    await expect(run(fake, deletion())).rejects.toMatchObject({ name: 'PoolSettingsChanged' });
    expect(fake.now()?.LambdaConfig).toMatchObject({ UserMigration: MIGRATE });
  });
});
