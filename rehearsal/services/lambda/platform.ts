/** What the parts of the Lambda platform share, and how they note a refusal that no request carries. */

import type { Iam } from '../../cloud/iam.ts';
import type { ObservedRequest, Recorder } from '../../cloud/recorder.ts';
import type { AccessRequest, Clock, Scope } from '../../cloud/service.ts';
import type { Logs } from '../logs/logs.ts';
import type { XRay } from '../xray/xray.ts';
import type { FunctionInput } from './function-config.ts';

export type LambdaDeps = {
  readonly iam: Iam;
  readonly recorder: Recorder;
  readonly clock: Clock;
  readonly logs: Logs;
  readonly xray: XRay;
  /** The gateway's URL, for the functions' `AWS_ENDPOINT_URL`; asked when a sandbox starts. */
  readonly endpoint: () => string;
};

/** A published state of a function: `$LATEST` or a numbered version. */
export type PublishedFunction = {
  readonly config: FunctionInput;
  readonly scope: Scope;
  /** Without qualifier. */
  readonly functionArn: string;
  readonly version: string;
  /** Where its code lies for the sandboxes. */
  readonly taskRoot: string;
};

/** What reached the function's account without passing the gateway, as a record. */
export const recordRequest = (
  { recorder, clock }: Pick<LambdaDeps, 'recorder' | 'clock'>,
  { accountId: account, region }: Scope,
  observed: Omit<ObservedRequest, 'time' | 'account' | 'region'>,
): void =>
  recorder.record('requests', { time: new Date(clock.now()).toISOString(), account, region, ...observed });

export type Permission = {
  /** Asks IAM as the execution role; a denial is recorded, the first of its action only. */
  readonly allows: (request: AccessRequest) => boolean;
  /** ARN of the session that the function's requests carry. */
  readonly principal: string;
};

/** What the daemon and the platform ask before a segment of the function is taken. */
export const PUT_SEGMENTS: AccessRequest = { action: 'xray:PutTraceSegments', resource: '*' };

/** What the execution role of one sandbox may do on the platform's side: logs and traces. */
export const executionPermission = (
  deps: LambdaDeps,
  { config, scope }: PublishedFunction,
  sessionArn: string,
): Permission => {
  const noted = new Set<string>();
  const { roleArn } = config;
  const principal = { kind: 'role', accountId: scope.accountId, arn: sessionArn, roleArn } as const;
  const note = ({ action, resource }: AccessRequest, reason: string) => {
    if (noted.has(action)) return;
    noted.add(action);
    const refusal = { decision: 'denied', reason, status: 400, errorType: 'AccessDeniedException' } as const;
    recordRequest(deps, scope, { principal: sessionArn, action, resource, ...refusal, durationMs: 0 });
  };
  return {
    principal: sessionArn,
    allows: (request) => {
      const { allowed, reason } = deps.iam.authorize(principal, request, scope);
      if (!allowed) note(request, reason);
      return allowed;
    },
  };
};
