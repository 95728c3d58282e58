/** Starts a state machine by schedules: as a role of their own, with bounded retries, and what could not be delivered is kept. */
import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { allow } from './function-grants.ts';

/** One schedule. Names are literal. */
export type ScheduledStart = {
  readonly name: string;
  readonly description: string;
  /** As EventBridge Scheduler writes it. */
  readonly expression: string;
  /** Of `cron()` and `at()`. @default UTC */
  readonly timeZone?: string;
  /** ISO 8601, UTC; nothing is started before. Scheduler refuses one that has passed. @default - from the deployment on */
  readonly startDate?: string;
  /** The execution's input. */
  readonly input: object;
};

export type MachineScheduleProps = {
  /** Literal names of the role and of the queue, which all the schedules share. */
  readonly names: { readonly role: string; readonly undelivered: string };
  readonly enabled: boolean;
  readonly stateMachineArn: string;
  /** By the id of their construct. */
  readonly starts: Readonly<Record<string, ScheduledStart>>;
};

/** A start that is an hour late would meet the next one. */
const RETRIES = { maximumRetryAttempts: 5, maximumEventAgeInSeconds: 3600 };

/** Delivered means that the execution was started; how it ends is the machine's to tell. At least once, so rarely twice. */
export class MachineSchedule extends Construct {
  readonly schedules: readonly CfnSchedule[];
  /** What could not be started, with the reason, for 14 days. */
  readonly undelivered: Queue;

  constructor(scope: Construct, id: string, props: MachineScheduleProps) {
    super(scope, id);
    this.undelivered = new Queue(this, 'Undelivered', {
      queueName: props.names.undelivered,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    const { roleArn } = this.#createRole(props);
    this.schedules = Object.entries(props.starts).map(([startId, start]) =>
      this.#createSchedule(startId, start, props, roleArn),
    );
  }

  #createSchedule(id: string, start: ScheduledStart, props: MachineScheduleProps, roleArn: string) {
    const { name, description, expression, timeZone = 'UTC', startDate, input } = start;
    return new CfnSchedule(this, id, {
      name,
      description,
      scheduleExpression: expression,
      scheduleExpressionTimezone: timeZone,
      ...(startDate === undefined ? {} : { startDate }),
      flexibleTimeWindow: { mode: 'OFF' },
      state: props.enabled ? 'ENABLED' : 'DISABLED',
      target: {
        arn: props.stateMachineArn,
        roleArn,
        input: JSON.stringify(input),
        retryPolicy: RETRIES,
        deadLetterConfig: { arn: this.undelivered.queueArn },
      },
    });
  }

  /** The source is the schedule's group: a role tied to one schedule is refused. User Guide "Confused deputy prevention", 2026-11 */
  #createRole({ names, stateMachineArn, starts }: MachineScheduleProps): Role {
    const { account } = Stack.of(this);
    const group = Stack.of(this).formatArn({
      service: 'scheduler',
      resource: 'schedule-group',
      resourceName: 'default',
    });
    return new Role(this, 'Role', {
      roleName: names.role,
      description: `Of the schedule ${scheduleNames(starts)}`,
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

const scheduleNames = (starts: MachineScheduleProps['starts']): string =>
  Object.values(starts)
    .map(({ name }) => name)
    .join(' and ');
