/** Stands where CloudFormation waits for the answer of a custom resource. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type TakenAnswer = {
  readonly method: string;
  readonly contentType: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
};

/** What every URL of it carries, as a pre-signed one does. */
export const SIGNATURE = 'X-Amz-Signature=0123456789abcdef';

/** @param statuses of the first answers; 200 afterwards, `hang` for none at all */
export const startAnswerServer = async (...statuses: readonly (number | 'hang')[]) => {
  const answers: TakenAnswer[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const status = statuses[answers.length] ?? 200;
    answers.push({
      method: request.method ?? '',
      contentType: request.headers['content-type'],
      body: JSON.parse(Buffer.concat(chunks).toString()),
    });
    if (status === 'hang') request.socket.destroy();
    else response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/stack/answer?${SIGNATURE}`,
    answers,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};
