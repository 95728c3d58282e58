/**
 * The HTTP server in front of all local services: one port for both accounts, and for a browser's page. Binds
 * 127.0.0.1 only. See gateway.md.
 */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { breakOff } from './break-off.ts';
import { allowBrowser, answerPreflight } from './cors.ts';
import type { Intercept } from './faults.ts';
import { type ServeDeps, serveRequest } from './serve-request.ts';
import type { SignedRequest } from './sigv4.ts';

export type { Fault, Intercept } from './faults.ts';

/** Answers what is not an AWS request, such as a browser's GET; false where it knows no answer either. */
export type Page = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

export type GatewayOptions = Pick<
  ServeDeps,
  'iam' | 'services' | 'recorder' | 'clock' | 'sourceLatency' | 'hear'
> & {
  /** @default - a free one */
  readonly port?: number;
  readonly page?: Page;
};

export type Gateway = {
  readonly url: string;
  readonly port: number;
  /** Sets who decides about faults; undefined takes them away. */
  intercept(fault: Intercept | undefined): void;
  /** Ends every connection, also hanging ones. */
  close(): Promise<void>;
};

/** Larger bodies are refused: Lambda's limit for a synchronous payload. Developer Guide "Quotas", 2026-11. */
const BODY_LIMIT_BYTES = 6 * 1024 * 1024;

/** Longer than any pause of a pooled client, so that a kept connection is not closed under its next request. */
const KEEP_ALIVE_MS = 10 * 60_000;

/** @throws when the port is taken. */
export const startGateway = async ({ port = 0, page, ...options }: GatewayOptions): Promise<Gateway> => {
  const stop = new AbortController();
  let intercept: Intercept | undefined;
  const deps: ServeDeps = { ...options, intercept: () => intercept, stopping: stop.signal };
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 0 }, (request, response) => {
    exchange(request, response, deps, page).catch(() => response.destroy());
  });
  await listen(server, port);
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    intercept: (fault) => {
      intercept = fault;
    },
    close: () => {
      stop.abort();
      return closeServer(server);
    },
  };
};

const listen = (server: Server, port: number) =>
  new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });

const closeServer = (server: Server) =>
  new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

const exchange = async (
  incoming: IncomingMessage,
  response: ServerResponse,
  deps: ServeDeps,
  page: Page | undefined,
): Promise<void> => {
  allowBrowser(incoming, response);
  if (incoming.method === 'OPTIONS') return answerPreflight(incoming, response);
  if (isForPage(incoming)) return answerByPage(incoming, response, page);
  const body = await readBody(incoming);
  if (!body) return refuseLargeBody(response);
  const served = await serveRequest(toRequest(incoming, body), deps);
  if (!served) return answerNotFound(response);
  const { outcome, observe } = served;
  if (outcome === 'hang') {
    response.once('close', observe);
    return;
  }
  observe();
  if (outcome === 'reset') {
    breakOff(incoming.socket);
    return;
  }
  response.writeHead(outcome.status, outcome.headers).end(outcome.body);
};

/** A browser's reading request: unsigned and without a target. */
const isForPage = ({ method, headers }: IncomingMessage): boolean =>
  (method === 'GET' || method === 'HEAD') &&
  headers.authorization === undefined &&
  headers['x-amz-target'] === undefined;

const answerByPage = async (incoming: IncomingMessage, response: ServerResponse, page: Page | undefined) => {
  if (!(await page?.(incoming, response))) answerNotFound(response);
};

const answerNotFound = (response: ServerResponse): void => {
  if (!response.headersSent) response.writeHead(404, { 'content-type': 'text/plain' });
  response.end('There is nothing here: this is the local cloud of a rehearsal.\n');
};

const refuseLargeBody = (response: ServerResponse): void => {
  response.writeHead(413, { 'content-type': 'application/json', connection: 'close' });
  response.end(
    JSON.stringify({
      __type: 'RequestEntityTooLargeException',
      message: `Send at most ${BODY_LIMIT_BYTES} bytes.`,
    }),
  );
};

/** The whole body, or undefined where it is larger than the limit. */
const readBody = async (incoming: IncomingMessage): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= BODY_LIMIT_BYTES) chunks.push(chunk);
  }
  return size > BODY_LIMIT_BYTES ? undefined : Buffer.concat(chunks);
};

const toRequest = (incoming: IncomingMessage, body: Buffer): SignedRequest => {
  const [path = '/', query = ''] = (incoming.url ?? '/').split(/\?(.*)/s);
  return {
    method: incoming.method ?? 'POST',
    path,
    query: new URLSearchParams(query),
    headers: incoming.headers,
    body,
  };
};
