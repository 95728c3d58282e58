import { parseConfig } from '#core/config.ts';
import { planMigration } from '#core/migration.ts';
import { attribute, configInput, poolExport, problemsOf } from './config-builder.ts';

const plan = (config: object, pool: object = {}) =>
  planMigration(parseConfig(configInput(config)), { source: poolExport(pool) });

const manyAttributes = Array.from({ length: 50 }, (_, index) => attribute(`custom:a${index}`));

describe('a configuration against the exported pool', () => {
  it.each<[string, object, string]>([
    [
      'the export of another pool',
      { source: { userPoolId: 'eu-west-1_Other' } },
      'source.userPoolId: must be the pool of the export',
    ],
    [
      "another account than the export's",
      { source: { accountId: '333333333333' } },
      'source.accountId: must be the account of the exported pool, which is "111111111111"',
    ],
    [
      'a dropped attribute that does not exist',
      { mapping: { drop: ['custom:tenent'] } },
      'mapping.drop[0]: is not an attribute of the exported source pool',
    ],
    [
      'a renamed attribute that does not exist',
      { mapping: { rename: { 'custom:x': 'nickname' }, drop: ['nickname'] } },
      'mapping.rename.custom:x: "custom:x" is not an attribute of the exported source pool',
    ],
    [
      'a target attribute that does not exist',
      { mapping: { rename: { 'custom:tenant': 'custom:org' } } },
      'mapping.rename.custom:tenant: is not an attribute of the target pool',
    ],
    [
      'a fixed value without an attribute',
      { mapping: { constant: { 'custom:org': 'x' } } },
      'mapping.constant.custom:org: "custom:org" is not an attribute of the target pool',
    ],
    [
      'a rename onto an attribute that is copied',
      { mapping: { rename: { given_name: 'custom:tenant' } } },
      'mapping.rename.given_name: meets the source attribute of the same name; add "custom:tenant" to mapping.drop',
    ],
    [
      'a fixed value onto an attribute that is copied',
      { mapping: { constant: { 'custom:tenant': 'x' } } },
      'mapping.constant.custom:tenant: meets the source attribute',
    ],
    [
      'a rename to another type',
      { mapping: { rename: { 'custom:tenant': 'custom:points' }, drop: ['custom:points'] } },
      'mapping.rename.custom:tenant: holds Number in the target, while custom:tenant holds String',
    ],
    [
      'a fixed value of the wrong type',
      { mapping: { constant: { 'custom:points': 'many' }, drop: ['custom:points'] } },
      'mapping.constant.custom:points: has a value that the attribute',
    ],
    [
      'a fixed value that is too long',
      { mapping: { constant: { 'custom:tenant': 'x'.repeat(65) }, drop: ['custom:tenant'] } },
      'mapping.constant.custom:tenant: has a value that',
    ],
    [
      'a required attribute that nothing fills',
      { mapping: { drop: ['email'] } },
      'mapping: leaves the required attribute email of the target pool empty',
    ],
    [
      'a client that reads what does not exist',
      { appClients: [{ name: 'web', readAttributes: ['custom:x'] }] },
      'appClients[0].readAttributes: is not an attribute of the target pool',
    ],
    [
      'a client that cannot write a required attribute',
      { appClients: [{ name: 'web', writeAttributes: ['given_name'] }] },
      'appClients[0].writeAttributes: must contain "email"',
    ],
    [
      'a new attribute that the source has',
      { target: { userPool: { overrides: { attributes: [{ name: 'custom:tenant' }] } } } },
      'target.userPool.overrides.attributes[0].name: is already an attribute of the exported pool',
    ],
  ])('refuses %s', (_, config, problem) => {
    expect(problemsOf(() => plan(config))).toEqual([expect.stringContaining(problem)]);
  });

  it('accepts a rename to a new attribute, and a fixed value in the place of a dropped one', () => {
    const overrides = { attributes: [{ name: 'custom:org', maxLength: 64 }] };
    const mapping = {
      rename: { 'custom:tenant': 'custom:org' },
      drop: ['given_name'],
      constant: { given_name: 'x' },
    };
    expect(problemsOf(() => plan({ mapping, target: { userPool: { overrides } } }))).toEqual([]);
  });

  it('asks what becomes of a source sub that the source has from an earlier migration', () => {
    const SchemaAttributes = [
      ...(poolExport().UserPool.SchemaAttributes as object[]),
      attribute('custom:source_sub'),
    ];

    expect(problemsOf(() => plan({}, { SchemaAttributes }))).toEqual([
      expect.stringContaining('the source pool has an attribute custom:source_sub of its own'),
    ]);
    expect(
      problemsOf(() => plan({ mapping: { drop: ['custom:source_sub'] } }, { SchemaAttributes })),
    ).toEqual([]);
  });

  it('refuses a pool whose 50 custom attributes leave no room for the source sub', () => {
    expect(problemsOf(() => plan({}, { SchemaAttributes: [attribute('email'), ...manyAttributes] }))).toEqual(
      [expect.stringContaining('would have 51 custom attributes')],
    );
  });
});

