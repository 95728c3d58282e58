import { secretHash } from '#rehearsal/services/cognito-idp/secret-hash.ts';
import { claimsOf, createLocalPool, INCORRECT, PASSWORD, refusal, seedUser } from './local-pool.ts';

describe('signing in with a password', () => {
  it('gives tokens that carry the user, their groups and the readable attributes', async () => {
    const local = createLocalPool({
      pool: { Schema: [{ Name: 'plan', AttributeDataType: 'String' }] },
      client: { ReadAttributes: ['email', 'email_verified', 'custom:plan', 'address'] },
    });
    local.seed(
      seedUser('ada', {
        Groups: ['staff'],
        attributes: { 'custom:plan': 'gold', nickname: 'countess', address: 'Street 1' },
      }),
    );
    const { AuthenticationResult: tokens } = await local.signIn('ada', PASSWORD);
    expect(tokens).toMatchObject({ ExpiresIn: 3600, TokenType: 'Bearer' });
    const id = claimsOf(tokens.IdToken);
    expect(id).toMatchObject({
      iss: `https://cognito-idp.us-east-1.amazonaws.com/${local.poolId}`,
      aud: local.clientId,
      token_use: 'id',
      'cognito:username': 'ada',
      'cognito:groups': ['staff'],
      email_verified: true,
      'custom:plan': 'gold',
      address: { formatted: 'Street 1' },
      exp: local.time.now / 1000 + 3600,
    });
    expect(id.nickname).toBeUndefined();
    expect(claimsOf(tokens.AccessToken)).toMatchObject({
      token_use: 'access',
      client_id: local.clientId,
      username: 'ada',
    });
  });

  const refusals = [
    ['wrong password', {}, 'wrong', INCORRECT, INCORRECT],
    ['disabled', { Enabled: false }, PASSWORD, INCORRECT, 'NotAuthorizedException: User is disabled.'],
    [
      'unconfirmed',
      { UserStatus: 'UNCONFIRMED' },
      'wrong',
      ...twice('UserNotConfirmedException: User is not confirmed.'),
    ],
    ['federated', { UserStatus: 'EXTERNAL_PROVIDER' }, PASSWORD, INCORRECT, INCORRECT],
    [
      'reset required',
      { UserStatus: 'RESET_REQUIRED' },
      PASSWORD,
      INCORRECT,
      'PasswordResetRequiredException: Password reset required for the user',
    ],
  ] as const;

  it.each(refusals)('%s: refused, masked by ENABLED', async (_, state, password, enabled, legacy) => {
    for (const [setting, expected] of [
      ['ENABLED', enabled],
      ['LEGACY', legacy],
    ] as const) {
      const local = createLocalPool({ client: { PreventUserExistenceErrors: setting } });
      local.seed(seedUser('ada', state));
      expect(await refusal(local.signIn('ada', password))).toBe(expected);
    }
  });

  it('says of an unknown user what the client setting allows', async () => {
    expect(await refusal(createLocalPool().signIn('nobody', PASSWORD))).toBe(INCORRECT);
    const legacy = createLocalPool({ client: { PreventUserExistenceErrors: 'LEGACY' } });
    expect(await refusal(legacy.signIn('nobody', PASSWORD))).toBe(
      'UserNotFoundException: User does not exist.',
    );
  });

  it('can leave a required reset visible under ENABLED, because AWS documents the mask for imported users only', async () => {
    const local = createLocalPool({ maskResetRequired: false });
    local.seed(seedUser('ada', { UserStatus: 'RESET_REQUIRED' }));
    expect(await refusal(local.signIn('ada', 'x'))).toMatch(/^PasswordResetRequiredException/);
  });

  it('asks for a new password after a temporary one, and then lets the new one in', async () => {
    const local = createLocalPool();
    local.seed(seedUser('ada', { UserStatus: 'FORCE_CHANGE_PASSWORD' }));
    const challenge = await local.signIn('ada', PASSWORD);
    expect(challenge.ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
    expect(JSON.parse(challenge.ChallengeParameters.userAttributes)).toMatchObject({
      email: 'ada@example.com',
    });
    const answer = { USERNAME: 'ada', NEW_PASSWORD: 'short' };
    expect(await refusal(local.respond('NEW_PASSWORD_REQUIRED', challenge.Session, answer))).toBe(
      'InvalidPasswordException: Password did not conform with policy: Password not long enough',
    );
    const done = await local.respond('NEW_PASSWORD_REQUIRED', challenge.Session, {
      ...answer,
      NEW_PASSWORD: 'Brand-New-Pw-1',
    });
    expect(done.AuthenticationResult.IdToken).toBeDefined();
    expect((await local.user('ada')).UserStatus).toBe('CONFIRMED');
    expect(await refusal(local.signIn('ada', PASSWORD))).toBe(INCORRECT);
  });

  it('refuses a temporary password that has expired', async () => {
    const local = createLocalPool();
    await local.admin('AdminCreateUser', {
      Username: 'ada',
      TemporaryPassword: PASSWORD,
      MessageAction: 'SUPPRESS',
    });
    local.time.now += 8 * 86_400_000;
    expect(await refusal(local.signIn('ada', PASSWORD))).toMatch(/Temporary password has expired/);
  });
});

describe('the authentication flows of a client', () => {
  const USER = { USERNAME: 'ada', PASSWORD, SRP_A: 'ab12', REFRESH_TOKEN: 'x' };
  const flows = [
    ['InitiateAuth', 'USER_PASSWORD_AUTH', 'USER_PASSWORD_AUTH flow not enabled for this client'],
    ['AdminInitiateAuth', 'ADMIN_USER_PASSWORD_AUTH', 'Auth flow not enabled for this client'],
    ['AdminInitiateAuth', 'ADMIN_NO_SRP_AUTH', 'Auth flow not enabled for this client'],
    ['InitiateAuth', 'USER_SRP_AUTH', 'USER_SRP_AUTH is not enabled for the client.'],
    ['InitiateAuth', 'REFRESH_TOKEN_AUTH', 'Auth flow not enabled for this client'],
    ['InitiateAuth', 'USER_AUTH', 'Auth flow not enabled for this client'],
    ['InitiateAuth', 'ADMIN_USER_PASSWORD_AUTH', 'Initiate Auth method not supported.'],
    ['AdminInitiateAuth', 'USER_PASSWORD_AUTH', 'Initiate Auth method not supported.'],
  ] as const;

  it.each(flows)('%s refuses %s when the client does not list it', async (operation, flow, message) => {
    const local = createLocalPool({ client: { ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH'] } });
    local.seed(seedUser('ada'));
    const pool = operation === 'AdminInitiateAuth' ? { UserPoolId: local.poolId } : {};
    const call = local.call(operation, {
      ...pool,
      ClientId: local.clientId,
      AuthFlow: flow,
      AuthParameters: USER,
    });
    expect(await refusal(call)).toBe(`InvalidParameterException: ${message}`);
  });

  it('lets passwords in through USER_AUTH although the password flow is not listed', async () => {
    const local = createLocalPool({ client: { ExplicitAuthFlows: ['ALLOW_USER_AUTH'] } });
    local.seed(seedUser('ada'));
    const answer = await local.signIn('ada', PASSWORD, {
      AuthFlow: 'USER_AUTH',
      AuthParameters: { USERNAME: 'ada', PASSWORD, PREFERRED_CHALLENGE: 'PASSWORD' },
    });
    expect(answer.AuthenticationResult.AccessToken).toBeDefined();
    expect(await refusal(local.signIn('ada', PASSWORD))).toMatch(/flow not enabled/);
    expect(await refusal(local.signIn('ada', PASSWORD, { AuthFlow: 'USER_AUTH' }))).toMatch(/^NotModelled/);
  });

  it('has SRP, custom and refresh where no flow is listed', async () => {
    const local = createLocalPool({ client: { ExplicitAuthFlows: [] } });
    local.seed(seedUser('ada'));
    const srp = await local.signIn('ada', PASSWORD, { AuthFlow: 'USER_SRP_AUTH', AuthParameters: USER });
    expect(srp.ChallengeName).toBe('PASSWORD_VERIFIER');
    expect(await refusal(local.signIn('ada', PASSWORD))).toMatch(/USER_PASSWORD_AUTH flow not enabled/);
    expect(await refusal(local.signIn('ada', PASSWORD, { AuthFlow: 'CUSTOM_AUTH' }))).toMatch(/^NotModelled/);
  });

  it('checks SECRET_HASH of a client with a secret', async () => {
    const local = createLocalPool({ client: { GenerateSecret: true } });
    local.seed(seedUser('ada'));
    const auth = (hash: string | undefined) =>
      local.signIn('ada', PASSWORD, { AuthParameters: { USERNAME: 'ada', PASSWORD, SECRET_HASH: hash } });
    const id = local.clientId;
    expect(await refusal(local.signIn('ada', PASSWORD))).toBe(
      `NotAuthorizedException: Client ${id} is configured with secret but SECRET_HASH was not received`,
    );
    expect(await refusal(auth('wrong'))).toBe(
      `NotAuthorizedException: SecretHash does not match for the client: ${id}`,
    );
    const done = await auth(secretHash(local.clientSecret ?? '', 'ada', id));
    expect(done.AuthenticationResult.IdToken).toBeDefined();
  });
});

describe('lockout', () => {
  it('locks for a second after five failures, doubles, and ends with a success', async () => {
    const local = createLocalPool();
    local.seed(seedUser('ada'));
    for (let failure = 0; failure < 5; failure += 1)
      expect(await refusal(local.signIn('ada', 'no'))).toBe(INCORRECT);
    const locked = 'NotAuthorizedException: Password attempts exceeded';
    expect(await refusal(local.signIn('ada', PASSWORD))).toBe(locked);
    local.time.now += 1000;
    expect(await refusal(local.signIn('ada', 'no'))).toBe(INCORRECT);
    local.time.now += 1000;
    expect(await refusal(local.signIn('ada', PASSWORD))).toBe(locked);
    local.time.now += 1000;
    expect((await local.signIn('ada', PASSWORD)).AuthenticationResult).toBeDefined();
    expect(await refusal(local.signIn('ada', 'no'))).toBe(INCORRECT);
    expect((await local.signIn('ada', PASSWORD)).AuthenticationResult).toBeDefined();
  });
});

function twice<T>(value: T): readonly [T, T] {
  return [value, value];
}
