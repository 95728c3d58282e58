import { createLocalPool, FUNCTION_ARN, PASSWORD, refusal, SCOPE, SMS, seedUser } from './local-pool.ts';

describe('UpdateUserPool', () => {
  it('replaces everything: what is not named goes back to its default', async () => {
    const local = createLocalPool({
      pool: {
        LambdaConfig: { UserMigration: FUNCTION_ARN },
        Policies: { PasswordPolicy: { MinimumLength: 20 } },
        AutoVerifiedAttributes: ['email'],
        UserPoolTags: { team: 'a' },
        SmsConfiguration: SMS,
        MfaConfiguration: 'OPTIONAL',
      },
    });
    await local.admin('UpdateUserPool', { AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } });
    const { UserPool } = await local.admin('DescribeUserPool');
    expect(UserPool).toMatchObject({
      Id: local.poolId,
      Name: 'target',
      Arn: local.arn,
      LambdaConfig: {},
      MfaConfiguration: 'OFF',
      UserPoolTags: {},
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    });
    expect(UserPool.Policies.PasswordPolicy.MinimumLength).toBe(8);
    expect(UserPool.AutoVerifiedAttributes).toBeUndefined();
    expect(UserPool.SmsConfiguration).toBeUndefined();
  });

  it('survives a round trip of what Describe shows, less what only Describe has', async () => {
    const local = createLocalPool({
      pool: { LambdaConfig: { UserMigration: FUNCTION_ARN }, AliasAttributes: ['email'] },
    });
    const before = (await local.admin('DescribeUserPool')).UserPool;
    const {
      Id,
      Arn,
      Name,
      SchemaAttributes,
      AliasAttributes,
      UsernameConfiguration,
      EstimatedNumberOfUsers,
      CreationDate,
      LastModifiedDate,
      AdminCreateUserConfig,
      ...rest
    } = before;
    const update = (config: object) =>
      local.admin('UpdateUserPool', { ...rest, PoolName: Name, AdminCreateUserConfig: config });
    expect(await refusal(update(AdminCreateUserConfig))).toMatch(/Please use TemporaryPasswordValidityDays/);
    const { UnusedAccountValidityDays, ...config } = AdminCreateUserConfig;
    await update(config);
    expect((await local.admin('DescribeUserPool')).UserPool).toEqual(before);
    expect(await refusal(local.admin('UpdateUserPool', before))).toMatch(/Id is not a field of this request/);
  });

  it.each([
    [{ MfaConfiguration: 'ON' }, /SMS configuration/],
    [
      { UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] } },
      /AutoVerifiedAttributes/,
    ],
    [{ Policies: { PasswordPolicy: { MinimumLength: 5 } } }, /greater than or equal to 6/],
    [{ LambdaConfig: { UserMigrations: FUNCTION_ARN } }, /UserMigrations is not a field/],
    [{ LambdaConfig: 'x' }, /^SerializationException/],
    [{ KeyConfiguration: {} }, /^NotModelled: .*KeyConfiguration/],
  ])('refuses %j and keeps the settings', async (change, message) => {
    const local = createLocalPool({ pool: { UserPoolTags: { team: 'a' } } });
    expect(await refusal(local.admin('UpdateUserPool', change))).toMatch(message);
    expect((await local.admin('DescribeUserPool')).UserPool.UserPoolTags).toEqual({ team: 'a' });
  });

  it('takes all triggers away when it does not name them', async () => {
    const local = createLocalPool({
      pool: { LambdaConfig: { UserMigration: FUNCTION_ARN, PreSignUp: FUNCTION_ARN } },
    });
    await local.admin('UpdateUserPool', { LambdaConfig: { PreSignUp: FUNCTION_ARN } });
    const triggers = async () => (await local.admin('DescribeUserPool')).UserPool.LambdaConfig;
    expect(await triggers()).toEqual({ PreSignUp: FUNCTION_ARN });
    await local.admin('UpdateUserPool');
    expect(await triggers()).toEqual({});
  });

  it('leaves the domain alone', async () => {
    const local = createLocalPool();
    await local.admin('CreateUserPoolDomain', { Domain: 'sign-in', ManagedLoginVersion: 2 });
    await local.admin('UpdateUserPool');
    expect((await local.admin('DescribeUserPool')).UserPool).toMatchObject({ Domain: 'sign-in' });
    expect(() => local.cognito.deleteUserPool(local.poolId)).toThrow(/domain configured/);
    await local.admin('DeleteUserPoolDomain', { Domain: 'sign-in' });
    expect((await local.admin('DescribeUserPool')).UserPool).not.toHaveProperty('Domain');
    local.cognito.deleteUserPool(local.poolId);
  });

  it('is not given to another account or region', async () => {
    const local = createLocalPool();
    for (const scope of [
      { ...SCOPE, accountId: '111111111111' },
      { ...SCOPE, region: 'eu-west-1' },
    ]) {
      const call = local.call('DescribeUserPool', { UserPoolId: local.poolId }, scope);
      expect(await refusal(call)).toBe(
        `ResourceNotFoundException: User pool ${local.poolId} does not exist.`,
      );
    }
  });

  it('has custom attributes added, and factors set, beside it', async () => {
    const local = createLocalPool();
    const add = () =>
      local.admin('AddCustomAttributes', {
        CustomAttributes: [{ Name: 'source_sub', AttributeDataType: 'String', Mutable: false }],
      });
    await add();
    expect((await local.admin('DescribeUserPool')).UserPool.SchemaAttributes).toContainEqual(
      expect.objectContaining({ Name: 'custom:source_sub', Mutable: false }),
    );
    expect(await refusal(add())).toMatch(/Existing attribute already has name custom:source_sub/);
    await local.admin('SetUserPoolMfaConfig', {
      MfaConfiguration: 'OPTIONAL',
      SoftwareTokenMfaConfiguration: { Enabled: true },
    });
    expect(await local.admin('GetUserPoolMfaConfig')).toEqual({
      MfaConfiguration: 'OPTIONAL',
      SoftwareTokenMfaConfiguration: { Enabled: true },
    });
    expect(await refusal(local.admin('SetUserPoolMfaConfig', { MfaConfiguration: 'ON' }))).toMatch(
      /^InvalidParameter/,
    );
  });
});

