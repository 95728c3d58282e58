import { attachedPool, attachProblems, sourceSubToAdd } from '#core/attached-pool.ts';
import { parseConfig } from '#core/config.ts';
import { type Migration, planMigration } from '#core/migration.ts';
import { readPoolDescription } from '#core/pool-description.ts';
import { attribute, configInput, poolExport, problemsOf } from './config-builder.ts';

const POOL_ID = 'us-east-1_TheirPl1';
const LAMBDA = 'arn:aws:lambda:us-east-1:222222222222:function:';
const OURS = `${LAMBDA}cognito-migration-migrate-user`;
const GUARD = `${LAMBDA}cognito-migration-guard-sign-up`;
const THEIRS = `${LAMBDA}their-own-migration`;

/** The export of an existing pool: like the source's, in account B. */
const theirExport = (patch: object = {}) =>
  poolExport({
    Id: POOL_ID,
    Arn: `arn:aws:cognito-idp:us-east-1:222222222222:userpool/${POOL_ID}`,
    ...patch,
  });

const ATTACHED = { target: { userPool: { attach: { userPoolId: POOL_ID, describedBy: 'theirs.json' } } } };

const plan = (config: object = {}, pool: object = {}): Migration =>
  planMigration(parseConfig(configInput({ ...ATTACHED, ...config })), {
    source: poolExport(),
    attached: theirExport(pool),
  });

const SOURCE_SUB = attribute('custom:source_sub', {
  Mutable: false,
  StringAttributeConstraints: { MinLength: '1', MaxLength: '256' },
});

const schemaWith = (...attributes: readonly object[]) => ({
  SchemaAttributes: [...(theirExport().UserPool.SchemaAttributes as object[]), ...attributes],
});

const OPEN = { AdminCreateUserConfig: { AllowAdminCreateUserOnly: false } };

