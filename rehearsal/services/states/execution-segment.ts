/** Sends the segment of an execution that has ended, as far as the machine's role may. */

import { assumedRoleArn } from '../../cloud/arn.ts';
import { type Execution, type ExecutionDeps, sessionNameOf } from './execution.ts';

const PUT_SEGMENTS = { action: 'xray:PutTraceSegments', resource: '*' } as const;

/** Without permission the segment is lost, as on AWS, and the denial is in the requests. */
export const sendSegment = (
  { trace, start, status }: Execution,
  { iam, xray, recorder, clock }: ExecutionDeps,
): void => {
  if (!trace.sampled) return;
  const { machine, arn, name } = start;
  const { scope, roleArn } = machine;
  const session = assumedRoleArn(roleArn, sessionNameOf(name));
  const principal = { kind: 'role', accountId: scope.accountId, arn: session, roleArn } as const;
  const { allowed, reason } = iam.authorize(principal, PUT_SEGMENTS, scope);
  if (allowed) {
    xray.put(scope, trace.segment(machine, arn, status !== 'SUCCEEDED'));
    return;
  }
  recorder.record('requests', {
    time: new Date(clock.now()).toISOString(),
    account: scope.accountId,
    region: scope.region,
    principal: session,
    ...PUT_SEGMENTS,
    decision: 'denied',
    reason,
    status: 400,
    errorType: 'AccessDeniedException',
    traceId: trace.traceId,
    durationMs: 0,
  });
};
