/** What CloudWatch hears of a pool: sign-ins, refreshes and sign-ups, each a success or not. */
import { createLocalPool, FUNCTION_ARN, PASSWORD, refusal, seedUser } from './local-pool.ts';

const start = (options: Parameters<typeof createLocalPool>[0] = {}) => {
  const local = createLocalPool(options);
  local.seed(seedUser('ada'));
  /** Name and value of everything reported, in order; all of the pool's own client unless a test says so. */
  const reported = () =>
    local.recorder.entries('metrics').map(({ name, values, dimensions }) => {
      const { UserPoolClient } = dimensions as Record<string, string>;
      const who = UserPoolClient === local.clientId ? '' : ` ${UserPoolClient}`;
      return `${name} ${(values as number[])[0]}${who}`;
    });
  return { ...local, reported };
};

describe('sign-ins', () => {
  it('are 1 with tokens and 0 with a refusal', async () => {
    const { signIn, recorder, reported, poolId, clientId } = start();
    await signIn('ada', PASSWORD);
    await refusal(signIn('ada', 'Wrong-Password-1'));
    await refusal(signIn('nobody', PASSWORD));
    expect(reported()).toEqual(['SignInSuccesses 1', 'SignInSuccesses 0', 'SignInSuccesses 0']);
    expect(recorder.entries('metrics')[0]).toEqual({
      time: '2026-11-23T12:00:00.000Z',
      account: '222222222222',
      region: 'us-east-1',
      namespace: 'AWS/Cognito',
      name: 'SignInSuccesses',
      unit: 'Count',
      values: [1],
      dimensions: { UserPool: poolId, UserPoolClient: clientId },
      timestamp: Date.parse('2026-11-23T12:00:00Z'),
    });
  });

  it('are counted when the challenge is answered, not when it is asked', async () => {
    const { call, clientId, respond, admin, user, reported, lastCode } = start({
      pool: {
        MfaConfiguration: 'OPTIONAL',
        SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::222222222222:role/sms' },
      },
    });
    await admin('AdminUpdateUserAttributes', {
      Username: 'ada',
      UserAttributes: [
        { Name: 'phone_number', Value: '+12065550100' },
        { Name: 'phone_number_verified', Value: 'true' },
      ],
    });
    await admin('AdminSetUserMFAPreference', {
      Username: 'ada',
      SMSMfaSettings: { Enabled: true, PreferredMfa: true },
    });
    expect((await user('ada')).UserMFASettingList).toEqual(['SMS_MFA']);
    const asked = await call('InitiateAuth', {
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId: clientId,
      AuthParameters: { USERNAME: 'ada', PASSWORD },
    });
    expect(reported()).toEqual([]);
    await respond('SMS_MFA', asked.Session, { USERNAME: 'ada', SMS_MFA_CODE: lastCode() });
    expect(reported()).toEqual(['SignInSuccesses 1']);
  });

  it('of a user who is migrated by them are no sign-up', async () => {
    const { signIn, reported } = start({
      pool: { LambdaConfig: { UserMigration: FUNCTION_ARN } },
      trigger: () => ({ userAttributes: { username: 'bob' }, finalUserStatus: 'CONFIRMED' }),
    });
    await signIn('bob', PASSWORD);
    expect(reported()).toEqual(['SignInSuccesses 1']);
  });

  it('by a server name the client, or say that it is none of the pool', async () => {
    const { admin, clientId, reported } = start();
    const begin = (ClientId: string) =>
      admin('AdminInitiateAuth', {
        ClientId,
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'ada', PASSWORD },
      });
    await begin(clientId);
    await refusal(begin('nobody0nobody0nobody0nobody'));
    expect(reported()).toEqual(['SignInSuccesses 1', 'SignInSuccesses 0 Invalid']);
  });
});

it('refreshes are counted apart, through both doors', async () => {
  const { signIn, call, clientId: ClientId, reported } = start();
  const { RefreshToken } = (await signIn('ada', PASSWORD)).AuthenticationResult;
  const AuthParameters = { REFRESH_TOKEN: RefreshToken };
  await call('InitiateAuth', { AuthFlow: 'REFRESH_TOKEN_AUTH', ClientId, AuthParameters });
  await call('GetTokensFromRefreshToken', { RefreshToken, ClientId });
  await refusal(call('GetTokensFromRefreshToken', { RefreshToken: 'made-up', ClientId }));
  expect(reported().slice(1)).toEqual([
    'TokenRefreshSuccesses 1',
    'TokenRefreshSuccesses 1',
    'TokenRefreshSuccesses 0',
  ]);
});

it("sign-ups are the client's, or an administrator's", async () => {
  const { call, admin, clientId: ClientId, reported } = start();
  await call('SignUp', { ClientId, Username: 'carl', Password: PASSWORD });
  await refusal(call('SignUp', { ClientId, Username: 'ada', Password: PASSWORD }));
  await admin('AdminCreateUser', { Username: 'dora', MessageAction: 'SUPPRESS' });
  expect(reported()).toEqual(['SignUpSuccesses 1', 'SignUpSuccesses 0', 'SignUpSuccesses 1 Admin']);
});
