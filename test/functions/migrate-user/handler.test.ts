/** The bundle as it is deployed, in a process of its own, against a stub of both accounts. */
import { FAILED_TEXT } from '#core/errors.ts';
import { PASSWORD, settings } from '#test/core/trigger-builders.ts';
import { type AwsStub, assumedRole, type StubAnswer, startAwsStub } from '#test/functions/_aws/aws-stub.ts';
import { AWS_ENVIRONMENT, TOKENS_BODY, USER_BODY } from '#test/functions/_aws/stub-bodies.ts';
import { type Bundle, bundleHandler, type Result } from './bundled-handler.ts';
import { signInEvent } from './fake-ports.ts';

let bundle: Bundle;
beforeAll(async () => {
  bundle = await bundleHandler(settings());
});
afterAll(() => bundle.remove());

let stub: AwsStub;
const SECRETS = [PASSWORD, 'liam@example.com', 'liam.porter', 'lambda-secret', 'refresh-token'];

const answer = (action: string): StubAnswer => {
  if (action === 'AdminInitiateAuth') return { body: TOKENS_BODY };
  return action === 'AdminGetUser' ? { body: USER_BODY } : { body: assumedRole(1) };
};

const runOn = async (
  respond: (action: string) => StubAnswer,
  groups: readonly (readonly unknown[])[],
  variables: Record<string, string> = {},
) => {
  stub = await startAwsStub(({ action }) => respond(action));
  const run = await bundle.run(groups, { ...AWS_ENVIRONMENT, AWS_ENDPOINT_URL: stub.url, ...variables });
  await stub.close();
  return run;
};

const statusOf = ({ value }: Result): unknown =>
  (value?.response as Record<string, unknown> | undefined)?.finalUserStatus;

const failed = (result: Result | undefined) =>
  expect(result).toEqual({ errorType: 'MigrationFailed', errorMessage: FAILED_TEXT });

