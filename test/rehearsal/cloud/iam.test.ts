import { Iam, type Statement } from '#rehearsal/cloud/iam.ts';
import type { Principal } from '#rehearsal/cloud/service.ts';
import { A, allow, B, decide, iamWith, ROLE, SCOPE, TABLE, trustFor, WORKER } from './made-up-policies.ts';

describe('identity policies', () => {
  const GET = 'dynamodb:GetItem';
  it.each<[string, Statement[], string, string, boolean, RegExp]>([
    [
      'an allow of action and resource',
      [allow(GET, TABLE)],
      GET,
      TABLE,
      true,
      /allowed by policy p of worker, statement 1/,
    ],
    ['action wildcards', [allow('dynamodb:Get*', TABLE)], GET, TABLE, true, /allowed/],
    [
      'actions without regard to case',
      [allow('DynamoDB:getitem'.replace('DynamoDB', 'dynamodb'), TABLE)],
      GET,
      TABLE,
      true,
      /allowed/,
    ],
    ['resource wildcards', [allow(GET, `${TABLE}*`)], GET, `${TABLE}/index/x`, true, /allowed/],
    ['everything', [allow('*', '*')], GET, TABLE, true, /allowed/],
    ['nothing without a statement', [], GET, TABLE, false, /no statement that allows anything/],
    [
      'nothing for another action',
      [allow('dynamodb:PutItem', TABLE)],
      GET,
      TABLE,
      false,
      /no statement names the action/,
    ],
    [
      'nothing for another resource',
      [allow(GET, `${TABLE}2`)],
      GET,
      TABLE,
      false,
      /names other resources \(.*ledger2\)/,
    ],
    [
      'nothing for a resource in another letter case',
      [allow(GET, TABLE)],
      GET,
      TABLE.replace('ledger', 'Ledger'),
      false,
      /other resources/,
    ],
    [
      'an explicit deny over an allow',
      [allow('*', '*'), { Effect: 'Deny', Action: GET, Resource: '*', Sid: 'Never' }],
      GET,
      TABLE,
      false,
      /identity-based policy has an explicit deny: explicitly denied by policy p of worker, statement Never/,
    ],
    [
      'no deny of another action',
      [allow('*', '*'), { Effect: 'Deny', Action: 'dynamodb:PutItem', Resource: '*' }],
      GET,
      TABLE,
      true,
      /allowed/,
    ],
  ])('know %s', (_case, statements, action, resource, allowed, reason) => {
    expect(decide(statements, action, resource)).toEqual({ allowed, reason: expect.stringMatching(reason) });
  });

  it('never reach into another account', () => {
    const table = TABLE.replace(B, A);
    const decision = decide([allow('*', '*')], GET, table);
    expect(decision).toEqual({
      allowed: false,
      reason: expect.stringContaining(`the resource belongs to account ${A}`),
    });
  });

  it('let the operator do everything in the own account and nothing in another', () => {
    const iam = new Iam();
    const operator: Principal = { kind: 'user', accountId: B, arn: `arn:aws:iam::${B}:user/operator` };
    expect(iam.authorize(operator, { action: GET, resource: TABLE }, SCOPE).allowed).toBe(true);
    expect(iam.authorize(operator, { action: GET, resource: TABLE.replace(B, A) }, SCOPE).allowed).toBe(
      false,
    );
  });

  it('can be taken away from a role by name, and given back', () => {
    const iam = iamWith([allow([GET, 'dynamodb:PutItem'], TABLE)]);
    const may = (action: string) => iam.authorize(WORKER, { action, resource: TABLE }, SCOPE).allowed;
    const giveBack = iam.withdraw(ROLE, GET);
    expect([may(GET), may('dynamodb:PutItem')]).toEqual([false, true]);
    giveBack();
    expect(may(GET)).toBe(true);
    expect(() => iam.withdraw(ROLE, 'dynamodb:Scan')).toThrow(/No policy of .* names dynamodb:Scan/);
  });

  it.each([[{ kind: 'anonymous' }], [{ kind: 'service', service: 'sns.amazonaws.com' }]] as [Principal][])(
    'do not exist for %o',
    (principal) => {
      expect(new Iam().authorize(principal, { action: GET, resource: TABLE }, SCOPE).allowed).toBe(false);
    },
  );
});