describe('an attached pool', () => {
  it('is what its own export says, with the source sub, which is added for good', () => {
    const { pools, settings } = plan(
      {},
      { Name: 'theirs', Policies: { PasswordPolicy: { MinimumLength: 20 } }, MfaConfiguration: 'ON' },
    );
    expect(pools.target).toMatchObject({
      name: 'theirs',
      passwordPolicy: { minimumLength: 20 },
      mfa: { mode: 'ON' },
      differences: [{ property: 'custom:source_sub', reason: expect.stringContaining('cannot be undone') }],
    });
    expect(settings.target).toMatchObject({
      accountId: '222222222222',
      region: 'us-east-1',
      passwordPolicy: { minimumLength: 20 },
    });
    expect(settings.target.schema.map(({ name }) => name)).toEqual([
      'sub',
      'email',
      'given_name',
      'custom:tenant',
      'custom:points',
      'custom:source_sub',
    ]);
  });

  it('has nothing added where it has the source sub already', () => {
    const { target } = plan({}, schemaWith(SOURCE_SUB)).pools;
    expect(target.differences).toEqual([]);
    expect(target.schema.filter(({ name }) => name === 'custom:source_sub')).toHaveLength(1);
  });

  it('has the guard where the configuration wants it', () => {
    const config = { target: { ...ATTACHED.target, selfSignUp: { enabled: true } } };
    expect(plan(config, OPEN).pools.target.selfSignUp).toBe(true);
    expect(attachedPool(readPoolDescription(theirExport()), { enabled: true }).selfSignUp).toBe(true);
  });

  it.each<[string, object, object, RegExp]>([
    ['another pool than its export', {}, { Id: 'us-east-1_Other1' }, /^the describe-user-pool|UserPool\.Id/],
    [
      'a pool of another account',
      {},
      { Arn: `arn:aws:cognito-idp:us-east-1:333333333333:userpool/${POOL_ID}` },
      /target\.accountId: must be the account of the attached pool/,
    ],
    [
      'a pool of another region',
      {},
      {
        Id: 'eu-west-2_TheirPl1',
        Arn: 'arn:aws:cognito-idp:eu-west-2:222222222222:userpool/eu-west-2_TheirPl1',
      },
      /target\.region: must be the region of the attached pool, which is "eu-west-2"/,
    ],
    ['an open pool without the guard', {}, OPEN, /target\.selfSignUp\.enabled: must be true/],
    [
      'a pool whose source sub can be changed',
      {},
      schemaWith({ ...SOURCE_SUB, Mutable: true }),
      /describedBy: names a pool whose custom:source_sub is no optional, immutable text/,
    ],
    [
      'a pool whose source sub is too short',
      {},
      schemaWith({ ...SOURCE_SUB, StringAttributeConstraints: { MaxLength: '10' } }),
      /immutable text of 36 characters/,
    ],
    [
      "a pool with somebody else's user-migration trigger",
      {},
      { LambdaConfig: { UserMigration: THEIRS } },
      /describedBy: names a pool with a UserMigration trigger of somebody else/,
    ],
    [
      'settings of a client that exists',
      { appClients: [{ name: 'web', clientId: 'abc', tokenValidity: { accessMinutes: 5 } }] },
      {},
      /appClients\[0\]: has a clientId, so the client exists and stays as it is/,
    ],
    [
      'one client twice',
      {
        appClients: [
          { name: 'web', clientId: 'abc' },
          { name: 'app', clientId: 'abc' },
        ],
      },
      {},
      /appClients\[1\]\.clientId: is listed twice/,
    ],
    [
      'a mapping to an attribute that it lacks',
      { mapping: { rename: { given_name: 'custom:first' } } },
      {},
      /is not an attribute of the attached pool; correct the name, or add it to the pool and export that again/,
    ],
    [
      'a pool without an attribute that users have',
      {},
      { SchemaAttributes: (theirExport().UserPool.SchemaAttributes as object[]).slice(0, 4) },
      /mapping: leaves users without a place for custom:tenant, custom:points, which the attached pool lacks/,
    ],
    [
      'overrides',
      { target: { userPool: { ...ATTACHED.target.userPool, overrides: { name: 'x' } } } },
      {},
      /target\.userPool\.overrides: cannot stand beside attach/,
    ],
  ])('refuses %s', (_, config, pool, problem) => {
    expect(problemsOf(() => plan(config, pool)).join('\n')).toMatch(problem);
  });

  it('cannot be the source pool itself', () => {
    const same = {
      source: { accountId: '222222222222', region: 'us-east-1', userPoolId: POOL_ID },
      ...ATTACHED,
    };
    const plans = () =>
      planMigration(parseConfig(configInput(same)), { source: theirExport(), attached: theirExport() });
    expect(problemsOf(plans)).toEqual([
      'target.userPool.attach.userPoolId: must be another pool than the source pool',
    ]);
  });

  it('need not have what is dropped or renamed', () => {
    const mapping = { drop: ['custom:tenant'], rename: { 'custom:points': 'custom:score' } };
    const score = attribute('custom:score', { AttributeDataType: 'Number' });
    const few = (theirExport().UserPool.SchemaAttributes as object[]).slice(0, 4);
    expect(() => plan({ mapping }, { SchemaAttributes: [...few, score] })).not.toThrow();
  });

  it('is known again after an earlier attachment, also by its alias', () => {
    const placed = { LambdaConfig: { UserMigration: `${OURS}:live`, PreSignUp: THEIRS } };
    expect(() => plan({}, placed)).not.toThrow();
  });

  it('is the only one with app clients that exist', () => {
    const client = { appClients: [{ name: 'web', clientId: 'abc' }] };
    expect(plan(client).config.appClients[0]).toMatchObject({ name: 'web', clientId: 'abc' });
    const unattached = () => planMigration(parseConfig(configInput(client)), { source: poolExport() });
    expect(problemsOf(unattached)).toEqual([
      expect.stringContaining('appClients[0].clientId: is for app clients of a pool that is attached'),
    ]);
  });
});

