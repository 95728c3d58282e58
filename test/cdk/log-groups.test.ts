import type { Resource } from './migration-builder.ts';
import { named, only, resources } from './migration-builder.ts';
import { targetStack } from './observability-builder.ts';

const groupsOf = (config: object = {}) =>
  Object.values(
    resources(targetStack({ target: { selfSignUp: { enabled: true } }, ...config }), 'AWS::Logs::LogGroup'),
  );

/** By name, everything that the stack writes a log of. */
const NAMES = [
  '/aws/events/cognito-migration-audit',
  '/aws/lambda/cognito-migration-assess-cutover',
  '/aws/lambda/cognito-migration-guard-sign-up',
  '/aws/lambda/cognito-migration-migrate-user',
  '/aws/lambda/cognito-migration-reconcile-user',
  '/aws/lambda/cognito-migration-summarize-sweep',
  '/aws/lambda/cognito-migration-sweep-shard',
  '/aws/lambda/cognito-migration-switch-auth-flow',
  '/aws/vendedlogs/states/cognito-migration-cutover',
  '/aws/vendedlogs/states/cognito-migration-post-migration',
  '/aws/vendedlogs/states/cognito-migration-sweep',
];
const nameOf = ({ Properties }: Resource) => String(Properties.LogGroupName);

type Policy = {
  readonly Statement: readonly { readonly DataIdentifier: readonly string[]; readonly Operation: object }[];
  readonly Configuration: {
    readonly CustomDataIdentifier: readonly { readonly Name: string; readonly Regex: string }[];
  };
};
const policyOf = ({ Properties }: Resource) => Properties.DataProtectionPolicy as Policy | undefined;

describe('every log group', () => {
  it('has a name and an end; the trail is kept longest', () => {
    const groups = groupsOf({ logs: { retentionDays: 30 } });
    expect(groups.map(nameOf).toSorted()).toEqual(NAMES);
    for (const group of groups)
      expect(group.Properties.RetentionInDays).toBe(nameOf(group).includes('audit') ? 400 : 30);
  });

  it('is masked, unless the configuration says otherwise', () => {
    for (const group of groupsOf())
      expect(policyOf(group)?.Statement.map(({ Operation }) => Operation)).toEqual([
        { Audit: { FindingsDestination: {} } },
        { Deidentify: { MaskConfig: {} } },
      ]);
    for (const group of groupsOf({ logs: { dataProtection: false } }))
      expect(policyOf(group)).toBeUndefined();
  });

  it("is encrypted by CloudWatch's own keys by default", () => {
    for (const { Properties } of groupsOf()) expect(Properties).not.toHaveProperty('KmsKeyId');
  });

  it('is encrypted by one key of the stack where the configuration says so', () => {
    const stack = targetStack({ logs: { encryption: 'kms' } });
    const { id } = named(stack, 'AWS::KMS::Key', 'Description', 'Log groups of the user migration');
    for (const { Properties } of Object.values(resources(stack, 'AWS::Logs::LogGroup')))
      expect(Properties.KmsKeyId).toEqual({ 'Fn::GetAtt': [id, 'Arn'] });
    const key = resources(stack, 'AWS::KMS::Key')[id];
    expect(key).toMatchObject({ DeletionPolicy: 'Retain', Properties: { EnableKeyRotation: true } });
    named(stack, 'AWS::KMS::Alias', 'AliasName', 'alias/cognito-migration-logs');
  });

  it('is encrypted by the key that the configuration names', () => {
    const kmsKeyArn = 'arn:aws:kms:us-east-1:222222222222:key/11111111-2222-4333-8444-555555555555';
    const stack = targetStack({ logs: { encryption: 'kms', kmsKeyArn }, alarms: { enabled: false } });
    for (const { Properties } of Object.values(resources(stack, 'AWS::Logs::LogGroup')))
      expect(Properties.KmsKeyId).toBe(kmsKeyArn);
    expect(resources(stack, 'AWS::KMS::Key')).toEqual({});
  });
});

it('lets CloudWatch Logs of the region use the key, for log groups of the migration only', () => {
  const stack = targetStack({ logs: { encryption: 'kms' }, alarms: { enabled: false } });
  const { KeyPolicy } = only(stack, 'AWS::KMS::Key').Properties as {
    KeyPolicy: { Statement: { Principal: object; Condition?: { ArnLike: Record<string, string[]> } }[] };
  };
  const [, use] = KeyPolicy.Statement;
  expect(use?.Principal).toEqual({ Service: 'logs.us-east-1.amazonaws.com' });
  const patterns = use?.Condition?.ArnLike['kms:EncryptionContext:aws:logs:arn'] ?? [];
  for (const name of NAMES) {
    const arn = `arn:aws:logs:us-east-1:222222222222:log-group:${name}`;
    expect(patterns.filter((pattern) => arn.startsWith(pattern.replace(/\*$/, '')))).toHaveLength(1);
  }
});

describe('masking', () => {
  const [group] = groupsOf();
  const policy = group && policyOf(group);
  const masks = (text: string) =>
    (policy?.Configuration.CustomDataIdentifier ?? []).some(({ Regex }) => new RegExp(Regex).test(text));

  it('knows phone numbers and tokens by their looks, and the rest by the identifiers of AWS', () => {
    expect(policy?.Statement[1]?.DataIdentifier).toEqual([
      'arn:aws:dataprotection::aws:data-identifier/EmailAddress',
      'arn:aws:dataprotection::aws:data-identifier/AwsSecretKey',
      'PhoneNumber',
      'JsonWebToken',
    ]);
  });

  it.each(['+4915112345678', '"+12025550123"', 'eyJraWQiOiJhYmMiLCJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln'])(
    'hides %s',
    (text) => expect(masks(text)).toBe(true),
  );

  it.each([
    '11111111-2222-4333-8444-555555555555',
    '2026-11-23T10:09:00.000+00:00',
    '1-65500000-abcdefabcdefabcdefabcdef',
    'arn:aws:states:us-east-1:222222222222:express:cognito-migration-post-migration:a:b',
    '1795428540000',
  ])('leaves what a line needs to be found by: %s', (text) => expect(masks(text)).toBe(false));

  it('keeps to what custom identifiers may be', () => {
    for (const { Name, Regex } of policy?.Configuration.CustomDataIdentifier ?? []) {
      expect(Name).toMatch(/^[\w-]{1,128}$/);
      expect(Regex).toMatch(/^[\w#=@/;,\- ^$?[\]{}|\\*+.]{1,200}$/);
    }
  });
});