describe('conditions', () => {
  const POOL = 'arn:aws:cognito-idp:us-east-1:222222222222:userpool/p';
  it.each<[string, string, string | string[], Record<string, string>, boolean]>([
    ['StringEquals', 'aws:SourceAccount', B, { 'aws:SourceAccount': B }, true],
    ['StringEquals', 'aws:SourceAccount', [A, B], { 'aws:SourceAccount': B }, true],
    ['StringEquals', 'aws:SourceAccount', B, { 'aws:SourceAccount': A }, false],
    ['StringEquals', 'aws:SourceAccount', B, {}, false],
    ['StringEquals', 'AWS:sourceaccount', B, { 'aws:SourceAccount': B }, true],
    ['StringEquals', 'aws:SourceAccount', '2*', { 'aws:SourceAccount': B }, false],
    ['StringEqualsIfExists', 'aws:SourceAccount', B, {}, true],
    ['StringEqualsIfExists', 'aws:SourceAccount', B, { 'aws:SourceAccount': A }, false],
    ['StringNotEquals', 'aws:SourceAccount', A, { 'aws:SourceAccount': B }, true],
    ['StringNotEquals', 'aws:SourceAccount', A, { 'aws:SourceAccount': A }, false],
    ['StringNotEquals', 'aws:SourceAccount', A, {}, true],
    ['StringEqualsIgnoreCase', 'sts:ExternalId', 'ID', { 'sts:ExternalId': 'id' }, true],
    ['StringLike', 'aws:SourceAccount', '2*2', { 'aws:SourceAccount': B }, true],
    ['StringLike', 'aws:SourceAccount', '2?2', { 'aws:SourceAccount': B }, false],
    ['StringNotLike', 'aws:SourceAccount', '1*', { 'aws:SourceAccount': B }, true],
    ['ArnEquals', 'aws:SourceArn', POOL, { 'aws:SourceArn': POOL }, true],
    ['ArnLike', 'aws:SourceArn', POOL.replace('p/p', 'p/*'), { 'aws:SourceArn': POOL }, true],
    ['ArnLike', 'aws:SourceArn', 'arn:aws:cognito-idp:*', { 'aws:SourceArn': POOL }, false],
    ['ArnLike', 'aws:SourceArn', '*', { 'aws:SourceArn': POOL }, false],
    ['ArnNotLike', 'aws:SourceArn', POOL, { 'aws:SourceArn': `${POOL}2` }, true],
    ['ArnEquals', 'aws:PrincipalArn', ROLE, {}, true],
    ['ArnEquals', 'aws:PrincipalArn', `${ROLE}2`, {}, false],
    ['StringEquals', 'aws:PrincipalAccount', B, {}, true],
    ['StringEquals', 'aws:RequestedRegion', 'us-east-1', {}, true],
    ['StringEquals', 'aws:RequestedRegion', 'eu-west-1', {}, false],
    ['Bool', 'aws:SecureTransport', 'true', {}, true],
    ['Bool', 'aws:SecureTransport', 'false', {}, false],
    ['Null', 'sts:ExternalId', 'true', {}, true],
    ['Null', 'sts:ExternalId', 'false', {}, false],
  ])('%s %s %j with %j: %s', (operator, key, expected, conditions, allowed) => {
    const statement = allow('*', '*', { Condition: { [operator]: { [key]: expected } } });
    expect(decide([statement], 'x:Y', '*', conditions).allowed).toBe(allowed);
  });

  it('all have to hold, and the first that does not is the reason', () => {
    const Condition = {
      StringEquals: { 'aws:SourceAccount': B },
      ArnLike: { 'aws:SourceArn': POOL },
    };
    const { reason } = decide([allow('*', '*', { Condition })], 'x:Y', '*', { 'aws:SourceAccount': B });
    expect(reason).toContain(`its condition ArnLike aws:SourceArn wants ${POOL}, and it is absent`);
  });
});

describe('what is not modelled is refused by name when it is put', () => {
  it.each<[string, Record<string, unknown>, RegExp]>([
    ['NotAction', { NotAction: 'x:Y' }, /policy element NotAction \(in policy p of worker, statement 1\)/],
    ['NotResource', { NotResource: '*' }, /policy element NotResource/],
    [
      'an unknown operator',
      { Condition: { NumericLessThan: { 'aws:SourceAccount': '1' } } },
      /condition operator NumericLessThan/,
    ],
    [
      'a set operator',
      { Condition: { 'ForAnyValue:StringEquals': { 'aws:SourceAccount': '1' } } },
      /ForAnyValue:StringEquals/,
    ],
    [
      'an unknown key',
      { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o' } } },
      /condition key aws:PrincipalOrgID/,
    ],
    ['a policy variable', { Resource: `arn:aws:s3:::\${aws:username}` }, /policy variables/],
  ])('%s', (_case, element, message) => {
    const statement = { ...allow('x:Y', '*'), ...element } as Statement;
    expect(() => iamWith([statement])).toThrow(
      expect.objectContaining({ code: 'NotModelled', message: expect.stringMatching(message) }),
    );
  });

  it('a federated principal, an older version, a managed policy', () => {
    const federated = trustFor({ Federated: 'accounts.google.com' });
    expect(() => iamWith([], federated)).toThrow(/principal type Federated/);
    expect(() => iamWith([], { ...federated, Version: '2008-10-17' })).toThrow(/policy version 2008-10-17/);
    const managed = 'arn:aws:iam::aws:policy/AdministratorAccess';
    expect(() => iamWith([]).attachManagedPolicy(ROLE, managed)).toThrow(/AdministratorAccess/);
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['an effect', { Effect: 'allow' }, /has Effect allow; use Allow or Deny/],
    ['an action', { Action: 'GetItem' }, /has Action GetItem; use service:Action/],
    ['a resource', { Resource: 'ledger' }, /has Resource ledger; use an ARN or \*/],
    ['a principal in a policy of a role', { Principal: '*' }, /has a Principal/],
    ['a resource that is not a text', { Resource: [{ Ref: 'Pool' }] }, /is \{"Ref":"Pool"\}/],
  ])('%s that IAM would refuse is malformed', (_case, element, message) => {
    const statement = { ...allow('x:Y', '*'), ...element } as Statement;
    expect(() => iamWith([statement])).toThrow(
      expect.objectContaining({ code: 'MalformedPolicyDocument', message: expect.stringMatching(message) }),
    );
  });
});

describe('the managed policy of a Lambda', () => {
  it('allows logs and nothing else', () => {
    const iam = iamWith([]);
    iam.attachManagedPolicy(ROLE, 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole');
    const ask = (action: string) => iam.authorize(WORKER, { action, resource: '*' }, SCOPE).allowed;
    expect([ask('logs:PutLogEvents'), ask('xray:PutTraceSegments')]).toEqual([true, false]);
  });
});
