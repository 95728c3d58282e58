import { createLocalPool, FUNCTION_ARN, PASSWORD, refusal, SMS, seedUser } from './local-pool.ts';
import { MIGRATED, migrating } from './migrating.ts';

describe('usernames and aliases of migrated users', () => {
  const ALIAS_POOL = { AliasAttributes: ['email'] };

  it('needs the real username where an alias was typed', async () => {
    const local = migrating(
      { ...MIGRATED, userAttributes: { ...MIGRATED.userAttributes, username: 'ada' } },
      ALIAS_POOL,
    );
    await local.signIn('ada@example.com', PASSWORD);
    expect((await local.user('ada@example.com')).Username).toBe('ada');
  });

  it.each([
    ['no username', MIGRATED.userAttributes, /Username cannot be of email format/],
    [
      'an alias value that was not typed',
      { email: 'eve@example.com', email_verified: 'true', username: 'ada' },
      /Exception migrating user/,
    ],
  ])('refuses %s for a typed alias', async (_, userAttributes, message) => {
    const local = migrating({ ...MIGRATED, userAttributes }, ALIAS_POOL);
    expect(await refusal(local.signIn('ada@example.com', PASSWORD))).toMatch(message);
  });

  it('refuses another username than the typed one in a plain pool', async () => {
    const local = migrating({ ...MIGRATED, userAttributes: { ...MIGRATED.userAttributes, username: 'eve' } });
    expect(await refusal(local.signIn('ada', PASSWORD))).toMatch(/Exception migrating user/);
  });

  it('gives a UUID as username in a pool of username attributes', async () => {
    const local = migrating(MIGRATED, { UsernameAttributes: ['email'] });
    await local.signIn('ada@example.com', PASSWORD);
    const user = await local.user('ada@example.com');
    expect(user.Username).toBe(user.UserAttributes[0].Value);
    expect(
      await refusal(migrating(MIGRATED, { UsernameAttributes: ['email'] }).signIn('eve@example.com', 'x')),
    ).toMatch(/Exception migrating user/);
  });

  it('does not migrate onto an owned alias, unless forceAliasCreation takes it away', async () => {
    const owner = seedUser('owner', { attributes: { email: 'ada@example.com' } });
    const local = migrating(MIGRATED, ALIAS_POOL);
    local.seed(owner);
    expect(await refusal(local.signIn('ada', PASSWORD))).toMatch(/Exception migrating user/);
    expect(local.cognito.describeUsers(local.poolId)).toHaveLength(1);
    const forced = migrating({ ...MIGRATED, forceAliasCreation: true }, ALIAS_POOL);
    forced.seed(owner);
    await forced.signIn('ada', PASSWORD);
    expect((await forced.user('ada@example.com')).Username).toBe('ada');
    expect((await forced.user('owner')).UserAttributes).toContainEqual({
      Name: 'email_verified',
      Value: 'false',
    });
  });

  it('refuses a username AWS could not store', async () => {
    expect(await refusal(migrating(MIGRATED).signIn('ada lovelace', PASSWORD))).toMatch(
      /'username' failed to satisfy/,
    );
  });
});

describe('enableSMSMFA', () => {
  const WITH_SMS = {
    ...MIGRATED,
    userAttributes: { ...MIGRATED.userAttributes, phone_number: '+15550100' },
    enableSMSMFA: true,
  };
  const POOL = { MfaConfiguration: 'OPTIONAL', SmsConfiguration: SMS };

  it('challenges by SMS on the very sign-in that migrates', async () => {
    const local = migrating(WITH_SMS, POOL);
    const challenge = await local.signIn('ada', PASSWORD);
    expect(challenge).toMatchObject({
      ChallengeName: 'SMS_MFA',
      ChallengeParameters: { CODE_DELIVERY_DESTINATION: '+****0100' },
    });
    const responses = { USERNAME: 'ada', SMS_MFA_CODE: local.lastCode() };
    const done = await local.respond('SMS_MFA', challenge.Session, responses);
    expect(done.AuthenticationResult.IdToken).toBeDefined();
    expect((await local.user('ada')).UserMFASettingList).toEqual(['SMS_MFA']);
  });

  it.each([
    ['the pool has no MFA', WITH_SMS, {}],
    ['there is no phone number', { ...MIGRATED, enableSMSMFA: true }, POOL],
  ])('fails the migration when %s', async (_, response, pool) => {
    const local = migrating(response, pool);
    expect(await refusal(local.signIn('ada', PASSWORD))).toMatch(/^InvalidParameterException/);
    expect(local.cognito.describeUsers(local.poolId)).toEqual([]);
  });
});

describe('PreSignUp for a migrated user', () => {
  const POOL = { LambdaConfig: { UserMigration: FUNCTION_ARN, PreSignUp: FUNCTION_ARN } };
  const sources = async (preSignUpAfterMigration: boolean): Promise<string[]> => {
    const seen: string[] = [];
    const local = createLocalPool({
      pool: POOL,
      preSignUpAfterMigration,
      trigger: (event) => {
        seen.push(event.triggerSource);
        return event.triggerSource.startsWith('UserMigration') ? MIGRATED : {};
      },
    });
    await local.signIn('ada', PASSWORD);
    return seen;
  };

  it('runs only where it is asked for, because AWS does not say', async () => {
    expect(await sources(false)).toEqual(['UserMigration_Authentication']);
    expect(await sources(true)).toEqual(['UserMigration_Authentication', 'PreSignUp_AdminCreateUser']);
  });
});
