// Clients against answers from a script: what they send, what they record, and what they keep to themselves.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAppClient } from '#rehearsal/client/app-client.ts';
import { endpointSide, endpointUser, pointingWords } from '#rehearsal/client/endpoints.ts';
import { createRecoveryClient } from '#rehearsal/client/recovery-client.ts';
import { createSrpClient } from '#rehearsal/client/srp-client.ts';
import { createRecorder } from '#rehearsal/cloud/recorder.ts';
import { sourceUser } from '../report/build-observation.ts';

type Scripted = { readonly status: number; readonly body: Record<string, unknown> };
type Sent = { readonly operation: string; readonly body: Record<string, unknown> };

const script: Scripted[] = [];
const sent: Sent[] = [];
const server = createServer(async (incoming, response) => {
  let text = '';
  for await (const chunk of incoming) text += chunk;
  sent.push({
    operation: String(incoming.headers['x-amz-target']).split('.')[1] ?? '',
    body: JSON.parse(text),
  });
  const { status, body } = script.shift() ?? { status: 500, body: { __type: 'NothingScripted' } };
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
});
beforeAll(() => new Promise<void>((done) => server.listen(0, '127.0.0.1', done)));
afterAll(() => {
  server.closeAllConnections();
  return new Promise((done) => server.close(done));
});

const credentials = { sub: 'sub-1', login: 'carla-private', password: 'Zq7!secret-of-carla' };
const tokens = { AccessToken: 'access', IdToken: 'id', RefreshToken: 'refresh' };
const smsChallenge = {
  ChallengeName: 'SMS_MFA',
  Session: 'session',
  ChallengeParameters: { USER_ID_FOR_SRP: 'carla' },
};

const setUp = (codes: Record<string, string> = {}) => {
  sent.length = 0;
  const recorder = createRecorder();
  const issued: string[] = [];
  const options = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    userPoolId: 'us-east-1_Pool',
    clientId: 'client',
    recorder,
    clock: { now: () => 0 },
    mailbox: { codeFor: (challenge: string) => codes[challenge] },
    secrets: { issued: (_: string, value: string | undefined) => void (value && issued.push(value)) },
  };
  return { recorder, issued, options };
};

const answers = (...scripted: Scripted[]): void => {
  script.length = 0;
  script.push(...scripted);
};

describe('the password client', () => {
  it('signs in and hands its tokens to those who look for leaks', async () => {
    answers({ status: 200, body: { AuthenticationResult: tokens } });
    const { options, issued, recorder } = setUp();
    expect(await createAppClient(options).signIn(credentials)).toMatchObject({
      flow: 'USER_PASSWORD_AUTH',
      status: 'ok',
      secondFactorProven: false,
    });
    expect(sent[0]?.body).toMatchObject({
      AuthParameters: { USERNAME: credentials.login, PASSWORD: credentials.password },
    });
    expect(issued).toEqual(['access', 'id', 'refresh']);
    expect(recorder.entries('client')).toMatchObject([
      { operation: 'InitiateAuth', flow: 'USER_PASSWORD_AUTH', sub: 'sub-1', status: 'ok' },
    ]);
  });

  it('answers a challenge with the code that was sent', async () => {
    answers({ status: 200, body: smsChallenge }, { status: 200, body: { AuthenticationResult: tokens } });
    const { options, recorder } = setUp({ SMS_MFA: '123456' });
    const answer = await createAppClient(options).signIn(credentials);
    expect(answer).toMatchObject({ status: 'ok', secondFactorProven: true, answered: 'SMS_MFA' });
    expect(sent[1]).toMatchObject({
      operation: 'RespondToAuthChallenge',
      body: { ChallengeResponses: { USERNAME: 'carla', SMS_MFA_CODE: '123456' } },
    });
    expect(recorder.entries('client').map(({ status }) => status)).toEqual(['challenge', 'ok']);
  });

  it('stays at a challenge for which nothing was sent', async () => {
    answers({ status: 200, body: smsChallenge });
    const answer = await createAppClient(setUp().options).signIn(credentials);
    expect(answer).toMatchObject({ status: 'challenge', challenge: 'SMS_MFA', secondFactorProven: false });
  });

  it('proves nothing with a wrong code', async () => {
    answers({ status: 200, body: smsChallenge }, { status: 400, body: { __type: 'CodeMismatchException' } });
    const answer = await createAppClient(setUp({ SMS_MFA: '1' }).options).signIn(credentials);
    expect(answer).toMatchObject({
      status: 'error',
      errorType: 'CodeMismatchException',
      secondFactorProven: false,
    });
  });

  it('tells an error as it came, tries once, and records neither login nor password', async () => {
    answers({
      status: 400,
      body: { __type: 'NotAuthorizedException', message: 'Incorrect username or password.' },
    });
    const { options, recorder } = setUp();
    expect(await createAppClient(options).signIn(credentials)).toMatchObject({
      status: 'error',
      errorType: 'NotAuthorizedException',
      message: 'Incorrect username or password.',
    });
    expect(sent).toHaveLength(1);
    expect(JSON.stringify(recorder.entries('client'))).not.toMatch(/carla|secret/);
  });

  it('never throws, not even without a server', async () => {
    const { options } = setUp();
    const answer = await createAppClient({ ...options, endpoint: 'http://127.0.0.1:1' }).signIn(credentials);
    expect(answer.status).toBe('error');
  });
});

