/** What a change of an app client's flows means for those who sign in, and for those who have. */
import { type Cloud, createCloud } from '#rehearsal/cloud/cloud.ts';
import type { Fault } from '#rehearsal/cloud/gateway.ts';
import { signedFetch } from '#test/rehearsal/cloud/signed-fetch.ts';
import { createLocalPool, FUNCTION_ARN, PASSWORD, refusal, SCOPE, seedUser } from './local-pool.ts';

const SRP_ONLY = ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'];

const start = (options: Parameters<typeof createLocalPool>[0] = {}) => {
  const local = createLocalPool(options);
  local.seed(seedUser('ada'));
  const begin = (AuthFlow: string, AuthParameters: object) =>
    local.call('InitiateAuth', { AuthFlow, ClientId: local.clientId, AuthParameters });
  return {
    ...local,
    setFlows: (...ExplicitAuthFlows: readonly string[]) =>
      local.admin('UpdateUserPoolClient', { ClientId: local.clientId, ExplicitAuthFlows }),
    userAuth: (login: string, password = PASSWORD) =>
      begin('USER_AUTH', { USERNAME: login, PASSWORD: password, PREFERRED_CHALLENGE: 'PASSWORD' }),
    srp: (flow: 'USER_SRP_AUTH' | 'USER_AUTH') =>
      begin(flow, {
        USERNAME: 'ada',
        SRP_A: 'a1'.repeat(384),
        ...(flow === 'USER_AUTH' && { PREFERRED_CHALLENGE: 'PASSWORD_SRP' }),
      }),
    refresh: (REFRESH_TOKEN: string) => begin('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN }),
  };
};

describe('a client whose password flow was taken away', () => {
  it('refuses passwords and lets SRP in', async () => {
    const { setFlows, signIn, srp } = start();
    await setFlows(...SRP_ONLY);
    expect(await refusal(signIn('ada', PASSWORD))).toBe(
      'InvalidParameterException: USER_PASSWORD_AUTH flow not enabled for this client',
    );
    expect(await srp('USER_SRP_AUTH')).toMatchObject({ ChallengeName: 'PASSWORD_VERIFIER' });
  });

  it('still refreshes what was signed in before, unless refreshing was taken away too', async () => {
    const { setFlows, signIn, refresh, call, clientId } = start();
    const { RefreshToken } = (await signIn('ada', PASSWORD)).AuthenticationResult;
    await setFlows(...SRP_ONLY);
    expect((await refresh(RefreshToken)).AuthenticationResult.AccessToken).toEqual(expect.any(String));
    const exchange = () => call('GetTokensFromRefreshToken', { RefreshToken, ClientId: clientId });
    expect((await exchange()).AuthenticationResult.AccessToken).toEqual(expect.any(String));
    await setFlows('ALLOW_USER_SRP_AUTH');
    expect(await refusal(refresh(RefreshToken))).toMatch(/Auth flow not enabled/);
    expect(await refusal(exchange())).toMatch(/Auth flow not enabled/);
    await setFlows(...SRP_ONLY);
    expect((await refresh(RefreshToken)).AuthenticationResult.AccessToken).toEqual(expect.any(String));
  });

  it('lets passwords in all the same while it has ALLOW_USER_AUTH, and asks the migration trigger', async () => {
    const { setFlows, userAuth, srp } = start({
      pool: { LambdaConfig: { UserMigration: FUNCTION_ARN } },
      trigger: () => ({
        userAttributes: { username: 'bob', email: 'bob@example.com' },
        finalUserStatus: 'CONFIRMED',
        messageAction: 'SUPPRESS',
      }),
    });
    await setFlows(...SRP_ONLY, 'ALLOW_USER_AUTH');
    expect(await userAuth('ada')).toMatchObject({ AuthenticationResult: expect.anything() });
    expect(await userAuth('bob')).toMatchObject({ AuthenticationResult: expect.anything() });
    expect(await srp('USER_AUTH')).toMatchObject({ ChallengeName: 'PASSWORD_VERIFIER' });
    await setFlows(...SRP_ONLY);
    expect(await refusal(userAuth('ada'))).toMatch(/Auth flow not enabled/);
  });
});

describe('an update of a client that fails', () => {
  let cloud: Cloud;
  beforeAll(async () => {
    cloud = await createCloud({ seed: 1 });
  });
  afterAll(() => cloud.close());

  it.each<[string, Fault]>([
    [
      'ConcurrentModificationException',
      { kind: 'error', code: 'ConcurrentModificationException', message: 'injected', status: 400 },
    ],
    [
      'TooManyRequestsException',
      { kind: 'error', code: 'TooManyRequestsException', message: 'injected', status: 400 },
    ],
  ])('with %s has changed nothing', async (code, fault) => {
    const { id: UserPoolId } = cloud.cognito.createUserPool(SCOPE, { PoolName: code });
    const ids = { UserPoolId, ...cloudClient(cloud, UserPoolId) };
    let left = 1;
    cloud.gateway.intercept(({ operation }) =>
      operation === 'UpdateUserPoolClient' && left-- > 0 ? fault : undefined,
    );
    const update = () => send(cloud, 'UpdateUserPoolClient', { ...ids, ExplicitAuthFlows: SRP_ONLY });
    const flows = async () =>
      (await send(cloud, 'DescribeUserPoolClient', ids)).UserPoolClient.ExplicitAuthFlows;
    expect(await update()).toMatchObject({ __type: code });
    expect(await flows()).toBeUndefined();
    expect(await update()).toHaveProperty('UserPoolClient');
    expect(await flows()).toEqual(SRP_ONLY);
    cloud.gateway.intercept(undefined);
  });
});

const cloudClient = ({ cognito }: Cloud, UserPoolId: string) => ({
  ClientId: cognito.createUserPoolClient(SCOPE, { UserPoolId, ClientName: 'web' }).clientId,
});

// biome-ignore lint/suspicious/noExplicitAny: answers of the API, read member by member
const send = async (cloud: Cloud, operation: string, input: object): Promise<any> => {
  const response = await signedFetch({
    url: `${cloud.url}/`,
    credentials: cloud.operator(SCOPE.accountId),
    service: 'cognito-idp',
    region: SCOPE.region,
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
    },
    body: JSON.stringify(input),
  });
  return response.json();
};