describe('what the Lambdas are told', () => {
  it("holds literals only, with the role, the external id and both pools' sign-in", () => {
    const { settings } = plan({ name: 'shop' });

    expect(settings.source).toEqual({
      accountId: '111111111111',
      region: 'eu-west-1',
      userPoolId: 'eu-west-1_SamplePl1',
      roleArn: 'arn:aws:iam::111111111111:role/shop-source',
      externalId: 'shop:eu-west-1_SamplePl1:222222222222',
      signIn: { mode: 'alias', attributes: ['email'], caseSensitive: false },
      attributes: ['sub', 'email', 'given_name', 'identities', 'custom:tenant', 'custom:points'],
    });
    expect(settings.target).toMatchObject({
      accountId: '222222222222',
      region: 'us-east-1',
      passwordPolicy: { minimumLength: 12, requireNumbers: true, requireSymbols: false },
      smsMfa: false,
    });
    expect(JSON.parse(JSON.stringify(settings))).toEqual(settings);
  });

  it.each([
    ['OFF', { MfaConfiguration: 'OFF', SmsConfiguration: { SnsCallerArn: 'arn:x' } }, false],
    ['without an SMS role', { MfaConfiguration: 'OPTIONAL' }, false],
    ['with an SMS role', { MfaConfiguration: 'OPTIONAL', SmsConfiguration: { SnsCallerArn: 'arn:x' } }, true],
  ])('says whether the target can enforce SMS codes: %s', (_, pool, smsMfa) => {
    expect(plan({}, pool).settings.target.smsMfa).toBe(smsMfa);
  });

  it.each([
    ['with a recovery setting', { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] }, false],
    ['without one', undefined, true],
  ])(
    'says whether a phone number that is the SMS factor can also recover: %s',
    (_, AccountRecoverySetting, possible) => {
      const { settings } = plan({}, { AccountRecoverySetting });
      expect(settings.target.phoneRecoveryWithSmsMfa).toBe(possible);
    },
  );

  it.each([
    [undefined, ['email', 'phone_number']],
    [{ RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] }, ['email']],
    [{ RecoveryMechanisms: [{ Name: 'admin_only', Priority: 1 }] }, []],
  ])('says which contacts receive reset codes: %j', (AccountRecoverySetting, contacts) => {
    expect(plan({}, { AccountRecoverySetting }).settings.target.recoveryBy).toEqual(contacts);
  });

  it('says what becomes of passwords that the policy of the target would refuse', () => {
    const { policies } = plan({ policies: { passwordPolicy: 'reset-required' } }).settings;
    expect(policies).toEqual({
      mfa: { unportable: 'reset-required', unportableOnReset: 'reject' },
      weakPassword: 'reset-required',
      resetRequired: 'reset-required',
      letterCaseLookup: false,
      signUpWhenSourceUnreachable: 'refuse',
    });
  });

  it('carries a configured external id and the secret of a brought client', () => {
    const clientSecretArn = 'arn:aws:secretsmanager:us-east-1:222222222222:secret:client-AbCdEf';
    const { settings } = plan({
      externalId: 'my:id',
      source: { appClient: { clientId: 'abc', clientSecretArn } },
    });
    expect(settings.source).toMatchObject({ externalId: 'my:id', clientSecretArn });
  });

  it('names roles in the partition of their region', () => {
    const source = { region: 'us-gov-west-1', userPoolId: 'us-gov-west-1_SamplePl1' };
    const Arn = 'arn:aws-us-gov:cognito-idp:us-gov-west-1:111111111111:userpool/us-gov-west-1_SamplePl1';
    const { settings } = plan(
      { source, target: { region: 'us-gov-east-1' } },
      { Arn, Id: 'us-gov-west-1_SamplePl1' },
    );
    expect(settings.source.roleArn).toBe('arn:aws-us-gov:iam::111111111111:role/cognito-migration-source');
  });
});