describe('the SRP client', () => {
  it('sends no password, and tells an error as it came', async () => {
    answers({
      status: 400,
      body: { __type: 'NotAuthorizedException', message: 'Incorrect username or password.' },
    });
    const { options, recorder } = setUp();
    expect(await createSrpClient(options).signIn(credentials)).toMatchObject({
      flow: 'USER_SRP_AUTH',
      status: 'error',
      errorType: 'NotAuthorizedException',
    });
    expect(JSON.stringify(sent)).not.toContain(credentials.password);
    expect(JSON.stringify(recorder.entries('client'))).not.toMatch(/carla|secret/);
  });
});

describe('the recovery client', () => {
  const announced = { status: 200, body: { CodeDeliveryDetails: { DeliveryMedium: 'EMAIL' } } };

  it('tells a code that arrives from one that is only announced', async () => {
    const { options } = setUp();
    const codes: (string | undefined)[] = [undefined, '123456'];
    answers(announced, announced);
    const arriving = createRecoveryClient(options, () => codes.shift());
    expect(await arriving.askForCode(credentials)).toEqual({ announced: 'EMAIL', arrived: true });
    const simulated = createRecoveryClient(options, () => undefined);
    expect(await simulated.askForCode(credentials)).toEqual({ announced: 'EMAIL', arrived: false });
  });

  it('sets the password with the code, and sends nothing without one', async () => {
    const { options, recorder } = setUp();
    answers({ status: 200, body: {} });
    expect(await createRecoveryClient(options, () => undefined).setPassword(credentials)).toBe(
      'no code arrived',
    );
    expect(sent).toHaveLength(0);
    expect(await createRecoveryClient(options, () => '123456').setPassword(credentials)).toBeUndefined();
    expect(sent[0]).toMatchObject({
      operation: 'ConfirmForgotPassword',
      body: { ConfirmationCode: '123456', Username: credentials.login },
    });
    expect(JSON.stringify(recorder.entries('client'))).not.toMatch(/carla|secret|123456/);
  });

  it('tells an error as it came', async () => {
    const refused = { status: 400, body: { __type: 'CodeMismatchException', message: 'No.' } };
    answers(refused, refused);
    const client = createRecoveryClient(setUp().options, () => '1');
    expect(await client.setPassword(credentials)).toBe('CodeMismatchException: No.');
    expect(await client.askForCode(credentials)).toMatchObject({
      arrived: false,
      errorType: 'CodeMismatchException',
    });
  });
});

describe('the endpoints file', () => {
  const side = { accountId: '111111111111', region: 'eu-west-1', userPoolId: 'eu-west-1_A', clientId: 'c' };
  const operator = { accessKeyId: 'AKIA', secretAccessKey: 's', sessionToken: undefined, expiration: 5 };

  it('holds of the keys only what a client is given', () => {
    expect(endpointSide(side, operator)).toEqual({
      ...side,
      operator: { accessKeyId: 'AKIA', secretAccessKey: 's' },
    });
  });

  it('holds of a user the login, the sub and the state', () => {
    const user = { ...sourceUser('a', { UserMFASettingList: ['SMS_MFA'] }), password: 'p' };
    expect(endpointUser(user, 'carla')).toEqual({
      login: 'carla',
      sub: 'a',
      status: 'CONFIRMED',
      enabled: true,
      mfa: ['SMS_MFA'],
    });
  });

  it('is explained with commands for both accounts', () => {
    const source = endpointSide(side, operator);
    const target = {
      ...source,
      region: 'us-east-1',
      postMigrationArn: null,
      cutoverArn: 'arn:aws:states:us-east-1:222222222222:stateMachine:m-cutover',
      sweepArn: 'arn:aws:states:us-east-1:222222222222:stateMachine:m-sweep',
      ledgerTable: null,
    };
    const words = pointingWords({ url: 'http://127.0.0.1:9', source, target, users: [] });
    expect(words).toContain('AWS_ENDPOINT_URL=http://127.0.0.1:9');
    expect(words).toContain('AWS_REGION=us-east-1');
    expect(words).toContain(`--state-machine-arn ${target.sweepArn}`);
    expect(words).toContain(`--state-machine-arn ${target.cutoverArn}`);
  });
});
