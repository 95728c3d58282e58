import './errors-of-node.ts';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { createTransport, endpointOverride } from '#functions/_aws/endpoint.ts';
import { startAwsStub } from './aws-stub.ts';

describe('an endpoint', () => {
  it.each([
    ['https anywhere', 'https://cognito.example.com'],
    ['http on this machine', 'http://127.0.0.1:4566'],
  ])('may be %s', (_, value) => {
    expect(endpointOverride('STS', { AWS_ENDPOINT_URL: value })).toBe(value);
  });

  it.each([
    ['http elsewhere', 'http://cognito.example.com'],
    ['http on a name that may lead anywhere', 'http://localhost:4566'],
    ['http on another loopback address', 'http://127.0.0.2'],
    ['http on a look-alike', 'http://127.0.0.1.example.com'],
    ['http with a look-alike user', 'http://127.0.0.1@example.com'],
    ['another protocol', 'ftp://127.0.0.1'],
    ['no URL', '127.0.0.1:4566'],
  ])('may not be %s', (_, value) => {
    expect(() => endpointOverride('STS', { AWS_ENDPOINT_URL: value })).toThrow(
      expect.objectContaining({ code: 'EndpointRefused', message: expect.not.stringContaining(value) }),
    );
  });

  it('of one service wins over the one for all, and is named where it is refused', () => {
    const variables = { AWS_ENDPOINT_URL: 'https://all', AWS_ENDPOINT_URL_STS: 'https://sts' };
    expect(endpointOverride('STS', variables)).toBe('https://sts');
    expect(endpointOverride('COGNITO_IDENTITY_PROVIDER', variables)).toBe('https://all');
    expect(() => endpointOverride('STS', { AWS_ENDPOINT_URL_STS: 'http://x' })).toThrow(
      'AWS_ENDPOINT_URL_STS',
    );
  });

  it("is AWS's own where nothing is set", () => {
    expect(endpointOverride('STS', {})).toBeUndefined();
    expect(endpointOverride('STS', { AWS_ENDPOINT_URL: '' })).toBeUndefined();
  });
});

/** Part of the machine, not of the project; without it there is no certificate to try with. */
const OPENSSL = 'openssl';
const hasOpenssl = spawnSync(OPENSSL, ['version']).status === 0;

/** A key and certificate for 127.0.0.1; Node can make no certificate by itself. */
const selfSigned = (): { key: string; cert: string } => {
  const directory = mkdtempSync(join(tmpdir(), 'tls-'));
  const [key, cert] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  execFileSync(
    OPENSSL,
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', ...subject, '-keyout', key, '-out', cert],
    { stdio: 'ignore' },
  );
  const pair = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  rmSync(directory, { recursive: true });
  return pair;
};

const withOpenssl = hasOpenssl ? describe : describe.skip;

withOpenssl('a connection', () => {
  const pair = hasOpenssl ? selfSigned() : { key: '', cert: '' };

  // As under NODE_OPTIONS=--tls-min-v1.0: only our own limit is left to refuse an old protocol.
  const usual = { version: tls.DEFAULT_MIN_VERSION, ciphers: tls.DEFAULT_CIPHERS };
  beforeAll(() => {
    tls.DEFAULT_MIN_VERSION = 'TLSv1';
    tls.DEFAULT_CIPHERS = 'DEFAULT@SECLEVEL=0';
  });
  afterAll(() => {
    tls.DEFAULT_MIN_VERSION = usual.version;
    tls.DEFAULT_CIPHERS = usual.ciphers;
  });

  const connect = async (agent: Agent, version: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3') => {
    const stub = await startAwsStub(() => ({ body: {} }), {
      ...pair,
      minVersion: version,
      maxVersion: version,
    });
    const headers = { 'x-amz-target': 'Service.Ping' };
    const outcome = await new Promise<string>((resolve) => {
      request(stub.url, { agent, method: 'POST', headers }, (response) => {
        response.resume();
        resolve('answered');
      })
        .on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'failed'))
        .end('{}');
    });
    agent.destroy();
    await stub.close();
    return { outcome, requests: stub.requests.length };
  };
  const ours = () => createTransport({ ca: pair.cert }).httpsAgent;

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('is made over %s', async (version) => {
    expect(await connect(ours(), version)).toEqual({ outcome: 'answered', requests: 1 });
  });

  it('is refused to a server that speaks only TLS 1.1, before anything is sent', async () => {
    const { outcome, requests } = await connect(ours(), 'TLSv1.1');
    expect(outcome).toBe('EPROTO');
    expect(requests).toBe(0);
  });

  it('would be made over TLS 1.1 by an agent without the limit: the refusal is ours', async () => {
    expect(await connect(new Agent({ ca: pair.cert }), 'TLSv1.1')).toEqual({
      outcome: 'answered',
      requests: 1,
    });
  });
});
