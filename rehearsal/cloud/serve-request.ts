/** One AWS request from its bytes to its answer: signature, service, permission, fault, operation, record. */

import { randomUUID } from 'node:crypto';
import { type Intercept, NoAnswer, pause, runUnderFault } from './faults.ts';
import type { Iam } from './iam.ts';
import { noteFailure, type Observation, principalName, startObservation } from './observation.ts';
import type { Call, Codec, HttpAnswer } from './protocols/protocol.ts';
import type { Recorder } from './recorder.ts';
import { codecFor, findCall, findService } from './route.ts';
import {
  AccessDenied,
  type Clock,
  type Principal,
  type RequestContext,
  type Scope,
  type Service,
  ServiceError,
} from './service.ts';
import { readClaim, SignatureRefused, type SignedRequest, verifySignature } from './sigv4.ts';

export type ServeDeps = {
  readonly iam: Iam;
  readonly services: readonly Service[];
  readonly recorder: Recorder;
  /** Hears every request that is served and every answer. @default - nobody listens */
  readonly hear?: (service: string, message: unknown) => void;
  readonly clock: Clock;
  readonly intercept: () => Intercept | undefined;
  readonly sourceLatency?: { readonly accountId: string; readonly milliseconds: number };
  /** Ends delays when the gateway closes. */
  readonly stopping: AbortSignal;
};

/** An answer, or how the connection ends without one; `observe` is called when that has happened. */
export type Served = { readonly outcome: HttpAnswer | 'hang' | 'reset'; readonly observe: () => void };

/** Where a public operation runs whose input leads to no account: the operation itself has to refuse it. */
const NOWHERE: Scope = { accountId: '', region: '' };

/** Serves one request. Never throws: a crash becomes `InternalError`. Undefined where the request is not AWS's. */
export const serveRequest = async (request: SignedRequest, deps: ServeDeps): Promise<Served | undefined> => {
  const started = performance.now();
  const requestId = randomUUID();
  const observation = startObservation(headerOf(request, 'x-amzn-trace-id'));
  const observe = () =>
    deps.recorder.record('requests', {
      time: new Date(deps.clock.now()).toISOString(),
      ...observation,
      durationMs: Math.round((performance.now() - started) * 1000) / 1000,
    });
  let codec = codecFor(request, undefined);
  observation.action = headerOf(request, 'x-amz-target') ?? '';
  try {
    const claim = claimOf(request);
    const service = findService(request, claim, deps.services);
    if (!service) return undefined;
    codec = codecFor(request, service);
    const outcome = await serveCall(request, service, codec, requestId, observation, deps);
    observation.status = outcome.status;
    return { outcome, observe };
  } catch (error) {
    if (error instanceof NoAnswer) return { outcome: error.ending, observe };
    noteFailure(observation, error);
    const answer = asServiceError(error, codec);
    observation.errorType = answer.code;
    observation.status = answer.statusCode;
    return { outcome: codec.encodeError(answer, requestId), observe };
  }
};

const serveCall = async (
  request: SignedRequest,
  service: Service,
  codec: Codec,
  requestId: string,
  observation: Observation,
  deps: ServeDeps,
): Promise<HttpAnswer> => {
  observation.action = `${service.name}:${codec.operationName(request, service) ?? ''}`;
  const caller = await authenticate(request, observation, deps);
  const call = findCall(request, service);
  const input = codec.decode(request, call);
  const scope = scopeOf(call, input, caller);
  Object.assign(observation, { account: scope.accountId, region: scope.region });
  observation.resource = call.operation.resourceOf?.(input, scope) ?? '*';
  await addSourceLatency(caller.principal, deps);
  authorize(call, input, caller.principal, scope, codec, observation, deps.iam);
  const clientAddress = headerOf(request, 'x-forwarded-for')?.split(',')[0]?.trim();
  const context = {
    ...scope,
    principal: caller.principal,
    requestId,
    traceHeader: headerOf(request, 'x-amzn-trace-id'),
    ...(clientAddress && { clientAddress }),
  };
  return codec.encode(await runCall(call, input, context, observation, deps), call, requestId);
};

