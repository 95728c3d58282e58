import fc from 'fast-check';
import type { PolicyDocument, Statement } from '#rehearsal/cloud/iam.ts';
import { A, allow, B, decide, iamWith, ROLE, SOURCE_ROLE, trustFor, WORKER } from './made-up-policies.ts';

describe('assuming a role of another account', () => {
  const EXACT = { ArnEquals: { 'aws:PrincipalArn': ROLE }, StringEquals: { 'sts:ExternalId': 'id' } };
  const ask = (
    trust: PolicyDocument,
    conditions: Record<string, string> = { 'sts:ExternalId': 'id' },
    own = [allow('sts:AssumeRole', SOURCE_ROLE)],
  ) => {
    const iam = iamWith(own);
    iam.putRole({
      accountId: A,
      name: 'source',
      arn: SOURCE_ROLE,
      trustPolicy: trust,
      maxSessionSeconds: 3600,
    });
    return iam.authorizeAssumeRole(WORKER, SOURCE_ROLE, conditions);
  };

  it.each([[`arn:aws:iam::${B}:root`], [B], [ROLE], ['*']])(
    'is allowed where the trust policy names %s and all conditions hold',
    (principal) => {
      expect(ask(trustFor({ AWS: principal }, EXACT)).allowed).toBe(true);
    },
  );

  it.each<[string, Statement['Principal'], Statement['Condition'], Record<string, string>, RegExp]>([
    [
      'another account',
      { AWS: `arn:aws:iam::${A}:root` },
      EXACT,
      { 'sts:ExternalId': 'id' },
      /names other principals/,
    ],
    ['another role', { AWS: `${ROLE}2` }, EXACT, { 'sts:ExternalId': 'id' }, /names other principals/],
    [
      'a service',
      { Service: 'lambda.amazonaws.com' },
      EXACT,
      { 'sts:ExternalId': 'id' },
      /names other principals/,
    ],
    [
      'the account, but another role by condition',
      { AWS: B },
      { ArnEquals: { 'aws:PrincipalArn': `${ROLE}2` } },
      {},
      /ArnEquals aws:PrincipalArn wants .*worker2, and it is .*worker$/,
    ],
    [
      'the role, with another external id (the confused deputy)',
      { AWS: B },
      EXACT,
      { 'sts:ExternalId': 'other' },
      /sts:ExternalId does not hold \(another value was sent\)/,
    ],
    [
      'the role, without an external id',
      { AWS: B },
      EXACT,
      {},
      /sts:ExternalId does not hold \(none was sent\)/,
    ],
  ])('is denied where the trust policy names %s', (_case, principal, condition, conditions, reason) => {
    expect(ask(trustFor(principal, condition), conditions)).toEqual({
      allowed: false,
      reason: expect.stringMatching(reason),
    });
  });

  it("is denied without the caller's own policy, even where the trust policy names the caller", () => {
    const { allowed, reason } = ask(trustFor({ AWS: ROLE }), {}, []);
    expect(allowed).toBe(false);
    expect(reason).toContain('no identity-based policy allows the sts:AssumeRole action');
  });

  it('is denied where any trust statement denies', () => {
    const Statement = [
      { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: B } },
      { Effect: 'Deny', Action: 'sts:AssumeRole', Principal: { AWS: ROLE } },
    ];
    expect(ask({ Statement })).toEqual({ allowed: false, reason: expect.stringContaining('explicit deny') });
  });

  it('is denied for a role that does not exist, and says so', () => {
    const { reason } = iamWith([allow('*', '*')]).authorizeAssumeRole(WORKER, SOURCE_ROLE, {});
    expect(reason).toContain('the role does not exist');
  });
});

describe('assuming a role of the same account', () => {
  const TWIN = `arn:aws:iam::${B}:role/twin`;
  const ask = (principal: string, own: Statement[]) => {
    const iam = iamWith(own);
    iam.putRole({
      accountId: B,
      name: 'twin',
      arn: TWIN,
      trustPolicy: trustFor({ AWS: principal }),
      maxSessionSeconds: 3600,
    });
    return iam.authorizeAssumeRole(WORKER, TWIN, {}).allowed;
  };

  it.each<[string, string, Statement[], boolean]>([
    ['needs no own policy where the trust policy names the caller itself', ROLE, [], true],
    ['needs an own policy where it names the account', B, [], false],
    ['is allowed where both allow', B, [allow('sts:AssumeRole', TWIN)], true],
    [
      'is denied by an own deny in any case',
      ROLE,
      [{ Effect: 'Deny', Action: 'sts:*', Resource: '*' }],
      false,
    ],
  ])('%s', (_case, principal, own, allowed) => {
    expect(ask(principal, own)).toBe(allowed);
  });
});

describe('a service', () => {
  const SOURCE = { arn: `arn:aws:lambda:us-east-1:${B}:function:f`, accountId: B };
  const CONDITION = { StringEquals: { 'aws:SourceAccount': B }, ArnLike: { 'aws:SourceArn': SOURCE.arn } };

  it('gets keys of a role that trusts it for this source', () => {
    const iam = iamWith([], trustFor({ Service: 'lambda.amazonaws.com' }, CONDITION));
    const { accessKeyId, sessionToken, expiration } = iam.assumeAsService(
      ROLE,
      'lambda.amazonaws.com',
      'f',
      SOURCE,
    );
    expect(accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
    expect(sessionToken).toHaveLength(240);
    expect(expiration).toBeGreaterThan(Date.now());
    expect(iam.findKey(accessKeyId)?.principal.arn).toBe(`arn:aws:sts::${B}:assumed-role/worker/f`);
  });

  it.each([
    ['another service', 'states.amazonaws.com', SOURCE, /names other principals/],
    [
      'a source in another account (the confused deputy)',
      'lambda.amazonaws.com',
      { ...SOURCE, accountId: A },
      /aws:SourceAccount wants 222222222222, and it is 111111111111/,
    ],
    ['no source', 'lambda.amazonaws.com', undefined, /aws:SourceAccount .* absent/],
  ])('gets none for %s', (_case, service, source, reason) => {
    const iam = iamWith([], trustFor({ Service: 'lambda.amazonaws.com' }, CONDITION));
    expect(() => iam.assumeAsService(ROLE, service, 'f', source)).toThrow(reason);
  });
});

it('a policy without wildcards allows exactly what it names', () => {
  const name = fc.stringMatching(/^[a-zA-Z0-9/_.-]{1,20}$/);
  fc.assert(
    fc.property(name, name, (named, asked) => {
      const arn = (resource: string) => `arn:aws:x:us-east-1:${B}:${resource}`;
      const { allowed } = decide([allow('x:Y', arn(named))], 'x:Y', arn(asked));
      return allowed === (named === asked);
    }),
  );
});
