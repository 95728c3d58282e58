/** A machine whose executions use every kind of task, and starting one as an operator does. */
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { DeployedMachine } from './deployed-machine.ts';

const RETRY = { IntervalSeconds: 20, MaxAttempts: 2, BackoffRate: 2, JitterStrategy: 'FULL' };
const FAILED = [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Failed' }];

export const DEFINITION = {
  StartAt: 'Check',
  States: {
    Check: {
      Type: 'Choice',
      Choices: [
        {
          And: [
            { Variable: '$.sub', IsPresent: true },
            { Variable: '$.sub', StringMatches: 's-*' },
          ],
          Next: 'Record',
        },
      ],
      Default: 'InvalidInput',
    },
    InvalidInput: { Type: 'Fail', Error: 'InvalidInput', Cause: 'Send { "sub": "s-…" }.' },
    Record: {
      Type: 'Task',
      Resource: 'arn:aws:states:::dynamodb:updateItem',
      Parameters: {
        TableName: `\${Table}`,
        Key: { id: { 'S.$': "States.Format('user#{}', $.sub)" } },
        UpdateExpression: 'SET firstSeenAt = if_not_exists(firstSeenAt, :now), targetSub = :t',
        ConditionExpression: 'attribute_not_exists(targetSub) OR targetSub = :t',
        ExpressionAttributeValues: {
          ':now': { 'S.$': '$$.Execution.StartTime' },
          ':t': { 'S.$': '$.target' },
        },
      },
      ResultPath: null,
      TimeoutSeconds: 10,
      Catch: FAILED,
      Next: 'Work',
    },
    Work: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: `\${Echo}`, 'Payload.$': '$' },
      ResultSelector: { 'sub.$': '$.Payload.sub', 'status.$': '$.StatusCode', 'trace.$': '$.Payload.trace' },
      ResultPath: '$.worked',
      TimeoutSeconds: 10,
      Retry: [{ ErrorEquals: ['TryAgain', 'Lambda.TooManyRequestsException'], ...RETRY }],
      Catch: FAILED,
      Next: 'Audit',
    },
    Audit: {
      Type: 'Task',
      Resource: 'arn:aws:states:::events:putEvents',
      Parameters: {
        Entries: [
          {
            EventBusName: `\${Bus}`,
            Source: 'test',
            DetailType: 'Worked',
            Detail: { 'sub.$': '$.sub', 'executionId.$': '$$.Execution.Id' },
          },
        ],
      },
      ResultPath: '$.audited',
      TimeoutSeconds: 10,
      Catch: FAILED,
      Next: 'Done',
    },
    Done: { Type: 'Succeed' },
    Failed: { Type: 'Fail', ErrorPath: '$.error.Error', CausePath: '$.error.Cause' },
  },
};

/** Of whoever starts an execution. */
export const CALLER_TRACE = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';

/** Starts an execution and waits for its end: `ends` are all its records, `ended` is the last. */
export const startExpress = async (deployed: DeployedMachine, input: unknown, name?: string) => {
  const { client, stateMachineArn, cloud } = deployed;
  const text = typeof input === 'string' ? input : JSON.stringify(input);
  const request = { stateMachineArn, input: text, traceHeader: CALLER_TRACE, ...(name && { name }) };
  const { executionArn } = await client.send(new StartExecutionCommand(request));
  await cloud.idle();
  const ends = cloud.recorder.entries('executions').filter(({ arn }) => arn === executionArn);
  return { executionArn, ends, ended: ends.at(-1) };
};
