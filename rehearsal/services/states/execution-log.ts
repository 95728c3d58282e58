/** Where the events of executions go: the machine's log group, as far as its level asks for them. */

import type { Recorder } from '../../cloud/recorder.ts';
import type { Clock } from '../../cloud/service.ts';
import type { Logs } from '../logs/logs.ts';
import { type HistoryEvent, logLine } from './history.ts';
import { type LogLevel, SERVICE_PRINCIPAL, type StateMachine } from './state-machine.ts';

/** Developer Guide "Log levels for Step Functions execution events", 2026-11. */
const WANTED: Readonly<Record<LogLevel, RegExp>> = {
  ALL: /./,
  ERROR: /(Failed|TimedOut|Aborted)$|^FailStateEntered$/,
  FATAL: /^Execution(Failed|TimedOut|Aborted)$/,
  OFF: /$./,
};

type LogDeps = { readonly logs: Logs; readonly recorder: Recorder; readonly clock: Clock };

/**
 * What to call for each event of one execution. Delivery is best effort, as on AWS: where the group is missing the
 * events are lost, and the requests say so once.
 */
export const executionLog = (
  machine: StateMachine,
  executionArn: string,
  deps: LogDeps,
): ((event: HistoryEvent) => void) => {
  const { scope, logging } = machine;
  const { logGroupName, level, includeExecutionData } = logging;
  const stream = streamName(machine.name, executionArn, deps.clock.now());
  let lost = false;
  return (event) => {
    if (logGroupName === undefined || lost || !WANTED[level].test(event.type)) return;
    lost = !deps.logs.findGroup(scope, logGroupName);
    if (lost) noteMissing(machine, logGroupName, deps);
    else deps.logs.write(scope, logGroupName, stream, logLine(event, executionArn, includeExecutionData));
  };
};

/** `states/MACHINE/2026-01-31-23-59/` and 8 hex digits. */
const streamName = (machine: string, executionArn: string, now: number): string => {
  const minute = new Date(now).toISOString().slice(0, 16).replace(/[T:]/g, '-');
  return `states/${machine}/${minute}/${executionArn.slice(-8)}`;
};

const noteMissing = ({ scope, arn }: StateMachine, group: string, { recorder, clock }: LogDeps): void => {
  const { accountId: account, region } = scope;
  recorder.record('requests', {
    time: new Date(clock.now()).toISOString(),
    account,
    region,
    principal: SERVICE_PRINCIPAL,
    action: 'logs:PutLogEvents',
    resource: `arn:aws:logs:${region}:${account}:log-group:${group}`,
    decision: 'allowed',
    reason: `The log group of ${arn} does not exist.`,
    status: 400,
    errorType: 'ResourceNotFoundException',
    durationMs: 0,
  });
};
