/** The real source directory with the real SDK, its requests going to a stub. */
import { assumeSourceRole, createRoleSession } from '#functions/_aws/assume-role.ts';
import { type ClientSecret, createClientSecret } from '#functions/_aws/client-secret.ts';
import { createSourceDirectory } from '#functions/_aws/source-directory.ts';
import { createTokenBucket } from '#functions/_aws/token-bucket.ts';
import { settings } from '#test/core/trigger-builders.ts';
import { assumedRole, type StubAnswer, type StubRequest } from './aws-stub.ts';
import { openStub } from './opened.ts';
import { SECRET_ARN, TOKENS_BODY, USER_BODY } from './stub-bodies.ts';

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

/** `withSecret`: one from the stub. */
type DirectoryOptions = { readonly withSecret?: boolean; readonly secret?: ClientSecret };

/** A directory on a stub that follows the script; both are closed after the test. */
export const start = async (script: Script, options: DirectoryOptions = {}) => {
  const { stub, transport, variables } = await openStub(follow(script));
  const { source, target } = settings();
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
  return { directory, session, stub };
};

export const NO_DEADLINE = new AbortController().signal;
