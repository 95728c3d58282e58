/** awsQuery (STS): a form with `Action` and `Version` comes in, XML goes out. */

import { type Service, ServiceError } from '../service.ts';
import type { SignedRequest } from '../sigv4.ts';
import type { Codec, HttpAnswer } from './protocol.ts';
import { element, escapeXml } from './xml.ts';

export const awsQuery: Codec = {
  operationName: (request) => new URLSearchParams(request.body.toString('utf8')).get('Action') ?? undefined,
  decode: (request, { service }) => decodeForm(request, service),
  encode: (output, { service, name }, requestId) => {
    const result = element(`${name}Result`, members(output ?? {}));
    const metadata = element('ResponseMetadata', element('RequestId', requestId));
    return xmlAnswer(200, element(`${name}Response`, result + metadata, namespace(service)), requestId);
  },
  encodeError: (error, requestId) => {
    const type = element('Type', error.statusCode < 500 ? 'Sender' : 'Receiver');
    const body = type + element('Code', escapeXml(error.code)) + element('Message', escapeXml(error.message));
    return xmlAnswer(
      error.statusCode,
      element('ErrorResponse', element('Error', body) + element('RequestId', requestId)),
      requestId,
    );
  },
  // STS API Reference "Common errors", 2026-11.
  signatureErrors: {
    missing: ['MissingAuthenticationToken', 403],
    incomplete: ['IncompleteSignature', 400],
    'unknown-key': ['InvalidClientTokenId', 403],
    'expired-token': ['ExpiredToken', 403],
    stale: ['SignatureDoesNotMatch', 403],
    'wrong-signature': ['SignatureDoesNotMatch', 403],
  },
  deniedAs: { code: 'AccessDenied', status: 403 },
};

/** `A`, `A.B` and `A.member.1` become a value, an object and an array; every value stays a text. */
const decodeForm = (request: SignedRequest, service: Service): unknown => {
  const form = new URLSearchParams(request.body.toString('utf8'));
  if (form.get('Version') !== service.target) {
    throw new ServiceError(
      'InvalidAction',
      `Version ${form.get('Version')} is not known; use ${service.target}.`,
    );
  }
  const input: Tree = {};
  for (const [name, value] of form) {
    if (name !== 'Action' && name !== 'Version') plant(input, name.split('.'), value);
  }
  return unfold(input);
};

type Tree = { [key: string]: Tree | string };

const plant = (tree: Tree, [head, ...rest]: readonly string[], value: string): void => {
  if (head === undefined || ['__proto__', 'constructor', 'prototype'].includes(head)) return;
  if (rest.length === 0) {
    tree[head] = value;
    return;
  }
  const branch = tree[head];
  const next = typeof branch === 'object' ? branch : {};
  tree[head] = next;
  plant(next, rest, value);
};

const unfold = (tree: Tree | string): unknown => {
  if (typeof tree === 'string') return tree;
  const list = tree.member;
  if (typeof list === 'object') {
    const numbers = Object.keys(list).sort((a, b) => Number(a) - Number(b));
    return numbers.map((number) => unfold(list[number] ?? ''));
  }
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, unfold(value)]));
};

const namespace = ({ name, target }: Service) => ` xmlns="https://${name}.amazonaws.com/doc/${target}/"`;

const members = (value: unknown): string => {
  if (Array.isArray(value)) return value.map((entry: unknown) => element('member', members(entry))).join('');
  if (typeof value !== 'object' || value === null) return escapeXml(String(value));
  return Object.entries(value)
    .filter(([, entry]) => entry !== undefined)
    .map(([name, entry]) => element(name, members(entry)))
    .join('');
};

const xmlAnswer = (status: number, body: string, requestId: string): HttpAnswer => ({
  status,
  headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
  body,
});
