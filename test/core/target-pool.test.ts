import { parseConfig } from '#core/config.ts';
import { readPoolDescription } from '#core/pool-description.ts';
import { deriveTargetPool } from '#core/target-pool.ts';
import { configInput, poolExport } from './config-builder.ts';

const derive = (overrides: object = {}, pool: object = {}, selfSignUp: object = {}) => {
  const { target } = parseConfig(configInput({ target: { selfSignUp, userPool: { overrides } } }));
  return deriveTargetPool(
    readPoolDescription(poolExport(pool)),
    target.userPool.overrides,
    target.selfSignUp,
  );
};

const sms = { SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::111111111111:role/sms' } };
const email = { sesIdentityArn: 'arn:aws:ses:us-east-1:222222222222:identity/example.com' };

describe('the target pool', () => {
  it('takes over sign-in, schema, password policy and recovery', () => {
    const recovery = {
      AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] },
    };
    expect(derive({}, recovery)).toMatchObject({
      name: 'customers',
      deletionProtection: true,
      signIn: { mode: 'alias', attributes: ['email'], caseSensitive: false },
      passwordPolicy: { minimumLength: 12, requireNumbers: true, requireUppercase: false },
      recovery: [{ name: 'verified_email', priority: 1 }],
    });
  });

  it("has the immutable source sub besides the source's attributes, and no identities", () => {
    const names = derive().schema.map(({ name }) => name);
    expect(names).toEqual([
      'sub',
      'email',
      'given_name',
      'custom:tenant',
      'custom:points',
      'custom:source_sub',
    ]);
    expect(derive().schema.at(-1)).toMatchObject({ mutable: false, required: false, type: 'String' });
  });

  it('follows the overrides, each by itself', () => {
    const pool = derive({
      name: 'new',
      signIn: { mode: 'username-attributes', attributes: ['email'] },
      caseSensitive: true,
      passwordPolicy: { minimumLength: 8 },
      attributes: [{ name: 'custom:org' }],
      tier: 'PLUS',
    });
    expect(pool).toMatchObject({
      name: 'new',
      signIn: { mode: 'username-attributes', attributes: ['email'], caseSensitive: true },
      passwordPolicy: { minimumLength: 8, requireNumbers: true },
      tier: 'PLUS',
    });
    expect(pool.schema).toContainEqual({
      name: 'custom:org',
      type: 'String',
      mutable: true,
      required: false,
    });
  });

  it.each<[string, object, object, object]>([
    ['none where the source asks for none', {}, sms, { mode: 'OFF', methods: [] }],
    [
      'SMS and TOTP where the source sends SMS',
      {},
      { ...sms, MfaConfiguration: 'ON' },
      { mode: 'ON', methods: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA'] },
    ],
    [
      'no e-mail codes without a sender in account B',
      {},
      { MfaConfiguration: 'ON', EmailMfaConfiguration: { Subject: 'x' } },
      { mode: 'ON', methods: ['SOFTWARE_TOKEN_MFA'] },
    ],
    [
      'e-mail codes with one',
      { email },
      { MfaConfiguration: 'ON', EmailMfaConfiguration: { Subject: 'x' } },
      { mode: 'ON', methods: ['SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'] },
    ],
    [
      'what the configuration says',
      { mfa: { mode: 'OPTIONAL', methods: ['SMS_MFA'] } },
      {},
      { mode: 'OPTIONAL', methods: ['SMS_MFA'] },
    ],
  ])('has second factors: %s', (_, overrides, pool, mfa) => {
    expect(derive(overrides, pool).mfa).toEqual(mfa);
  });

  it('verifies e-mails, and phone numbers where it can send SMS, before a change takes effect', () => {
    expect(derive({}, { AutoVerifiedAttributes: [] }).autoVerified).toEqual(['email']);
    expect(derive({}, sms).autoVerified).toEqual(['email', 'phone_number']);
  });

  it('says what stays behind and why', () => {
    const bound = {
      ...sms,
      LambdaConfig: { PreSignUp: 'arn:aws:lambda:eu-west-1:111111111111:function:x' },
      Domain: 'shop',
      EmailConfiguration: {
        SourceArn: 'arn:aws:ses:eu-west-1:111111111111:identity/x',
        EmailSendingAccount: 'DEVELOPER',
      },
      UserPoolTags: { a: 'b' },
      QuantumMode: { On: true },
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: false },
    };
    const { differences } = derive({}, bound);

    expect(differences.map(({ property }) => property)).toEqual([
      'LambdaConfig',
      'Domain',
      'EmailConfiguration',
      'SmsConfiguration',
      'UserPoolTags',
      'QuantumMode',
      'phone_number',
      'AllowAdminCreateUserOnly',
    ]);
    expect(differences.every(({ reason }) => reason.length > 10)).toBe(true);
  });

  it.each([
    ['closed, whatever the source has', {}, { AllowAdminCreateUserOnly: false }, false, [/stays closed/]],
    [
      'open like the source where configured',
      { enabled: true },
      { AllowAdminCreateUserOnly: false },
      true,
      [],
    ],
    ['opened where configured', { enabled: true }, { AllowAdminCreateUserOnly: true }, true, [/opens self/]],
    ['closed like the source', {}, { AllowAdminCreateUserOnly: true }, false, []],
  ])('has self sign-up %s', (_, configured, AdminCreateUserConfig, open, said) => {
    const { selfSignUp, differences } = derive({}, { AdminCreateUserConfig }, configured);
    expect(selfSignUp).toBe(open);
    expect(differences.map(({ reason }) => reason)).toEqual(said.map((text) => expect.stringMatching(text)));
  });

  it('has nothing to say about a source that can be taken over as it is', () => {
    expect(derive().differences).toEqual([]);
  });
});
