/** Answers a browser on the gateway's port: the page, and the JSON with which it refreshes itself. Reading only. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { renderBody, renderPage } from './page.ts';
import type { View } from './view.ts';

/** Nothing from elsewhere, no frame around it: the page holds all it needs. */
const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
};

const ROUTES: Readonly<Record<string, { readonly type: string; readonly render: (view: View) => string }>> = {
  '/': { type: 'text/html; charset=utf-8', render: renderPage },
  '/console.json': { type: 'application/json', render: (view) => JSON.stringify({ body: renderBody(view) }) },
};

/** Everything that a browser would get now. */
export const renderedPages = (view: View): string =>
  Object.values(ROUTES)
    .map(({ render }) => render(view))
    .join('\n');

/** @returns a page for the gateway; false for a path that it does not know. */
export const servePage =
  (view: () => View) =>
  async (request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    const route = ROUTES[(request.url ?? '/').split('?')[0] ?? '/'];
    if (!route) return false;
    response.writeHead(200, { ...HEADERS, 'content-type': route.type });
    response.end(request.method === 'HEAD' ? undefined : route.render(view()));
    return true;
  };
