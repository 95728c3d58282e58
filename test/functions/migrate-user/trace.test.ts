// What the bundle as it is deployed leaves in X-Ray: one trace, the steps of init in it, and one decision on sampling.
import { PASSWORD, settings } from '#test/core/trigger-builders.ts';
import {
  assumedRole,
  type StubAnswer,
  type StubRequest,
  startAwsStub,
} from '#test/functions/_aws/aws-stub.ts';
import { AWS_ENVIRONMENT, TOKENS_BODY, USER_BODY } from '#test/functions/_aws/stub-bodies.ts';
import { type Bundle, bundleHandler } from './bundled-handler.ts';
import { signInEvent } from './fake-ports.ts';

const ROOT = '1-65500000-abcdefabcdefabcdefabcdef';
const FUNCTION_SEGMENT = '1234567812345678';

let bundle: Bundle;
beforeAll(async () => {
  bundle = await bundleHandler(settings());
});
afterAll(() => bundle.remove());

const answer = (action: string): StubAnswer => {
  if (action === 'AdminInitiateAuth') return { body: TOKENS_BODY };
  return action === 'AdminGetUser' ? { body: USER_BODY } : { body: assumedRole(1) };
};

/** Two sign-ins, one after the other, in one process. */
const signInTwice = async (variables: Record<string, string> = {}, respond = answer) => {
  const stub = await startAwsStub(({ action }) => respond(action));
  const run = await bundle.run([[signInEvent()], [signInEvent()]], {
    ...AWS_ENVIRONMENT,
    AWS_LAMBDA_FUNCTION_NAME: 'migrate-user',
    AWS_ENDPOINT_URL: stub.url,
    ...variables,
  });
  await stub.close();
  return { ...run, requests: stub.requests };
};

const headersOf = (requests: readonly StubRequest[]): readonly (string | undefined)[] =>
  requests.filter(({ action }) => action !== 'AssumeRole').map(({ traceHeader }) => traceHeader);

describe('AssumeRole during init', () => {
  const ofInit = {
    trace_id: ROOT,
    parent_id: FUNCTION_SEGMENT,
    annotations: { account: '222222222222', region: 'us-east-1', phase: 'init' },
    aws: { operation: 'AssumeRole' },
  };

  it('stands in the first trace, beside the invocation, where it was still running', async () => {
    const { segments } = await signInTwice();
    const [call, ...others] = segments.filter(({ name }) => name === 'STS');
    const [question] = segments.filter(({ name }) => name === 'CognitoIdentityProvider');
    expect(others).toEqual([]);
    expect(call).toMatchObject(ofInit);
    expect(call).not.toHaveProperty('in_progress');
    expect(Number(call?.end_time)).toBeLessThanOrEqual(Number(question?.start_time));
  });

  it('stands in the first trace with the times that it had, where it had ended', async () => {
    const { segments } = await signInTwice({ TEST_WAIT_MS: '700' });
    const [call, ...others] = segments.filter(({ name }) => name === 'STS');
    const [invocation] = segments.filter(({ name }) => name === '## migrate-user');
    expect(others).toEqual([]);
    expect(call).toMatchObject(ofInit);
    expect(Number(call?.start_time)).toBeLessThan(Number(call?.end_time));
    expect(Number(call?.end_time)).toBeLessThan(Number(invocation?.start_time));
  });

  it('says by its name alone how it failed, and is asked for again inside the invocation', async () => {
    const refused = (action: string): StubAnswer =>
      action === 'AssumeRole' ? { error: 'AccessDenied', status: 403, message: PASSWORD } : answer(action);
    const { segments } = await signInTwice({}, refused);
    const calls = segments.filter(({ name }) => name === 'STS');
    const inInit = calls.filter(({ annotations }) => Object.hasOwn(annotations as object, 'phase'));
    expect(inInit).toMatchObject([{ error: true, annotations: { phase: 'init', error: 'AccessDenied' } }]);
    expect(calls.length).toBeGreaterThan(inInit.length);
    expect(JSON.stringify(segments)).not.toContain(PASSWORD);
  });
});

describe('sampling', () => {
  it('is carried on by every request, as a child of the subsegment that made it', async () => {
    const { requests, segments } = await signInTwice();
    const ids = segments.filter(({ name }) => name === 'CognitoIdentityProvider').map(({ id }) => id);
    expect(headersOf(requests).toSorted()).toEqual(
      ids.map((id) => `Root=${ROOT};Parent=${String(id)};Sampled=1`).toSorted(),
    );
  });

  it.each([
    ['nobody wants it', `Root=${ROOT};Parent=${FUNCTION_SEGMENT};Sampled=0`],
    // What Lambda tells a function in pass-through mode (aws-xray-sdk-node pull request 660).
    ['Lambda only passes the trace on', `Root=${ROOT}`],
  ])('leaves nothing where %s, and the header goes on as it came', async (_, header) => {
    const { requests, segments, results } = await signInTwice({ _X_AMZN_TRACE_ID: header });
    expect(results.flat().every(({ errorType }) => errorType === undefined)).toBe(true);
    expect(segments).toEqual([]);
    expect(headersOf(requests)).toEqual([header, header, header, header]);
  });

  it('does not hinder a sign-in where tracing is switched off', async () => {
    const { segments, results } = await signInTwice({ POWERTOOLS_TRACE_ENABLED: 'false' });
    expect(results.flat().every(({ errorType }) => errorType === undefined)).toBe(true);
    expect(segments).toEqual([]);
  });
});

it('no segment holds the password or anything else of the user', async () => {
  const { segments } = await signInTwice({ POWERTOOLS_TRACER_CAPTURE_RESPONSE: 'true' });
  const text = JSON.stringify(segments);
  expect(segments.length).toBeGreaterThan(0);
  for (const secret of [
    PASSWORD,
    'liam@example.com',
    'liam.porter',
    'lambda-secret',
    TOKENS_BODY.AuthenticationResult.IdToken,
  ])
    expect(text).not.toContain(secret);
});
