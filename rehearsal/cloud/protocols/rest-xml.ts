/**
 * restXml (S3): method, path and query name the operation; members travel in path, query, headers and body. What a
 * request carries beside that, S3 would act upon: it is refused by name.
 */

import type { IncomingHttpHeaders } from 'node:http';
import { type HttpBinding, NotModelled, type Service } from '../service.ts';
import type { SignedRequest } from '../sigv4.ts';
import type { Call, Codec, HttpAnswer } from './protocol.ts';
import { element, escapeXml } from './xml.ts';

export const restXml: Codec = {
  operationName: (request, service) => findOperation(request, service),
  decode: (request, call) => decodeRequest(request, call),
  encode: (output, { operation, service }, requestId) =>
    encodeAnswer(output, operation.http, service, requestId),
  encodeError: ({ code, message, statusCode }, requestId) => {
    const parts = [element('Code', escapeXml(code)), element('Message', escapeXml(message))];
    const body = element('Error', [...parts, element('RequestId', requestId)].join(''));
    return xmlAnswer(statusCode, body, requestId);
  },
  // S3 API Reference "Error responses", 2026-11.
  signatureErrors: {
    missing: ['AccessDenied', 403],
    incomplete: ['AuthorizationHeaderMalformed', 400],
    'unknown-key': ['InvalidAccessKeyId', 403],
    'expired-token': ['ExpiredToken', 400],
    stale: ['RequestTimeTooSkewed', 403],
    'wrong-signature': ['SignatureDoesNotMatch', 403],
  },
  deniedAs: { code: 'AccessDenied', status: 403 },
};

const findOperation = ({ method, path, query }: SignedRequest, service: Service): string | undefined =>
  Object.entries(service.operations).find(([, { http }]) => {
    if (http?.method !== method) return false;
    const [template = '', literal = ''] = http.path.split('?');
    const wanted = [...new URLSearchParams(literal)];
    return readLabels(template, path) && wanted.every(([name, value]) => query.get(name) === value);
  })?.[0];

/** The labels' values, decoded, or undefined where the path does not fit the template. Labels are never empty; a slash at the end is a greedy label's own. */
const readLabels = (template: string, path: string): Readonly<Record<string, string>> | undefined => {
  const source = template.replace(/\{(\w+)(\+?)\}/g, (_, name: string, greedy: string) =>
    greedy ? `(?<${name}>.+)` : `(?<${name}>[^/]+)`,
  );
  const { groups } = new RegExp(`^${source}/?$`, 's').exec(path) ?? {};
  if (!groups) return undefined;
  const labels = Object.entries(groups).map(([name, value]) => [name, decodeLabel(value)]);
  return Object.fromEntries(labels) as Record<string, string>;
};

const decodeLabel = (value: string): string => {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
};

/** Headers of transport, signature and SDK: they change nothing about what is asked. */
const TRANSPORT = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'authorization',
  'connection',
  'content-length',
  'expect',
  'host',
  'transfer-encoding',
  'user-agent',
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-security-token',
  'x-amz-user-agent',
  'x-amzn-trace-id',
]);
const isTransport = (header: string): boolean =>
  TRANSPORT.has(header) || /^(amz-sdk|sec-fetch)-/.test(header);

const decodeRequest = (request: SignedRequest, { service, name, operation }: Call): unknown => {
  const http = operation.http ?? { method: 'GET', path: '/' };
  const [template = '', literal = ''] = http.path.split('?');
  const fixed = [...new URLSearchParams(literal).keys(), 'x-id'];
  const query = [...request.query].filter(([key]) => !fixed.includes(key));
  const headers = Object.entries(givenHeaders(request.headers));
  return {
    ...members(query, http.query, `the parameter`, `${service.name}:${name}`),
    ...members(headers, http.headers, `the header`, `${service.name}:${name}`),
    ...(http.payload && { [http.payload]: request.body }),
    ...readLabels(template, request.path),
  };
};

const givenHeaders = (headers: IncomingHttpHeaders): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([header, value]) => value !== undefined && !isTransport(header))
      .map(([header, value]) => [header, String(value)]),
  );

/** @throws {NotModelled} for a name that the binding does not list. */
const members = (
  given: readonly (readonly [string, string])[],
  bound: HttpBinding['query'] = {},
  kind: string,
  of: string,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    given.map(([name, value]) => {
      const member = Object.hasOwn(bound, name) ? bound[name] : undefined;
      if (member === undefined) throw new NotModelled(`${kind} ${name} of ${of}`);
      return [member, value];
    }),
  );

const encodeAnswer = (
  output: unknown,
  http: HttpBinding | undefined,
  { target }: Service,
  requestId: string,
): HttpAnswer => {
  const left = { ...(output as Readonly<Record<string, unknown>> | undefined) };
  const headers: Record<string, string> = { 'x-amz-request-id': requestId };
  for (const [member, header] of Object.entries(http?.answerHeaders ?? {})) {
    const value = left[member];
    delete left[member];
    if (typeof value === 'string') headers[header] = value;
  }
  if (http?.answerPayload) {
    const body = left[http.answerPayload];
    return { status: 200, headers, body: Buffer.isBuffer(body) ? body : String(body ?? '') };
  }
  if (!http?.answerRoot) return { status: 200, headers, body: '' };
  const namespace = ` xmlns="http://s3.amazonaws.com/doc/${target}/"`;
  const answer = xmlAnswer(200, element(http.answerRoot, content(left), namespace), requestId);
  return { ...answer, headers: { ...answer.headers, ...headers } };
};

/** A list is its member again and again. */
const content = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return escapeXml(String(value));
  return Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .flatMap(([name, inner]) =>
      Array.isArray(inner)
        ? inner.map((entry: unknown) => element(name, content(entry)))
        : [element(name, content(inner))],
    )
    .join('');
};

const xmlAnswer = (status: number, body: string, requestId: string): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/xml', 'x-amz-request-id': requestId },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
});
