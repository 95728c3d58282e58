import './errors-of-node.ts';
import { readdirSync, readFileSync } from 'node:fs';
import { Agent, globalAgent, request } from 'node:https';
import { join } from 'node:path';
import tls from 'node:tls';
import { assumeSourceRole } from '#functions/_aws/assume-role.ts';
import { createTransport } from '#functions/_aws/endpoint.ts';
import { answerAt } from '#functions/_runtime/answer-url.ts';
import { settings } from '#test/core/trigger-builders.ts';
import { type AwsStub, assumedRole, startAwsStub } from './aws-stub.ts';
import { selfSigned } from './certificate.ts';

type Version = 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';

const pair = selfSigned();

// As under NODE_OPTIONS=--tls-min-v1.0, so that only the limit under test is left to refuse an old protocol. OpenSSL itself
// takes TLS 1.1 at security level 0 alone.
const usual = { version: tls.DEFAULT_MIN_VERSION, ciphers: tls.DEFAULT_CIPHERS, ca: globalAgent.options.ca };
beforeAll(() => {
  tls.DEFAULT_MIN_VERSION = 'TLSv1';
  tls.DEFAULT_CIPHERS = 'DEFAULT@SECLEVEL=0';
  globalAgent.options.ca = pair.cert;
});
afterAll(() => {
  tls.DEFAULT_MIN_VERSION = usual.version;
  tls.DEFAULT_CIPHERS = usual.ciphers;
  if (usual.ca === undefined) delete globalAgent.options.ca;
  else globalAgent.options.ca = usual.ca;
});

/** A server of the given versions for as long as `call` takes. */
const withServer = async <Result>(
  versions: readonly [least: Version, most: Version],
  call: (stub: AwsStub) => Promise<Result>,
): Promise<{ outcome: Result; requests: number }> => {
  const stub = await startAwsStub(({ action }) => ({ body: action === 'AssumeRole' ? assumedRole(1) : {} }), {
    ...pair,
    minVersion: versions[0],
    maxVersion: versions[1],
  });
  try {
    return { outcome: await call(stub), requests: stub.requests.length };
  } finally {
    await stub.close();
  }
};

const get =
  (agent: Agent) =>
  (stub: AwsStub): Promise<string> =>
    new Promise<string>((resolve) => {
      request(
        stub.url,
        { agent, method: 'POST', headers: { 'x-amz-target': 'Service.Ping' } },
        (response) => {
          response.resume();
          resolve('answered');
        },
      )
        .on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'failed'))
        .end('{}');
    }).finally(() => agent.destroy());

const ours = () => createTransport({ ca: pair.cert }).httpsAgent;
const speaking = (version: Version) => new Agent({ ca: pair.cert, minVersion: version, maxVersion: version });

const ANSWERED = { outcome: 'answered', requests: 1 };
/** Whatever OpenSSL calls it: nothing was sent. */
const REFUSED = { outcome: expect.stringMatching(/^(EPROTO|ECONNRESET|ERR_SSL_.*)$/), requests: 0 };

describe('our connections', () => {
  it.each<Version>(['TLSv1.2', 'TLSv1.3'])('are made to a server of %s', async (version) => {
    expect(await withServer([version, version], get(ours()))).toEqual(ANSWERED);
  });

  it('are not made to a server that speaks only TLS 1.1', async () => {
    expect(await withServer(['TLSv1.1', 'TLSv1.1'], get(ours()))).toEqual(REFUSED);
  });

  it('would be made by an agent without the limit: the refusal is ours', async () => {
    expect(await withServer(['TLSv1.1', 'TLSv1.1'], get(new Agent({ ca: pair.cert })))).toEqual(ANSWERED);
  });

  it('are never lowered to TLS 1.1 by a server that has both', async () => {
    const agent = ours();
    const { outcome } = await withServer(['TLSv1.1', 'TLSv1.3'], async ({ url }) => {
      const version = await new Promise<string | null>((resolve, failed) => {
        request(url, { agent, method: 'POST', headers: { 'x-amz-target': 'Service.Ping' } }, (response) => {
          const { socket } = response;
          resolve(socket instanceof tls.TLSSocket ? socket.getProtocol() : null);
          response.resume();
        })
          .on('error', failed)
          .end('{}');
      });
      agent.destroy();
      return version;
    });
    expect(outcome).toBe('TLSv1.3');
  });
});

describe('a server that demands TLS 1.2, as AWS does', () => {
  it('refuses a client that would speak TLS 1.1', async () => {
    expect(await withServer(['TLSv1.2', 'TLSv1.3'], get(speaking('TLSv1.1')))).toEqual(REFUSED);
  });

  it('would not refuse it without that demand: the refusal is its own', async () => {
    expect(await withServer(['TLSv1.1', 'TLSv1.3'], get(speaking('TLSv1.1')))).toEqual(ANSWERED);
  });
});

describe('an SDK client', () => {
  const assume = (stub: AwsStub): Promise<string> => {
    const transport = createTransport({ ca: pair.cert });
    const { source, target } = settings();
    const variables = { AWS_ENDPOINT_URL: stub.url };
    return assumeSourceRole({
      source,
      target,
      region: 'us-east-1',
      transport,
      variables,
      sessionName: 'test',
    })()
      .then(({ accessKeyId }) => accessKeyId)
      .catch(() => 'refused')
      .finally(() => transport.httpsAgent.destroy());
  };
  const { AWS_ACCESS_KEY_ID: key, AWS_SECRET_ACCESS_KEY: secret } = process.env;
  beforeAll(() => {
    process.env.AWS_ACCESS_KEY_ID = 'AKIATEST';
    process.env.AWS_SECRET_ACCESS_KEY = 'test';
  });
  afterAll(() => {
    for (const [name, value] of Object.entries({ AWS_ACCESS_KEY_ID: key, AWS_SECRET_ACCESS_KEY: secret }))
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
  });

  it('speaks over TLS 1.2', async () => {
    expect(await withServer(['TLSv1.2', 'TLSv1.2'], assume)).toEqual({ outcome: 'AKIA1', requests: 1 });
  });

  it('sends nothing to a server that speaks only TLS 1.1', async () => {
    expect(await withServer(['TLSv1.1', 'TLSv1.1'], assume)).toEqual({ outcome: 'refused', requests: 0 });
  });

  it('has our connections, whichever it is', () => {
    const room = 'functions/_aws';
    const clients = readdirSync(room).flatMap((file) => {
      const text = readFileSync(join(room, file), 'utf8');
      return [...text.matchAll(/new \w*(?:Client|S3)\([\s\S]*?\}\)/g)].map(([made]) => ({ file, made }));
    });
    expect(clients.length).toBeGreaterThanOrEqual(9);
    for (const { file, made } of clients)
      expect([file, made]).toEqual([file, expect.stringContaining('requestHandler: transport')]);
  });
});

describe("the answer to CloudFormation's URL", () => {
  const put = ({ url }: AwsStub): Promise<string> =>
    answerAt(`${url}/bucket`)({ Status: 'SUCCESS' })
      .then(() => 'taken')
      .catch((error: { code?: string }) => error.code ?? 'failed');

  it('is put over TLS 1.2', async () => {
    expect((await withServer(['TLSv1.2', 'TLSv1.2'], put)).outcome).toBe('taken');
  });

  it('is not put over TLS 1.1', async () => {
    expect(await withServer(['TLSv1.1', 'TLSv1.1'], put)).toEqual({ outcome: 'AnswerNotTaken', requests: 0 });
  });
});
