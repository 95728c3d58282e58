/** The settings of app clients: replaced as a whole, checked, described, listed. */
import { createLocalPool, PASSWORD, refusal, SCOPE, seedUser } from './local-pool.ts';

describe('UpdateUserPoolClient', () => {
  it('replaces everything but the secret', async () => {
    const local = createLocalPool({
      client: { GenerateSecret: true, WriteAttributes: ['email'], AccessTokenValidity: 2 },
    });
    const ids = { ClientId: local.clientId };
    await local.admin('UpdateUserPoolClient', { ...ids, ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'] });
    const { UserPoolClient } = await local.admin('DescribeUserPoolClient', ids);
    expect(UserPoolClient).toMatchObject({
      ClientName: 'web',
      ClientSecret: local.clientSecret,
      ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'],
      EnableTokenRevocation: true,
    });
    expect(UserPoolClient.WriteAttributes).toBeUndefined();
    expect(UserPoolClient.AccessTokenValidity).toBeUndefined();
    expect(UserPoolClient.PreventUserExistenceErrors).toBeUndefined();
  });

  it('survives a round trip on the drop-list', async () => {
    const local = createLocalPool({
      client: { CallbackURLs: ['https://example.com'], RefreshTokenRotation: { Feature: 'ENABLED' } },
    });
    const describe = async () =>
      (await local.admin('DescribeUserPoolClient', { ClientId: local.clientId })).UserPoolClient;
    const before = await describe();
    const { ClientSecret, CreationDate, LastModifiedDate, ...rest } = before;
    await local.call('UpdateUserPoolClient', rest);
    expect(await describe()).toEqual(before);
  });

  it('takes an empty list of flows for the default flows, and shows none', async () => {
    const local = createLocalPool();
    local.seed(seedUser('ada'));
    await local.admin('UpdateUserPoolClient', { ClientId: local.clientId, ExplicitAuthFlows: [] });
    const { UserPoolClient } = await local.admin('DescribeUserPoolClient', { ClientId: local.clientId });
    expect(UserPoolClient).not.toHaveProperty('ExplicitAuthFlows');
    expect(await refusal(local.signIn('ada', PASSWORD))).toMatch(/USER_PASSWORD_AUTH flow not enabled/);
  });

  it.each([
    [{ ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'USER_PASSWORD_AUTH'] }, /mixes values/],
    [{ ExplicitAuthFlows: ['ALLOW_CLIENT_TOKEN_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] }, /cannot be combined/],
    [{ ExplicitAuthFlows: ['ALLOW_ANYTHING'] }, /enum value set/],
    [{ ReadAttributes: ['custom:nope'] }, /Invalid read attributes/],
    [{ AccessTokenValidity: 2, TokenValidityUnits: { AccessToken: 'days' } }, /access token validity/],
    [{ RefreshTokenValidity: 5, TokenValidityUnits: { RefreshToken: 'minutes' } }, /refresh token validity/],
    [{ Anything: 1 }, /Anything is not a field/],
  ])('refuses %j', async (change, message) => {
    const local = createLocalPool();
    expect(
      await refusal(local.admin('UpdateUserPoolClient', { ClientId: local.clientId, ...change })),
    ).toMatch(message);
  });

  it('lists the clients of a pool, sixty to a page at most', async () => {
    const local = createLocalPool();
    for (let made = 0; made < 60; made += 1)
      local.cognito.createUserPoolClient(SCOPE, { UserPoolId: local.poolId, ClientName: `client-${made}` });
    const first = await local.admin('ListUserPoolClients');
    expect(first.UserPoolClients).toHaveLength(60);
    const second = await local.admin('ListUserPoolClients', { NextToken: first.NextToken });
    expect(second).toEqual({ UserPoolClients: [expect.objectContaining({ ClientName: 'client-59' })] });
    expect(await refusal(local.admin('ListUserPoolClients', { MaxResults: 61 }))).toMatch(
      /less than or equal to 60/,
    );
  });

  it('lists the clients of a pool', async () => {
    const local = createLocalPool();
    local.cognito.createUserPoolClient(SCOPE, { UserPoolId: local.poolId, ClientName: 'second' });
    const first = await local.admin('ListUserPoolClients', { MaxResults: 1 });
    const second = await local.admin('ListUserPoolClients', { NextToken: first.NextToken });
    expect([...first.UserPoolClients, ...second.UserPoolClients].map(({ ClientName }) => ClientName)).toEqual(
      ['web', 'second'],
    );
  });
});
