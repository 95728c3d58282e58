/** What the gateway notes about one request while it is served, and how that becomes a record. */

import type { ObservedRequest } from './recorder.ts';
import { AccessDenied, NotModelled, type Principal, ServiceError } from './service.ts';
import { SignatureRefused } from './sigv4.ts';

/** Filled step by step; what is not known yet is empty. */
export type Observation = {
  account: string;
  region: string;
  principal: string;
  action: string;
  resource: string;
  decision: ObservedRequest['decision'];
  reason?: string;
  errorType?: string;
  status: number;
  traceId?: string;
};

export const startObservation = (traceHeader: string | undefined): Observation => {
  const traceId = traceIdOf(traceHeader);
  return {
    account: '',
    region: '',
    principal: 'anonymous',
    action: '',
    resource: '*',
    decision: 'unsigned',
    status: 0,
    ...(traceId && { traceId }),
  };
};

/** The `Root` of an `X-Amzn-Trace-Id`. */
export const traceIdOf = (traceHeader: string | undefined): string | undefined =>
  /(?:^|;)Root=(1-[0-9a-f]{8}-[0-9a-f]{24})/.exec(traceHeader ?? '')?.[1];

/** How a principal is named in records and messages. */
export const principalName = (principal: Principal): string => {
  if (principal.kind === 'anonymous') return 'anonymous';
  return principal.kind === 'service' ? principal.service : principal.arn;
};

/** Notes why a request failed. Messages of crashes are left out: they may quote what was sent. */
export const noteFailure = (observation: Observation, error: unknown): void => {
  if (error instanceof AccessDenied) {
    observation.decision = 'denied';
    observation.action = error.action;
    observation.resource = error.resource;
    observation.reason = error.reason;
  }
  if (error instanceof SignatureRefused) {
    observation.decision = error.fault === 'missing' ? 'unsigned' : 'denied';
    observation.reason = error.message;
  }
  if (error instanceof NotModelled) observation.reason = error.message;
  if (!(error instanceof ServiceError) && !(error instanceof SignatureRefused)) {
    observation.reason = `crash: ${crashPlace(error)}`;
  }
};

const crashPlace = (error: unknown): string => {
  if (!(error instanceof Error)) return typeof error;
  const frame = error.stack?.split('\n').find((line) => line.trimStart().startsWith('at '));
  return `${error.name} ${frame?.trim() ?? ''}`.trim();
};
