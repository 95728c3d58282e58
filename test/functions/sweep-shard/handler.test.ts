/** Both bundles as they are deployed, in processes of their own, against a stub of both accounts. */
import { FIRST_PROGRESS, shardItem } from '#core/shard-progress.ts';
import { SUB, settings } from '#test/core/trigger-builders.ts';
import {
  type AwsStub,
  assumedRole,
  type StubAnswer,
  type StubRequest,
  startAwsStub,
} from '#test/functions/_aws/aws-stub.ts';
import { AWS_ENVIRONMENT } from '#test/functions/_aws/stub-bodies.ts';
import { type Bundle, bundleHandler } from '#test/functions/migrate-user/bundled-handler.ts';

/** A quick one: no test waits for a quota. */
const SETTINGS = { ...settings(), sweep: { listUsersShare: 1, updateShare: 1 } };
const ENVIRONMENT = {
  ...AWS_ENVIRONMENT,
  TARGET_USER_POOL_ID: 'us-east-1_TargetPl1',
  LEDGER_TABLE: 'the-ledger',
  POST_MIGRATION_ARN: 'arn:aws:states:us-east-1:222222222222:stateMachine:m-post-migration',
  AUDIT_BUS: 'the-bus',
  SWEEP_BUCKET: 'the-bucket',
};
const EXECUTION = { executionId: 'arn', executionName: 'nightly', startedAt: '2026-11-23T10:00:00.000Z' };

const USER = {
  Username: 'liam.porter',
  Enabled: true,
  UserStatus: 'CONFIRMED',
  UserCreateDate: 1_700_000_000,
  UserLastModifiedDate: 1_700_000_000,
  Attributes: [
    { Name: 'sub', Value: SUB },
    { Name: 'email', Value: 'liam@example.com' },
    { Name: 'custom:source_sub', Value: SUB },
  ],
};

const usual = ({ action }: StubRequest): StubAnswer => {
  if (action === 'AssumeRole') return { body: assumedRole(1) };
  if (action === 'ListUsers') return { body: { Users: [USER] } };
  if (action === 'BatchGetItem') return { body: { Responses: {}, UnprocessedKeys: {} } };
  if (action === 'StartExecution') return { body: { executionArn: 'arn', startDate: 1_700_000_000 } };
  return { body: {} };
};

let stub: AwsStub;
const runOn = async (
  bundle: Bundle,
  payload: unknown,
  respond: (request: StubRequest) => StubAnswer = usual,
  variables: Record<string, string> = {},
) => {
  stub = await startAwsStub((request) => respond(request));
  const environment = { ...ENVIRONMENT, AWS_ENDPOINT_URL: stub.url, ...variables };
  const run = await bundle.run([[payload]], environment);
  await stub.close();
  return { ...run, results: run.results[0] ?? [] };
};

const isUnwanted = (path: string): boolean =>
  /node_modules\/(zod|aws-cdk-lib)\/|credential-provider-(ini|sso|process|http)\//.test(path);

