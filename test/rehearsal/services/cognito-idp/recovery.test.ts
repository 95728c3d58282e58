import { createLocalPool, FUNCTION_ARN, INCORRECT, PASSWORD, refusal, seedUser } from './local-pool.ts';

const NEW = 'Brand-New-Pw-1';
const forgot = (local: ReturnType<typeof createLocalPool>, login: string) =>
  local.call('ForgotPassword', { ClientId: local.clientId, Username: login });
const confirm = (local: ReturnType<typeof createLocalPool>, login: string, code: string, password = NEW) =>
  local.call('ConfirmForgotPassword', {
    ClientId: local.clientId,
    Username: login,
    ConfirmationCode: code,
    Password: password,
  });

describe('forgot password', () => {
  it('sends a code with which a new password is set, once and within the hour', async () => {
    const local = createLocalPool();
    local.seed(seedUser('ada', { UserStatus: 'RESET_REQUIRED' }));
    expect(await refusal(confirm(local, 'ada', '000000'))).toMatch(/^ExpiredCodeException/);
    expect(await forgot(local, 'ada')).toEqual({
      CodeDeliveryDetails: { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'a***@e***' },
    });
    expect(await refusal(confirm(local, 'ada', 'abc'))).toMatch(/^CodeMismatchException/);
    expect(await refusal(confirm(local, 'ada', local.lastCode(), 'weakling'))).toMatch(
      /^InvalidPasswordException/,
    );
    const code = local.lastCode();
    await confirm(local, 'ada', code);
    expect((await local.user('ada')).UserStatus).toBe('CONFIRMED');
    expect((await local.signIn('ada', NEW)).AuthenticationResult).toBeDefined();
    expect(await refusal(confirm(local, 'ada', code))).toMatch(/^ExpiredCodeException/);
    await forgot(local, 'ada');
    local.time.now += 61 * 60_000;
    expect(await refusal(confirm(local, 'ada', local.lastCode()))).toMatch(/^ExpiredCodeException/);
  });

  it('answers alike, and always the same, for whom it says nothing about', async () => {
    const local = createLocalPool();
    local.seed(
      seedUser('off@example.com', { Enabled: false }),
      seedUser('unverified@example.com', { attributes: { email_verified: 'false' } }),
    );
    for (const login of ['nobody@example.com', 'off@example.com', 'unverified@example.com']) {
      const answer = await forgot(local, login);
      expect(answer.CodeDeliveryDetails).toEqual({
        AttributeName: 'email',
        DeliveryMedium: 'EMAIL',
        Destination: `${login.charAt(0)}***@e***`,
      });
    }
    expect(await forgot(local, 'nobody')).toEqual(await forgot(local, 'nobody'));
    expect((await forgot(local, '+15550100')).CodeDeliveryDetails.DeliveryMedium).toBe('SMS');
    expect(local.cognito.messages(local.poolId)).toEqual([]);
    expect(await refusal(confirm(local, 'nobody', '000000'))).toMatch(/^CodeMismatchException/);
  });

  it.each([
    ['nobody', 'UserNotFoundException: Username/client id combination not found.'],
    ['off', 'NotAuthorizedException: User is disabled.'],
    [
      'unverified',
      'InvalidParameterException: Cannot reset password for the user as there is no registered/verified email or phone_number',
    ],
    ['temporary', 'NotAuthorizedException: User password cannot be reset in the current state.'],
    ['federated', 'NotAuthorizedException: User password cannot be reset in the current state.'],
  ])('says the reason for %s under LEGACY', async (login, expected) => {
    const local = createLocalPool({ client: { PreventUserExistenceErrors: 'LEGACY' } });
    local.seed(
      seedUser('off', { Enabled: false }),
      seedUser('unverified', { attributes: { email_verified: 'false' } }),
      seedUser('temporary', { UserStatus: 'FORCE_CHANGE_PASSWORD' }),
      seedUser('federated', { UserStatus: 'EXTERNAL_PROVIDER' }),
    );
    expect(await refusal(forgot(local, login))).toBe(expected);
  });

  it.each([
    [undefined, 'SMS'],
    [[{ Priority: 1, Name: 'verified_email' }], 'EMAIL'],
    [
      [
        { Priority: 2, Name: 'verified_email' },
        { Priority: 1, Name: 'verified_phone_number' },
      ],
      'SMS',
    ],
  ])('goes by the recovery setting %j', async (mechanisms, medium) => {
    const local = createLocalPool({
      pool: mechanisms === undefined ? {} : { AccountRecoverySetting: { RecoveryMechanisms: mechanisms } },
    });
    local.seed(seedUser('ada', { attributes: { phone_number: '+15550100', phone_number_verified: 'true' } }));
    expect((await forgot(local, 'ada')).CodeDeliveryDetails.DeliveryMedium).toBe(medium);
  });

  it.each([
    ['where the pool states how it recovers', { Priority: 1, Name: 'verified_phone_number' }, 'EMAIL'],
    ['unless it states nothing', undefined, 'SMS'],
  ])('sends no code to a phone that is the second factor, %s', async (_, first, medium) => {
    const mechanisms = first && [first, { Priority: 2, Name: 'verified_email' }];
    const local = createLocalPool({
      pool: {
        MfaConfiguration: 'OPTIONAL',
        SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::111111111111:role/sms' },
        ...(mechanisms && { AccountRecoverySetting: { RecoveryMechanisms: mechanisms } }),
      },
    });
    const phone = { phone_number: '+15550100', phone_number_verified: 'true' };
    local.seed(seedUser('ada', { attributes: phone, UserMFASettingList: ['SMS_MFA'] }));
    expect((await forgot(local, 'ada')).CodeDeliveryDetails.DeliveryMedium).toBe(medium);
  });

  it('turns a migrated shell into a user, and tells PostConfirmation', async () => {
    const events: string[] = [];
    const local = createLocalPool({
      pool: { LambdaConfig: { UserMigration: FUNCTION_ARN, PostConfirmation: FUNCTION_ARN } },
      trigger: (event) => {
        events.push(event.triggerSource);
        return {
          userAttributes: { email: 'ada@example.com', email_verified: 'true' },
          messageAction: 'SUPPRESS',
        };
      },
    });
    await forgot(local, 'ada');
    expect(await refusal(local.signIn('ada', PASSWORD))).toBe(INCORRECT);
    await confirm(local, 'ada', local.lastCode());
    expect((await local.signIn('ada', NEW)).AuthenticationResult).toBeDefined();
    expect(events).toEqual(['UserMigration_ForgotPassword', 'PostConfirmation_ConfirmForgotPassword']);
  });
});

