import {
  type Answer,
  createLocalPool,
  FUNCTION_ARN,
  INCORRECT,
  PASSWORD,
  refusal,
  seedUser,
} from './local-pool.ts';
import { LAMBDA, MIGRATED, migrating } from './migrating.ts';

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
