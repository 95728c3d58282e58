/** Which service, which codec and which operation an HTTP request is for, before anything of it is trusted. */

import { splitTarget } from './protocols/aws-json.ts';
import { CODECS } from './protocols/codecs.ts';
import type { Call, Codec } from './protocols/protocol.ts';
import { NotModelled, type Service, ServiceError } from './service.ts';
import type { Claim, SignedRequest } from './sigv4.ts';

/**
 * The service of a request: by the signature's scope, or by its target where there is no signature. Undefined for a
 * request that is not AWS's, such as a browser's. @throws {NotModelled} for a service that is not there.
 */
export const findService = (
  request: SignedRequest,
  claim: Claim | undefined,
  services: readonly Service[],
): Service | undefined => {
  if (claim) {
    const service = services.find(({ name }) => name === claim.service);
    if (!service) throw new NotModelled(`the service ${claim.service}`);
    return service;
  }
  const [prefix] = splitTarget(request.headers['x-amz-target']);
  if (prefix !== undefined) {
    const service = services.find(({ target }) => target === prefix);
    if (!service) throw new NotModelled(`the service ${prefix}`);
    return service;
  }
  return services.find((service) => isUnsignedCallOf(request, service));
};

const isUnsignedCallOf = (request: SignedRequest, service: Service): boolean => {
  if (service.protocol === 'awsQuery') return isForm(request);
  return service.protocol === 'restJson1' && CODECS.restJson1.operationName(request, service) !== undefined;
};

const isForm = ({ headers }: SignedRequest): boolean =>
  headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;

/** How to answer when the service is not known: by what the request looks like. */
export const codecFor = (request: SignedRequest, service: Service | undefined): Codec => {
  if (service) return CODECS[service.protocol];
  if (request.headers['x-amz-target'] !== undefined) return CODECS.awsJson1_1;
  return isForm(request) ? CODECS.awsQuery : CODECS.restJson1;
};

/** @throws {NotModelled} naming the operation. @throws {ServiceError} `UnknownOperationException` where none is named. */
export const findCall = (request: SignedRequest, service: Service): Call => {
  const name = CODECS[service.protocol].operationName(request, service);
  if (name === undefined && service.protocol.startsWith('rest')) {
    throw new NotModelled(`${service.name} ${request.method} ${request.path}`);
  }
  if (name === undefined)
    throw new ServiceError('UnknownOperationException', `The request names no operation of ${service.name}.`);
  const operation = Object.hasOwn(service.operations, name) ? service.operations[name] : undefined;
  if (!operation) throw new NotModelled(`${service.name}:${name}`);
  return { service, name, operation };
};
