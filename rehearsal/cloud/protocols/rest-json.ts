/** restJson1 (Lambda, Scheduler): method and path name the operation; members travel in path, query, headers and body. */

import type { HttpBinding, Service } from '../service.ts';
import type { SignedRequest } from '../sigv4.ts';
import { jsonAnswer, jsonErrorAnswer, parseJsonObject } from './aws-json.ts';
import { type Codec, type HttpAnswer, JSON_SIGNATURE_ERRORS } from './protocol.ts';

const CONTENT_TYPE = 'application/json';

export const restJson: Codec = {
  operationName: (request, service) => findByPath(request, service),
  decode: (request, { operation }) => (operation.http ? decodeRequest(request, operation.http) : {}),
  encode: (output, { operation }, requestId) => encodeAnswer(output, operation.http, requestId),
  encodeError: (error, requestId) => jsonErrorAnswer(error, CONTENT_TYPE, requestId),
  // Lambda API Reference "Common errors", 2026-11: the same names as JSON, with 403.
  signatureErrors: {
    ...JSON_SIGNATURE_ERRORS,
    missing: ['MissingAuthenticationTokenException', 403],
    'unknown-key': ['UnrecognizedClientException', 403],
    'expired-token': ['ExpiredTokenException', 403],
    stale: ['InvalidSignatureException', 403],
    'wrong-signature': ['InvalidSignatureException', 403],
  },
  deniedAs: { code: 'AccessDeniedException', status: 403 },
};

const findByPath = ({ method, path }: SignedRequest, service: Service): string | undefined =>
  Object.entries(service.operations).find(
    ([, { http }]) => http?.method === method && readLabels(http.path, path) !== undefined,
  )?.[0];

/** The labels' values, decoded, or undefined where the path does not fit the template. */
const readLabels = (template: string, path: string): Readonly<Record<string, string>> | undefined => {
  const wanted = template.split('/');
  const given = path.replace(/\/$/, '').split('/');
  if (wanted.length !== given.length) return undefined;
  const labels: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    const label = /^\{(\w+)\}$/.exec(part)?.[1];
    if (label === undefined && part !== value) return undefined;
    if (label !== undefined) labels[label] = decodeLabel(value);
  }
  return labels;
};

const decodeLabel = (value: string): string => {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
};

const decodeRequest = (request: SignedRequest, http: HttpBinding): unknown => {
  const query = Object.entries(http.query ?? {}).map(([name, member]) => [
    member,
    request.query.get(name) ?? undefined,
  ]);
  const headers = Object.entries(http.headers ?? {}).map(([name, member]) => [member, request.headers[name]]);
  const body = http.payload
    ? { [http.payload]: request.body.toString('utf8') }
    : parseJsonObject(request.body);
  const outside = Object.fromEntries([...query, ...headers].filter(([, value]) => value !== undefined));
  return { ...body, ...outside, ...readLabels(http.path, request.path) };
};

const encodeAnswer = (output: unknown, http: HttpBinding | undefined, requestId: string): HttpAnswer => {
  const members = { ...(output as Readonly<Record<string, unknown>> | undefined) };
  const headers: Record<string, string> = {};
  for (const [member, header] of Object.entries(http?.answerHeaders ?? {})) {
    const value = members[member];
    delete members[member];
    if (typeof value === 'string') headers[header] = value;
  }
  const answer = jsonAnswer(200, members, CONTENT_TYPE, requestId);
  const body = http?.answerPayload ? String(members[http.answerPayload] ?? '') : answer.body;
  return { ...answer, body, headers: { ...answer.headers, ...headers } };
};
