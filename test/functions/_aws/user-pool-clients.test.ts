/** App clients of the target with the real SDK, against a stub that knows more than the SDK does. */
import { createUserPoolReader } from '#functions/_aws/user-pool.ts';
import { createUserPoolClients } from '#functions/_aws/user-pool-clients.ts';
import { settings } from '#test/core/trigger-builders.ts';
import type { StubAnswer } from './aws-stub.ts';
import { IN_TIME, openStub } from './opened.ts';

const POOL = 'us-east-1_TargetPl1';

const adaptersOn = async (...answers: readonly StubAnswer[]) => {
  const { stub, transport, variables } = await openStub(
    (_, earlier) => answers[Math.min(earlier.length, answers.length - 1)] ?? 'hang',
  );
  const { target } = settings();
  const options = { userPoolId: POOL, target, transport, variables };
  return { stub, reader: createUserPoolReader(options), clients: createUserPoolClients(options) };
};

/** Members and shapes that no version of the SDK knows yet, beside those that it does. */
const TOLD = {
  UserPoolId: POOL,
  ClientId: 'client1',
  ClientName: 'Größe "web"',
  LastModifiedDate: 1_700_000_000.123,
  CreationDate: 1_600_000_000,
  RefreshTokenValidity: 30,
  TokenValidityUnits: { RefreshToken: 'days', DeviceToken: 'weeks' },
  ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_TELEPATHY_AUTH'],
  CallbackURLs: [],
  QuantumBinding: { Required: true, Curves: ['q1', { Depth: 2.5, Nothing: null }] },
  EnableTelepathy: false,
};
const DESCRIBED = { body: { UserPoolClient: { ...TOLD, ClientSecret: 'the-secret' } } };

describe('an app client', () => {
  it('is told as it was answered, but for its secret', async () => {
    const { stub, clients, reader } = await adaptersOn(DESCRIBED);
    expect(await clients.readClient('client1', IN_TIME)).toEqual(TOLD);
    expect(await reader.readClient('client1', IN_TIME)).toEqual(TOLD);
    const { action, region, key, input } = stub.requests[0] ?? {};
    expect({ action, region, key, input }).toEqual({
      action: 'DescribeUserPoolClient',
      region: 'us-east-1',
      key: 'AKIALAMBDA',
      input: { UserPoolId: POOL, ClientId: 'client1' },
    });
  });

  it('may not be in the pool', async () => {
    const { clients } = await adaptersOn({ error: 'ResourceNotFoundException' });
    expect(await clients.readClient('client1', IN_TIME)).toBeUndefined();
  });

  it('is written with every member that was handed over, signed as it goes', async () => {
    const { stub, clients } = await adaptersOn(DESCRIBED);
    const { ClientId: _, UserPoolId: __, ...update } = TOLD;
    expect(await clients.writeClient('client1', update, IN_TIME)).toEqual({
      kind: 'written',
      description: TOLD,
    });
    const { action, key, input } = stub.requests[0] ?? {};
    expect({ action, key, input }).toEqual({
      action: 'UpdateUserPoolClient',
      key: 'AKIALAMBDA',
      input: TOLD,
    });
  });

  it('is never written where it was not meant to be', async () => {
    const { stub, clients } = await adaptersOn(DESCRIBED);
    await clients.writeClient('client1', { ClientId: 'client2', UserPoolId: 'elsewhere' }, IN_TIME);
    expect(stub.requests[0]?.input).toEqual({ UserPoolId: POOL, ClientId: 'client1' });
  });
});

