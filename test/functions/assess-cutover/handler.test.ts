/** The bundle as it is deployed, in a process of its own, against a stub of pool, ledger and CloudWatch. */
import { progressItem } from '#core/progress.ts';
import { settings } from '#test/core/trigger-builders.ts';
import { type StubAnswer, type StubRequest, startAwsStub } from '#test/functions/_aws/aws-stub.ts';
import { AWS_ENVIRONMENT } from '#test/functions/_aws/stub-bodies.ts';
import { type Bundle, bundleHandler } from '#test/functions/migrate-user/bundled-handler.ts';
import { CUTOVER, EXECUTION } from '#test/functions/switch-auth-flow/fake-client.ts';
import { client, FINISHED, OURS, switched } from './fake-world.ts';

const ENVIRONMENT = {
  ...AWS_ENVIRONMENT,
  TARGET_USER_POOL_ID: 'us-east-1_TargetPl1',
  APP_CLIENT_IDS: 'web',
  LEDGER_TABLE: 'the-ledger',
  MIGRATE_USER_ARN: OURS,
};
const SECRET = 'the-secret-of-the-client';
const ASSESS = { ...EXECUTION, step: 'assess', input: { task: 'cutover' } };

let bundle: Bundle;
beforeAll(async () => {
  bundle = await bundleHandler({ ...settings(), cutover: CUTOVER }, 'assess-cutover');
});
afterAll(() => bundle.remove());

const itemOf = ({ input }: StubRequest): object => {
  const { Key } = input as { Key?: { id: { S: string } } };
  return Key?.id.S === 'progress#latest' ? { Item: progressItem('progress#latest', FINISHED) } : {};
};

const history = (Id: string, hours: readonly string[], Values: readonly number[]) => ({
  Id,
  StatusCode: 'Complete',
  Timestamps: hours.map((hour) => Date.parse(hour) / 1000),
  Values,
});

const usual = (request: StubRequest, web: object): StubAnswer => {
  switch (request.action) {
    case 'DescribeUserPool':
      return { body: { UserPool: { LambdaConfig: { UserMigration: OURS } } } };
    case 'ListUserPoolClients':
      return { body: { UserPoolClients: [{ ClientId: 'web' }] } };
    case 'DescribeUserPoolClient':
      return { body: { UserPoolClient: { ...web, ClientSecret: SECRET } } };
    case 'GetItem':
      return { body: itemOf(request) };
    case 'BatchGetItem':
      return { body: { Responses: {}, UnprocessedKeys: {} } };
    case 'GetMetricData':
      return {
        body: {
          MetricDataResults: [
            history('migrated', ['2026-11-01T10:00:00Z'], [1]),
            history('attempts', ['2026-11-01T10:00:00Z'], [200]),
            history('failed', [], []),
          ],
        },
      };
    default:
      return { error: 'NotModelled' };
  }
};

const runOn = async (
  payload: unknown,
  {
    refused = {},
    variables = {},
    web = client('web'),
  }: {
    readonly refused?: Readonly<Record<string, string>>;
    readonly variables?: Record<string, string>;
    readonly web?: object;
  } = {},
) => {
  const stub = await startAwsStub((request) => {
    const error = refused[request.action];
    return error === undefined ? usual(request, web) : { error };
  });
  const run = await bundle.run([[payload]], { ...ENVIRONMENT, AWS_ENDPOINT_URL: stub.url, ...variables });
  await stub.close();
  return { ...run, stub, results: run.results[0] ?? [] };
};

it('carries no schema library, no client of other services, none of the credential providers that Lambda never uses', () => {
  const unwanted =
    /node_modules\/(zod|aws-cdk-lib)\/|credential-provider-(ini|sso|process|http)\/|client-(s3|sts|sfn|eventbridge)\//;
  expect(Object.keys(bundle.metafile.inputs).filter((path) => unwanted.test(path))).toEqual([]);
});

it('assesses by what pool, ledger and CloudWatch say, and writes nothing', async () => {
  const { results, stub } = await runOn(ASSESS);
  expect(results).toMatchObject([
    {
      value: {
        decision: 'switch',
        clients: [{ clientId: 'web', removed: ['ALLOW_USER_PASSWORD_AUTH'], added: [] }],
        trigger: 'attached',
        findings: [],
      },
    },
  ]);
  expect(new Set(stub.actions())).toEqual(
    new Set([
      'DescribeUserPool',
      'ListUserPoolClients',
      'DescribeUserPoolClient',
      'GetItem',
      'BatchGetItem',
      'GetMetricData',
    ]),
  );
});

it('tells metrics in the one namespace, and no secret anywhere', async () => {
  const { results, output, segments, stub } = await runOn(ASSESS);
  const metrics = output.split('\n').find((line) => line.includes('"_aws"')) ?? '{}';
  expect(JSON.parse(metrics)).toMatchObject({
    _aws: { CloudWatchMetrics: [{ Namespace: 'CognitoMigration' }] },
    TriggerMissing: 0,
    PhaseMismatch: 0,
    CutoverGatesOpen: 0,
  });
  const written = [results, output, segments, stub.requests].map((part) => JSON.stringify(part)).join();
  expect(written).not.toContain(SECRET);
});

it('is deferred, and no failure, where CloudWatch refuses', async () => {
  const { results, output } = await runOn(ASSESS, { refused: { GetMetricData: 'AccessDenied' } });
  expect(results).toMatchObject([{ value: { decision: 'deferred' } }]);
  expect(output).toContain('"awsError":"AccessDenied"');
});

it('concludes by looking again', async () => {
  const clients = [{ clientId: 'web', removed: ['ALLOW_USER_PASSWORD_AUTH'], added: [] }];
  const payload = { ...EXECUTION, step: 'conclude', task: 'cutover', clients };
  const { results } = await runOn(payload, { web: switched('web') });
  expect(results).toMatchObject([{ value: { completed: true, clients, unfinished: [] } }]);
});

it.each<[string, string, string]>([
  ['DescribeUserPool', 'AccessDeniedException', 'TargetUnavailable'],
  ['DescribeUserPool', 'ResourceNotFoundException', 'TargetRefused'],
  ['DescribeUserPoolClient', 'AccessDeniedException', 'TargetUnavailable'],
  ['GetItem', 'AccessDeniedException', 'LedgerUnavailable'],
  ['BatchGetItem', 'AccessDeniedException', 'LedgerUnavailable'],
])('fails under a name that the machine matches: %s refuses with %s', async (action, error, name) => {
  const { results, output } = await runOn(ASSESS, { refused: { [action]: error } });
  expect(results).toMatchObject([{ errorType: name }]);
  expect(output).toContain(`"reason":"${name}"`);
});

it('refuses wrong input and a wrong environment by name', async () => {
  const input = await runOn({ ...ASSESS, input: { task: 'undo' } });
  expect(input.results).toMatchObject([{ errorType: 'InvalidInput' }]);
  expect(input.stub.actions()).toEqual([]);
  const environment = await runOn(ASSESS, { variables: { MIGRATE_USER_ARN: '', APP_CLIENT_IDS: '' } });
  expect(environment.results).toMatchObject([
    { errorType: 'SettingsInvalid', errorMessage: expect.stringMatching(/APP_CLIENT_IDS.*MIGRATE_USER_ARN/) },
  ]);
});
