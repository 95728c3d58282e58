/** Web ACLs in front of user pools, and what accounts share: what a deployment makes of them. */
import { type Cloud, createCloud } from '#rehearsal/cloud/cloud.ts';
import { deployAssembly } from '#rehearsal/deploy/deploy.ts';
import { removeWritten, SOURCE, TARGET, writeAssembly, writeTemplate } from './written-assembly.ts';

let cloud: Cloud;
beforeEach(async () => {
  cloud = await createCloud({ seed: 1 });
});
afterEach(async () => {
  await cloud.close();
  removeWritten();
});

const deploy = (resources: Record<string, unknown>, outputs: Record<string, unknown> = {}) =>
  deployAssembly(cloud, writeTemplate({ Resources: resources, Outputs: outputs }));
const notes = () => [...cloud.stacks.values()].flatMap((stack) => stack.notes);

describe('a web ACL', () => {
  const visibility = (MetricName: string) => ({
    CloudWatchMetricsEnabled: true,
    MetricName,
    SampledRequestsEnabled: true,
  });
  const acl = (statement: object, properties: object = {}) => ({
    Type: 'AWS::WAFv2::WebACL',
    Properties: {
      Name: 'x',
      Scope: 'REGIONAL',
      DefaultAction: { Allow: {} },
      VisibilityConfig: visibility('x'),
      Rules: [
        {
          Name: 'rate',
          Priority: 0,
          Action: { Block: {} },
          Statement: statement,
          VisibilityConfig: visibility('rate'),
        },
      ],
      ...properties,
    },
  });
  const RATE = { RateBasedStatement: { Limit: 10, AggregateKeyType: 'IP' } };
  const OFFICES = {
    Type: 'AWS::WAFv2::IPSet',
    Properties: { Name: 'x', Scope: 'REGIONAL', IPAddressVersion: 'IPV4', Addresses: ['198.51.100.0/24'] },
  };
  const Pool = {
    Type: 'AWS::Cognito::UserPool',
    DeletionPolicy: 'Retain',
    Properties: { UserPoolName: 'x' },
  };
  const Association = {
    Type: 'AWS::WAFv2::WebACLAssociation',
    Properties: {
      ResourceArn: { 'Fn::GetAtt': ['Pool', 'Arn'] },
      WebACLArn: { 'Fn::GetAtt': ['Acl', 'Arn'] },
    },
  };
  const Arn = { Arn: { Value: { 'Fn::GetAtt': ['Pool', 'Arn'] } } };
  const blocks = (poolArn: string, address: string, requests: number) => {
    for (let made = 0; made < requests; made += 1) cloud.waf.admit(poolArn, address);
  };

  it('stands in front of a user pool, says whose rate it knows, and goes with its stack', async () => {
    const { output } = await deploy({ Pool, Acl: acl(RATE), Association }, Arn);
    expect(notes()).toContainEqual(expect.stringMatching(/Web ACL x: .*X-Forwarded-For/));
    const pool = output('Arn');
    expect(() => blocks(pool, '203.0.113.7', 10)).not.toThrow();
    expect(() => blocks(pool, '203.0.113.7', 1)).toThrow(/WAF block/);
    await deploy({ Pool });
    expect(() => blocks(pool, '203.0.113.7', 1)).not.toThrow();
  });

  it('does not count the addresses of a set', async () => {
    const Arns = { Arn: { 'Fn::GetAtt': ['Offices', 'Arn'] } };
    const ScopeDownStatement = { NotStatement: { Statement: { IPSetReferenceStatement: Arns } } };
    const statement = { RateBasedStatement: { ...RATE.RateBasedStatement, ScopeDownStatement } };
    const { output } = await deploy({ Pool, Offices: OFFICES, Acl: acl(statement), Association }, Arn);
    expect(() => blocks(output('Arn'), '198.51.100.7', 11)).not.toThrow();
    expect(() => blocks(output('Arn'), '203.0.113.7', 11)).toThrow(/WAF block/);
  });

  it.each<[string, object, RegExp]>([
    ['other statements', acl({ GeoMatchStatement: { CountryCodes: ['AQ'] } }), /GeoMatchStatement/],
    [
      'other aggregations',
      acl({ RateBasedStatement: { Limit: 10, AggregateKeyType: 'FORWARDED_IP' } }),
      /AggregateKeyType/,
    ],
    ['CloudFront', acl(RATE, { Scope: 'CLOUDFRONT' }), /CloudFront/],
    [
      'a limit that is too small',
      acl({ RateBasedStatement: { Limit: 1, AggregateKeyType: 'IP' } }),
      /limit 1/,
    ],
    ['unknown properties', acl(RATE, { CaptchaConfig: {} }), /CaptchaConfig/],
  ])('is refused with %s', async (_, resource, message) => {
    await expect(deploy({ Acl: resource })).rejects.toThrow(message);
  });
});

describe('a sink and a link', () => {
  const TYPES = ['AWS::CloudWatch::Metric', 'AWS::XRay::Trace'];
  const REGION = { ...TARGET, region: SOURCE.region };
  const stacks = (shared: readonly string[], allowed: readonly string[] = TYPES) =>
    deployAssembly(
      cloud,
      writeAssembly([
        {
          name: 'Sink',
          scope: REGION,
          template: {
            Resources: {
              Sink: {
                Type: 'AWS::Oam::Sink',
                Properties: {
                  Name: 'x',
                  Policy: {
                    Version: '2012-10-17',
                    Statement: [
                      {
                        Effect: 'Allow',
                        Principal: { AWS: SOURCE.accountId },
                        Action: ['oam:CreateLink', 'oam:UpdateLink'],
                        Resource: '*',
                        Condition: { 'ForAllValues:StringEquals': { 'oam:ResourceTypes': allowed } },
                      },
                    ],
                  },
                },
              },
            },
            Outputs: { SinkArn: { Value: { 'Fn::GetAtt': ['Sink', 'Arn'] } } },
          },
        },
        {
          name: 'Link',
          scope: SOURCE,
          template: {
            Parameters: { SinkArn: { Type: 'String' } },
            Resources: {
              Link: {
                Type: 'AWS::Oam::Link',
                Properties: {
                  LabelTemplate: '$AccountName',
                  ResourceTypes: shared,
                  SinkIdentifier: { Ref: 'SinkArn' },
                  LinkConfiguration: { MetricConfiguration: { Filter: "Namespace IN ('AWS/Cognito')" } },
                },
              },
            },
          },
        },
      ]),
    );

  it('are made where the policy allows all types, and the sink says that nothing is shared', async () => {
    await stacks(TYPES);
    expect(cloud.oam.linksOf(SOURCE)).toHaveLength(1);
    expect(notes()).toEqual([expect.stringMatching(/Sink x: .*nothing is shared/)]);
  });

  it('fail where the link shares more', async () => {
    await expect(stacks([...TYPES, 'AWS::Logs::LogGroup'])).rejects.toThrow(
      /does not let it share AWS::Logs::LogGroup/,
    );
  });

  it('fail for a type that there is not', async () => {
    await expect(stacks(['AWS::Cognito::UserPool'])).rejects.toThrow(/ResourceTypes/);
  });
});
