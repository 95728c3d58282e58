/** awsJson1_0 and awsJson1_1: one POST to `/`, the operation in `X-Amz-Target`, JSON both ways. */

import { ServiceError } from '../service.ts';
import { type Codec, type HttpAnswer, JSON_SIGNATURE_ERRORS } from './protocol.ts';

export const awsJson = (version: '1.0' | '1.1'): Codec => {
  const contentType = `application/x-amz-json-${version}`;
  return {
    operationName: (request, service) => {
      const [prefix, name] = splitTarget(request.headers['x-amz-target']);
      return prefix === service.target ? name : undefined;
    },
    decode: (request) => parseJsonObject(request.body),
    encode: (output, _call, requestId) => jsonAnswer(200, output ?? {}, contentType, requestId),
    encodeError: (error, requestId) => jsonErrorAnswer(error, contentType, requestId),
    signatureErrors: JSON_SIGNATURE_ERRORS,
    deniedAs: { code: 'AccessDeniedException', status: 400 },
  };
};

/** `Prefix.Operation` in two; an absent header gives neither. */
export const splitTarget = (
  header: string | readonly string[] | undefined,
): [string | undefined, string | undefined] => {
  const target = typeof header === 'string' ? header : '';
  const dot = target.lastIndexOf('.');
  return dot < 0 ? [undefined, undefined] : [target.slice(0, dot), target.slice(dot + 1)];
};

/** An empty body is an empty object. The error never repeats the body: it may hold a password. */
export const parseJsonObject = (body: Buffer): Readonly<Record<string, unknown>> => {
  if (body.length === 0) return {};
  const value = parse(body);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unreadable();
  return value as Readonly<Record<string, unknown>>;
};

const parse = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw unreadable();
  }
};

const unreadable = () =>
  new ServiceError('SerializationException', 'The request body is not a JSON object; send one.');

export const jsonAnswer = (
  status: number,
  body: unknown,
  contentType: string,
  requestId: string,
): HttpAnswer => ({
  status,
  headers: { 'content-type': contentType, 'x-amzn-requestid': requestId },
  body: JSON.stringify(body),
});

/** The name is in the body (`__type`) and in a header: clients read the one or the other. */
export const jsonErrorAnswer = (error: ServiceError, contentType: string, requestId: string): HttpAnswer => {
  const body = { __type: error.code, message: error.message, ...error.members };
  const answer = jsonAnswer(error.statusCode, body, contentType, requestId);
  return { ...answer, headers: { ...answer.headers, 'x-amzn-errortype': error.code } };
};