describe('tokens after sign-in', () => {
  const signedIn = async (client: object = {}) => {
    const local = createLocalPool({ client });
    local.seed(seedUser('ada'));
    const { AuthenticationResult: tokens } = await local.signIn('ada', PASSWORD);
    const refresh = () =>
      local.call('InitiateAuth', {
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        ClientId: local.clientId,
        AuthParameters: { REFRESH_TOKEN: tokens.RefreshToken },
      });
    const getUser = () => local.call('GetUser', { AccessToken: tokens.AccessToken });
    return { local, tokens, refresh, getUser };
  };

  it('are refreshed until the refresh token expires', async () => {
    const { local, refresh } = await signedIn({
      RefreshTokenValidity: 60,
      TokenValidityUnits: { RefreshToken: 'minutes' },
    });
    const { AuthenticationResult } = await refresh();
    expect(AuthenticationResult).toMatchObject({ TokenType: 'Bearer' });
    expect(AuthenticationResult.RefreshToken).toBeUndefined();
    local.time.now += 61 * 60_000;
    expect(await refusal(refresh())).toBe('NotAuthorizedException: Refresh Token has expired');
  });

  it('end with revocation, which needs no signature and may come twice', async () => {
    const { local, tokens, refresh, getUser } = await signedIn();
    expect((await getUser()).Username).toBe('ada');
    const revoke = () => local.call('RevokeToken', { ClientId: local.clientId, Token: tokens.RefreshToken });
    await revoke();
    await revoke();
    expect(await refusal(refresh())).toBe('NotAuthorizedException: Refresh Token has been revoked');
    expect(await refusal(getUser())).toBe('NotAuthorizedException: Access Token has been revoked');
  });

  it.each([
    ['GlobalSignOut', /has been revoked/],
    ['AdminUserGlobalSignOut', /has been revoked/],
    ['AdminDisableUser', /has been revoked/],
    ['AdminDeleteUser', /has been revoked/],
  ])('end with %s', async (operation, expected) => {
    const { local, tokens, refresh, getUser } = await signedIn();
    if (operation === 'GlobalSignOut') await local.call(operation, { AccessToken: tokens.AccessToken });
    else await local.admin(operation, { Username: 'ada' });
    expect(await refusal(refresh())).toMatch(expected);
    expect(await refusal(getUser())).toMatch(expected);
  });

  it('expire, and are refused when forged', async () => {
    const { local, tokens, getUser } = await signedIn({
      AccessTokenValidity: 5,
      TokenValidityUnits: { AccessToken: 'minutes' },
    });
    const [header, payload] = tokens.AccessToken.split('.');
    expect(await refusal(local.call('GetUser', { AccessToken: `${header}.${payload}.AAAA` }))).toMatch(
      /Invalid Access/,
    );
    expect(await refusal(local.call('GetUser', { AccessToken: tokens.IdToken }))).toMatch(/Invalid Access/);
    local.time.now += 5 * 60_000;
    expect(await refusal(getUser())).toBe('NotAuthorizedException: Access Token has expired');
  });

  it('rotate where the client says so', async () => {
    const { local, tokens, refresh } = await signedIn({
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 10 },
    });
    const exchange = (RefreshToken: string) =>
      local.call('GetTokensFromRefreshToken', { ClientId: local.clientId, RefreshToken });
    expect(await refusal(refresh())).toMatch(/rotation/);
    const next = (await exchange(tokens.RefreshToken)).AuthenticationResult.RefreshToken;
    await exchange(tokens.RefreshToken);
    local.time.now += 10_000;
    expect(await refusal(exchange(tokens.RefreshToken))).toMatch(/^RefreshTokenReuseException/);
    expect((await exchange(next)).AuthenticationResult.AccessToken).toBeDefined();
  });

  it('change nothing in who may change the password: the previous one is needed', async () => {
    const { local, tokens } = await signedIn();
    const change = (PreviousPassword: string) =>
      local.call('ChangePassword', {
        AccessToken: tokens.AccessToken,
        PreviousPassword,
        ProposedPassword: NEW,
      });
    expect(await refusal(change('Wrong-Password-1'))).toBe(INCORRECT);
    await change(PASSWORD);
    expect((await local.signIn('ada', NEW)).AuthenticationResult).toBeDefined();
  });
});
