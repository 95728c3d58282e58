import {
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { NoAnswer, runUnderFault } from '#rehearsal/cloud/faults.ts';
import type { Fault } from '#rehearsal/cloud/gateway.ts';
import { type Credentials, ServiceError } from '#rehearsal/cloud/service.ts';
import { forSdk, READER_ROLE, REGION_A, SOURCE, startTinyCloud, type TinyCloud } from './tiny-cloud.ts';

let cloud: TinyCloud;
let served: string[];
const clients: CognitoIdentityProviderClient[] = [];

beforeEach(async () => {
  served = [];
  cloud = await startTinyCloud();
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await cloud.gateway.close();
});

const getUser = (credentials: Credentials, abortSignal?: AbortSignal) => {
  const client = new CognitoIdentityProviderClient({
    endpoint: cloud.gateway.url,
    region: REGION_A,
    credentials: forSdk(credentials),
    maxAttempts: 1,
  });
  clients.push(client);
  return client.send(
    new AdminGetUserCommand({ UserPoolId: 'p', Username: 'ann' }),
    abortSignal ? { abortSignal } : {},
  );
};

const inject = (fault: Fault) =>
  cloud.gateway.intercept(({ service, operation, accountId, input }) => {
    served.push(`${service}:${operation} ${accountId} ${(input as { Username: string }).Username}`);
    return fault;
  });

/** The SDK's words for a connection that ended without an answer. */
const LOST = { message: expect.stringMatching(/ECONNRESET|socket hang up/) };

const lastRequest = () => cloud.recorder.entries('requests').at(-1);

it('an injected error is the answer, and the fault is on record', async () => {
  inject({ kind: 'error', code: 'TooManyRequestsException', message: 'Rate exceeded', status: 429 });
  await expect(getUser(cloud.operator)).rejects.toMatchObject({ name: 'TooManyRequestsException' });
  expect(served).toEqual([`cognito-idp:AdminGetUser ${SOURCE} ann`]);
  expect(lastRequest()).toMatchObject({ status: 429, decision: 'allowed', reason: 'injected fault: error' });
  expect(cloud.recorder.entries('faults')).toMatchObject([
    { operation: 'AdminGetUser', kind: 'error', accountId: SOURCE },
  ]);
});

it.each([['reset'], ['drop-answer']] as const)('%s ends the connection without an answer', async (kind) => {
  inject({ kind });
  await expect(getUser(cloud.operator)).rejects.toMatchObject(LOST);
  expect(lastRequest()).toMatchObject({ status: 0, reason: `injected fault: ${kind}` });
});

it('a dropped answer is lost also where it is a refusal', async () => {
  const refuse = () => {
    throw new ServiceError('NotAuthorizedException', 'no', 400);
  };
  const served = runUnderFault({ kind: 'drop-answer' }, refuse, new AbortController().signal);
  await expect(served).rejects.toBeInstanceOf(NoAnswer);
});

it('a hanging request is recorded when the client gives up', async () => {
  inject({ kind: 'hang' });
  const giveUp = new AbortController();
  const request = getUser(cloud.operator, giveUp.signal);
  while (served.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(cloud.recorder.entries('requests')).toEqual([]);
  giveUp.abort();
  await expect(request).rejects.toMatchObject({ name: 'AbortError' });
  while (cloud.recorder.entries('requests').length === 0)
    await new Promise((resolve) => setTimeout(resolve, 5));
  expect(lastRequest()).toMatchObject({ status: 0, reason: 'injected fault: hang' });
});

it.each([[{ kind: 'hang' }], [{ kind: 'delay', milliseconds: 3_600_000 }]] as const)(
  'closing the gateway ends a request under %o',
  async (fault) => {
    inject(fault);
    const request = getUser(cloud.operator).catch((error: unknown) => error);
    while (served.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await cloud.gateway.close();
    await expect(request).resolves.toMatchObject(LOST);
  },
);

it('a fault never lets a request pass that IAM denies', async () => {
  inject({ kind: 'delay', milliseconds: 0 });
  await expect(getUser(cloud.worker)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  expect(served).toEqual([]);
});

it('faults end when they are taken away', async () => {
  inject({ kind: 'reset' });
  cloud.gateway.intercept(undefined);
  await expect(getUser(cloud.operator)).resolves.toMatchObject({ Username: 'ann' });
});

it("the source latency delays requests signed by the source account's keys, and no others", async () => {
  await cloud.gateway.close();
  cloud = await startTinyCloud({ sourceLatency: { accountId: SOURCE, milliseconds: 3_600_000 } });
  const delayed = getUser(cloud.iam.issueSession(READER_ROLE, 'migrate-user', 900)).catch(
    (error: unknown) => error,
  );
  await expect(getUser(cloud.worker)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  expect(cloud.recorder.entries('requests')).toHaveLength(1);
  await cloud.gateway.close();
  await expect(delayed).resolves.toMatchObject(LOST);
});