describe('the service beside its operations', () => {
  it('gives the same ids for the same seed', () => {
    const ids = (seed: number) => {
      const { poolId, clientId } = createLocalPool({ seed });
      return [poolId, clientId];
    };
    expect(ids(1)).toEqual(ids(1));
    expect(ids(1)).not.toEqual(ids(2));
    expect(ids(1)[0]).toMatch(/^us-east-1_[A-Za-z0-9]{9}$/);
    expect(ids(1)[1]).toMatch(/^[a-z0-9]{26}$/);
  });

  it('takes a description of an existing pool and its client as they are exported', async () => {
    const { cognito } = createLocalPool();
    const source = { accountId: '111111111111', region: 'eu-west-1' };
    const { UserPool } = require('#rehearsal/sample/describe-user-pool.json');
    const { UserPoolClient } = require('#rehearsal/sample/describe-user-pool-client.json');
    const pool = cognito.createUserPool(source, UserPool, { id: UserPool.Id });
    expect(pool).toEqual({ id: UserPool.Id, arn: UserPool.Arn });
    const client = cognito.createUserPoolClient(source, UserPoolClient, {
      clientId: UserPoolClient.ClientId,
    });
    expect(client).toEqual({ clientId: UserPoolClient.ClientId });
    expect(() => cognito.createUserPool(source, UserPool, { id: UserPool.Id })).toThrow(/already exists/);
    expect(() => cognito.deleteUserPool(UserPool.Id)).toThrow(/DeletionProtection/);
    const { Users } = require('#rehearsal/sample/list-users.json');
    cognito.seedUsers(UserPool.Id, Users);
    const byName = (list: { Username: string }[]) => list.map(({ Username }) => Username);
    expect(byName([...cognito.describeUsers(UserPool.Id)])).toEqual(byName(Users));
  });

  it('asks IAM for the operation on the pool, and nothing for unsigned operations', () => {
    const { cognito, poolId, clientId } = createLocalPool();
    const { AdminGetUser, InitiateAuth } = cognito.service.operations;
    if (AdminGetUser?.access.kind !== 'signed' || InitiateAuth?.access.kind !== 'public')
      throw new Error('access');
    expect(AdminGetUser.access.requests({ UserPoolId: poolId }, SCOPE)).toEqual([
      {
        action: 'cognito-idp:AdminGetUser',
        resource: `arn:aws:cognito-idp:us-east-1:222222222222:userpool/${poolId}`,
      },
    ]);
    expect(InitiateAuth.access.scopeOf({ ClientId: clientId })).toEqual(SCOPE);
    expect(InitiateAuth.access.scopeOf({ ClientId: 'unknown' })).toBeUndefined();
    expect(InitiateAuth.access.scopeOf(undefined)).toBeUndefined();
  });

  it.each([
    'InitiateAuth',
    'AdminGetUser',
    'ListUsers',
    'SignUp',
    'UpdateUserPool',
    'GetUser',
    'VerifySoftwareToken',
  ])('%s refuses what is no field, and bodies that are no structure', async (operation) => {
    const local = createLocalPool();
    expect(await refusal(local.call(operation, { Nonsense: 1 }))).toMatch(
      /Nonsense is not a field of this request/,
    );
    expect(await refusal(local.call(operation, {}))).toMatch(
      /'\w+' failed to satisfy constraint: Member must not be null/,
    );
    expect(await refusal(local.call(operation, [] as object))).toMatch(/^SerializationException/);
  });

  it('names every operation as the API does', () => {
    const { operations } = createLocalPool().cognito.service;
    const commands: Record<string, unknown> = require('@aws-sdk/client-cognito-identity-provider');
    expect(Object.keys(operations).filter((name) => commands[`${name}Command`] === undefined)).toEqual([]);
  });

  it('seeds users who then sign in, and shows them as they were', async () => {
    const local = createLocalPool();
    const ada = seedUser('ada', { UserMFASettingList: ['EMAIL_OTP'], Groups: ['staff'] });
    local.seed(ada);
    const { password, ...listed } = ada;
    const [shown] = local.cognito.describeUsers(local.poolId);
    expect(shown).toEqual(listed);
    expect(JSON.stringify(shown)).not.toContain(PASSWORD);
  });

  it.each([
    [{ Username: 'ada' }, /Users\[0\]: Username belongs/],
    [{ UserStatus: 'HAPPY' }, /Users\[0\]: UserStatus must be one of/],
    [{ Attributes: [] }, /Users\[0\]: Attributes must have sub/],
    [{ UserCreateDate: 'yesterday' }, /Users\[0\]: UserCreateDate/],
    [{ UserMFASettingList: ['PIGEON'] }, /Users\[0\]: the second factor/],
  ])('refuses the seed %j by record and field', (change, message) => {
    const local = createLocalPool();
    local.seed(seedUser('ada'));
    expect(() => local.seed({ ...seedUser('bob'), ...change })).toThrow(message);
  });
});
