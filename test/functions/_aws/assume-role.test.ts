import './errors-of-node.ts';
import { assumeSourceRole, createRoleSession, type RoleCredentials } from '#functions/_aws/assume-role.ts';
import { createTransport } from '#functions/_aws/endpoint.ts';
import { settings } from '#test/core/trigger-builders.ts';
import { assumedRole, type StubAnswer, startAwsStub } from './aws-stub.ts';
import { AWS_ENVIRONMENT } from './stub-bodies.ts';

const HOUR = 3_600_000;

/** A session whose fetches the test answers one by one, on a clock that it moves. */
const setUp = () => {
  const clock = { now: 0 };
  const pending: { resolve: (credentials: RoleCredentials) => void; reject: (error: Error) => void }[] = [];
  const session = createRoleSession(
    () => new Promise((resolve, reject) => void pending.push({ resolve, reject })),
    () => clock.now,
  );
  const credentials = (n: number): RoleCredentials => ({
    accessKeyId: `AKIA${n}`,
    secretAccessKey: 's',
    sessionToken: 't',
    expiresAt: clock.now + HOUR,
  });
  return { clock, pending, session, credentials };
};

describe('the role session', () => {
  it('keeps credentials until five minutes before they expire', async () => {
    const { clock, pending, session, credentials } = setUp();
    const first = session.current();
    pending[0]?.resolve(credentials(1));
    expect((await first).accessKeyId).toBe('AKIA1');
    clock.now = HOUR - 5 * 60_000 - 1;
    expect((await session.current()).accessKeyId).toBe('AKIA1');
    clock.now += 1;
    const renewed = session.current();
    pending[1]?.resolve(credentials(2));
    expect((await renewed).accessKeyId).toBe('AKIA2');
    expect(pending).toHaveLength(2);
  });

  it('forgets what was found stale, but not what replaced it', async () => {
    const { pending, session, credentials } = setUp();
    const first = session.current();
    pending[0]?.resolve(credentials(1));
    const stale = await first;
    session.discard(stale);
    const second = session.current();
    pending[1]?.resolve(credentials(2));
    await second;
    session.discard(stale);
    expect((await session.current()).accessKeyId).toBe('AKIA2');
    expect(pending).toHaveLength(2);
  });
});

describe('AssumeRole', () => {
  const environment = { ...process.env };
  beforeAll(() => void Object.assign(process.env, AWS_ENVIRONMENT));
  afterAll(() => {
    process.env = environment;
  });

  const assume = async (answer: (n: number) => StubAnswer, limitMs = 5_000) => {
    const stub = await startAwsStub((_, earlier) => answer(earlier.length + 1));
    const transport = createTransport();
    const { source, target } = settings();
    const variables = { AWS_ENDPOINT_URL: stub.url };
    const result = await assumeSourceRole({
      sessionName: 'migrate-user',
      source,
      target,
      region: 'us-east-1',
      transport,
      variables,
      limitMs,
    })().catch((error: Error) => error.name);
    transport.httpAgent.destroy();
    await stub.close();
    return { result, requests: stub.requests.length };
  };

  it.each<[string, (n: number) => StubAnswer, unknown, number]>([
    [
      'is made again after a 500',
      (n) => (n === 1 ? { error: 'InternalFailure', status: 500 } : { body: assumedRole(n) }),
      { accessKeyId: 'AKIA2' },
      2,
    ],
    ['is not made again when refused', () => ({ error: 'AccessDenied', status: 403 }), 'AccessDenied', 1],
    ['is given up where STS hangs', () => 'hang', 'AbortError', 1],
    [
      'must bring credentials',
      () => ({ body: '<AssumeRoleResponse><AssumeRoleResult/></AssumeRoleResponse>' }),
      'CredentialsProviderError',
      1,
    ],
  ])('%s', async (_, answer, expected, times) => {
    const { result, requests } = await assume(answer, answer(1) === 'hang' ? 200 : undefined);
    if (typeof expected === 'string') expect(result).toBe(expected);
    else expect(result).toMatchObject(expected as object);
    expect(requests).toBe(times);
  });
});
