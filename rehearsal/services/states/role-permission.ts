/** Asks IAM for what an execution's role does without a request through the gateway; a denial is in the requests. */

import { assumedRoleArn } from '../../cloud/arn.ts';
import type { AccessRequest } from '../../cloud/service.ts';
import type { ExecutionDeps, ExecutionStart } from './execution.ts';
import { sessionNameOf } from './state-machine.ts';

export type Asked = { readonly allowed: boolean; readonly reason: string };

export const askAsRole = (
  { machine, name }: ExecutionStart,
  request: AccessRequest,
  { iam, recorder, clock }: Pick<ExecutionDeps, 'iam' | 'recorder' | 'clock'>,
  traceId: string,
): Asked => {
  const { scope, roleArn } = machine;
  const session = assumedRoleArn(roleArn, sessionNameOf(name));
  const principal = { kind: 'role', accountId: scope.accountId, arn: session, roleArn } as const;
  const { allowed, reason } = iam.authorize(principal, request, scope);
  if (!allowed) {
    recorder.record('requests', {
      time: new Date(clock.now()).toISOString(),
      account: scope.accountId,
      region: scope.region,
      principal: session,
      action: request.action,
      resource: request.resource,
      decision: 'denied',
      reason,
      status: 400,
      errorType: 'AccessDeniedException',
      traceId,
      durationMs: 0,
    });
  }
  return { allowed, reason };
};
