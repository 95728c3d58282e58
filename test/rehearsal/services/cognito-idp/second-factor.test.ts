import type { SeedUser } from '#rehearsal/services/cognito-idp/cognito-idp.ts';
import { totpCode } from '#rehearsal/services/cognito-idp/totp.ts';
import { createLocalPool, PASSWORD, refusal, SMS, seedUser } from './local-pool.ts';

const PHONE = { phone_number: '+15550100', phone_number_verified: 'true' };
const OPTIONAL = { MfaConfiguration: 'OPTIONAL', SmsConfiguration: SMS };
const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

const withFactors = (
  mode: string,
  change: Partial<SeedUser> & { attributes?: Record<string, string> } = {},
) => {
  const local = createLocalPool({ pool: { ...OPTIONAL, MfaConfiguration: mode } });
  local.seed(seedUser('ada', change));
  return local;
};

describe('which challenge follows the password', () => {
  const all = ['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'];
  it.each([
    ['no factor', 'OPTIONAL', {}, undefined],
    ['factors of a pool without MFA', 'OFF', { UserMFASettingList: all }, undefined],
    ['SMS', 'OPTIONAL', { UserMFASettingList: ['SMS_MFA'], attributes: PHONE }, 'SMS_MFA'],
    ['SMS without a phone number', 'OPTIONAL', { UserMFASettingList: ['SMS_MFA'] }, undefined],
    ['TOTP', 'OPTIONAL', { UserMFASettingList: ['SOFTWARE_TOKEN_MFA'] }, 'SOFTWARE_TOKEN_MFA'],
    ['e-mail', 'OPTIONAL', { UserMFASettingList: ['EMAIL_OTP'] }, 'EMAIL_OTP'],
    ['several', 'OPTIONAL', { UserMFASettingList: all, attributes: PHONE }, 'SELECT_MFA_TYPE'],
    [
      'several, one preferred',
      'OPTIONAL',
      { UserMFASettingList: all, PreferredMfaSetting: 'EMAIL_OTP', attributes: PHONE },
      'EMAIL_OTP',
    ],
    ['required, only a phone number', 'ON', { attributes: PHONE }, 'SMS_MFA'],
    ['required, nothing', 'ON', {}, 'MFA_SETUP'],
  ])('%s', async (_, mode, change, expected) => {
    const local = withFactors(mode, change);
    expect((await local.signIn('ada', PASSWORD)).ChallengeName).toBe(expected);
  });
});

