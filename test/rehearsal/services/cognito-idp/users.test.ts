import { createLocalPool, FUNCTION_ARN, INCORRECT, PASSWORD, refusal, seedUser } from './local-pool.ts';

const pair = (attributes: Record<string, string>) =>
  Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
const value = (user: { UserAttributes: { Name: string; Value: string }[] }, name: string) =>
  user.UserAttributes.find(({ Name }) => Name === name)?.Value;

describe('administrators create users', () => {
  it('with a temporary password and an invitation, which can be sent again', async () => {
    const local = createLocalPool();
    const attributes = pair({ email: 'ada@example.com', email_verified: 'true' });
    const create = (more: object) =>
      local.admin('AdminCreateUser', { Username: 'ada', DesiredDeliveryMediums: ['EMAIL'], ...more });
    const { User } = await create({ UserAttributes: attributes });
    expect(User).toMatchObject({ Username: 'ada', UserStatus: 'FORCE_CHANGE_PASSWORD', Enabled: true });
    const [invitation] = local.cognito.messages(local.poolId);
    expect(invitation).toMatchObject({
      medium: 'EMAIL',
      destination: 'ada@example.com',
      purpose: 'invitation',
    });
    expect((await local.signIn('ada', invitation?.code ?? '')).ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
    expect(await refusal(create({}))).toBe('UsernameExistsException: User account already exists');
    await create({ MessageAction: 'RESEND' });
    expect(local.cognito.messages(local.poolId)).toHaveLength(2);
    await local.admin('AdminSetUserPassword', { Username: 'ada', Password: PASSWORD, Permanent: true });
    expect(await refusal(create({ MessageAction: 'RESEND' }))).toMatch(/^UnsupportedUserStateException/);
    expect((await local.signIn('ada', PASSWORD)).AuthenticationResult).toBeDefined();
  });

  it.each([
    [{ AliasAttributes: ['email'] }, 'ada@example.com', /Username cannot be of email format/],
    [{ AliasAttributes: ['phone_number'] }, '+15550100', /Username cannot be of phone number format/],
    [{ UsernameAttributes: ['email'] }, 'ada', /Username should be an email/],
    [{ UsernameAttributes: ['email', 'phone_number'] }, 'ada', /either an email or a phone number/],
    [{}, 'ada lovelace', /'username' failed to satisfy/],
  ])('not under every name: %j refuses %s', async (pool, Username, message) => {
    expect(await refusal(createLocalPool({ pool }).admin('AdminCreateUser', { Username }))).toMatch(message);
  });

  it('without a verified alias that has an owner, unless it is forced over', async () => {
    const local = createLocalPool({ pool: { AliasAttributes: ['email'] } });
    local.seed(seedUser('owner', { attributes: { email: 'ada@example.com' } }));
    const create = (more: object = {}) =>
      local.admin('AdminCreateUser', {
        Username: 'ada',
        MessageAction: 'SUPPRESS',
        UserAttributes: pair({ email: 'ada@example.com', email_verified: 'true' }),
        ...more,
      });
    expect(await refusal(create())).toBe('AliasExistsException: An account with the email already exists.');
    await create({ ForceAliasCreation: true });
    expect((await local.user('ada@example.com')).Username).toBe('ada');
  });
});

describe('attributes', () => {
  const POOL = { Schema: [{ Name: 'fixed', AttributeDataType: 'String', Mutable: false }] };
  const refused = [
    [
      { 'custom:nope': 'x' },
      'Attributes did not conform to the schema: Type for attribute {custom:nope} could not be determined',
    ],
    [{ 'custom:fixed': 'x' }, 'user.custom:fixed: Attribute cannot be updated.'],
    [{ sub: 'x' }, 'user.sub: Attribute cannot be updated.'],
    [{ email: 'x' }, 'Invalid email address format.'],
    [{ phone_number: '015550100' }, 'Invalid phone number format.'],
    [{ birthdate: '2026-02-30' }, 'Invalid birthdate format.'],
    [{ updated_at: 'soon' }, 'Attributes did not conform to the schema: updated_at: Value is not a number'],
    [{ phone_number_verified: 'true' }, 'Phone number is required to verify/un-verify a phone number'],
  ] as const;

  it.each(refused)('%j is refused and changes nothing', async (attributes, message) => {
    const local = createLocalPool({ pool: POOL });
    local.seed(seedUser('ada'));
    const before = local.cognito.describeUsers(local.poolId);
    const update = local.admin('AdminUpdateUserAttributes', {
      Username: 'ada',
      UserAttributes: pair(attributes),
    });
    expect(await refusal(update)).toBe(`InvalidParameterException: ${message}`);
    expect(local.cognito.describeUsers(local.poolId)).toEqual(before);
  });

  it('a changed e-mail is unverified unless said otherwise, and no longer an alias then', async () => {
    const local = createLocalPool({ pool: { AliasAttributes: ['email'] } });
    local.seed(seedUser('ada'));
    const update = (attributes: Record<string, string>) =>
      local.admin('AdminUpdateUserAttributes', { Username: 'ada', UserAttributes: pair(attributes) });
    await update({ email: 'new@example.com' });
    expect(value(await local.user('ada'), 'email_verified')).toBe('false');
    expect(await refusal(local.user('new@example.com'))).toBe('UserNotFoundException: User does not exist.');
    await update({ email_verified: 'true' });
    expect((await local.user('NEW@example.com'.toLowerCase())).Username).toBe('ada');
    await local.admin('AdminDeleteUserAttributes', { Username: 'ada', UserAttributeNames: ['email'] });
    expect(value(await local.user('ada'), 'email_verified')).toBeUndefined();
  });

  it('the old e-mail stays where the pool wants the new one verified first', async () => {
    const local = createLocalPool({
      pool: {
        AutoVerifiedAttributes: ['email'],
        UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
      },
    });
    local.seed(seedUser('ada'));
    const update = (attributes: Record<string, string>) =>
      local.admin('AdminUpdateUserAttributes', { Username: 'ada', UserAttributes: pair(attributes) });
    await update({ email: 'new@example.com', name: 'Ada' });
    const user = await local.user('ada');
    expect([value(user, 'email'), value(user, 'name')]).toEqual(['ada@example.com', 'Ada']);
    expect(local.cognito.messages(local.poolId)).toMatchObject([
      { destination: 'new@example.com', purpose: 'verify-attribute' },
    ]);
    await update({ email: 'new@example.com', email_verified: 'true' });
    expect(value(await local.user('ada'), 'email')).toBe('new@example.com');
  });
});

describe('sign-up', () => {
  const attempt = (local: ReturnType<typeof createLocalPool>, more: object = {}) =>
    local.call('SignUp', {
      ClientId: local.clientId,
      Username: 'ada',
      Password: PASSWORD,
      UserAttributes: pair({ email: 'ada@example.com' }),
      ...more,
    });

  it('sends a code, and its confirmation verifies the address and lets the user in', async () => {
    const local = createLocalPool({
      pool: { AutoVerifiedAttributes: ['email'], AliasAttributes: ['email'] },
    });
    const answer = await attempt(local);
    expect(answer).toMatchObject({ UserConfirmed: false, CodeDeliveryDetails: { DeliveryMedium: 'EMAIL' } });
    expect(await refusal(local.signIn('ada', PASSWORD))).toMatch(/^UserNotConfirmedException/);
    const confirm = (ConfirmationCode: string) =>
      local.call('ConfirmSignUp', { ClientId: local.clientId, Username: 'ada', ConfirmationCode });
    expect(await refusal(confirm('abc'))).toMatch(/^CodeMismatchException/);
    await local.call('ResendConfirmationCode', { ClientId: local.clientId, Username: 'ada' });
    await confirm(local.lastCode());
    expect((await local.signIn('ada@example.com', PASSWORD)).AuthenticationResult).toBeDefined();
    expect(await refusal(attempt(local))).toBe('UsernameExistsException: User already exists');
  });

  it('lets a second user take a used e-mail only until the confirmation', async () => {
    const local = createLocalPool({
      pool: { AutoVerifiedAttributes: ['email'], AliasAttributes: ['email'] },
    });
    local.seed(seedUser('owner', { attributes: { email: 'ada@example.com' } }));
    await attempt(local);
    const confirm = { ClientId: local.clientId, Username: 'ada', ConfirmationCode: local.lastCode() };
    expect(await refusal(local.call('ConfirmSignUp', confirm))).toBe(
      'AliasExistsException: An account with the email already exists.',
    );
    expect((await local.user('ada')).UserStatus).toBe('UNCONFIRMED');
  });

  it('asks PreSignUp, which can refuse, confirm and verify', async () => {
    const answers = [{ autoConfirmUser: true, autoVerifyEmail: true }, undefined];
    const local = createLocalPool({
      pool: { LambdaConfig: { PreSignUp: FUNCTION_ARN } },
      trigger: (event) => {
        expect(event.triggerSource).toBe('PreSignUp_SignUp');
        return answers.shift();
      },
    });
    expect(await attempt(local)).toMatchObject({ UserConfirmed: true });
    expect(value(await local.user('ada'), 'email_verified')).toBe('true');
    expect(await refusal(attempt(local, { Username: 'eve' }))).toMatch(/^InvalidLambdaResponseException/);
    expect(local.cognito.describeUsers(local.poolId)).toHaveLength(1);
  });

  it.each([
    [
      'a closed pool',
      { AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } },
      {},
      /SignUp is not permitted/,
    ],
    ['a weak password', {}, { Password: 'weakling' }, /^InvalidPasswordException/],
    [
      'an attribute the client may not write',
      { Schema: [{ Name: 'source_sub', AttributeDataType: 'String' }] },
      { UserAttributes: [{ Name: 'custom:source_sub', Value: '1' }] },
      /A client attempted to write unauthorized attribute/,
    ],
    [
      'a missing required attribute',
      { Schema: [{ Name: 'name', Required: true }] },
      {},
      /name: The attribute is required/,
    ],
  ])('%s is refused', async (_, pool, input, message) => {
    const local = createLocalPool({ pool });
    expect(await refusal(attempt(local, input))).toMatch(message);
    expect(local.cognito.describeUsers(local.poolId)).toEqual([]);
  });
});

