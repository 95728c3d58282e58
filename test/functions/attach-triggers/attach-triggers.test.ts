import { parseConfig } from '#core/config.ts';
import { planMigration } from '#core/migration.ts';
import type { JsonObject } from '#core/pool-export-reader.ts';
import { changedSettings } from '#core/pool-update.ts';
import type { ResourceRequest } from '#functions/_runtime/resource-request.ts';
import { createAttachTriggers } from '#functions/attach-triggers/attach-triggers.ts';
import { attribute, configInput, poolExport } from '#test/core/config-builder.ts';
import { fakePools, POOL_ID, theirPool } from './fake-pools.ts';

const LAMBDA = 'arn:aws:lambda:us-east-1:222222222222:function:';
const MIGRATE = `${LAMBDA}cognito-migration-migrate-user`;
const GUARD = `${LAMBDA}cognito-migration-guard-sign-up`;
const THEIRS = `${LAMBDA}their-own-migration`;

/** What the Lambdas were told of the pool at synth. */
const settings = planMigration(
  parseConfig(
    configInput({ target: { userPool: { attach: { userPoolId: POOL_ID, describedBy: 'theirs.json' } } } }),
  ),
  { source: poolExport(), attached: { UserPool: theirPool() } },
).settings;

const properties = (triggers: object = { UserMigration: MIGRATE }, userPoolId = POOL_ID) => ({
  ServiceToken: `${LAMBDA}cognito-migration-attach-triggers`,
  Step: 'place',
  UserPoolId: userPoolId,
  Triggers: triggers,
});

const request = (patch: Partial<ResourceRequest>): ResourceRequest => ({
  type: 'Create',
  stackId: 'stack',
  requestId: 'request',
  logicalId: 'Triggers',
  properties: properties(),
  ...patch,
});

const run = (fake: ReturnType<typeof fakePools>, patch: Partial<ResourceRequest> = {}) =>
  createAttachTriggers(fake.ports, settings)(request(patch), new AbortController().signal);

const SOURCE_SUB = attribute('custom:source_sub', {
  Mutable: false,
  StringAttributeConstraints: { MinLength: '1', MaxLength: '256' },
});

const withSub = (patch: object = {}): JsonObject =>
  theirPool({ SchemaAttributes: [...(theirPool().SchemaAttributes as object[]), SOURCE_SUB], ...patch });

const placed = (triggers: object): JsonObject =>
  withSub({ LambdaConfig: { ...(theirPool().LambdaConfig as object), ...triggers } });

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

it('refuses properties that name no pool or no trigger', async () => {
  const fake = fakePools(theirPool());
  await expect(run(fake, { properties: {} })).rejects.toMatchObject({ name: 'InvalidInput' });
  expect(fake.calls).toEqual([]);
});