describe('a write that did not go through', () => {
  it.each<[string, string, StubAnswer]>([
    ['TooManyRequestsException', 'busy', { error: 'TooManyRequestsException' }],
    ['ConcurrentModificationException', 'busy', { error: 'ConcurrentModificationException' }],
    ['InternalErrorException', 'unanswered', { error: 'InternalErrorException', status: 500 }],
    ['ECONNRESET', 'unanswered', 'reset'],
  ])('%s is told after one request as %s: nothing is written again without another look', async (...row) => {
    const [awsError, kind, answer] = row;
    const { stub, clients } = await adaptersOn(answer);
    expect(await clients.writeClient('client1', {}, IN_TIME)).toEqual({ kind, awsError });
    expect(stub.requests).toHaveLength(1);
  });

  it('because the client is gone says so', async () => {
    const { clients } = await adaptersOn({ error: 'ResourceNotFoundException' });
    expect(await clients.writeClient('client1', {}, IN_TIME)).toEqual({ kind: 'gone' });
  });

  it.each<[string, string]>([
    ['InvalidParameterException', 'TargetRefused'],
    ['InvalidOAuthFlowException', 'TargetRefused'],
    ['AccessDeniedException', 'TargetUnavailable'],
  ])('%s ends by name', async (error, code) => {
    const { clients } = await adaptersOn({ error, message: 'the-secret' });
    const failed = clients.writeClient('client1', {}, IN_TIME);
    await expect(failed).rejects.toMatchObject({ code, message: expect.stringContaining(error) });
    await expect(failed).rejects.not.toMatchObject({ message: expect.stringContaining('the-secret') });
  });
});

describe('an answer that is none', () => {
  it.each<[string, StubAnswer]>([
    ['nothing', { body: {} }],
    ['a list', { body: { UserPoolClient: [] } }],
  ])('%s is never taken for a client without settings', async (_, answer) => {
    const { clients } = await adaptersOn(answer);
    await expect(clients.readClient('client1', IN_TIME)).rejects.toMatchObject({ code: 'TargetUnavailable' });
    await expect(clients.writeClient('client1', {}, IN_TIME)).rejects.toMatchObject({
      code: 'TargetUnavailable',
    });
  });
});

describe('reading', () => {
  it('is tried again where it is throttled', async () => {
    const { stub, clients } = await adaptersOn({ error: 'TooManyRequestsException' }, DESCRIBED);
    expect(await clients.readClient('client1', IN_TIME)).toEqual(TOLD);
    expect(stub.requests).toHaveLength(2);
  });

  it('lists the clients of the pool to the last page', async () => {
    const { stub, reader } = await adaptersOn(
      { body: { UserPoolClients: [{ ClientId: 'a' }], NextToken: 'more' } },
      { body: { UserPoolClients: [{ ClientId: 'b' }] } },
    );
    expect(await reader.listClients(IN_TIME)).toEqual(['a', 'b']);
    expect(stub.requests.map(({ input }) => input)).toEqual([
      { UserPoolId: POOL, MaxResults: 60 },
      { UserPoolId: POOL, MaxResults: 60, NextToken: 'more' },
    ]);
  });
});

describe('the pool itself', () => {
  it.each<[string, object, object]>([
    [
      'calls a Lambda, without a domain',
      { LambdaConfig: { UserMigration: 'arn' } },
      { migrationTrigger: 'arn', domain: false },
    ],
    ['calls nobody', { LambdaConfig: {}, Domain: 'login' }, { domain: true }],
    ['has a domain of its own name', { CustomDomain: 'login.example.com' }, { domain: true }],
  ])('%s', async (_, UserPool, seen) => {
    const { stub, reader } = await adaptersOn({ body: { UserPool } });
    expect(await reader.readPool(IN_TIME)).toEqual(seen);
    expect(stub.requests).toMatchObject([{ action: 'DescribeUserPool', input: { UserPoolId: POOL } }]);
  });

  it('that is not told is not taken for one without a trigger', async () => {
    const { reader } = await adaptersOn({ body: {} });
    await expect(reader.readPool(IN_TIME)).rejects.toMatchObject({ code: 'TargetUnavailable' });
  });

  it('that is gone ends by name', async () => {
    const { reader } = await adaptersOn({ error: 'ResourceNotFoundException' });
    await expect(reader.readPool(IN_TIME)).rejects.toMatchObject({ code: 'TargetRefused' });
  });
});