describe('what speaks against placing triggers', () => {
  const problems = (live: object, triggers: object = { UserMigration: OURS }, exported: object = {}) =>
    attachProblems(theirExport(live).UserPool, {
      target: plan({}, exported).settings.target,
      triggers,
      ours: [OURS, GUARD],
    });

  it.each<[string, object]>([
    ['in a pool that is as exported', {}],
    [
      'in one that has been attached before',
      { LambdaConfig: { UserMigration: OURS }, ...schemaWith(SOURCE_SUB) },
    ],
    ['beside other triggers', { LambdaConfig: { CustomMessage: THEIRS, PreSignUp: THEIRS } }],
    ['in one with settings that nobody here knows', { NextYearsSetting: { A: 1 } }],
    ['in one with an attribute more, which nothing fills', schemaWith(attribute('custom:more'))],
    [
      'in one whose lists stand in another order',
      { SchemaAttributes: [...(theirExport().UserPool.SchemaAttributes as object[])].reverse() },
    ],
  ])('is nothing %s', (_, live) => {
    expect(problems(live)).toEqual([]);
  });

  it.each<[string, object, object | undefined, RegExp]>([
    [
      'a user-migration trigger of somebody else',
      { LambdaConfig: { UserMigration: THEIRS } },
      undefined,
      /has already a user-migration trigger: .*their-own-migration\. Take that off/,
    ],
    [
      "somebody else's pre-sign-up trigger where the guard belongs",
      { LambdaConfig: { PreSignUp: THEIRS } },
      { UserMigration: OURS, PreSignUp: GUARD },
      /pre-sign-up trigger, where the guard of self sign-up has to stand: .*their-own-migration/,
    ],
    [
      'other names to sign in with',
      { AliasAttributes: ['phone_number'] },
      undefined,
      /not as the export says .*describedBy names: signIn\.attributes\. Export the pool again/,
    ],
    ['letter case', { UsernameConfiguration: { CaseSensitive: true } }, undefined, /signIn\.caseSensitive/],
    [
      'an attribute that is gone',
      { SchemaAttributes: (theirExport().UserPool.SchemaAttributes as object[]).slice(0, 4) },
      undefined,
      /: schema\.custom:points, schema\.custom:tenant\. Export/,
    ],
    [
      'an attribute that has become required',
      schemaWith(attribute('custom:more', { Required: true })),
      undefined,
      /schema\.custom:more\./,
    ],
    [
      'a source sub that can be changed',
      schemaWith({ ...SOURCE_SUB, Mutable: true }),
      undefined,
      /schema\.custom:source_sub\.mutable/,
    ],
    [
      'another password policy',
      { Policies: { PasswordPolicy: { MinimumLength: 30, RequireNumbers: true } } },
      undefined,
      /passwordPolicy\.minimumLength/,
    ],
    [
      'other second factors',
      { MfaConfiguration: 'ON', SmsConfiguration: { SnsCallerArn: 'arn' } },
      undefined,
      /smsMfa/,
    ],
    [
      'another way back to a lost password',
      { AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'admin_only', Priority: 1 }] } },
      undefined,
      /phoneRecoveryWithSmsMfa, recoveryBy/,
    ],
    ['sign-up that has been opened', OPEN, undefined, /lets anybody sign up, so a stranger/],
    [
      'no room for the source sub',
      schemaWith(...Array.from({ length: 49 }, (_, index) => attribute(`custom:a${index}`))),
      undefined,
      /would have 52 custom attributes/,
    ],
  ])('is %s', (_, live, triggers, expected) => {
    expect(problems(live, triggers)).toEqual([expect.stringMatching(expected)]);
  });

  it('is an e-mail factor that is gone, and none that came', () => {
    const withEmail = { MfaConfiguration: 'ON', EmailMfaConfiguration: { Subject: 'code' } };
    expect(problems({ MfaConfiguration: 'ON' }, undefined, withEmail)).toEqual([
      expect.stringContaining('emailMfa'),
    ]);
    expect(problems(withEmail, undefined, { MfaConfiguration: 'ON' })).toEqual([]);
  });
});

describe('the source sub', () => {
  it('is added where it is missing, immutable and optional', () => {
    expect(sourceSubToAdd(theirExport().UserPool)).toEqual({
      Name: 'source_sub',
      AttributeDataType: 'String',
      Mutable: false,
      Required: false,
      StringAttributeConstraints: { MinLength: '1', MaxLength: '256' },
    });
    expect(sourceSubToAdd(theirExport(schemaWith(SOURCE_SUB)).UserPool)).toBeUndefined();
  });
});