describe('the bundle', () => {
  it('carries no schema library and none of the credential providers that Lambda never uses', () => {
    const inputs = Object.keys(bundle.metafile.inputs);
    expect(inputs.filter((path) => /node_modules\/(zod|aws-cdk-lib)\//.test(path))).toEqual([]);
    expect(
      inputs.filter((path) => /credential-provider-(ini|sso|process|web-identity|login|http)\//.test(path)),
    ).toEqual([]);
    expect(inputs.some((path) => path.endsWith('core/migration-outcome.ts'))).toBe(true);
  });

  it('migrates: role fetched during init, both questions, connections and credentials kept', async () => {
    const { results } = await runOn(answer, [[signInEvent()], [signInEvent()]]);
    expect(results.flat().map(statusOf)).toEqual(['CONFIRMED', 'CONFIRMED']);
    expect(stub.actions()[0]).toBe('AssumeRole');
    const [first, second] = [stub.actions().slice(1, 3), stub.actions().slice(3)];
    expect(first.toSorted()).toEqual(['AdminGetUser', 'AdminInitiateAuth']);
    expect(second.toSorted()).toEqual(['AdminGetUser', 'AdminInitiateAuth']);
    expect(stub.connections()).toBeLessThanOrEqual(2);
  });

  it('stays right when called three times at once', async () => {
    const { results } = await runOn(answer, [[signInEvent(), signInEvent(), signInEvent()]]);
    expect(results[0]?.map(statusOf)).toEqual(['CONFIRMED', 'CONFIRMED', 'CONFIRMED']);
    expect(stub.actions().filter((action) => action === 'AssumeRole')).toHaveLength(1);
  });

  it('fails with the constant text when the source hangs until the deadline', async () => {
    // The first sign-in has all its time and warms the process, so that the shortened ones only need to be sent.
    const answered = new Set<string>();
    const hangOnceWarm = (action: string) => {
      if (answered.has(action)) return 'hang';
      answered.add(action);
      return answer(action);
    };
    const groups = [[signInEvent()], [signInEvent(), signInEvent()]];
    const { results, output } = await runOn(hangOnceWarm, groups, {
      TEST_REMAINING_MS: JSON.stringify([5_000, 2_000]),
    });
    expect(results[0]?.map(statusOf)).toEqual(['CONFIRMED']);
    failed(results[1]?.[0]);
    failed(results[1]?.[1]);
    expect(output.match(/"reason":"deadline"/g)).toHaveLength(2);
    const passwords = stub.requests.filter(({ action }) => action === 'AdminInitiateAuth');
    expect(passwords).toHaveLength(3);
  });

  it.each<[string, (action: string) => StubAnswer, string]>([
    [
      'the role is refused',
      (action) => (action === 'AssumeRole' ? { error: 'AccessDenied', status: 403 } : answer(action)),
      'role-refused',
    ],
    [
      'the source throttles',
      (action) => (action === 'AdminInitiateAuth' ? { error: 'TooManyRequestsException' } : answer(action)),
      'throttled',
    ],
    [
      'the connection is lost',
      (action) => (action === 'AdminInitiateAuth' ? 'reset' : answer(action)),
      'connection-lost',
    ],
  ])('fails with the constant text when %s', async (_, respond, reason) => {
    const { results, output } = await runOn(respond, [[signInEvent()]]);
    failed(results[0]?.[0]);
    expect(output).toContain(`"reason":"${reason}"`);
    expect(stub.actions().filter((action) => action === 'AdminInitiateAuth').length).toBeLessThanOrEqual(1);
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['no client id', { SOURCE_CLIENT_ID: '' }, /SOURCE_CLIENT_ID must be/],
    ['no settings', { LAMBDA_TASK_ROOT: '/nowhere' }, /settings.json: cannot be read/],
    [
      'an endpoint in the clear',
      { AWS_ENDPOINT_URL: 'http://example.com' },
      /AWS_ENDPOINT_URL is neither https/,
    ],
  ])(
    'that cannot work (%s) says why in its log and the constant text to Cognito',
    async (_, variables, why) => {
      const { results, output } = await runOn(answer, [[signInEvent()]], variables);
      failed(results[0]?.[0]);
      expect(output).toMatch(why);
      expect(stub.requests).toEqual([]);
    },
  );

  it('writes nothing secret, whatever happens, neither to its log nor into the trace', async () => {
    const quote: StubAnswer = {
      error: 'InvalidParameterException',
      message: `Value 'liam.porter' with ${PASSWORD}`,
    };
    const happy = await runOn(answer, [[signInEvent('liam@example.com')], [signInEvent('liam.porter', 'x')]]);
    const unhappy = await runOn(
      (action) => (action === 'AssumeRole' ? answer(action) : quote),
      [[signInEvent()]],
    );
    for (const { output, segments } of [happy, unhappy]) {
      expect(segments.length).toBeGreaterThan(0);
      for (const secret of SECRETS) {
        expect(output).not.toContain(secret);
        expect(JSON.stringify(segments)).not.toContain(secret);
      }
    }
  });

  it('leaves one trace, with the account and region of every call', async () => {
    const { segments } = await runOn(answer, [[signInEvent()]]);
    expect(new Set(segments.map(({ trace_id }) => trace_id))).toEqual(
      new Set(['1-65500000-abcdefabcdefabcdefabcdef']),
    );
    const source = { account: '111111111111', region: 'eu-west-1' };
    const calls = segments.filter(({ name }) => name === 'CognitoIdentityProvider');
    expect(calls.map(({ annotations }) => annotations)).toEqual([source, source]);
    const [attempt] = segments.filter(({ name }) => name === '## migrate-user');
    expect(attempt).toMatchObject({ parent_id: '1234567812345678', annotations: { outcome: 'migrated' } });
    expect(calls.map(({ parent_id }) => parent_id)).toEqual([attempt?.id, attempt?.id]);
  });
});
