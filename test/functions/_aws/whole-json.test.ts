/** The real SDK against a stub that knows more than the SDK does. */
import { DescribeUserPoolCommand, UpdateUserPoolCommand } from '@aws-sdk/client-cognito-identity-provider';
import { createTargetClient } from '#functions/_aws/target-reader.ts';
import { sendWhole } from '#functions/_aws/whole-json.ts';
import { settings } from '#test/core/trigger-builders.ts';
import type { StubAnswer } from './aws-stub.ts';
import { IN_TIME, openStub } from './opened.ts';

const POOL = 'us-east-1_TargetPl1';

const clientOn = async (...answers: readonly StubAnswer[]) => {
  const { stub, transport, variables } = await openStub(
    (_, earlier) => answers[Math.min(earlier.length, answers.length - 1)] ?? 'hang',
  );
  const { target } = settings();
  return { stub, client: createTargetClient({ target, transport, variables, maxAttempts: 2 }) };
};

const NEWER = {
  Name: 'customers',
  CreationDate: 1_700_000_000.123,
  NextYearsSetting: { Nested: [{ Deep: true, Nothing: null }], Number: 0.1 },
  LambdaConfig: { PreSignUp: 'arn:1', NextYearsTrigger: 'arn:2' },
};

describe('a whole answer', () => {
  it('has what the SDK does not know, where the SDK itself would lose it', async () => {
    const { client } = await clientOn({ body: { UserPool: NEWER } });
    const command = () => new DescribeUserPoolCommand({ UserPoolId: POOL });
    expect(await sendWhole(client, command(), { abortSignal: IN_TIME })).toEqual({ UserPool: NEWER });
    const { UserPool } = await client.send(command());
    expect(UserPool).not.toHaveProperty('NextYearsSetting');
  });

  it('is that of the last attempt', async () => {
    const { client, stub } = await clientOn(
      { error: 'InternalErrorException', status: 500 },
      { body: { UserPool: { Name: 'second' } } },
    );
    const command = new DescribeUserPoolCommand({ UserPoolId: POOL });
    expect(await sendWhole(client, command, { abortSignal: IN_TIME })).toEqual({
      UserPool: { Name: 'second' },
    });
    expect(stub.actions()).toEqual(['DescribeUserPool', 'DescribeUserPool']);
  });

  it("is the SDK's error where the service refuses", async () => {
    const { client } = await clientOn({ error: 'ResourceNotFoundException' });
    const command = new DescribeUserPoolCommand({ UserPoolId: POOL });
    await expect(sendWhole(client, command, { abortSignal: IN_TIME })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});

describe('a whole request', () => {
  it('has what the SDK does not know, signed, also when it is sent again', async () => {
    const { client, stub } = await clientOn({ error: 'InternalErrorException', status: 500 }, { body: {} });
    const body = { UserPoolId: POOL, ...NEWER };
    const command = new UpdateUserPoolCommand({ UserPoolId: POOL });
    expect(await sendWhole(client, command, { abortSignal: IN_TIME, body })).toEqual({});
    expect(stub.requests).toMatchObject([
      { action: 'UpdateUserPool', input: body, key: 'AKIALAMBDA' },
      { action: 'UpdateUserPool', input: body },
    ]);
    expect(stub.requests[1]?.input).toEqual(body);
  });
});
