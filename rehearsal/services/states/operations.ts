/** Step Functions' operations, as the gateway sees them. */

import type { Operation, RequestContext } from '../../cloud/service.ts';
import { ServiceError } from '../../cloud/service.ts';
import { describeExecution, describeMapRun, listedExecution, listedMapRun, seconds } from './descriptions.ts';
import type { Execution } from './execution.ts';
import { apiEvent } from './history.ts';
import type { Input } from './operation-input.ts';
import * as read from './operation-input.ts';
import type { StateMachine } from './state-machine.ts';
import type { States } from './states.ts';

type Handle = (input: Input, context: RequestContext) => unknown;

/** Page sizes where a request names none. API Reference, 2026-11. */
const USUAL_PAGE = 100;

export const statesOperations = (states: States): Readonly<Record<string, Operation>> => ({
  StartExecution: operation(
    'StartExecution',
    'stateMachineArn',
    ['input', 'name', 'traceHeader'],
    (input, context) => {
      const machine = states.machine(read.stateMachineArn(input));
      const execution = states.start(machine, {
        name: read.executionName(input),
        input: read.executionInput(input),
        // The header comes first. Developer Guide "X-Ray and Step Functions", 2026-11.
        traceHeader: context.traceHeader ?? (input.traceHeader as string | undefined),
      });
      return { executionArn: execution.start.arn, startDate: seconds(execution.startedAt) };
    },
  ),
  DescribeStateMachine: operation('DescribeStateMachine', 'stateMachineArn', [], (input) =>
    describeMachine(states.machine(read.stateMachineArn(input))),
  ),
  ListStateMachines: operation(
    'ListStateMachines',
    undefined,
    ['maxResults', 'nextToken'],
    (input, scope) => {
      const { entries, ...next } = read.page(states.machinesOf(scope), input, USUAL_PAGE);
      return { stateMachines: entries.map(listedMachine), ...next };
    },
  ),
  DescribeExecution: operation('DescribeExecution', 'executionArn', [], (input) =>
    describeExecution(states.execution(read.executionArn(input)), states.now()),
  ),
  ListExecutions: operation(
    'ListExecutions',
    'stateMachineArn',
    ['maxResults', 'nextToken', 'statusFilter'],
    (input) => listExecutions(states, input),
  ),
  GetExecutionHistory: operation(
    'GetExecutionHistory',
    'executionArn',
    ['includeExecutionData', 'maxResults', 'nextToken', 'reverseOrder'],
    (input) => executionHistory(states.execution(read.executionArn(input)), input),
  ),
  StopExecution: operation('StopExecution', 'executionArn', ['cause', 'error'], async (input) => {
    const execution = states.execution(read.executionArn(input));
    execution.stop(input.error as string | undefined, input.cause as string | undefined);
    await execution.ended;
    return { stopDate: seconds(execution.stoppedAt ?? 0) };
  }),
  // What a token would prevent, a second redrive of a running execution, is refused anyhow.
  RedriveExecution: operation('RedriveExecution', 'executionArn', ['clientToken'], (input) => {
    const execution = states.execution(read.executionArn(input));
    states.redrive(execution);
    return { redriveDate: seconds(execution.redrivenAt ?? 0) };
  }),
  ListMapRuns: operation('ListMapRuns', 'executionArn', ['maxResults', 'nextToken'], (input) => {
    const { mapRuns, start } = states.execution(read.executionArn(input));
    const { entries, ...next } = read.page(mapRuns, input, USUAL_PAGE);
    const stateMachineArn = start.machine.arn;
    return { mapRuns: entries.map((run) => ({ ...listedMapRun(run), stateMachineArn })), ...next };
  }),
  DescribeMapRun: operation('DescribeMapRun', 'mapRunArn', [], (input) =>
    describeMapRun(states.mapRun(read.mapRunArn(input))),
  ),
});

/** IAM is asked about the ARN that the input names; for a list of everything about `*`. */
const operation = (
  name: string,
  arnMember: 'stateMachineArn' | 'executionArn' | 'mapRunArn' | undefined,
  members: readonly string[],
  handle: Handle,
): Operation => ({
  access: {
    kind: 'signed',
    requests: (input: Input) => {
      const arn = arnMember === undefined ? '*' : input[arnMember];
      return [{ action: `states:${name}`, resource: typeof arn === 'string' ? arn : '*' }];
    },
  },
  handle: (input: Input, context) => {
    read.onlyMembers(name, input, arnMember === undefined ? members : [arnMember, ...members]);
    return handle(input, context);
  },
});

const listedMachine = ({ arn, name, type, createdAt }: StateMachine) => ({
  stateMachineArn: arn,
  name,
  type,
  creationDate: seconds(createdAt),
});

const describeMachine = (machine: StateMachine) => {
  const { level, includeExecutionData, logGroupArn } = machine.logging;
  return {
    ...listedMachine(machine),
    status: 'ACTIVE',
    definition: machine.text,
    roleArn: machine.roleArn,
    loggingConfiguration: {
      level,
      includeExecutionData,
      ...(logGroupArn && { destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }] }),
    },
    tracingConfiguration: { enabled: machine.tracing },
  };
};

const listExecutions = (states: States, input: Input) => {
  const machine = states.machine(read.stateMachineArn(input));
  if (machine.type === 'EXPRESS') {
    throw new ServiceError(
      'StateMachineTypeNotSupported',
      `This operation is not supported by this type of state machine: ${machine.arn} is EXPRESS; its executions are in its log group.`,
    );
  }
  const { statusFilter } = input;
  const wanted = states
    .executionsOf(machine)
    .filter(({ status }) => statusFilter === undefined || status === statusFilter);
  const { entries, ...next } = read.page(wanted, input, USUAL_PAGE);
  return { executions: entries.map(listedExecution), ...next };
};

const executionHistory = ({ history }: Execution, input: Input) => {
  const { includeExecutionData = true, reverseOrder = false } = input;
  const events = reverseOrder === true ? history.events.toReversed() : history.events;
  const { entries, ...next } = read.page(events, input, USUAL_PAGE);
  return { events: entries.map((event) => apiEvent(event, includeExecutionData === true)), ...next };
};