describe('other triggers', () => {
  it('PreAuthentication and PostAuthentication surround a sign-in', async () => {
    const seen: string[] = [];
    const local = createLocalPool({
      pool: { LambdaConfig: { PreAuthentication: FUNCTION_ARN, PostAuthentication: FUNCTION_ARN } },
      trigger: (event) => {
        seen.push(`${event.triggerSource} ${event.request.userNotFound === true}`);
        return {};
      },
    });
    local.seed(seedUser('ada'));
    await local.signIn('ada', PASSWORD);
    expect(await refusal(local.signIn('nobody', PASSWORD))).toBe(INCORRECT);
    expect(seen).toEqual([
      'PreAuthentication_Authentication false',
      'PostAuthentication_Authentication false',
      'PreAuthentication_Authentication true',
    ]);
  });

  it('PreTokenGeneration ends the sign-in by name: it would change the tokens', async () => {
    const local = createLocalPool({ pool: { LambdaConfig: { PreTokenGeneration: FUNCTION_ARN } } });
    local.seed(seedUser('ada'));
    expect(await refusal(local.signIn('ada', PASSWORD))).toMatch(/^NotModelled: .*PreTokenGeneration/);
  });

  it.each(['CustomMessage', 'CustomEmailSender'])('%s ends what would send a message', async (name) => {
    const config =
      name === 'CustomMessage' ? FUNCTION_ARN : { LambdaArn: FUNCTION_ARN, LambdaVersion: 'V1_0' };
    const local = createLocalPool({ pool: { LambdaConfig: { [name]: config } } });
    local.seed(seedUser('ada'));
    const forgot = local.call('ForgotPassword', { ClientId: local.clientId, Username: 'ada' });
    expect(await refusal(forgot)).toMatch(new RegExp(`^NotModelled: .*${name}`));
    expect((await local.signIn('ada', PASSWORD)).AuthenticationResult).toBeDefined();
  });
});