describe('the bundle of sweep-shard', () => {
  let bundle: Bundle;
  beforeAll(async () => {
    bundle = await bundleHandler(SETTINGS, 'sweep-shard');
  });
  afterAll(() => bundle.remove());

  const walk = (shard: string) => ({ ...EXECUTION, task: 'sweep', shard, progress: { since: 0 } });

  it('carries no schema library and none of the credential providers that Lambda never uses', () => {
    expect(Object.keys(bundle.metafile.inputs).filter(isUnwanted)).toEqual([]);
  });

  it('walks over the source as whom it should be, puts the list, keeps how far it came', async () => {
    const { results, output } = await runOn(bundle, walk('source/0'));
    expect(results).toMatchObject([{ value: { next: 'done' } }]);
    expect(stub.requests.find(({ action }) => action === 'AssumeRole')?.input).toMatchObject({
      RoleSessionName: 'sweep-shard',
    });
    expect(stub.requests.find(({ action }) => action === 'ListUsers')).toMatchObject({
      key: 'AKIA1',
      region: 'eu-west-1',
      input: { Filter: 'sub ^= "0"' },
    });
    expect(stub.requests.find(({ action }) => action === 'PutItem')?.input).toMatchObject({
      Item: {
        id: { S: 'sweep#nightly#source/0' },
        counts: { M: { users: { N: '1' }, 'stragglers.active.not-signed-in': { N: '1' } } },
      },
    });
    // S3 speaks no JSON: the stub knows the request by its region alone.
    expect(stub.requests.filter(({ action }) => action === '')).toHaveLength(1);
    expect(output).not.toMatch(/liam|example\.com|lambda-secret/);
  });

  it('starts a reconciliation for whom the ledger misses', async () => {
    await runOn(bundle, walk('target/0'));
    expect(stub.requests.find(({ action }) => action === 'StartExecution')?.input).toEqual({
      stateMachineArn: ENVIRONMENT.POST_MIGRATION_ARN,
      input: `{"task":"reconcile","sourceSub":"${SUB}"}`,
    });
  });

  it('traces the calls to both accounts without what they said', async () => {
    const { segments } = await runOn(bundle, walk('source/0'));
    const text = JSON.stringify(segments);
    for (const account of ['111111111111', '222222222222']) expect(text).toContain(account);
    expect(text).not.toMatch(/liam|example\.com/);
  });

  it.each<[string, string, string]>([
    ['the source refuses the role', 'AssumeRole', 'SourceUnavailable'],
    ['the ledger refuses', 'BatchGetItem', 'LedgerUnavailable'],
    ['the machine refuses', 'StartExecution', 'WorkflowUnavailable'],
    ['the target refuses', 'ListUsers', 'TargetUnavailable'],
  ])('fails under a name that the machine matches: %s', async (_, refused, name) => {
    const shard = refused === 'AssumeRole' ? 'source/0' : 'target/0';
    const { results, output } = await runOn(bundle, walk(shard), (request) =>
      request.action === refused ? { error: 'AccessDeniedException', status: 400 } : usual(request),
    );
    expect(results).toMatchObject([{ errorType: name }]);
    expect(output).toContain(`"reason":"${name}"`);
  });

  it('says in every execution what its environment lacks', async () => {
    const { results } = await runOn(bundle, walk('source/0'), usual, { SWEEP_BUCKET: '', AUDIT_BUS: '' });
    expect(results).toMatchObject([
      { errorType: 'SettingsInvalid', errorMessage: expect.stringMatching(/AUDIT_BUS.*SWEEP_BUCKET/) },
    ]);
  });

  it('refuses an import while passwords migrate users', async () => {
    const { results } = await runOn(bundle, { ...walk('source/0'), task: 'importStragglers' });
    expect(results).toMatchObject([{ errorType: 'NotSrpOnly' }]);
  });
});

describe('the bundle of summarize-sweep', () => {
  let bundle: Bundle;
  beforeAll(async () => {
    bundle = await bundleHandler(SETTINGS, 'summarize-sweep');
  });
  afterAll(() => bundle.remove());

  it('carries nothing but the ledger', () => {
    const inputs = Object.keys(bundle.metafile.inputs);
    expect(inputs.filter(isUnwanted)).toEqual([]);
    expect(inputs.filter((path) => /client-(s3|sts|cognito|sfn)/.test(path))).toEqual([]);
  });

  it('plans', async () => {
    const { results } = await runOn(bundle, { ...EXECUTION, step: 'plan', input: { task: 'sweep' } });
    expect(results).toMatchObject([{ value: { digits: 1, totals: {} } }]);
    expect(results[0]?.value?.shards).toHaveLength(32);
  });

  it('adds up what the shards left in the ledger table', async () => {
    const respond = ({ action, input }: StubRequest): StubAnswer => {
      if (action !== 'BatchGetItem') return { body: {} };
      const { Keys } = (input.RequestItems as Record<string, { Keys: { id: { S: string } }[] }>)[
        'the-ledger'
      ] ?? {
        Keys: [],
      };
      const counts = { users: 2, unreadable: 2 };
      const items = Keys.map(({ id }) => shardItem(id.S, { ...FIRST_PROGRESS, done: true, counts }, 0));
      return { body: { Responses: { 'the-ledger': items } } };
    };
    const work = { ...EXECUTION, step: 'summarize', task: 'sweep', digits: 1 };
    const { results } = await runOn(bundle, work, respond);
    expect(results).toMatchObject([
      { value: { shards: [], totals: { source: { users: 32 }, target: { users: 32 } } } },
    ]);
    expect(stub.actions()).toEqual(['BatchGetItem', 'PutItem', 'PutItem']);
  });

  it('refuses wrong input by name', async () => {
    const { results } = await runOn(bundle, { ...EXECUTION, step: 'plan', input: { task: 'walk' } });
    expect(results).toMatchObject([{ errorType: 'InvalidInput' }]);
    expect(stub.actions()).toEqual([]);
  });
});
