import { OPERATOR, startTinyLambda, type TinyLambda } from './tiny-lambda.ts';

const COGNITO = { kind: 'service', service: 'cognito-idp.amazonaws.com' } as const;
const POOL = 'arn:aws:cognito-idp:us-east-1:222222222222:userpool/us-east-1_pool';
const FROM_POOL = { invoker: COGNITO, sourceArn: POOL, sourceAccount: '222222222222' };

let platform: TinyLambda;
let arn: string;

beforeAll(() => {
  platform = startTinyLambda();
  arn = platform.put('exports.handler = async () => 1;');
  platform.lambda.addPermission(arn, {
    action: 'lambda:InvokeFunction',
    principal: COGNITO.service,
    sourceArn: POOL,
    sourceAccount: '222222222222',
  });
});

afterAll(() => platform.close());

const lastRequest = () => platform.recorder.entries('requests').at(-1);

describe('a service invokes', () => {
  it('with a permission for its source', async () => {
    await expect(platform.invoke(arn, {}, FROM_POOL)).resolves.toEqual({ payload: 1 });
    expect(lastRequest()).toMatchObject({
      account: '222222222222',
      principal: 'cognito-idp.amazonaws.com',
      action: 'lambda:InvokeFunction',
      resource: arn,
      decision: 'allowed',
      status: 200,
    });
  });

  it.each([
    [
      'for another pool',
      { sourceArn: `${POOL}2` },
      /ArnLike aws:SourceArn wants .*userpool\/us-east-1_pool, and it is .*pool2/,
    ],
    [
      'for another account (the confused deputy)',
      { sourceAccount: '333333333333' },
      /StringEquals aws:SourceAccount/,
    ],
    ['without a source', { sourceArn: undefined }, /aws:SourceArn .* absent/],
    [
      'under another name',
      { invoker: { kind: 'service', service: 'sns.amazonaws.com' } as const },
      /names other principals/,
    ],
  ])('not %s: denied, and recorded with the condition', async (_case, changes, reason) => {
    const request = { ...FROM_POOL, ...changes } as Parameters<TinyLambda['invoke']>[2];
    await expect(platform.invoke(arn, {}, request)).rejects.toMatchObject({
      code: 'AccessDeniedException',
      statusCode: 403,
    });
    expect(lastRequest()).toMatchObject({
      decision: 'denied',
      reason: expect.stringMatching(reason),
      status: 403,
    });
  });

  it('not an alias with a permission on the function only', async () => {
    const { version } = platform.lambda.putVersion(arn);
    const alias = platform.lambda.putAlias(arn, 'live', version);
    await expect(platform.invoke(alias.arn, {}, FROM_POOL)).rejects.toMatchObject({
      code: 'AccessDeniedException',
    });
  });
});

it('an operator of the account may invoke, one of another account may not', async () => {
  await expect(platform.invoke(arn, {})).resolves.toEqual({ payload: 1 });
  const stranger = { ...OPERATOR, accountId: '333333333333' };
  await expect(platform.invoke(arn, {}, { invoker: stranger })).rejects.toMatchObject({
    code: 'AccessDeniedException',
  });
});

it('an unknown function is named', async () => {
  await expect(platform.invoke(`${arn}-absent`, {})).rejects.toMatchObject({
    code: 'ResourceNotFoundException',
    message: expect.stringContaining(`${arn}-absent`),
  });
});

it.each([
  ['an account as principal', { principal: '333333333333' }],
  ['another action', { action: 'lambda:GetFunction' }],
])('a permission with %s is refused by name', (_case, changes) => {
  const permission = { action: 'lambda:InvokeFunction', principal: COGNITO.service, ...changes };
  expect(() => platform.lambda.addPermission(arn, permission)).toThrow(/does not model a Lambda permission/);
});
