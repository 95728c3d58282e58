/** A bare HTTP door to a local Cognito, for client libraries. Binds 127.0.0.1; close it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ServiceError } from '#rehearsal/cloud/service.ts';
import type { LocalPool } from './local-pool.ts';

export const openDoor = async (local: LocalPool): Promise<{ url: string; close: () => Promise<void> }> => {
  const server = createServer(async (request, response) => {
    // The library computes for seconds between two requests: a kept connection would be closed under the second.
    response.setHeader('connection', 'close');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    try {
      const body = await local.call(operation, JSON.parse(Buffer.concat(chunks).toString('utf8')));
      response.end(JSON.stringify(body));
    } catch (error) {
      const code = error instanceof ServiceError ? error.code : 'InternalErrorException';
      response.statusCode = 400;
      response.end(
        JSON.stringify({ __type: code, message: String(error instanceof Error && error.message) }),
      );
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
