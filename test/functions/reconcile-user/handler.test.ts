/** The bundle as it is deployed, in a process of its own, against a stub of both accounts. */
import { record, TARGET_SUB } from '#test/core/reconcile-builders.ts';
import { found, SUB, settings } from '#test/core/trigger-builders.ts';
import {
  type AwsStub,
  assumedRole,
  type StubAnswer,
  type StubRequest,
  startAwsStub,
} from '#test/functions/_aws/aws-stub.ts';
import { AWS_ENVIRONMENT } from '#test/functions/_aws/stub-bodies.ts';
import { type Bundle, bundleHandler } from '#test/functions/migrate-user/bundled-handler.ts';

let bundle: Bundle;
let stub: AwsStub;
beforeAll(async () => {
  bundle = await bundleHandler(settings(), 'reconcile-user');
});
afterAll(() => bundle.remove());

const ENVIRONMENT = {
  ...AWS_ENVIRONMENT,
  TARGET_USER_POOL_ID: 'us-east-1_TargetPl1',
  LEDGER_TABLE: 'the-ledger',
};
const INPUT = { task: 'reconcile', sourceSub: SUB };

const userBody = (username: string, attributes: Readonly<Record<string, string>>) => ({
  Username: username,
  Enabled: true,
  UserStatus: 'CONFIRMED',
  UserCreateDate: 1_700_000_000,
  UserLastModifiedDate: 1_700_000_000,
  UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
});

const SOURCE = userBody('liam.porter', { ...found().user.attributes, name: 'Liam Porter' });
const TARGET = userBody('liam.porter', {
  ...found().user.attributes,
  sub: TARGET_SUB,
  'custom:source_sub': SUB,
});

/** The role of account A has keys of its own: by them the stub tells the two pools apart. */
const usual = ({ action, region }: StubRequest): StubAnswer => {
  if (action === 'AssumeRole') return { body: assumedRole(1) };
  if (action === 'AdminGetUser') return { body: region === 'eu-west-1' ? SOURCE : TARGET };
  return { body: {} };
};

const runOn = async (
  respond: (request: StubRequest) => StubAnswer,
  inputs: readonly unknown[],
  variables: Record<string, string> = {},
) => {
  stub = await startAwsStub((request) => respond(request));
  const run = await bundle.run([inputs], { ...ENVIRONMENT, AWS_ENDPOINT_URL: stub.url, ...variables });
  await stub.close();
  return { ...run, results: run.results[0] ?? [] };
};

describe('the bundle', () => {
  it('carries no schema library and none of the credential providers that Lambda never uses', () => {
    const inputs = Object.keys(bundle.metafile.inputs);
    expect(
      inputs.filter((path) =>
        /node_modules\/(zod|aws-cdk-lib)\/|credential-provider-(ini|sso|process|http)\//.test(path),
      ),
    ).toEqual([]);
    expect(inputs.some((path) => path.endsWith('core/drift.ts'))).toBe(true);
  });

  it('reads both sides as whom it should be, repairs, and answers names', async () => {
    const { results, output } = await runOn(usual, [INPUT]);
    expect(results).toMatchObject([
      {
        value: { sourceSub: SUB, targetSub: TARGET_SUB, changed: { attributes: ['name'] }, onRecord: false },
      },
    ]);
    expect(stub.requests.find(({ action }) => action === 'AssumeRole')?.input).toMatchObject({
      RoleSessionName: 'reconcile-user',
    });
    const reads = stub.requests.filter(({ action }) => action === 'AdminGetUser');
    expect(reads).toMatchObject([
      { key: 'AKIA1', region: 'eu-west-1', input: { Username: SUB } },
      { key: 'AKIALAMBDA', region: 'us-east-1', input: { Username: 'liam.porter' } },
    ]);
    expect(output + JSON.stringify(results)).not.toMatch(/Liam|liam|example\.com|lambda-secret/);
    expect(output).toContain('"ReconcileAttemptSucceeded":1');
  });

  it('traces the calls to both accounts without what they said, and names the trace', async () => {
    const { segments, results } = await runOn(usual, [INPUT]);
    expect(results).toMatchObject([{ value: { traceId: segments[0]?.trace_id } }]);
    const text = JSON.stringify(segments);
    for (const account of ['111111111111', '222222222222']) expect(text).toContain(account);
    expect(text).not.toMatch(/Liam|liam|example\.com/);
  });

  it('traces a request that init set going and that was sent when the invocation had begun', async () => {
    const { segments } = await runOn(usual, [INPUT]);
    const [invocation] = segments.filter(({ name }) => name === '## reconcile-user');
    expect(segments.filter(({ name }) => name === 'STS')).toMatchObject([
      { parent_id: invocation?.parent_id, annotations: { account: '222222222222', phase: 'init' } },
    ]);
  });

  it('says that there is no trace where tracing is switched off', async () => {
    const { results } = await runOn(usual, [INPUT], { POWERTOOLS_TRACE_ENABLED: 'false' });
    expect(results).toMatchObject([{ value: { traceId: 'none' } }]);
  });

  it.each<[string, (request: StubRequest) => StubAnswer, string]>([
    [
      'the source refuses the role',
      (request) =>
        request.action === 'AssumeRole' ? { error: 'AccessDenied', status: 403 } : usual(request),
      'SourceUnavailable',
    ],
    [
      'the source does not know the user',
      (request) => (request.region === 'eu-west-1' ? { error: 'UserNotFoundException' } : usual(request)),
      'SourceUserNotFound',
    ],
    [
      'the target does not have it yet',
      (request) =>
        request.action === 'AdminGetUser' && request.region === 'us-east-1'
          ? { error: 'UserNotFoundException' }
          : usual(request),
      'TargetUserNotFound',
    ],
    [
      'the ledger refuses',
      (request) => (request.action === 'GetItem' ? { error: 'AccessDeniedException' } : usual(request)),
      'LedgerUnavailable',
    ],
    [
      'the ledger holds a record of another version',
      (request) =>
        request.action === 'GetItem'
          ? { body: { Item: { id: { S: `user#${record().sourceSub}` }, version: { N: '7' } } } }
          : usual(request),
      'LedgerRecordInvalid',
    ],
  ])('fails under a name that the machine matches: %s', async (_, respond, name) => {
    const { results } = await runOn(respond, [INPUT]);
    expect(results).toMatchObject([{ errorType: name }]);
  });

  it('refuses wrong input by name, and asks nobody about it', async () => {
    const { results } = await runOn(usual, [{ ...INPUT, email: 'liam@example.com' }]);
    expect(results).toMatchObject([{ errorType: 'InvalidInput' }]);
    expect(stub.actions()).not.toContain('AdminGetUser');
  });

  it('says in every execution what its environment lacks', async () => {
    const { results } = await runOn(usual, [INPUT], { TARGET_USER_POOL_ID: '', LEDGER_TABLE: '' });
    expect(results).toMatchObject([
      {
        errorType: 'SettingsInvalid',
        errorMessage: expect.stringMatching(/TARGET_USER_POOL_ID.*LEDGER_TABLE/),
      },
    ]);
  });
});
