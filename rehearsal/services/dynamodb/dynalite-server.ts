/** The one dynalite of a local cloud: in memory, on a loopback port of its own, started when the first table is made. */

import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ServiceError } from '../../cloud/service.ts';

/** dynalite wants to see a signature of the right form; who may do what, the gateway has decided. */
const HEADERS = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-date': '20260101T000000Z',
  authorization:
    'AWS4-HMAC-SHA256 Credential=gateway/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=none',
};

export type Answer = Readonly<Record<string, unknown>>;

export class DynaliteServer {
  #server: Promise<Server> | undefined;

  /** @throws {ServiceError} what DynamoDB would answer, in dynalite's words. */
  async call(operation: string, input: Readonly<Record<string, unknown>>): Promise<Answer> {
    this.#server ??= start();
    const { port } = (await this.#server).address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/`, {
      method: 'POST',
      headers: { ...HEADERS, 'x-amz-target': `DynamoDB_20120810.${operation}` },
      body: JSON.stringify(input),
    });
    const answer = (await response.json()) as Answer;
    if (response.ok) return answer;
    const code = String(answer.__type).split('#').at(-1) ?? 'InternalServerError';
    throw new ServiceError(code, String(answer.message ?? answer.Message ?? ''), response.status);
  }

  /** Ends the server and its connections; does nothing where no table was ever made. */
  async close(): Promise<void> {
    const server = await this.#server;
    if (!server) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  }
}

/** Loaded on demand: a rehearsal without tables does not pay for it. */
const start = async (): Promise<Server> => {
  const { default: dynalite } = await import('dynalite');
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve());
  });
  return server;
};
