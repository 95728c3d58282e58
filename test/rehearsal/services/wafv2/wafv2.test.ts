/** A rate rule in front of a user pool: through the gateway, as a client meets it, and on a clock that is moved. */
import { type Cloud, createCloud } from '#rehearsal/cloud/cloud.ts';
import type { Statement } from '#rehearsal/services/wafv2/statement.ts';
import { WebAcl, type WebAclInput } from '#rehearsal/services/wafv2/web-acl.ts';

const SCOPE = { accountId: '222222222222', region: 'us-east-1' };
const RATE: Statement = { kind: 'rate', limit: 10, windowSeconds: 300 };

const acl = (statement: Statement = RATE, more: Partial<WebAclInput> = {}): WebAclInput => ({
  name: 'x',
  defaultAction: 'allow',
  metricName: 'x',
  rules: [{ name: 'rate', priority: 0, action: 'block', statement, metricName: 'x-rate' }],
  ...more,
});

let cloud: Cloud;
let clientId: string;
let poolArn: string;
beforeEach(async () => {
  cloud = await createCloud({ seed: 1 });
  const pool = cloud.cognito.createUserPool(SCOPE, { PoolName: 'target' });
  poolArn = pool.arn;
  const ExplicitAuthFlows = ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'];
  clientId = cloud.cognito.createUserPoolClient(SCOPE, {
    UserPoolId: pool.id,
    ClientName: 'app',
    ExplicitAuthFlows,
  }).clientId;
});
afterEach(() => cloud.close());

const guard = (input = acl()) => {
  const { arn } = cloud.waf.putWebAcl(SCOPE, input);
  cloud.waf.associate(arn, poolArn);
  return arn;
};

const signIn = async (address?: string): Promise<string> => {
  const answer = await fetch(cloud.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth',
      ...(address && { 'x-forwarded-for': address }),
    },
    body: JSON.stringify({
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId: clientId,
      AuthParameters: { USERNAME: 'nobody', PASSWORD: 'Wrong-Password-1' },
    }),
  });
  const { __type, message } = (await answer.json()) as { __type: string; message: string };
  return `${answer.status} ${__type}: ${message}`;
};
const times = async (count: number, address?: string): Promise<string[]> => {
  const answers: string[] = [];
  for (let made = 0; made < count; made += 1) answers.push(await signIn(address));
  return answers;
};

const BLOCKED = '403 ForbiddenException: Request not allowed due to WAF block.';

describe('a rate rule', () => {
  it('blocks an address beyond its limit as Cognito answers, and no other one', async () => {
    guard();
    const answers = await times(11, '203.0.113.7');
    expect(answers.filter((answer) => answer === BLOCKED)).toHaveLength(1);
    expect(answers.at(-1)).toBe(BLOCKED);
    expect(await signIn('203.0.113.8')).toMatch(/^400 UserNotFoundException/);
  });

  it('lets the address in again once it has slowed down', async () => {
    guard();
    await times(11, '203.0.113.7');
    cloud.clock.advance(300_000);
    expect(await signIn('203.0.113.7')).toMatch(/^400 UserNotFoundException/);
  });

  it('does not count requests that name no address', async () => {
    guard();
    expect(new Set(await times(12))).toEqual(new Set([await signIn()]));
  });

  it('leaves the pool alone when it guards another one, or none any more', async () => {
    const arn = guard();
    expect(() => cloud.waf.deleteWebAcl(arn)).toThrow(/still guards/);
    cloud.waf.disassociate(poolArn);
    cloud.waf.deleteWebAcl(arn);
    expect(await times(12, '203.0.113.7')).not.toContain(BLOCKED);
  });

  it('counts what it lets through and what it blocks', async () => {
    guard();
    await times(12, '203.0.113.7');
    const values = (Rule: string, name: string) => {
      const dimensions = { Region: SCOPE.region, Rule, WebACL: 'x' };
      return cloud.cloudwatch.store.samples(SCOPE, { namespace: 'AWS/WAFV2', name, dimensions }).length;
    };
    expect([values('Default_Action', 'AllowedRequests'), values('x-rate', 'BlockedRequests')]).toEqual([
      10, 2,
    ]);
  });

  it('is seen in the record of requests', async () => {
    guard();
    await times(11, '203.0.113.7');
    expect(cloud.recorder.entries('requests').filter(({ status }) => status === 403)).toMatchObject([
      { decision: 'unsigned', action: 'cognito-idp:InitiateAuth', errorType: 'ForbiddenException' },
    ]);
  });
});

describe('rules', () => {
  const blockedOf = (input: WebAclInput, address: string, requests: number, findIpSet = () => undefined) => {
    const webAcl = new WebAcl(input, findIpSet as never);
    return Array.from({ length: requests }, () => webAcl.inspect(address, 0).blocked).filter(Boolean).length;
  };

  it('leave out addresses of a set', () => {
    const { arn } = cloud.waf.putIpSet(SCOPE, 'offices', 'IPV4', ['198.51.100.0/24']);
    guard(acl({ ...RATE, counted: { kind: 'not', of: { kind: 'ip-set', arn } } }));
    const at = (address: string) => () => {
      for (let made = 0; made < 11; made += 1) cloud.waf.admit(poolArn, address);
    };
    expect(at('198.51.100.9')).not.toThrow();
    expect(at('198.51.101.9')).toThrow(/WAF block/);
    cloud.waf.putIpSet(SCOPE, 'offices', 'IPV4', ['198.51.101.0/24']);
    expect(at('198.51.101.9')).not.toThrow();
  });

  it('decide by priority, and a count decides nothing', () => {
    const rule = (name: string, priority: number, action: 'allow' | 'count' | 'block') => ({
      name,
      priority,
      action,
      statement: RATE,
      metricName: name,
    });
    const rules = [rule('block', 2, 'block'), rule('allow', 1, 'allow')];
    expect(blockedOf(acl(RATE, { rules }), '203.0.113.7', 30)).toBe(0);
    const counting = [rule('block', 2, 'block'), rule('count', 1, 'count')];
    expect(blockedOf(acl(RATE, { rules: counting }), '203.0.113.7', 30)).toBe(20);
    expect(blockedOf(acl(RATE, { rules: [], defaultAction: 'block' }), '203.0.113.7', 3)).toBe(3);
  });

  it.each<[string, WebAclInput, RegExp]>([
    ['a limit under ten', acl({ ...RATE, limit: 9 }), /limit 9/],
    ['a window that WAF has not', acl({ ...RATE, windowSeconds: 90 }), /window 90/],
    ['a set that is not there', acl({ kind: 'ip-set', arn: 'arn:none' }), /no IP set arn:none/],
    ['one priority twice', acl(RATE, { rules: [...acl().rules, ...acl().rules] }), /same priority/],
  ])('are refused with %s', (_, input, message) =>
    expect(() => cloud.waf.putWebAcl(SCOPE, input)).toThrow(message),
  );

  it('are for user pools of the same account and region', () => {
    const { arn } = cloud.waf.putWebAcl({ ...SCOPE, region: 'eu-west-1' }, acl());
    expect(() => cloud.waf.associate(arn, poolArn)).toThrow(/no web ACL/);
    expect(() => cloud.waf.associate(arn, 'arn:aws:apigateway:us-east-1::/restapis/x')).toThrow(
      /only user pools/,
    );
    expect(() => cloud.waf.putIpSet(SCOPE, 'x', 'IPV4', ['203.0.113.7'])).toThrow(/no block of IPV4/);
  });
});
