import type { JsonObject } from '#core/pool-export-reader.ts';
import { changedSettings } from '#core/pool-update.ts';
import type { ResourceRequest } from '#functions/_runtime/resource-request.ts';
import { GUARD, MIGRATE, placed, properties, run, THEIRS, withSub } from './attach-request.ts';
import { fakePools, POOL_ID, theirPool } from './fake-pools.ts';

describe('attaching', () => {
  it('adds the source sub and our trigger, and changes nothing else', async () => {
    const fake = fakePools(theirPool());
    expect(await run(fake)).toEqual({
      physicalId: `attached:${POOL_ID}`,
      data: { UserPoolId: POOL_ID },
      says: 'custom:source_sub was added to the pool, which cannot be undone',
    });
    expect(changedSettings(theirPool(), fake.now() ?? {})).toEqual([
      'LambdaConfig.UserMigration',
      'SchemaAttributes',
    ]);
    expect(fake.now()).toMatchObject({ LambdaConfig: { UserMigration: MIGRATE }, NextYearsSetting: {} });
    expect(fake.calls.filter((call) => call !== 'describe')).toEqual(['addAttribute', 'update']);
  });

  it('writes nothing where everything is in place', async () => {
    const fake = fakePools(placed({ UserMigration: MIGRATE }));
    expect(await run(fake)).toEqual({ physicalId: `attached:${POOL_ID}`, data: { UserPoolId: POOL_ID } });
    expect(fake.updates).toEqual([]);
  });

  it('places the guard beside it', async () => {
    const fake = fakePools(withSub());
    await run(fake, { properties: properties({ UserMigration: MIGRATE, PreSignUp: GUARD }) });
    expect(fake.now()?.LambdaConfig).toMatchObject({ UserMigration: MIGRATE, PreSignUp: GUARD });
  });

  it.each<[string, JsonObject | undefined, string]>([
    [
      'a pool with a user-migration trigger of somebody else',
      theirPool({ LambdaConfig: { UserMigration: THEIRS } }),
      'has already a user-migration trigger',
    ],
    [
      'a pool that has changed since its export',
      theirPool({ AliasAttributes: [] }),
      'signIn.attributes, signIn.mode',
    ],
    ['no pool', undefined, '222222222222 has no such pool in us-east-1'],
  ])('refuses %s and changes nothing', async (_, pool, reason) => {
    const fake = fakePools(pool);
    await expect(run(fake)).rejects.toMatchObject({
      name: 'PoolUnfit',
      message: expect.stringMatching(new RegExp(`${reason}.*Nothing was changed\\.$`)),
    });
    expect(fake.calls).toEqual(['describe']);
  });

  it('looks again before it writes again where somebody else came first', async () => {
    const fake = fakePools(withSub(), { busy: 2 });
    await run(fake);
    expect(fake.calls).toEqual([
      'describe',
      'update',
      'describe',
      'update',
      'describe',
      'update',
      'describe',
    ]);
    expect(fake.waits).toEqual([1_000, 2_000]);
  });

  it('looks again where it may not look yet: its policy was made a moment ago', async () => {
    const fake = fakePools(withSub(), { unseen: 3 });
    await run(fake);
    expect(fake.now()?.LambdaConfig).toMatchObject({ UserMigration: MIGRATE });
    expect(fake.waits).toEqual([1_000, 2_000, 4_000]);
  });

  it('says what was refused where it may never look', async () => {
    await expect(run(fakePools(withSub(), { unseen: 99 }))).rejects.toMatchObject({
      message: 'AccessDeniedException',
    });
  });

  it('gives up where somebody else never stops', async () => {
    const fake = fakePools(withSub(), { busy: 99 });
    await expect(run(fake)).rejects.toMatchObject({
      name: 'TargetUnavailable',
      message: expect.stringContaining('ConcurrentModificationException'),
    });
    expect(changedSettings(withSub(), fake.now() ?? {})).toEqual([]);
  });

  it('waits for an update to be seen', async () => {
    const fake = fakePools(withSub(), { late: 2 });
    await run(fake);
    expect(fake.updates).toHaveLength(1);
  });

  it('does not place a trigger where the attribute did not come', async () => {
    const fake = fakePools(theirPool(), { loseAttribute: true });
    await expect(run(fake)).rejects.toMatchObject({
      name: 'PoolSettingsChanged',
      message: expect.stringContaining('the attribute is not there. No trigger was placed'),
    });
    expect(fake.updates).toEqual([]);
  });
});

