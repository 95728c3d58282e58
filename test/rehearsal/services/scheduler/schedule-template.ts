/** A template with a schedule that starts a state machine, and a second one where a test wants it. */
import { TARGET } from '#test/rehearsal/deploy/written-assembly.ts';

export const GROUP_ARN = 'arn:aws:scheduler:us-east-1:222222222222:schedule-group/default';
export const QUEUE_ARN = 'arn:aws:sqs:us-east-1:222222222222:dead';

export const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const role = (service: string, Condition: object, statements: readonly object[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service }, Condition },
    },
    Policies: statements.length > 0 ? [{ PolicyName: 'own', PolicyDocument: { Statement: statements } }] : [],
  },
});
export const allow = (Action: string, Resource: unknown) => ({ Effect: 'Allow', Action, Resource });

export type Options = {
  readonly schedule?: object;
  readonly target?: object;
  readonly permissions?: readonly object[];
  readonly groupArn?: string;
  /** A second schedule like the first, with these changes. */
  readonly second?: object;
};
const ALL = [allow('states:StartExecution', arnOf('Machine')), allow('sqs:SendMessage', arnOf('Dead'))];

const scheduleOf = (target: object | undefined, change: object | undefined) => ({
  Type: 'AWS::Scheduler::Schedule',
  Properties: {
    Name: 'sweep',
    ScheduleExpression: 'rate(1 day)',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: {
      Arn: { Ref: 'Machine' },
      RoleArn: arnOf('SchedulerRole'),
      Input: '{"task":"sweep"}',
      RetryPolicy: { MaximumRetryAttempts: 2 },
      DeadLetterConfig: { Arn: arnOf('Dead') },
      ...target,
    },
    ...change,
  },
});

export const scheduleTemplate = ({
  schedule,
  target,
  permissions = ALL,
  groupArn = GROUP_ARN,
  second,
}: Options) => ({
  Resources: {
    MachineRole: role('states.amazonaws.com', {}, []),
    Machine: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        StateMachineName: 'work',
        StateMachineType: 'STANDARD',
        RoleArn: arnOf('MachineRole'),
        DefinitionString: JSON.stringify({ StartAt: 'Done', States: { Done: { Type: 'Succeed' } } }),
      },
    },
    Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead' } },
    SchedulerRole: role(
      'scheduler.amazonaws.com',
      { StringEquals: { 'aws:SourceAccount': TARGET.accountId, 'aws:SourceArn': groupArn } },
      permissions,
    ),
    Schedule: scheduleOf(target, schedule),
    ...(second && { Second: scheduleOf(target, second) }),
  },
  Outputs: { ScheduleArn: { Value: arnOf('Schedule') } },
});
