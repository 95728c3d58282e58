/** What an update of a whole pool meets beside its settings: the role it passes on, and tags that are AWS's own. */
import { createRecorder } from '#rehearsal/cloud/recorder.ts';
import { CognitoIdp } from '#rehearsal/services/cognito-idp/cognito-idp.ts';
import { callOperation } from '#test/rehearsal/deploy/call-operation.ts';

const SCOPE = { accountId: '222222222222', region: 'us-east-1' };
const OF_AWS = { 'aws:cloudformation:stack-name': 'theirs' };

const poolWith = (UserPoolTags: object) => {
  const cognito = new CognitoIdp({
    recorder: createRecorder(),
    clock: { now: () => 0 },
    seed: 1,
    invokeTrigger: async () => ({ payload: {} }),
  });
  const { id: UserPoolId } = cognito.createUserPool(SCOPE, { PoolName: 'theirs', UserPoolTags });
  const call = (operation: string, input: object = {}) =>
    callOperation(cognito.service, operation, { UserPoolId, ...input }, SCOPE);
  return { cognito, UserPoolId, call };
};

describe('an update of a pool', () => {
  it('leaves tags of AWS as they are, and replaces the others', async () => {
    const { call } = poolWith({ ...OF_AWS, team: 'a' });
    await call('UpdateUserPool', { UserPoolTags: { owner: 'b' } });
    expect(await call('DescribeUserPool')).toMatchObject({
      UserPool: { UserPoolTags: { ...OF_AWS, owner: 'b' } },
    });
  });

  it('may not name such tags', async () => {
    const { call } = poolWith(OF_AWS);
    await expect(call('UpdateUserPool', { UserPoolTags: OF_AWS })).rejects.toMatchObject({
      code: 'InvalidParameterException',
    });
  });

  it.each([
    ['UpdateUserPool', { SmsConfiguration: { SnsCallerArn: 'arn:role' } }],
    ['SetUserPoolMfaConfig', { SmsMfaConfiguration: { SmsConfiguration: { SnsCallerArn: 'arn:role' } } }],
  ])('by %s needs the permission to pass on the role for SMS', (operation, input) => {
    const { cognito, UserPoolId } = poolWith({});
    const access = cognito.service.operations[operation]?.access;
    const asked = (body: object) =>
      access?.kind === 'signed' ? access.requests({ UserPoolId, ...body }, SCOPE) : [];
    expect(asked(input)).toContainEqual({
      action: 'iam:PassRole',
      resource: 'arn:role',
      conditions: { 'iam:PassedToService': 'cognito-idp.amazonaws.com' },
    });
    expect(asked({}).map(({ action }) => action)).toEqual([`cognito-idp:${operation}`]);
  });
});
