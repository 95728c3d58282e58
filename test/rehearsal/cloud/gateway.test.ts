import {
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
  ListUsersCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Credentials } from '#rehearsal/cloud/service.ts';
import {
  forSdk,
  POOL_ARN,
  READER_ROLE,
  REGION_A,
  SOURCE,
  startTinyCloud,
  TARGET,
  type TinyCloud,
} from './tiny-cloud.ts';

let cloud: TinyCloud;
const clients: { destroy(): void }[] = [];

beforeAll(async () => {
  cloud = await startTinyCloud({
    page: async (request, response) => {
      if (request.url !== '/') return false;
      response.end('the page');
      return true;
    },
  });
});

afterAll(async () => {
  for (const client of clients) client.destroy();
  await cloud.gateway.close();
});

const cognito = (credentials: Credentials) => {
  const client = new CognitoIdentityProviderClient({
    endpoint: cloud.gateway.url,
    region: REGION_A,
    credentials: forSdk(credentials),
    maxAttempts: 1,
  });
  clients.push(client);
  return client;
};

const getUser = (credentials: Credentials, username = 'ann') =>
  cognito(credentials).send(new AdminGetUserCommand({ UserPoolId: `${REGION_A}_pool`, Username: username }));

const initiateAuth = (clientId: string) =>
  fetch(cloud.gateway.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth',
      origin: 'http://localhost:3000',
    },
    body: JSON.stringify({ ClientId: clientId, AuthFlow: 'USER_SRP_AUTH' }),
  });

const lastRequest = () => cloud.recorder.entries('requests').at(-1);

describe('a signed request', () => {
  it('runs in the account of its key and the region of its signature, and is recorded', async () => {
    await expect(getUser(cloud.operator)).resolves.toMatchObject({
      Username: 'ann',
      UserStatus: 'CONFIRMED',
    });
    expect(lastRequest()).toEqual({
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      account: SOURCE,
      region: REGION_A,
      principal: `arn:aws:iam::${SOURCE}:user/operator`,
      action: 'cognito-idp:AdminGetUser',
      resource: POOL_ARN,
      decision: 'allowed',
      status: 200,
      durationMs: expect.any(Number),
    });
  });

  it('of a role runs where its policies allow it', async () => {
    const session = cloud.iam.issueSession(READER_ROLE, 'migrate-user', 900);
    await expect(getUser(session)).resolves.toMatchObject({ Username: 'ann' });
  });

  it("of a role is denied in AWS's words where they do not, with the reason on record", async () => {
    await expect(getUser(cloud.worker)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringMatching(
        /^User: arn:aws:sts::222222222222:assumed-role\/worker\/worker is not authorized to perform: cognito-idp:AdminGetUser on resource: arn:aws:cognito-idp:.* because no identity-based policy allows the cognito-idp:AdminGetUser action/,
      ),
    });
    expect(lastRequest()).toMatchObject({
      account: TARGET,
      decision: 'denied',
      reason:
        'no identity-based policy allows the cognito-idp:AdminGetUser action: no statement names the action',
      status: 400,
      errorType: 'AccessDeniedException',
    });
  });

  it("answers the operation's own errors as such", async () => {
    await expect(getUser(cloud.operator, 'nobody')).rejects.toMatchObject({ name: 'UserNotFoundException' });
    expect(lastRequest()).toMatchObject({
      decision: 'allowed',
      errorType: 'UserNotFoundException',
      status: 400,
    });
  });

  it('survives a crash of an operation, and records where it was but not its message', async () => {
    await expect(getUser(cloud.operator, 'crash')).rejects.toMatchObject({
      name: 'InternalError',
      $metadata: { httpStatusCode: 500 },
    });
    expect(lastRequest()).toMatchObject({
      errorType: 'InternalError',
      reason: expect.stringMatching(/^crash: SyntaxError at /),
    });
    expect(JSON.stringify(lastRequest())).not.toContain('secret-in-message');
    await expect(getUser(cloud.operator)).resolves.toMatchObject({ Username: 'ann' });
  });
});

