/** Starts a state machine by a schedule: as its own role, with bounded retries, and what could not be delivered is kept. */
import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { allow } from './function-grants.ts';

export type MachineScheduleProps = {
  /** Literal names of the schedule, of its role and of its queue. */
  readonly names: { readonly schedule: string; readonly role: string; readonly undelivered: string };
  readonly description: string;
  /** As EventBridge Scheduler writes it; times are UTC. */
  readonly expression: string;
  readonly enabled: boolean;
  readonly stateMachineArn: string;
  /** The execution's input. */
  readonly input: object;
};

/** A start that is an hour late would meet the next one. */
const RETRIES = { maximumRetryAttempts: 5, maximumEventAgeInSeconds: 3600 };

/** Delivered means that the execution was started; how it ends is the machine's to tell. At least once, so rarely twice. */
export class MachineSchedule extends Construct {
  readonly schedule: CfnSchedule;
  /** What could not be started, with the reason, for 14 days. */
  readonly undelivered: Queue;

  constructor(scope: Construct, id: string, props: MachineScheduleProps) {
    super(scope, id);
    const { names, description, expression, enabled, stateMachineArn, input } = props;
    this.undelivered = new Queue(this, 'Undelivered', {
      queueName: names.undelivered,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    this.schedule = new CfnSchedule(this, 'Schedule', {
      name: names.schedule,
      description,
      scheduleExpression: expression,
      scheduleExpressionTimezone: 'UTC',
      flexibleTimeWindow: { mode: 'OFF' },
      state: enabled ? 'ENABLED' : 'DISABLED',
      target: {
        arn: stateMachineArn,
        roleArn: this.#createRole(props).roleArn,
        input: JSON.stringify(input),
        retryPolicy: RETRIES,
        deadLetterConfig: { arn: this.undelivered.queueArn },
      },
    });
  }

  /** The source is the schedule's group: a role tied to one schedule is refused. User Guide "Confused deputy prevention", 2026-11 */
  #createRole({ names, stateMachineArn }: MachineScheduleProps): Role {
    const { account } = Stack.of(this);
    const group = Stack.of(this).formatArn({
      service: 'scheduler',
      resource: 'schedule-group',
      resourceName: 'default',
    });
    return new Role(this, 'Role', {
      roleName: names.role,
      description: `Of the schedule ${names.schedule}`,
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': account }, ArnEquals: { 'aws:SourceArn': group } },
      }),
      inlinePolicies: {
        Start: new PolicyDocument({
          statements: [
            allow('states', ['StartExecution'], stateMachineArn),
            allow('sqs', ['SendMessage'], this.undelivered.queueArn),
          ],
        }),
      },
    });
  }
}
