/** A small right configuration and pool export for tests; every test says only what is different. */

/** Sets `patch` into a copy of the smallest configuration. Nested objects are merged, everything else replaced. */
export const configInput = (patch: object = {}): Record<string, unknown> =>
  merge(
    {
      source: { accountId: '111111111111', region: 'eu-west-1', userPoolId: 'eu-west-1_SamplePl1' },
      target: { accountId: '222222222222', region: 'us-east-1', userPool: { like: 'pool.json' } },
      appClients: [{ name: 'web' }],
    },
    patch,
  );

/** A pool export in the AWS CLI's form: e-mail as alias, one attribute required, two custom ones. */
export const poolExport = (patch: object = {}): { UserPool: Record<string, unknown> } => ({
  UserPool: merge(
    {
      Id: 'eu-west-1_SamplePl1',
      Name: 'customers',
      Arn: 'arn:aws:cognito-idp:eu-west-1:111111111111:userpool/eu-west-1_SamplePl1',
      Policies: { PasswordPolicy: { MinimumLength: 12, RequireNumbers: true } },
      SchemaAttributes: [
        attribute('sub', { Mutable: false, Required: true, ...limits(1, 2048) }),
        attribute('email', { Required: true, ...limits(0, 2048) }),
        attribute('given_name', limits(0, 2048)),
        attribute('identities', { StringAttributeConstraints: {} }),
        attribute('custom:tenant', limits(1, 64)),
        attribute('custom:points', {
          AttributeDataType: 'Number',
          NumberAttributeConstraints: { MinValue: '0' },
        }),
      ],
      AutoVerifiedAttributes: ['email'],
      AliasAttributes: ['email'],
      MfaConfiguration: 'OFF',
      UsernameConfiguration: { CaseSensitive: false },
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    },
    patch,
  ),
});

export const attribute = (name: string, patch: object = {}) => ({
  Name: name,
  AttributeDataType: 'String',
  Mutable: true,
  Required: false,
  ...patch,
});

const limits = (min: number, max: number) => ({
  StringAttributeConstraints: { MinLength: String(min), MaxLength: String(max) },
});

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const merge = (base: Record<string, unknown>, patch: object): Record<string, unknown> => {
  const patched = Object.entries(patch).map(([key, value]): [string, unknown] => {
    const before = base[key];
    return [key, isRecord(before) && isRecord(value) ? merge(before, value) : value];
  });
  return { ...base, ...Object.fromEntries(patched) };
};

/** The problems a call ends with, as `path: remedy`; fails the test when it does not throw such an error. */
export const problemsOf = (call: () => unknown): string[] => {
  try {
    call();
  } catch (error) {
    if (error instanceof Error && 'problems' in error && Array.isArray(error.problems)) {
      return error.problems.map(({ path, remedy }) => `${path}: ${remedy}`);
    }
    throw error;
  }
  return [];
};
