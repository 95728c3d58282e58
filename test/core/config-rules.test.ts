import { parseConfig } from '#core/config.ts';
import { configInput, problemsOf } from './config-builder.ts';

const overrides = (value: object) => ({ target: { userPool: { overrides: value } } });
const secret = 'arn:aws:secretsmanager:us-east-1:222222222222:secret:client-AbCdEf';

describe('rules across keys', () => {
  it.each<[string, object, string]>([
    [
      'a pool id of another region',
      { source: { userPoolId: 'us-east-1_AbC' } },
      'source.userPoolId: must start with the source\'s region, "eu-west-1_"',
    ],
    [
      'two partitions',
      { target: { region: 'cn-north-1' } },
      "target.region: must be in the partition of the source's region (aws)",
    ],
    [
      'a secret in account A',
      {
        source: {
          appClient: { clientId: 'abc', clientSecretArn: secret.replace('222222222222', '111111111111') },
        },
      },
      'source.appClient.clientSecretArn: must name a secret of the target account 222222222222',
    ],
    [
      'a secret in another region',
      {
        source: { appClient: { clientId: 'abc', clientSecretArn: secret.replace('us-east-1', 'eu-west-1') } },
      },
      'source.appClient.clientSecretArn: must name a secret',
    ],
    [
      'a secret without the six characters at the end of its ARN, which no policy would match',
      { source: { appClient: { clientId: 'abc', clientSecretArn: secret.replace('-AbCdEf', '') } } },
      "source.appClient.clientSecretArn: must be the ARN of a Secrets Manager secret that holds the client's secret, with the six characters",
    ],
    [
      'fewer warm instances at most than at least',
      { trigger: { provisionedConcurrency: { min: 3, max: 2 } } },
      'trigger.provisionedConcurrency.min: must not be above max, which is 2',
    ],
    [
      'more warm instances than are reserved',
      { trigger: { reservedConcurrency: 4, provisionedConcurrency: { min: 1, max: 5 } } },
      'trigger.provisionedConcurrency.max: must not be above trigger.reservedConcurrency, which is 4',
    ],
    [
      'a privileged group that is not mapped',
      { groups: { map: { a: 'b' }, privileged: ['a'] } },
      'groups.privileged[0]: must be one of the target groups',
    ],
    [
      'a rename to the source sub',
      { mapping: { rename: { nickname: 'custom:source_sub' } } },
      'mapping.rename.nickname: is written by Cognito or by the migration itself',
    ],
    [
      'a fixed source sub',
      { mapping: { constant: { 'custom:source_sub': 'x' } } },
      'mapping.constant.custom:source_sub: is written by',
    ],
    [
      'everybody verified',
      { mapping: { constant: { email_verified: 'true' } } },
      'mapping.constant.email_verified: is written by',
    ],
    [
      'a rename to a verified flag',
      { mapping: { rename: { 'custom:ok': 'email_verified' } } },
      'mapping.rename.custom:ok: is written by',
    ],
    [
      'a rename to the user name',
      { mapping: { rename: { nickname: 'username' } } },
      'mapping.rename.nickname: is written by',
    ],
    [
      'a renamed sub',
      { mapping: { rename: { sub: 'custom:old' } } },
      'mapping.rename.sub: cannot be renamed',
    ],
    [
      'two sources for one target',
      { mapping: { rename: { nickname: 'name', given_name: 'name' } } },
      'mapping.rename.given_name: is already the target of another',
    ],
    [
      'a rename to a fixed value',
      { mapping: { rename: { nickname: 'custom:a' }, constant: { 'custom:a': 'x' } } },
      'mapping.rename.nickname: also has a fixed value',
    ],
    [
      'a rename that is dropped',
      { mapping: { rename: { nickname: 'name' }, drop: ['nickname'] } },
      'mapping.drop[0]: is renamed',
    ],
    [
      'one e-mail for everybody',
      { mapping: { constant: { email: 'x' } } },
      'mapping.constant.email: cannot be the same for every user',
    ],
    [
      'a plain pool with aliases',
      overrides({ signIn: { mode: 'plain', attributes: ['email'] } }),
      'target.userPool.overrides.signIn.attributes: must be empty in a plain pool',
    ],
    [
      'an alias pool without aliases',
      overrides({ signIn: { mode: 'alias' } }),
      'target.userPool.overrides.signIn.attributes: must name at least one attribute',
    ],
    [
      'a preferred user name as user name',
      overrides({ signIn: { mode: 'username-attributes', attributes: ['preferred_username'] } }),
      'target.userPool.overrides.signIn.attributes: may hold only',
    ],
    [
      'e-mail codes without a sender',
      overrides({ mfa: { mode: 'OPTIONAL', methods: ['EMAIL_OTP'] } }),
      'target.userPool.overrides.mfa.methods: EMAIL_OTP needs an SES identity',
    ],
    [
      'a second factor without a method',
      overrides({ mfa: { mode: 'ON', methods: [] } }),
      'target.userPool.overrides.mfa.methods: must name a method',
    ],
    [
      'methods of a second factor nobody has',
      overrides({ mfa: { mode: 'OFF', methods: ['SMS_MFA'] } }),
      'target.userPool.overrides.mfa.methods: must be left out',
    ],
    [
      'two clients with one output',
      { appClients: [{ name: 'web-app' }, { name: 'WebApp' }] },
      'appClients[1].name: gives the stack output AppClientIdWebApp a second time',
    ],
    [
      'a client that writes the source sub',
      { appClients: [{ name: 'web', writeAttributes: ['custom:source_sub'] }] },
      'appClients[0].writeAttributes: must not be writable by an application',
    ],
    [
      'a client that writes a verified flag',
      { appClients: [{ name: 'web', writeAttributes: ['email_verified'] }] },
      'appClients[0].writeAttributes: must not be writable',
    ],
    [
      'a new attribute listed twice',
      overrides({ attributes: [{ name: 'custom:a' }, { name: 'custom:a' }] }),
      'target.userPool.overrides.attributes[1].name: is listed twice',
    ],
    [
      "a source sub of one's own",
      overrides({ attributes: [{ name: 'custom:source_sub' }] }),
      'target.userPool.overrides.attributes[0].name: is added by the migration itself',
    ],
  ])('refuse %s', (_, patch, problem) => {
    expect(problemsOf(() => parseConfig(configInput(patch)))).toEqual([expect.stringContaining(problem)]);
  });

  it.each<[string, object]>([
    [
      'a brought client with its secret in account B',
      { source: { appClient: { clientId: 'abc', clientSecretArn: secret } } },
    ],
    [
      'warm instances within the reserved ones',
      { trigger: { reservedConcurrency: 5, provisionedConcurrency: { min: 1, max: 5 } } },
    ],
    ['a privileged group named twice', { groups: { map: { admins: 'ops' }, privileged: ['ops'] } }],
    ['two source groups that become one', { groups: { map: { a: 'c', b: 'c' } } }],
    [
      'e-mail codes with a sender',
      overrides({
        mfa: { mode: 'OPTIONAL', methods: ['EMAIL_OTP'] },
        email: { sesIdentityArn: 'arn:aws:ses:us-east-1:222222222222:identity/example.com' },
      }),
    ],
  ])('accept %s', (_, patch) => {
    expect(problemsOf(() => parseConfig(configInput(patch)))).toEqual([]);
  });

  it('speak about sections that are right while another one is wrong', () => {
    const problems = problemsOf(() =>
      parseConfig(configInput({ phase: 'x', groups: { privileged: ['a'] } })),
    );
    expect(problems).toHaveLength(2);
  });
});
