/**
 * A server on 127.0.0.1 that answers STS, Cognito and Secrets Manager requests as told, and remembers them in order.
 * It checks nothing: whether the requests are right is for the tests and for the rehearsal's cloud.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

export type StubAnswer =
  | { readonly status?: number; readonly body: unknown }
  | { readonly error: string; readonly message?: string; readonly status?: number }
  /** Never answers. */
  | 'hang'
  /** Closes the connection after the whole request came in. */
  | 'reset';

export type StubRequest = {
  /** `AssumeRole`, `AdminInitiateAuth` and so on. */
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Access key id of the signature, `none` without one. */
  readonly key: string;
  readonly region: string;
  /** `X-Amzn-Trace-Id`, where there was one. */
  readonly traceHeader?: string;
};

type Respond = (request: StubRequest, earlier: readonly StubRequest[]) => StubAnswer;

export type AwsStub = {
  readonly url: string;
  readonly requests: StubRequest[];
  readonly actions: () => readonly string[];
  /** Connections opened since the start. */
  readonly connections: () => number;
  readonly close: () => Promise<void>;
};

const read = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

const parse = (request: IncomingMessage, body: string): StubRequest => {
  const credential = /Credential=([^/]+)\/[^/]+\/([^/]+)/.exec(request.headers.authorization ?? '');
  const traceHeader = request.headers['x-amzn-trace-id'];
  const signed = {
    key: credential?.[1] ?? 'none',
    region: credential?.[2] ?? 'none',
    ...(typeof traceHeader === 'string' && { traceHeader }),
  };
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string')
    return { action: target.split('.').pop() ?? '', input: JSON.parse(body), ...signed };
  const input = Object.fromEntries(new URLSearchParams(body));
  return { action: input.Action ?? '', input, ...signed };
};

const isQuery = ({ action }: StubRequest): boolean => action === 'AssumeRole';

/** The credentials of the n-th AssumeRole are AKIA1, AKIA2 and so on. */
export const assumedRole = (n: number, expiresAt = Date.now() + 3_600_000): string =>
  `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
   <AccessKeyId>AKIA${n}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>
   <Expiration>${new Date(expiresAt).toISOString()}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;

const errorBody = (
  request: StubRequest,
  { error, message = 'no' }: Extract<StubAnswer, { error: string }>,
): string =>
  isQuery(request)
    ? `<ErrorResponse><Error><Type>Sender</Type><Code>${error}</Code><Message>${message}</Message></Error></ErrorResponse>`
    : JSON.stringify({ __type: error, message });

const send = (request: StubRequest, answer: Exclude<StubAnswer, string>, response: ServerResponse): void => {
  const type = isQuery(request) ? 'text/xml' : 'application/x-amz-json-1.1';
  if ('error' in answer) {
    response.writeHead(answer.status ?? 400, { 'content-type': type }).end(errorBody(request, answer));
    return;
  }
  const body = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
  response.writeHead(answer.status ?? 200, { 'content-type': type }).end(body);
};

const createListener =
  (respond: Respond, requests: StubRequest[]) =>
  async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = parse(incoming, await read(incoming));
    const answer = respond(request, [...requests]);
    requests.push(request);
    if (answer === 'reset') incoming.socket.destroy();
    else if (answer !== 'hang') send(request, answer, response);
  };

const closeServer = (server: Server, sockets: Set<Socket>) => () =>
  new Promise<void>((resolve) => {
    for (const socket of sockets) socket.destroy();
    server.close(() => resolve());
  });

/** Starts on a free port of 127.0.0.1; whoever starts it closes it. With `tls`, speaks https. */
export const startAwsStub = async (respond: Respond, tls?: ServerOptions): Promise<AwsStub> => {
  const requests: StubRequest[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const listener = createListener(respond, requests);
  const server: Server = tls
    ? createTlsServer(tls, (request, response) => void listener(request, response))
    : createServer((request, response) => void listener(request, response));
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    requests,
    actions: () => requests.map(({ action }) => action),
    connections: () => connections,
    close: closeServer(server, sockets),
  };
};
