import { ServiceError } from '#rehearsal/cloud/service.ts';
import {
  type Answer,
  createLocalPool,
  FUNCTION_ARN,
  INCORRECT,
  PASSWORD,
  refusal,
  SMS,
  seedUser,
} from './local-pool.ts';

const LAMBDA = { LambdaConfig: { UserMigration: FUNCTION_ARN } };
const MIGRATED = {
  userAttributes: { email: 'ada@example.com', email_verified: 'true' },
  finalUserStatus: 'CONFIRMED',
  messageAction: 'SUPPRESS',
};

/** A pool whose migration trigger gives `response`. */
const migrating = (response: unknown, pool: object = {}, client: object = {}) =>
  createLocalPool({ pool: { ...LAMBDA, ...pool }, client, trigger: () => response });

describe('the event of the migration trigger', () => {
  it('has the shape AWS sends at sign-in: password, metadata as validationData, nulls to fill in', async () => {
    const events: Answer[] = [];
    const local = createLocalPool({
      pool: LAMBDA,
      trigger: (event, request) => {
        events.push({ event, request });
        return MIGRATED;
      },
    });
    await local.signIn('ada', PASSWORD, { ClientMetadata: { campaign: 'spring' } });
    expect(events).toHaveLength(1);
    expect(events[0].request).toMatchObject({
      functionArn: FUNCTION_ARN,
      sourceArn: local.arn,
      sourceAccount: '222222222222',
    });
    expect(events[0].event).toEqual({
      version: '1',
      triggerSource: 'UserMigration_Authentication',
      region: 'us-east-1',
      userPoolId: local.poolId,
      userName: 'ada',
      callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: local.clientId },
      request: { password: PASSWORD, validationData: { campaign: 'spring' }, clientMetadata: null },
      response: {
        userAttributes: null,
        forceAliasCreation: null,
        enableSMSMFA: null,
        finalUserStatus: null,
        messageAction: null,
        desiredDeliveryMediums: null,
      },
    });
  });

  it('has no password in the forgot-password flow, and metadata as clientMetadata', async () => {
    let seen: Answer;
    const local = createLocalPool({
      pool: LAMBDA,
      trigger: (event) => {
        seen = event;
        return { ...MIGRATED, finalUserStatus: undefined };
      },
    });
    const answer = await local.call('ForgotPassword', {
      ClientId: local.clientId,
      Username: 'ada',
      ClientMetadata: { campaign: 'spring' },
    });
    expect(seen.triggerSource).toBe('UserMigration_ForgotPassword');
    expect(seen.request).toEqual({ validationData: null, clientMetadata: { campaign: 'spring' } });
    expect(answer.CodeDeliveryDetails).toEqual({
      AttributeName: 'email',
      DeliveryMedium: 'EMAIL',
      Destination: 'a***@e***',
    });
    expect((await local.user('ada')).UserStatus).toBe('RESET_REQUIRED');
  });

  it('has the login in lower case where the pool does not tell cases apart', async () => {
    const logins: string[] = [];
    const local = createLocalPool({
      pool: { ...LAMBDA, UsernameConfiguration: { CaseSensitive: false } },
      trigger: (event) => {
        logins.push(event.userName);
        return MIGRATED;
      },
    });
    await local.signIn('Ada', PASSWORD);
    await local.signIn('ADA', PASSWORD);
    expect(logins).toEqual(['ada']);
  });

  it.each([
    ['USER_SRP_AUTH', { SRP_A: 'ab12' }],
    ['REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: 'x' }],
  ])('is not sent by %s', async (flow, parameters) => {
    const trigger = jest.fn(() => MIGRATED);
    const local = createLocalPool({ pool: LAMBDA, trigger });
    await local
      .signIn('ada', PASSWORD, { AuthFlow: flow, AuthParameters: { USERNAME: 'ada', ...parameters } })
      .catch(() => undefined);
    expect(trigger).not.toHaveBeenCalled();
  });

  it('is not sent for a user who exists, nor by sign-up, nor by administrators', async () => {
    const trigger = jest.fn(() => MIGRATED);
    const local = createLocalPool({ pool: LAMBDA, trigger });
    local.seed(seedUser('ada'));
    await refusal(local.signIn('ada', 'wrong'));
    await local.call('SignUp', { ClientId: local.clientId, Username: 'bob', Password: PASSWORD });
    await refusal(local.user('carol'));
    expect(trigger).not.toHaveBeenCalled();
  });
});

