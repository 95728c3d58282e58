/** Settings that AWS adds after our SDK was made: they live as long as updates send them along. */
import fc from 'fast-check';
import { createLocalPool, FUNCTION_ARN, refusal, SCOPE } from './local-pool.ts';

const json = fc.jsonValue().filter((value) => value !== null);

const withLater = () => {
  const local = createLocalPool();
  local.cognito.addLaterSettings('client', 'LaterSetting', 'TokenValidityUnits.LaterToken');
  local.cognito.addLaterSettings('pool', 'LaterSetting', 'LambdaConfig.LaterTrigger');
  const ids = { ClientId: local.clientId };
  return {
    ...local,
    ids,
    client: async () => (await local.admin('DescribeUserPoolClient', ids)).UserPoolClient,
    pool: async () => (await local.admin('DescribeUserPool')).UserPool,
  };
};

describe('a setting that no SDK knows yet', () => {
  it('survives an update of a client that sends it, and no other', async () => {
    const { admin, ids, client } = withLater();
    const units = { AccessToken: 'hours', LaterToken: 'weeks' };
    await admin('UpdateUserPoolClient', { ...ids, LaterSetting: { deep: [1] }, TokenValidityUnits: units });
    expect(await client()).toMatchObject({ LaterSetting: { deep: [1] }, TokenValidityUnits: units });
    const { ClientSecret, CreationDate, LastModifiedDate, ...rest } = await client();
    await admin('UpdateUserPoolClient', rest);
    expect(await client()).toMatchObject({ LaterSetting: { deep: [1] }, TokenValidityUnits: units });
    await admin('UpdateUserPoolClient', { ...ids, TokenValidityUnits: { AccessToken: 'hours' } });
    expect(await client()).not.toHaveProperty('LaterSetting');
    expect((await client()).TokenValidityUnits).toEqual({ AccessToken: 'hours' });
  });

  it('survives an update of a pool that sends it, and no other', async () => {
    const { admin, pool } = withLater();
    const LambdaConfig = { PreSignUp: FUNCTION_ARN, LaterTrigger: { arn: FUNCTION_ARN } };
    await admin('UpdateUserPool', { LaterSetting: true, LambdaConfig });
    expect(await pool()).toMatchObject({ LaterSetting: true, LambdaConfig });
    await admin('UpdateUserPool', { LambdaConfig: { PreSignUp: FUNCTION_ARN } });
    expect(await pool()).not.toHaveProperty('LaterSetting');
    expect((await pool()).LambdaConfig).toEqual({ PreSignUp: FUNCTION_ARN });
  });

  it('comes with a pool and a client that are made with it', async () => {
    const { cognito, call } = withLater();
    const { id: UserPoolId } = cognito.createUserPool(SCOPE, { PoolName: 'other', LaterSetting: 1 });
    const { clientId: ClientId } = cognito.createUserPoolClient(SCOPE, { UserPoolId, LaterSetting: 'x' });
    expect((await call('DescribeUserPool', { UserPoolId })).UserPool.LaterSetting).toBe(1);
    const described = await call('DescribeUserPoolClient', { UserPoolId, ClientId });
    expect(described.UserPoolClient.LaterSetting).toBe('x');
    cognito.updateUserPool(UserPoolId, {});
    cognito.updateUserPoolClient(ClientId, { UserPoolId });
    expect((await call('DescribeUserPool', { UserPoolId })).UserPool).not.toHaveProperty('LaterSetting');
    const updated = await call('DescribeUserPoolClient', { UserPoolId, ClientId });
    expect(updated.UserPoolClient).not.toHaveProperty('LaterSetting');
  });

  it('is kept whatever its value is', async () => {
    const { admin, ids, client } = withLater();
    await fc.assert(
      fc.asyncProperty(json, async (value) => {
        await admin('UpdateUserPoolClient', { ...ids, LaterSetting: value });
        expect((await client()).LaterSetting).toEqual(value);
      }),
      { numRuns: 50 },
    );
  });

  it('is refused where nobody has added it', async () => {
    const { admin, ids } = withLater();
    expect(await refusal(admin('UpdateUserPoolClient', { ...ids, OtherSetting: 1 }))).toMatch(
      /OtherSetting is not/,
    );
    expect(await refusal(admin('UpdateUserPool', { LambdaConfig: { Other: FUNCTION_ARN } }))).toMatch(
      /lambdaConfig.Other is not a field/,
    );
  });
});
