/** What lets a web page call the services from a browser, as Cognito's own endpoints do: any origin, no cookies. */

import type { IncomingMessage, ServerResponse } from 'node:http';

const EXPOSED = 'x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date';

/** Lets the page read the answer; without an `Origin` nothing is added. */
export const allowBrowser = (incoming: IncomingMessage, response: ServerResponse): void => {
  if (incoming.headers.origin === undefined) return;
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('access-control-expose-headers', EXPOSED);
};

/** Answers the question a browser asks before the request itself. */
export const answerPreflight = (incoming: IncomingMessage, response: ServerResponse): void => {
  response.setHeader('access-control-allow-methods', 'GET, POST, PUT, DELETE');
  response.setHeader(
    'access-control-allow-headers',
    incoming.headers['access-control-request-headers'] ?? '*',
  );
  response.setHeader('access-control-max-age', '172800');
  response.writeHead(200, { 'content-length': '0' }).end();
};
