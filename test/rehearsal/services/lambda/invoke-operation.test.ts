import { type Gateway, startGateway } from '#rehearsal/cloud/gateway.ts';
import { signedFetch } from '#test/rehearsal/cloud/signed-fetch.ts';
import { ACCOUNT, REGION, ROLE, startTinyLambda, type TinyLambda } from './tiny-lambda.ts';

let platform: TinyLambda;
let gateway: Gateway;
let arn: string;

beforeAll(async () => {
  platform = startTinyLambda();
  const { iam, recorder, lambda } = platform;
  gateway = await startGateway({
    iam,
    recorder,
    clock: { now: () => Date.now() },
    services: [lambda.service],
  });
  arn = platform.put(
    "exports.handler = async (event) => { if (event.fail) throw new Error('no'); return { event }; };",
  );
});

afterAll(async () => {
  await gateway.close();
  await platform.close();
});

const invoke = (name: string, body: string, headers: Record<string, string> = {}) =>
  signedFetch({
    url: `${gateway.url}/2015-03-31/functions/${encodeURIComponent(name)}/invocations`,
    credentials: platform.iam.createOperator(ACCOUNT),
    service: 'lambda',
    region: REGION,
    body,
    headers,
  });

describe('Invoke', () => {
  it.each([
    ['by name', () => 'echo'],
    ['by partial ARN', () => `${ACCOUNT}:function:echo`],
    ['by ARN', () => arn],
  ])('answers what the function returns, %s', async (_case, name) => {
    const response = await invoke(name(), '{"a":"ü"}');
    expect(response.status).toBe(200);
    expect(response.headers.get('x-amz-executed-version')).toBe('$LATEST');
    expect(response.headers.get('x-amz-function-error')).toBeNull();
    await expect(response.json()).resolves.toEqual({ event: { a: 'ü' } });
    expect(platform.recorder.entries('requests').at(-1)).toMatchObject({
      action: 'lambda:InvokeFunction',
      resource: arn,
      decision: 'allowed',
      status: 200,
    });
  });

  it('answers 200 and says so in a header where the function fails', async () => {
    const response = await invoke('echo', '{"fail":true}');
    expect(response.status).toBe(200);
    expect(response.headers.get('x-amz-function-error')).toBe('Unhandled');
    await expect(response.json()).resolves.toMatchObject({ errorType: 'Error', errorMessage: 'no' });
  });

  it('refuses a role whose policies do not allow it', async () => {
    const response = await signedFetch({
      url: `${gateway.url}/2015-03-31/functions/echo/invocations`,
      credentials: platform.iam.assumeAsService(ROLE, 'lambda.amazonaws.com', 'me'),
      service: 'lambda',
      region: REGION,
      body: '{}',
    });
    expect(response.status).toBe(403);
    await expect(response.json()).resolves.toMatchObject({
      __type: 'AccessDeniedException',
      message: expect.stringContaining(
        `not authorized to perform: lambda:InvokeFunction on resource: ${arn} because no identity-based policy allows`,
      ),
    });
  });

  it.each([
    ['asynchronous invocations', { 'x-amz-invocation-type': 'Event' }],
    ['log tails', { 'x-amz-log-type': 'Tail' }],
  ])('refuses %s by name', async (_case, headers) => {
    const response = await invoke('echo', '{}', headers);
    expect(response.status).toBe(501);
    await expect(response.json()).resolves.toMatchObject({ __type: 'NotModelled' });
  });

  it('refuses a payload that is no JSON without repeating it', async () => {
    const response = await invoke('echo', 'secret');
    expect(response.status).toBe(400);
    await expect(response.text()).resolves.not.toContain('secret');
  });
});
