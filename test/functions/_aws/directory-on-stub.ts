/** The real source directory with the real SDK, its requests going to a stub. */
import { assumeSourceRole, createRoleSession } from '#functions/_aws/assume-role.ts';
import { type ClientSecret, createClientSecret } from '#functions/_aws/client-secret.ts';
import { createTransport } from '#functions/_aws/endpoint.ts';
import { createSourceDirectory } from '#functions/_aws/source-directory.ts';
import { createTokenBucket } from '#functions/_aws/token-bucket.ts';
import { settings } from '#test/core/trigger-builders.ts';
import { type AwsStub, assumedRole, type StubAnswer, type StubRequest, startAwsStub } from './aws-stub.ts';

export const SECRET_ARN = 'arn:aws:secretsmanager:us-east-1:222222222222:secret:source-client';

export const USER_BODY = {
  Username: 'liam.porter',
  Enabled: true,
  UserStatus: 'CONFIRMED',
  UserAttributes: [
    { Name: 'sub', Value: 'sub-1' },
    { Name: 'email', Value: 'liam@example.com' },
  ],
};

const idToken = (claims: object): string =>
  `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;

export const TOKENS_BODY = {
  AuthenticationResult: {
    AccessToken: 'a',
    IdToken: idToken({ sub: 'sub-1', 'cognito:groups': ['editors'] }),
    RefreshToken: 'r',
  },
};

/** One answer, or one for the first request of that action, one for the second and so on; the last repeats. */
type Script = Readonly<Record<string, StubAnswer | readonly StubAnswer[]>>;

const USUAL: Script = { AdminInitiateAuth: { body: TOKENS_BODY }, AdminGetUser: { body: USER_BODY } };

const follow =
  (script: Script) =>
  (request: StubRequest, earlier: readonly StubRequest[]): StubAnswer => {
    const n = earlier.filter(({ action }) => action === request.action).length;
    const answers = script[request.action] ?? USUAL[request.action];
    if (answers === undefined) return { body: assumedRole(n + 1) };
    if (!Array.isArray(answers)) return answers as StubAnswer;
    return answers[Math.min(n, answers.length - 1)] as StubAnswer;
  };

export const AWS_ENVIRONMENT = {
  AWS_ACCESS_KEY_ID: 'AKIALAMBDA',
  AWS_SECRET_ACCESS_KEY: 'lambda-secret',
  AWS_SESSION_TOKEN: 'lambda-token',
} as const;

/** `withSecret`: one from the stub. */
type DirectoryOptions = { readonly withSecret?: boolean; readonly secret?: ClientSecret };

/** A directory on a stub that follows the script. `close` both after use. */
export const directoryOn = async (script: Script, options: DirectoryOptions = {}) => {
  const stub: AwsStub = await startAwsStub(follow(script));
  const { source, target } = settings();
  const transport = createTransport();
  const variables = { AWS_ENDPOINT_URL: stub.url };
  const session = createRoleSession(
    assumeSourceRole({
      sessionName: 'migrate-user',
      source,
      target,
      region: 'us-east-1',
      transport,
      variables,
    }),
  );
  const secret = options.withSecret
    ? createClientSecret({ secretArn: SECRET_ARN, accountId: '222222222222', transport, variables })
    : options.secret;
  const directory = createSourceDirectory({
    source,
    clientId: 'client1',
    session,
    secret,
    lookUps: createTokenBucket(1, 0),
    transport,
    variables,
  });
  const close = async () => {
    transport.httpAgent.destroy();
    transport.httpsAgent.destroy();
    await stub.close();
  };
  return { directory, session, stub, close };
};
