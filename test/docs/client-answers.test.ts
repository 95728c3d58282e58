// docs/client.md, run against answers that the sample's local accounts do not give: other factors, other settings, errors.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Application, type ApplicationName, openApplication, type Told } from './applications.ts';
import { FALLBACK, SRP } from './client-requests.ts';
import { type CodeBlocks, writeCodeBlocks } from './code-blocks.ts';

const NAMES: readonly ApplicationName[] = ['identity-js', 'amplify', 'server'];

type Scripted = { readonly status?: number; readonly body: Readonly<Record<string, unknown>> };

/** What Cognito is made to say to the next requests, and what was asked, as `client-requests.ts` names it. */
const script: Scripted[] = [];
const asked: string[] = [];
const bodies: string[] = [];

const nameOf = (target: string, body: string): string => {
  const { AuthFlow, ChallengeName } = JSON.parse(body) as { AuthFlow?: string; ChallengeName?: string };
  return [
    target.split('.')[1]?.replace(/^Admin/, ''),
    AuthFlow?.replace(/^ADMIN_/, '') ?? ChallengeName,
  ].join(' ');
};

const server: Server = createServer(async (incoming, response) => {
  let text = '';
  for await (const chunk of incoming) text += chunk;
  asked.push(nameOf(String(incoming.headers['x-amz-target']), text));
  bodies.push(text);
  const { status = 200, body } = script.shift() ?? { status: 500, body: { __type: 'NothingScripted' } };
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
});

const SRP_CHALLENGE: Scripted = {
  body: {
    ChallengeName: 'PASSWORD_VERIFIER',
    Session: 'session',
    ChallengeParameters: {
      SALT: 'ab12',
      SRP_B: 'cd34',
      SECRET_BLOCK: Buffer.from('block').toString('base64'),
      USERNAME: 'ada',
      USER_ID_FOR_SRP: 'ada',
    },
  },
};

const refusal = (type: string, message = ''): Scripted => ({ status: 400, body: { __type: type, message } });
const challenge = (ChallengeName: string, parameters: Readonly<Record<string, string>> = {}): Scripted => ({
  body: { ChallengeName, Session: 'session', ChallengeParameters: { USER_ID_FOR_SRP: 'ada', ...parameters } },
});
const INCORRECT = refusal('NotAuthorizedException', 'Incorrect username or password.');

let blocks: CodeBlocks;
let applications: Readonly<Record<string, Application>>;
beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  blocks = writeCodeBlocks('docs/client.md');
  const opened = NAMES.map(async (name) => {
    const application = await openApplication({
      name,
      directory: blocks.directory,
      file: `sign-in-${name}.ts`,
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: 'us-east-1',
      userPoolId: 'us-east-1_Pool12345',
      clientId: 'client',
      credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' },
    });
    return [name, application] as const;
  });
  applications = Object.fromEntries(await Promise.all(opened));
});
afterAll(async () => {
  await Promise.all(Object.values(applications ?? {}).map((application) => application.close()));
  blocks?.remove();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

const applicationOf = (name: ApplicationName): Application => {
  const application = applications[name];
  if (application === undefined) throw new Error(`no application ${name}`);
  return application;
};

const signIn = (name: ApplicationName, ...answers: readonly Scripted[]): Promise<Told> => {
  script.splice(0, script.length, ...answers);
  asked.splice(0);
  bodies.splice(0);
  return applicationOf(name).signIn('ada', 'Right-Password-1');
};

describe.each(NAMES)('%s', (name) => {
  it('advises a reset where Cognito says that one is required', async () => {
    const told = await signIn(name, SRP_CHALLENGE, refusal('PasswordResetRequiredException'));
    expect(told).toEqual({ step: 'refused', reset: 'advised' });
    const fallen = await signIn(name, SRP_CHALLENGE, INCORRECT, refusal('PasswordResetRequiredException'));
    expect(fallen).toEqual({ step: 'refused', reset: 'advised' });
  });

  it('falls back at once where Cognito says that there is no such user', async () => {
    const unknown = refusal('UserNotFoundException', 'User does not exist.');
    expect(await signIn(name, unknown, unknown)).toEqual({ step: 'refused', reset: 'offered' });
    expect(asked).toEqual([SRP[0], FALLBACK]);
  });

  it('does not take a client without SRP for one after the cutover', async () => {
    const closed = refusal('InvalidParameterException', 'USER_SRP_AUTH is not enabled for the client.');
    const told = await signIn(name, closed);
    expect(told).toMatchObject({ step: 'failed', error: { name: 'InvalidParameterException' } });
    expect(asked).toEqual([SRP[0]]);
  });

  it('asks for the code of an authenticator app', async () => {
    const told = await signIn(name, SRP_CHALLENGE, challenge('SOFTWARE_TOKEN_MFA'));
    expect(told).toMatchObject({ step: 'code', factor: 'SOFTWARE_TOKEN_MFA', mistyped: false });
    script.push(refusal('CodeMismatchException'));
    expect(await applicationOf(name).confirmCode('135790')).toMatchObject({ step: 'code', mistyped: true });
    expect(bodies.at(-1)).toContain('"SOFTWARE_TOKEN_MFA_CODE":"135790"');
  });

  it('leaves a temporary password to the application', async () => {
    const attributes = { userAttributes: '{}', requiredAttributes: '[]' };
    const told = await signIn(name, SRP_CHALLENGE, challenge('NEW_PASSWORD_REQUIRED', attributes));
    expect(told.step).toBe('challenge');
  });
});

describe('codes by e-mail', () => {
  const answers = [SRP_CHALLENGE, challenge('EMAIL_OTP', { CODE_DELIVERY_DELIVERY_MEDIUM: 'EMAIL' })];

  it.each(['amplify', 'server'] as const)('are asked for by %s', async (name) => {
    expect(await signIn(name, ...answers)).toMatchObject({ step: 'code', factor: 'EMAIL_OTP' });
    script.push(refusal('CodeMismatchException'));
    await applicationOf(name).confirmCode('135790');
    expect(bodies.at(-1)).toContain('"EMAIL_OTP_CODE":"135790"');
  });

  it('are more than amazon-cognito-identity-js knows', async () => {
    expect(await signIn('identity-js', ...answers)).toMatchObject({
      step: 'failed',
      error: { name: 'TypeError' },
    });
  });
});
