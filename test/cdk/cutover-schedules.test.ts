/** When the cutover's machine is started, and with which input. */
import type { Stack } from 'aws-cdk-lib/core';
import { TargetStack } from '#cdk/stacks/target-stack.ts';
import { grantsOf, migration, named, resources, trust, unbundledApp } from './migration-builder.ts';

const NAME = 'cognito-migration-cutover';

const synth = (config: object = {}) =>
  new TargetStack(unbundledApp(), 'TargetStack', { migration: migration(config) });

const machine = (stack: Stack) => named(stack, 'AWS::StepFunctions::StateMachine', 'StateMachineName', NAME);
const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const queueId = (stack: Stack) => named(stack, 'AWS::SQS::Queue', 'QueueName', `${NAME}-undelivered`).id;

describe('the schedules of the cutover', () => {
  const schedulesOf = (stack: Stack) =>
    Object.values(resources(stack, 'AWS::Scheduler::Schedule'))
      .map(({ Properties }) => Properties)
      .filter(({ Name }) => String(Name).startsWith(NAME));
  const only = (config: object) => {
    const schedules = schedulesOf(synth(config));
    expect(schedules).toHaveLength(1);
    return schedules[0] ?? {};
  };
  const inputOf = ({ Target }: Record<string, unknown>) => JSON.parse(Object(Target).Input);
  const scheduled = (schedule: object, more: object = {}) => ({ cutover: { schedule }, ...more });

  it('start the machine daily, as their own role, with bounded retries and a queue for what failed', () => {
    const stack = synth();
    expect(schedulesOf(stack)).toEqual([
      {
        Name: NAME,
        Description: expect.any(String),
        ScheduleExpression: 'rate(1 day)',
        ScheduleExpressionTimezone: 'UTC',
        State: 'ENABLED',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: {
          Arn: { Ref: machine(stack).id },
          RoleArn: arnOf(named(stack, 'AWS::IAM::Role', 'RoleName', `${NAME}-schedule`).id),
          Input: '{"task":"cutover","dryRun":true}',
          RetryPolicy: { MaximumRetryAttempts: 5, MaximumEventAgeInSeconds: 3600 },
          DeadLetterConfig: { Arn: arnOf(queueId(stack)) },
        },
      },
    ]);
  });

  it.each([
    ['only assess while users migrate', {}, 'migrating', { task: 'cutover', dryRun: true }],
    ['cut over where the configuration lets them', { automatic: true }, 'migrating', { task: 'cutover' }],
    ['repair once it is done', {}, 'srp-only', { task: 'cutover' }],
  ])('%s', (_, schedule, phase, input) => {
    expect(inputOf(only(scheduled(schedule, { phase })))).toEqual(input);
  });

  it('run in their time zone, or not at all', () => {
    const cron = { expression: 'cron(0 3 ? * SUN *)', timeZone: 'Europe/Berlin' };
    expect(only(scheduled(cron))).toMatchObject({
      ScheduleExpression: 'cron(0 3 ? * SUN *)',
      ScheduleExpressionTimezone: 'Europe/Berlin',
      State: 'ENABLED',
    });
    expect(only(scheduled({ enabled: false })).State).toBe('DISABLED');
  });

  describe('of a cutover at one time', () => {
    const ONCE = { expression: 'at(2099-07-01T03:00:00)', timeZone: 'Europe/Berlin', automatic: true };

    it('are that one and one that repairs, which begins then', () => {
      const stack = synth(scheduled({ ...ONCE, repairExpression: 'rate(6 hours)' }));
      const [once, repair] = schedulesOf(stack);
      expect(once).toMatchObject({
        Name: NAME,
        ScheduleExpression: 'at(2099-07-01T03:00:00)',
        ScheduleExpressionTimezone: 'Europe/Berlin',
      });
      expect(once).not.toHaveProperty('StartDate');
      expect(repair).toMatchObject({
        Name: `${NAME}-repair`,
        ScheduleExpression: 'rate(6 hours)',
        // Summer time: two hours ahead of UTC.
        StartDate: '2099-07-01T01:00:00.000Z',
      });
      expect([once, repair].map((schedule) => inputOf(schedule ?? {}))).toEqual([
        { task: 'cutover' },
        { task: 'cutover' },
      ]);
    });

    it('share role and queue', () => {
      const stack = synth(scheduled(ONCE));
      const targets = schedulesOf(stack).map(({ Target }) => Object(Target));
      expect(new Set(targets.map(({ RoleArn }) => JSON.stringify(RoleArn))).size).toBe(1);
      expect(new Set(targets.map(({ DeadLetterConfig }) => JSON.stringify(DeadLetterConfig))).size).toBe(1);
    });

    it('name no day to begin while they are disabled, since it may have passed', () => {
      const [, repair] = schedulesOf(synth(scheduled({ ...ONCE, enabled: false })));
      expect(repair).toMatchObject({ Name: `${NAME}-repair`, State: 'DISABLED' });
      expect(repair).not.toHaveProperty('StartDate');
    });

    it('are only the one that repairs once it is done, from the deployment on', () => {
      const repair = only(scheduled(ONCE, { phase: 'srp-only' }));
      expect(repair).toMatchObject({ Name: `${NAME}-repair`, ScheduleExpression: 'rate(1 day)' });
      expect(repair).not.toHaveProperty('StartDate');
      expect(inputOf(repair)).toEqual({ task: 'cutover' });
    });
  });

  it('may start that machine and fill that queue, and only Scheduler for this account may take their role', () => {
    const stack = synth();
    const role = named(stack, 'AWS::IAM::Role', 'RoleName', `${NAME}-schedule`);
    expect(trust(role)).toEqual([
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { Service: 'scheduler.amazonaws.com' },
        Condition: {
          StringEquals: { 'aws:SourceAccount': '222222222222' },
          ArnEquals: { 'aws:SourceArn': 'arn:aws:scheduler:us-east-1:222222222222:schedule-group/default' },
        },
      },
    ]);
    expect(grantsOf(stack, `${NAME}-schedule`)).toEqual([
      { Effect: 'Allow', Action: 'states:StartExecution', Resource: { Ref: machine(stack).id } },
      { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arnOf(queueId(stack)) },
    ]);
  });
});