describe('what is not there is refused by name', () => {
  it('an operation', async () => {
    const listed = cognito(cloud.operator).send(new ListUsersCommand({ UserPoolId: 'p' }));
    await expect(listed).rejects.toMatchObject({
      name: 'NotModelled',
      message: expect.stringContaining('cognito-idp:ListUsers'),
    });
    expect(lastRequest()).toMatchObject({
      action: 'cognito-idp:ListUsers',
      errorType: 'NotModelled',
      status: 501,
    });
  });

  it('a service', async () => {
    const client = new SFNClient({
      endpoint: cloud.gateway.url,
      region: REGION_A,
      credentials: forSdk(cloud.operator),
      maxAttempts: 1,
    });
    clients.push(client);
    const started = client.send(
      new StartExecutionCommand({ stateMachineArn: 'arn:aws:states:eu-west-1:111111111111:stateMachine:x' }),
    );
    await expect(started).rejects.toMatchObject({
      name: 'NotModelled',
      message: expect.stringContaining('the service states'),
    });
    expect(lastRequest()).toMatchObject({
      action: 'AWSStepFunctions.StartExecution',
      errorType: 'NotModelled',
    });
  });
});

describe('an unsigned request', () => {
  it('reaches a public operation in the scope of its input', async () => {
    const response = await initiateAuth('client');
    await expect(response.json()).resolves.toEqual({
      AuthenticationResult: { AccessToken: `${SOURCE}/${REGION_A}` },
    });
    expect(lastRequest()).toMatchObject({
      account: SOURCE,
      region: REGION_A,
      principal: 'anonymous',
      decision: 'unsigned',
      status: 200,
    });
  });

  it('leaves the refusal of an unknown client to the operation', async () => {
    const response = await initiateAuth('nobody');
    expect(response.status).toBe(400);
    expect(response.headers.get('x-amzn-errortype')).toBe('ResourceNotFoundException');
  });

  it('never reaches a signed operation', async () => {
    const response = await fetch(cloud.gateway.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'AWSCognitoIdentityProviderService.AdminGetUser' },
      body: '{}',
    });
    await expect(response.json()).resolves.toMatchObject({ __type: 'MissingAuthenticationTokenException' });
    expect(lastRequest()).toMatchObject({
      decision: 'unsigned',
      errorType: 'MissingAuthenticationTokenException',
    });
  });

  it('may come from any web page', async () => {
    const preflight = await fetch(cloud.gateway.url, {
      method: 'OPTIONS',
      headers: {
        origin: 'http://localhost:3000',
        'access-control-request-headers': 'x-amz-target,x-amz-user-agent',
      },
    });
    expect(preflight.headers.get('access-control-allow-headers')).toBe('x-amz-target,x-amz-user-agent');
    const response = await initiateAuth('client');
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
  });

  it.each([['not json'], ['[]'], ['"text"']])(
    'with the body %s is refused without repeating it',
    async (body) => {
      const response = await fetch(cloud.gateway.url, {
        method: 'POST',
        headers: { 'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth' },
        body,
      });
      const text = await response.text();
      expect(text).toContain('SerializationException');
      expect(text).not.toContain(body);
    },
  );

  it('above 6 MB is refused', async () => {
    const response = await fetch(cloud.gateway.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth' },
      body: 'x'.repeat(6 * 1024 * 1024 + 1),
    });
    expect(response.status).toBe(413);
  });
});

describe("a browser's GET", () => {
  it('goes to the page', async () => {
    await expect(fetch(cloud.gateway.url).then((response) => response.text())).resolves.toBe('the page');
  });

  it('is not found where the page has nothing', async () => {
    await expect(fetch(`${cloud.gateway.url}/absent`)).resolves.toMatchObject({ status: 404 });
  });
});

it('the trace of a request is recorded', async () => {
  const client = cognito(cloud.operator);
  client.middlewareStack.add(
    (next) => (args) => {
      (args.request as { headers: Record<string, string> }).headers['x-amzn-trace-id'] =
        'Root=1-6a000000-0123456789abcdef01234567;Parent=aaaaaaaaaaaaaaaa;Sampled=1';
      return next(args);
    },
    { step: 'build' },
  );
  await client.send(new AdminGetUserCommand({ UserPoolId: 'p', Username: 'ann' }));
  expect(lastRequest()).toMatchObject({ traceId: '1-6a000000-0123456789abcdef01234567' });
});
