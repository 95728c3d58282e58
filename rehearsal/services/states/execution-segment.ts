/** Sends the segment of an execution that has ended, as far as the machine's role may. */

import type { Execution, ExecutionDeps } from './execution.ts';
import { askAsRole } from './role-permission.ts';

const PUT_SEGMENTS = { action: 'xray:PutTraceSegments', resource: '*' } as const;

/** Without permission the segment is lost, as on AWS, and the denial is in the requests. */
export const sendSegment = ({ trace, start, status }: Execution, deps: ExecutionDeps): void => {
  if (!trace.sampled) return;
  if (!askAsRole(start, PUT_SEGMENTS, deps, trace.traceId).allowed) return;
  const { machine, arn } = start;
  deps.xray.put(machine.scope, trace.segment(machine, arn, status !== 'SUCCEEDED'));
};
