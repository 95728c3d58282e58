import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { PoolDescriptionError } from '#core/config-error.ts';
import { readPoolDescription } from '#core/pool-description.ts';
import { attribute, poolExport, problemsOf } from './config-builder.ts';

const sample: unknown = JSON.parse(readFileSync('rehearsal/sample/describe-user-pool.json', 'utf8'));

describe('an exported pool', () => {
  it('is read from the sample as the AWS CLI writes it', () => {
    const pool = readPoolDescription(sample);

    expect(pool).toMatchObject({
      id: 'eu-west-1_SamplePl1',
      accountId: '111111111111',
      region: 'eu-west-1',
      signIn: { mode: 'alias', attributes: ['email', 'phone_number'], caseSensitive: false },
      mfa: { mode: 'OPTIONAL', methods: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA'] },
      selfSignUp: true,
      sendsSms: true,
      triggers: {},
      unknownFields: [],
    });
    expect(pool.schema).toContainEqual({
      name: 'custom:loyalty_points',
      type: 'Number',
      mutable: true,
      required: false,
      minValue: 0,
      maxValue: 1_000_000,
    });
  });

  it('is read with and without its wrapping "UserPool"', () => {
    expect(readPoolDescription(poolExport().UserPool)).toEqual(readPoolDescription(poolExport()));
  });

  it.each([
    ['plain', { AliasAttributes: undefined }, { mode: 'plain', attributes: [], caseSensitive: false }],
    [
      'alias',
      { AliasAttributes: ['preferred_username'] },
      { mode: 'alias', attributes: ['preferred_username'], caseSensitive: false },
    ],
    [
      'username',
      { AliasAttributes: undefined, UsernameAttributes: ['phone_number'] },
      { mode: 'username-attributes', attributes: ['phone_number'], caseSensitive: false },
    ],
    [
      'case sensitive by default',
      { UsernameConfiguration: undefined },
      { mode: 'alias', attributes: ['email'], caseSensitive: true },
    ],
  ])('tells how its users sign in: %s', (_, patch, signIn) => {
    expect(readPoolDescription(poolExport(patch)).signIn).toEqual(signIn);
  });

  it('tells e-mail codes and disabled TOTP where the MFA configuration was merged in', () => {
    const merged = {
      MfaConfiguration: 'ON',
      EmailMfaConfiguration: { Subject: 'x' },
      SoftwareTokenMfaConfiguration: { Enabled: false },
    };
    expect(readPoolDescription(poolExport(merged)).mfa).toEqual({ mode: 'ON', methods: ['EMAIL_OTP'] });
  });

  it('tolerates fields that AWS adds later, and names them', () => {
    expect(readPoolDescription(poolExport({ QuantumMode: {} })).unknownFields).toEqual(['QuantumMode']);
  });

  it.each<[string, unknown, string]>([
    ['a list of pools', { UserPools: [] }, ': must be the output of `aws cognito-idp describe-user-pool`'],
    ['something else', 'text', ': must be the output of'],
    ['a missing id', poolExport({ Id: undefined }), 'UserPool.Id: is missing'],
    [
      'an ARN of something else',
      poolExport({ Arn: 'arn:aws:s3:::x' }),
      'UserPool.Arn: must be the ARN of a user pool',
    ],
    [
      'an id of another pool',
      poolExport({ Id: 'eu-west-1_Other' }),
      'UserPool.Id: must be the pool of the Arn, eu-west-1_SamplePl1',
    ],
    [
      'no attributes',
      poolExport({ SchemaAttributes: [] }),
      'UserPool.SchemaAttributes: must list the attributes',
    ],
    [
      'an attribute type of tomorrow',
      poolExport({ SchemaAttributes: [attribute('a', { AttributeDataType: 'Vector' })] }),
      'UserPool.SchemaAttributes[0].AttributeDataType: must be one of String, Number, DateTime, Boolean',
    ],
    [
      'a limit that is no number',
      poolExport({
        SchemaAttributes: [attribute('a', { StringAttributeConstraints: { MaxLength: 'long' } })],
      }),
      'UserPool.SchemaAttributes[0].StringAttributeConstraints.MaxLength: must be a number',
    ],
    [
      'a flag that is a text',
      poolExport({ UsernameConfiguration: { CaseSensitive: 'no' } }),
      'UserPool.UsernameConfiguration.CaseSensitive: must be true or false',
    ],
    [
      'both ways to sign in',
      poolExport({ UsernameAttributes: ['email'] }),
      'UserPool.AliasAttributes: cannot stand beside UsernameAttributes',
    ],
    [
      'an MFA mode of tomorrow',
      poolExport({ MfaConfiguration: 'SOMETIMES' }),
      'UserPool.MfaConfiguration: must be one of OFF, OPTIONAL, ON',
    ],
  ])('is refused with %s', (_, document, problem) => {
    expect(problemsOf(() => readPoolDescription(document))).toEqual([expect.stringContaining(problem)]);
  });

  it('is refused with every problem at once, under the name of its file', () => {
    const wrong = () =>
      readPoolDescription(
        poolExport({ Name: 7, MfaConfiguration: 'x', AliasAttributes: 'email' }),
        'pool.json',
      );
    expect(problemsOf(wrong)).toHaveLength(3);
    expect(wrong).toThrow(/^pool\.json has 3 problems:/);
  });

  it('is never anything but a description or a PoolDescriptionError', () => {
    const fields = Object.keys(poolExport().UserPool);
    fc.assert(
      fc.property(fc.constantFrom(...fields), fc.jsonValue(), (field, value) => {
        try {
          readPoolDescription({ UserPool: { ...poolExport().UserPool, [field]: value } });
        } catch (error) {
          expect(error).toBeInstanceOf(PoolDescriptionError);
        }
      }),
      { numRuns: 300 },
    );
  });
});