describe('answering a challenge', () => {
  it('takes the code that was sent by SMS, counts wrong ones towards the lockout, and ends the session', async () => {
    const local = withFactors('OPTIONAL', { UserMFASettingList: ['SMS_MFA'], attributes: PHONE });
    const { Session } = await local.signIn('ada', PASSWORD);
    expect(local.cognito.messages(local.poolId)).toMatchObject([
      { medium: 'SMS', destination: '+15550100', username: 'ada' },
    ]);
    const answer = (code: string) =>
      local.respond('SMS_MFA', Session, { USERNAME: 'ada', SMS_MFA_CODE: code });
    for (let wrong = 0; wrong < 5; wrong += 1) {
      expect(await refusal(answer('abc'))).toBe('CodeMismatchException: Invalid code received for user');
    }
    expect(await refusal(answer(local.lastCode()))).toMatch(/Password attempts exceeded/);
    local.time.now += 1000;
    expect((await answer(local.lastCode())).AuthenticationResult.IdToken).toBeDefined();
    expect(await refusal(answer(local.lastCode()))).toMatch(/Invalid session/);
  });

  it('takes the code an authenticator shows, one step early or late', async () => {
    const local = withFactors('OPTIONAL', { UserMFASettingList: ['SOFTWARE_TOKEN_MFA'], totpSecret: SECRET });
    const { Session } = await local.signIn('ada', PASSWORD);
    const answer = (at: number) =>
      local.respond('SOFTWARE_TOKEN_MFA', Session, {
        USERNAME: 'ada',
        SOFTWARE_TOKEN_MFA_CODE: totpCode(SECRET, at),
      });
    expect(await refusal(answer(local.time.now - 120_000))).toMatch(/CodeMismatch/);
    expect((await answer(local.time.now - 30_000)).AuthenticationResult).toBeDefined();
  });

  it('agrees with RFC 6238', () => {
    const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
    expect(totpCode(secret, 59_000)).toBe('287082');
    expect(totpCode(secret, 1_111_111_109_000)).toBe('081804');
  });

  it('lets the user select one of several', async () => {
    const local = withFactors('OPTIONAL', {
      UserMFASettingList: ['SMS_MFA', 'EMAIL_OTP'],
      attributes: PHONE,
    });
    const { Session, ChallengeParameters } = await local.signIn('ada', PASSWORD);
    expect(JSON.parse(ChallengeParameters.MFAS_CAN_CHOOSE)).toEqual(['SMS_MFA', 'EMAIL_OTP']);
    const select = (method: string) =>
      local.respond('SELECT_MFA_TYPE', Session, { USERNAME: 'ada', ANSWER: method });
    expect(await refusal(select('SOFTWARE_TOKEN_MFA'))).toMatch(/^InvalidParameterException/);
    const next = await select('EMAIL_OTP');
    expect(next).toMatchObject({
      ChallengeName: 'EMAIL_OTP',
      ChallengeParameters: { CODE_DELIVERY_DESTINATION: 'a***@e***' },
    });
    const done = await local.respond('EMAIL_OTP', next.Session, {
      USERNAME: 'ada',
      EMAIL_OTP_CODE: local.lastCode(),
    });
    expect(done.AuthenticationResult).toBeDefined();
  });

  it('sets up an authenticator where one is required', async () => {
    const local = withFactors('ON');
    await local.admin('SetUserPoolMfaConfig', {
      MfaConfiguration: 'ON',
      SoftwareTokenMfaConfiguration: { Enabled: true },
    });
    const { Session } = await local.signIn('ada', PASSWORD);
    expect(await refusal(local.respond('MFA_SETUP', Session, { USERNAME: 'ada' }))).toMatch(
      /SoftwareTokenMFANotFound/,
    );
    const { SecretCode } = await local.call('AssociateSoftwareToken', { Session });
    const verify = (UserCode: string) => local.call('VerifySoftwareToken', { Session, UserCode });
    expect(await refusal(verify('000000'))).toBe('EnableSoftwareTokenMFAException: Code mismatch');
    const verified = await verify(totpCode(SecretCode, local.time.now));
    const done = await local.respond('MFA_SETUP', verified.Session, { USERNAME: 'ada' });
    expect(done.AuthenticationResult).toBeDefined();
    expect(local.cognito.totpSecret(local.poolId, 'ada')).toBe(SecretCode);
    expect((await local.signIn('ada', PASSWORD)).ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
  });

  it('asks for the second factor after a new password, too', async () => {
    const local = withFactors('OPTIONAL', {
      UserStatus: 'FORCE_CHANGE_PASSWORD',
      UserMFASettingList: ['SMS_MFA'],
      attributes: PHONE,
    });
    const { Session } = await local.signIn('ada', PASSWORD);
    const next = await local.respond('NEW_PASSWORD_REQUIRED', Session, {
      USERNAME: 'ada',
      NEW_PASSWORD: 'Brand-New-Pw-1',
    });
    expect(next.ChallengeName).toBe('SMS_MFA');
  });

  it('refuses another challenge, another user and another client on a session', async () => {
    const local = withFactors('OPTIONAL', { UserMFASettingList: ['SMS_MFA'], attributes: PHONE });
    local.seed(seedUser('eve'));
    const { Session } = await local.signIn('ada', PASSWORD);
    const other = local.cognito.createUserPoolClient(
      { accountId: '222222222222', region: 'us-east-1' },
      { UserPoolId: local.poolId },
    );
    const right = { USERNAME: 'ada', SMS_MFA_CODE: local.lastCode() };
    const invalid = /Invalid session for the user/;
    expect(await refusal(local.respond('EMAIL_OTP', Session, right))).toMatch(invalid);
    expect(await refusal(local.respond('SMS_MFA', Session, { ...right, USERNAME: 'eve' }))).toMatch(invalid);
    const foreign = {
      ClientId: other.clientId,
      ChallengeName: 'SMS_MFA',
      Session,
      ChallengeResponses: right,
    };
    expect(await refusal(local.call('RespondToAuthChallenge', foreign))).toMatch(invalid);
    expect(await refusal(local.respond('SMS_MFA', 'x'.repeat(30), right))).toMatch(invalid);
  });
});

describe('MFA preference', () => {
  it('is set by administrators and users, only with the means to prove it', async () => {
    const local = withFactors('OPTIONAL');
    const set = (preference: object) =>
      local.admin('AdminSetUserMFAPreference', { Username: 'ada', ...preference });
    expect(await refusal(set({ SMSMfaSettings: { Enabled: true } }))).toMatch(/delivery config/);
    expect(await refusal(set({ SoftwareTokenMfaSettings: { Enabled: true } }))).toMatch(/not verified/);
    await set({ EmailMfaSettings: { Enabled: true, PreferredMfa: true } });
    expect(await local.user('ada')).toMatchObject({
      UserMFASettingList: ['EMAIL_OTP'],
      PreferredMfaSetting: 'EMAIL_OTP',
    });
    await set({ EmailMfaSettings: { Enabled: false } });
    const { AuthenticationResult } = await local.signIn('ada', PASSWORD);
    await local.call('SetUserMFAPreference', {
      AccessToken: AuthenticationResult.AccessToken,
      EmailMfaSettings: { Enabled: true },
    });
    expect((await local.user('ada')).UserMFASettingList).toEqual(['EMAIL_OTP']);
    expect(await refusal(set({ WebAuthnMfaSettings: {} }))).toMatch(/^NotModelled/);
  });
});