describe('the answer of the migration trigger', () => {
  it('creates the user, keeps the password and signs in, now and later by itself', async () => {
    const local = migrating(MIGRATED);
    expect((await local.signIn('ada', PASSWORD)).AuthenticationResult.IdToken).toBeDefined();
    expect(await local.user('ada')).toMatchObject({ UserStatus: 'CONFIRMED', Enabled: true });
    expect((await local.signIn('ada', PASSWORD)).AuthenticationResult.IdToken).toBeDefined();
    expect(await refusal(local.signIn('ada', 'other'))).toBe(INCORRECT);
    expect(local.cognito.messages(local.poolId)).toEqual([]);
  });

  it('accepts a password the pool policy would refuse', async () => {
    const local = migrating(MIGRATED);
    expect((await local.signIn('ada', 'weak')).AuthenticationResult.IdToken).toBeDefined();
  });

  it.each([['RESET_REQUIRED'], [undefined], [null], ['ANYTHING']])(
    'finalUserStatus %p leaves a shell without a password',
    async (finalUserStatus) => {
      const local = migrating({ ...MIGRATED, finalUserStatus }, {}, { PreventUserExistenceErrors: 'LEGACY' });
      expect(await refusal(local.signIn('ada', PASSWORD))).toMatch(/^PasswordResetRequiredException/);
      expect((await local.user('ada')).UserStatus).toBe('RESET_REQUIRED');
    },
  );

  it.each([
    [{}],
    [{ userAttributes: null, finalUserStatus: null }],
    [{ userAttributes: {} }],
    [{ finalUserStatus: 'CONFIRMED' }],
  ])('%j is an empty response: the user is unknown, as the client setting says it', async (response) => {
    expect(await refusal(migrating(response).signIn('ada', PASSWORD))).toBe(INCORRECT);
    const legacy = migrating(response, {}, { PreventUserExistenceErrors: 'LEGACY' });
    expect(await refusal(legacy.signIn('ada', PASSWORD))).toBe('UserNotFoundException: User does not exist.');
  });

  it.each([
    ['no object', 'text'],
    ['a list', []],
    ['attributes that are no strings', { userAttributes: { email_verified: true } }],
    ['a status that is no string', { ...MIGRATED, finalUserStatus: 1 }],
    ['an unknown delivery medium', { ...MIGRATED, desiredDeliveryMediums: ['PIGEON'] }],
    ['a flag that is no flag', { ...MIGRATED, enableSMSMFA: 'yes' }],
  ])('%s: InvalidLambdaResponseException and no user', async (_, response) => {
    const local = migrating(response);
    expect(await refusal(local.signIn('ada', PASSWORD))).toBe(
      'InvalidLambdaResponseException: Unrecognizable lambda output',
    );
    expect(local.cognito.describeUsers(local.poolId)).toEqual([]);
  });

  it.each([
    [
      'an unknown attribute',
      { 'custom:nope': 'x' },
      /Type for attribute \{custom:nope\} could not be determined/,
    ],
    ['a phone number not in E.164', { phone_number: '0221 123' }, /Invalid phone number format/],
    ['a malformed e-mail', { email: 'no' }, /Invalid email address format/],
    ['a birthdate of another order', { birthdate: '01-02-1990' }, /Invalid birthdate format/],
    ['a value longer than 2048', { nickname: 'x'.repeat(2049) }, /must be no longer than 2048/],
    ['sub', { sub: '1' }, /Exception migrating user in app client/],
  ])('%s is refused and no user is left', async (_, attributes, message) => {
    const local = migrating({ ...MIGRATED, userAttributes: { email: 'ada@example.com', ...attributes } });
    expect(await refusal(local.signIn('ada', PASSWORD))).toMatch(message);
    expect(local.cognito.describeUsers(local.poolId)).toEqual([]);
  });

  it('does without required attributes, and writes immutable ones once', async () => {
    const local = migrating(
      { ...MIGRATED, userAttributes: { email: 'ada@example.com', 'custom:source_sub': 's-1' } },
      {
        Schema: [
          { Name: 'source_sub', AttributeDataType: 'String', Mutable: false },
          { Name: 'family_name', AttributeDataType: 'String', Required: true },
        ],
      },
    );
    await local.signIn('ada', PASSWORD);
    const update = local.admin('AdminUpdateUserAttributes', {
      Username: 'ada',
      UserAttributes: [{ Name: 'custom:source_sub', Value: 's-2' }],
    });
    expect(await refusal(update)).toBe(
      'InvalidParameterException: user.custom:source_sub: Attribute cannot be updated.',
    );
  });

  it('sends the welcome message by SMS unless it is suppressed', async () => {
    const userAttributes = { ...MIGRATED.userAttributes, phone_number: '+15550100' };
    const local = migrating({ userAttributes, finalUserStatus: 'CONFIRMED' });
    await local.signIn('ada', PASSWORD);
    expect(local.cognito.messages(local.poolId)).toMatchObject([{ medium: 'SMS', purpose: 'welcome' }]);
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

describe('the time limit and failures of the trigger', () => {
  const failing = (functionError: { errorType: string; errorMessage: string }) =>
    createLocalPool({
      pool: LAMBDA,
      invokeTrigger: async () => ({ payload: null, functionError }),
    });

  it('passes on what the function raised', async () => {
    const local = failing({ errorType: 'Error', errorMessage: 'Try again later' });
    expect(await refusal(local.signIn('ada', PASSWORD))).toBe(
      'UserLambdaValidationException: UserMigration failed with error Try again later.',
    );
  });

  it('does not invoke again when Invoke itself fails', async () => {
    const invokeTrigger = jest.fn(() => Promise.reject(new ServiceError('AccessDeniedException', 'no', 403)));
    const local = createLocalPool({ pool: LAMBDA, invokeTrigger });
    expect(await refusal(local.signIn('ada', PASSWORD))).toBe(
      'UnexpectedLambdaException: UserMigration invocation failed due to error AccessDeniedException.',
    );
    expect(invokeTrigger).toHaveBeenCalledTimes(1);
  });

  it('invokes up to three times while the first still runs, then gives up', async () => {
    const invokeTrigger = jest.fn(() => new Promise<never>(() => undefined));
    const local = createLocalPool({ pool: LAMBDA, invokeTrigger, triggerLimitMs: 5 });
    expect(await refusal(local.signIn('ada', PASSWORD))).toBe(
      'UnexpectedLambdaException: UserMigration invocation failed due to error Socket timeout while invoking Lambda function.',
    );
    expect(invokeTrigger).toHaveBeenCalledTimes(3);
  });

  it('takes the answer of a later invocation, and drops a late failure of the first', async () => {
    let failFirst: (error: Error) => void = () => undefined;
    let calls = 0;
    const local = createLocalPool({
      pool: LAMBDA,
      triggerLimitMs: 5,
      invokeTrigger: () => {
        calls += 1;
        if (calls > 1) return Promise.resolve({ payload: { response: MIGRATED } });
        return new Promise((_, reject) => {
          failFirst = reject;
        });
      },
    });
    expect((await local.signIn('ada', PASSWORD)).AuthenticationResult.IdToken).toBeDefined();
    failFirst(new Error('late'));
    expect(calls).toBe(2);
  });

  it('makes one user of three simultaneous migrations of the same login', async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    let waiting = 0;
    const local = createLocalPool({
      pool: LAMBDA,
      trigger: async () => {
        waiting += 1;
        if (waiting === 3) release();
        await gate;
        return MIGRATED;
      },
    });
    const answers = await Promise.all([1, 2, 3].map(() => local.signIn('ada', PASSWORD)));
    expect(answers.every(({ AuthenticationResult }) => AuthenticationResult.IdToken)).toBe(true);
    expect(local.cognito.describeUsers(local.poolId)).toHaveLength(1);
  });

  it('checks the password of the second of two migrations against the user the first created', async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const local = createLocalPool({
      pool: LAMBDA,
      trigger: async (event) => {
        if (event.request.password === 'wrong') await gate;
        return MIGRATED;
      },
    });
    const wrong = refusal(local.signIn('ada', 'wrong'));
    await local.signIn('ada', PASSWORD);
    release();
    expect(await wrong).toBe(INCORRECT);
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