describe('preparing', () => {
  const prepare = (patch: Partial<ResourceRequest> = {}): Partial<ResourceRequest> => ({
    properties: { ...properties(), Step: 'prepare' },
    ...patch,
  });

  it('adds the source sub and places nothing', async () => {
    const fake = fakePools(theirPool());
    expect(await run(fake, prepare())).toMatchObject({
      physicalId: `prepared:${POOL_ID}`,
      says: expect.stringContaining('cannot be undone'),
    });
    expect(changedSettings(theirPool(), fake.now() ?? {})).toEqual(['SchemaAttributes']);
    expect(fake.updates).toEqual([]);
  });

  it('refuses what placing would refuse, before anything is made in the pool', async () => {
    const fake = fakePools(theirPool({ LambdaConfig: { UserMigration: THEIRS } }));
    await expect(run(fake, prepare())).rejects.toMatchObject({ name: 'PoolUnfit' });
    expect(fake.calls).toEqual(['describe']);
  });

  it('leaves the triggers alone when it is deleted', async () => {
    const fake = fakePools(placed({ UserMigration: MIGRATE }));
    await run(fake, prepare({ type: 'Delete', physicalId: `prepared:${POOL_ID}` }));
    expect(fake.calls).toEqual([]);
  });
});

describe('an update that changes more than triggers', () => {
  const MFA = { MfaConfiguration: 'ON', SoftwareTokenMfaConfiguration: { Enabled: true } };

  it.each<[string, Parameters<typeof fakePools>[1], string]>([
    [
      'a setting that is lost once',
      {
        spoil: ({ NextYearsSetting, ...pool }, update) =>
          update === 1 ? pool : { ...pool, NextYearsSetting },
      },
      'NextYearsSetting',
    ],
    [
      'a trigger of somebody else that is lost once',
      {
        spoil: (pool, update) =>
          update === 1 ? { ...pool, LambdaConfig: { UserMigration: MIGRATE } } : pool,
      },
      'LambdaConfig.CustomMessage, LambdaConfig.NextYearsTrigger',
    ],
    [
      'second factors, which no description tells of',
      { mfa: MFA, spoilMfa: () => ({ ...MFA, SoftwareTokenMfaConfiguration: { Enabled: false } }) },
      'GetUserPoolMfaConfig.SoftwareTokenMfaConfiguration.Enabled',
    ],
  ])('is put back and told of: %s', async (_, behaviour, changed) => {
    const fake = fakePools(withSub(), behaviour);
    await expect(run(fake)).rejects.toMatchObject({
      name: 'PoolSettingsChanged',
      message: `The update of ${POOL_ID} should have changed triggers only, but changed: ${changed}. Everything was put back as it was, triggers too.`,
    });
    expect(changedSettings(withSub(), fake.now() ?? {})).toEqual([]);
    expect(fake.mfaNow()).toMatchObject(behaviour?.mfa ?? {});
  });

  it('names what could not be put back', async () => {
    const fake = fakePools(withSub(), { spoil: ({ NextYearsSetting, ...pool }) => pool });
    await expect(run(fake)).rejects.toMatchObject({
      name: 'PoolSettingsChanged',
      message: expect.stringMatching(/could not be put back, so set them by hand: NextYearsSetting\.$/),
    });
    expect(fake.now()?.LambdaConfig).toEqual(withSub().LambdaConfig);
  });
});

it('refuses properties that name no pool or no trigger', async () => {
  const fake = fakePools(theirPool());
  await expect(run(fake, { properties: {} })).rejects.toMatchObject({ name: 'InvalidInput' });
  expect(fake.calls).toEqual([]);
});