type Caller = { readonly principal: Principal; readonly scope?: Scope };

const claimOf = (request: SignedRequest) => {
  const { authorization } = request.headers;
  return authorization === undefined ? undefined : readClaim(authorization);
};

const authenticate = async (
  request: SignedRequest,
  observation: Observation,
  { iam, clock }: ServeDeps,
): Promise<Caller> => {
  const claim = claimOf(request);
  if (!claim) return { principal: { kind: 'anonymous' } };
  observation.region = claim.region;
  observation.principal = claim.accessKeyId;
  const times = { machine: Date.now(), cloud: clock.now() };
  const { principal } = await verifySignature(request, claim, (id) => iam.findKey(id), times);
  observation.principal = principalName(principal);
  observation.account = principal.accountId;
  observation.decision = 'allowed';
  return { principal, scope: { accountId: principal.accountId, region: claim.region } };
};

/** Public operations run where their input belongs, whoever signed; the others in the signer's account. */
const scopeOf = ({ operation }: Call, input: unknown, caller: Caller): Scope => {
  if (operation.access.kind === 'public') return operation.access.scopeOf(input) ?? caller.scope ?? NOWHERE;
  if (!caller.scope) throw new SignatureRefused('missing', 'Missing Authentication Token');
  return caller.scope;
};

/** @throws {AccessDenied} for the first of the operation's access requests that IAM does not allow. */
const authorize = (
  { operation }: Call,
  input: unknown,
  principal: Principal,
  scope: Scope,
  codec: Codec,
  observation: Observation,
  iam: Iam,
): void => {
  if (operation.access.kind === 'public') return;
  const requests = operation.access.requests(input, scope);
  if (requests[0]) observation.action = requests[0].action;
  if (!operation.resourceOf && requests[0]) observation.resource = requests[0].resource;
  for (const request of requests) {
    const { allowed, reason } = iam.authorize(principal, request, scope);
    if (!allowed) throw new AccessDenied(principalName(principal), request, reason, codec.deniedAs);
  }
};

const addSourceLatency = async (
  principal: Principal,
  { sourceLatency, stopping }: ServeDeps,
): Promise<void> => {
  const signer = principal.kind === 'role' || principal.kind === 'user' ? principal.accountId : undefined;
  if (sourceLatency && signer === sourceLatency.accountId) await pause(sourceLatency.milliseconds, stopping);
};

/** Runs the operation, under a fault if there is one; faults are recorded. */
const runCall = (
  call: Call,
  input: unknown,
  context: RequestContext,
  observation: Observation,
  deps: ServeDeps,
) => {
  const { accountId, region, principal } = context;
  const where = { service: call.service.name, operation: call.name, accountId, region };
  const fault = deps.intercept()?.({ ...where, principal, input });
  if (fault) {
    observation.reason = `injected fault: ${fault.kind}`;
    const { kind } = fault;
    const time = new Date(deps.clock.now()).toISOString();
    deps.recorder.record('faults', { time, ...where, principal: principalName(principal), kind });
  }
  const { service } = where;
  deps.hear?.(service, input);
  const handle = async () => {
    const output = await call.operation.handle(input, context);
    deps.hear?.(service, output);
    return output;
  };
  return runUnderFault(fault, handle, deps.stopping);
};

const asServiceError = (error: unknown, codec: Codec): ServiceError => {
  if (error instanceof ServiceError) return error;
  if (error instanceof SignatureRefused) {
    const [code, status] = codec.signatureErrors[error.fault];
    return new ServiceError(code, error.message, status);
  }
  return new ServiceError(
    'InternalError',
    'The local service crashed; the record of this request says where.',
    500,
  );
};

const headerOf = ({ headers }: SignedRequest, name: string): string | undefined => {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
};
