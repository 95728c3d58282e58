/** The bundle as it is deployed, in a process of its own, against a stub of the pool and the ledger. */
import { settings } from '#test/core/trigger-builders.ts';
import type { StubAnswer, StubRequest } from '#test/functions/_aws/aws-stub.ts';
import { startAwsStub } from '#test/functions/_aws/aws-stub.ts';
import { AWS_ENVIRONMENT } from '#test/functions/_aws/stub-bodies.ts';
import { type Bundle, bundleHandler } from '#test/functions/migrate-user/bundled-handler.ts';
import { CLIENT, CUTOVER, EXECUTION } from './fake-client.ts';

const ENVIRONMENT = {
  ...AWS_ENVIRONMENT,
  TARGET_USER_POOL_ID: 'us-east-1_TargetPl1',
  LEDGER_TABLE: 'the-ledger',
};
const SECRET = 'the-secret-of-the-client';
const WORK = { ...EXECUTION, action: 'switch', clientId: CLIENT };
const STATE = {
  id: { S: 'cutover#state' },
  version: { N: '1' },
  desiredPhase: { S: 'srp-only' },
  clients: { SS: [CLIENT] },
  hold: { BOOL: false },
  forced: { BOOL: false },
  changedAt: { S: EXECUTION.startedAt },
  executionId: { S: EXECUTION.executionId },
};

let bundle: Bundle;
beforeAll(async () => {
  bundle = await bundleHandler({ ...settings(), cutover: CUTOVER }, 'switch-auth-flow');
});
afterAll(() => bundle.remove());

/** A pool with one client that has a secret, and the ledger's state; `refused` gets an error instead of an answer. */
const startWorld = (refused: Readonly<Record<string, string>> = {}) => {
  let client: object = {
    ClientId: CLIENT,
    UserPoolId: ENVIRONMENT.TARGET_USER_POOL_ID,
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    QuantumBinding: { Required: true },
  };
  return startAwsStub(({ action, input }: StubRequest): StubAnswer => {
    const error = refused[action];
    if (error !== undefined) return { error };
    if (action === 'GetItem') return { body: { Item: STATE } };
    if (action === 'UpdateUserPoolClient') client = input;
    if (/UserPoolClient/.test(action))
      return { body: { UserPoolClient: { ...client, ClientSecret: SECRET } } };
    return { body: {} };
  });
};

const runOn = async (
  payload: unknown,
  refused: Readonly<Record<string, string>> = {},
  variables: Record<string, string> = {},
) => {
  const stub = await startWorld(refused);
  const run = await bundle.run([[payload]], { ...ENVIRONMENT, AWS_ENDPOINT_URL: stub.url, ...variables });
  await stub.close();
  return { ...run, stub, results: run.results[0] ?? [] };
};

it('carries no schema library, no client of other services, none of the credential providers that Lambda never uses', () => {
  const unwanted =
    /node_modules\/(zod|aws-cdk-lib)\/|credential-provider-(ini|sso|process|http)\/|client-(s3|sts|sfn|cloudwatch)\//;
  expect(Object.keys(bundle.metafile.inputs).filter((path) => unwanted.test(path))).toEqual([]);
});

it('switches a client, and sends back what no SDK knows', async () => {
  const { results, stub } = await runOn(WORK);
  expect(results).toEqual([
    {
      value: {
        clientId: CLIENT,
        removed: ['ALLOW_USER_PASSWORD_AUTH'],
        added: ['ALLOW_USER_SRP_AUTH'],
        changed: true,
      },
    },
  ]);
  expect(stub.requests.find(({ action }) => action === 'UpdateUserPoolClient')?.input).toEqual({
    ClientId: CLIENT,
    UserPoolId: ENVIRONMENT.TARGET_USER_POOL_ID,
    ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH', 'ALLOW_USER_SRP_AUTH'],
    QuantumBinding: { Required: true },
  });
});

it("leaves the client's secret in no log, no trace, no record and no answer", async () => {
  const { results, output, segments, stub } = await runOn(WORK);
  const written = [results, output, segments, stub.requests].map((part) => JSON.stringify(part)).join();
  expect(written).toContain(CLIENT);
  expect(written).not.toContain(SECRET);
});

it.each<[string, string, string]>([
  ['DescribeUserPoolClient', 'ResourceNotFoundException', 'ClientNotFound'],
  ['DescribeUserPoolClient', 'AccessDeniedException', 'TargetUnavailable'],
  ['UpdateUserPoolClient', 'InvalidParameterException', 'TargetRefused'],
  ['GetItem', 'AccessDeniedException', 'LedgerUnavailable'],
  ['PutItem', 'AccessDeniedException', 'LedgerUnavailable'],
])('fails under a name that the machine matches: %s refuses with %s', async (action, error, name) => {
  const { results, output } = await runOn(WORK, { [action]: error });
  expect(results).toMatchObject([{ errorType: name }]);
  expect(output).toContain(`"reason":"${name}"`);
});

it('writes nothing to the client where the flows could not be kept', async () => {
  const { stub } = await runOn(WORK, { PutItem: 'AccessDeniedException' });
  expect(stub.actions()).not.toContain('UpdateUserPoolClient');
});

it('refuses a wrong call and a wrong environment by name', async () => {
  const call = await runOn({ ...WORK, action: 'flip' });
  expect(call.results).toMatchObject([{ errorType: 'InvalidInput' }]);
  const environment = await runOn(WORK, {}, { LEDGER_TABLE: '' });
  expect(environment.results).toMatchObject([
    { errorType: 'SettingsInvalid', errorMessage: expect.stringContaining('LEDGER_TABLE') },
  ]);
});
