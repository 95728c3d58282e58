import { TargetStack } from '#cdk/stacks/target-stack.ts';
import { ATTACHED_POOL, attachedMigration, only, resources, unbundledApp } from './migration-builder.ts';
import { targetStack } from './observability-builder.ts';

const attached = (config: object = {}) =>
  new TargetStack(unbundledApp(), 'TargetStack', { migration: attachedMigration(config) });

/** The statement of the one rule. */
const statement = (config: object = {}) => {
  const { Rules } = only(targetStack(config), 'AWS::WAFv2::WebACL').Properties as {
    Rules: { Action: object; Statement: object }[];
  };
  expect(Rules).toHaveLength(1);
  return Rules[0];
};

describe('the rate rule', () => {
  it('stands before a new pool by default, and blocks addresses that ask too much', () => {
    const stack = targetStack();
    expect(only(stack, 'AWS::WAFv2::WebACL').Properties).toMatchObject({
      Name: 'cognito-migration',
      Scope: 'REGIONAL',
      DefaultAction: { Allow: {} },
    });
    expect(statement()).toMatchObject({
      Action: { Block: {} },
      Statement: { RateBasedStatement: { AggregateKeyType: 'IP', EvaluationWindowSec: 300, Limit: 300 } },
    });
    const [pool] = Object.keys(resources(stack, 'AWS::Cognito::UserPool'));
    const [acl] = Object.keys(resources(stack, 'AWS::WAFv2::WebACL'));
    expect(only(stack, 'AWS::WAFv2::WebACLAssociation').Properties).toEqual({
      ResourceArn: { 'Fn::GetAtt': [pool, 'Arn'] },
      WebACLArn: { 'Fn::GetAtt': [acl, 'Arn'] },
    });
  });

  it('has the limit of the configuration', () => {
    expect(statement({ waf: { requestsPerFiveMinutes: 5_000 } })).toMatchObject({
      Statement: { RateBasedStatement: { Limit: 5_000 } },
    });
  });

  it('does not count the addresses that the configuration names, of either version', () => {
    const stack = targetStack({ waf: { uncounted: ['203.0.113.7/32', '198.51.100.0/24', '2001:db8::/32'] } });
    const sets = Object.values(resources(stack, 'AWS::WAFv2::IPSet')).map(({ Properties }) => [
      Properties.IPAddressVersion,
      Properties.Addresses,
    ]);
    expect(sets).toEqual([
      ['IPV4', ['203.0.113.7/32', '198.51.100.0/24']],
      ['IPV6', ['2001:db8::/32']],
    ]);
    const text = JSON.stringify(only(stack, 'AWS::WAFv2::WebACL').Properties.Rules);
    expect(text).toMatch(/"ScopeDownStatement":\{"NotStatement":\{"Statement":\{"OrStatement"/);
  });

  it('has no alternatives where one version of addresses is not counted', () => {
    const rule = statement({ waf: { uncounted: ['203.0.113.7/32'] } });
    expect(JSON.stringify(rule)).toMatch(/"NotStatement":\{"Statement":\{"IPSetReferenceStatement"/);
  });

  it('keeps no requests, which carry names of users', () => {
    const text = JSON.stringify(only(targetStack(), 'AWS::WAFv2::WebACL').Properties);
    expect(text.match(/"SampledRequestsEnabled":false/g)).toHaveLength(2);
    expect(text).not.toContain('"SampledRequestsEnabled":true');
  });

  it('is not there where nobody wants it', () => {
    expect(resources(targetStack({ waf: { enabled: false } }), 'AWS::WAFv2::WebACL')).toEqual({});
  });

  it('stands before an attached pool only where the configuration says so: it may have a web ACL', () => {
    expect(resources(attached(), 'AWS::WAFv2::WebACL')).toEqual({});
    const { ResourceArn } = only(
      attached({ waf: { enabled: true } }),
      'AWS::WAFv2::WebACLAssociation',
    ).Properties;
    expect(JSON.stringify(ResourceArn)).toContain(`userpool/${ATTACHED_POOL}`);
  });
});
