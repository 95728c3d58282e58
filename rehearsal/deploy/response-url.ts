/** Where a custom resource answers: on AWS a pre-signed URL of an S3 object, here a server of its own for each request. */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** "The response body … up to 4096 bytes". CloudFormation User Guide "Custom resource response objects", 2026-11. */
const LARGEST_ANSWER = 4096;

export type ResponseUrl = {
  /** Good for one answer. */
  readonly url: string;
  /** Text of the first answer, or undefined as long as there is none. */
  readonly answer: () => string | undefined;
  readonly close: () => Promise<void>;
};

const read = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

/** Starts on a free port of 127.0.0.1; whoever opens it closes it. */
export const openResponseUrl = async (): Promise<ResponseUrl> => {
  // As a pre-signed URL does, it says by itself who may answer.
  const path = `/response?X-Amz-Signature=${randomBytes(32).toString('hex')}`;
  let answer: string | undefined;
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await read(request);
    const signed = request.method === 'PUT' && request.url === path;
    // The signature covers an absent content type: S3 refuses an answer that names one.
    const fits = (request.headers['content-type'] ?? '') === '' && body.length <= LARGEST_ANSWER;
    if (signed && fits) answer ??= body.toString('utf8');
    response.writeHead(signed && fits ? 200 : 403).end();
  };
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${path}`,
    answer: () => answer,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};
