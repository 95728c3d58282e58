/** Schedules as deployed: who starts what, when it is due, and where it ends when it fails. */
import { type Cloud, createCloud } from '#rehearsal/cloud/cloud.ts';
import { deployAssembly } from '#rehearsal/deploy/deploy.ts';
import { removeWritten, TARGET, writeTemplate } from '#test/rehearsal/deploy/written-assembly.ts';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
const GROUP_ARN = 'arn:aws:scheduler:us-east-1:222222222222:schedule-group/default';
const QUEUE_ARN = 'arn:aws:sqs:us-east-1:222222222222:dead';

const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const role = (service: string, Condition: object, statements: readonly object[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service }, Condition },
    },
    Policies: statements.length > 0 ? [{ PolicyName: 'own', PolicyDocument: { Statement: statements } }] : [],
  },
});
const allow = (Action: string, Resource: unknown) => ({ Effect: 'Allow', Action, Resource });

type Options = {
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

/** As an `at` expression has it. */
const wallTimeIn = (timeZone: string, instant: number): string =>
  new Date(instant).toLocaleString('sv-SE', { timeZone }).replace(' ', 'T');

const template = ({ schedule, target, permissions = ALL, groupArn = GROUP_ARN, second }: Options) => ({
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

let cloud: Cloud;
beforeEach(async () => {
  cloud = await createCloud({ seed: 1 });
});
afterEach(async () => {
  await cloud.close();
  removeWritten();
});
const deploy = (options: Options = {}) => deployAssembly(cloud, writeTemplate(template(options)));
const inputs = async () => {
  await cloud.idle();
  const ended = cloud.recorder.entries('executions').filter(({ status }) => status === 'SUCCEEDED');
  return ended.map(({ input }) => input);
};
/** The next requests to Step Functions fail like this. */
const failing = (times: number, status = 500, code = 'InternalFailure') => {
  let left = times;
  cloud.gateway.intercept(({ service }) =>
    service === 'states' && left-- > 0 ? { kind: 'error', code, message: 'injected', status } : undefined,
  );
};

describe('a schedule', () => {
  it('starts its state machine with its input, as its role', async () => {
    const { output } = await deploy();
    expect(output('ScheduleArn')).toBe('arn:aws:scheduler:us-east-1:222222222222:schedule/default/sweep');
    const fired = await cloud.scheduler.fire('sweep');
    expect(fired).toMatchObject({ name: 'sweep', status: 'started', attempts: 1 });
    expect(await inputs()).toEqual([{ task: 'sweep' }]);
    expect(cloud.recorder.entries('requests')).toContainEqual(
      expect.objectContaining({
        action: 'states:StartExecution',
        decision: 'allowed',
        principal: expect.stringMatching(/^arn:aws:sts::222222222222:assumed-role\/.*\/sweep$/),
      }),
    );
  });

  it('is due on the clock of the cloud, once for each time', async () => {
    await deploy();
    expect(await cloud.scheduler.runDue()).toMatchObject([{ name: 'sweep', status: 'started' }]);
    expect(await cloud.scheduler.runDue()).toEqual([]);
    cloud.clock.advance(DAY_MS / 2);
    expect(await cloud.scheduler.runDue()).toEqual([]);
    cloud.clock.advance(DAY_MS / 2);
    expect(cloud.scheduler.nextDue('sweep')).toBeLessThanOrEqual(cloud.clock.now());
    expect(await cloud.scheduler.runDue()).toHaveLength(1);
    cloud.clock.advance(30 * DAY_MS);
    expect(await cloud.scheduler.runDue()).toHaveLength(1);
    expect(await inputs()).toHaveLength(3);
  });

  it('fills in what the input asks about the occasion', async () => {
    const Input = '{"at":"<aws.scheduler.scheduled-time>","of":"<aws.scheduler.schedule-arn>"}';
    const { output } = await deploy({ target: { Input } });
    const { dueAt } = await cloud.scheduler.fire('sweep');
    expect(await inputs()).toEqual([{ at: new Date(dueAt).toISOString(), of: output('ScheduleArn') }]);
  });

  it('tries again when that may help', async () => {
    await deploy();
    failing(2);
    expect(await cloud.scheduler.fire('sweep')).toMatchObject({ status: 'started', attempts: 3 });
    expect(cloud.sqs.messages(QUEUE_ARN)).toEqual([]);
  });

  it('gives up after its retries, and its queue says why', async () => {
    await deploy();
    failing(9);
    const fired = await cloud.scheduler.fire('sweep');
    expect(fired).toMatchObject({ status: 'dead-lettered', errorCode: 'InternalFailure', attempts: 3 });
    expect(cloud.sqs.messages(QUEUE_ARN)).toMatchObject([
      {
        body: '{"task":"sweep"}',
        attributes: {
          ERROR_CODE: 'InternalFailure',
          EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
          RETRY_ATTEMPTS: '2',
        },
      },
    ]);
    expect(await inputs()).toEqual([]);
  });

  it('does not repeat what is refused', async () => {
    await deploy({ permissions: [allow('sqs:SendMessage', arnOf('Dead'))] });
    const fired = await cloud.scheduler.fire('sweep');
    expect(fired).toMatchObject({ status: 'dead-lettered', errorCode: 'AccessDeniedException', attempts: 1 });
  });

  it.each<[string, Options]>([
    ['without a queue', { target: { DeadLetterConfig: undefined } }],
    ['that may not write to its queue', { permissions: [allow('states:StartExecution', arnOf('Machine'))] }],
  ])('%s drops what fails', async (_, options) => {
    await deploy(options);
    failing(9);
    expect(await cloud.scheduler.fire('sweep')).toMatchObject({ status: 'dropped' });
    expect(cloud.sqs.messages(QUEUE_ARN)).toEqual([]);
  });

  it('shows a role that does not trust it any more', async () => {
    await deploy();
    const before = cloud.recorder.entries('requests').length;
    const roleArn = [...(cloud.stacks.values().next().value?.resources.values() ?? [])].find(
      ({ logicalId }) => logicalId === 'SchedulerRole',
    )?.attributes.Arn;
    cloud.iam.putRole({
      accountId: TARGET.accountId,
      name: 'scheduler',
      arn: roleArn ?? '',
      maxSessionSeconds: 3600,
      trustPolicy: {
        Statement: {
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: { Service: 'lambda.amazonaws.com' },
        },
      },
    });
    expect(await cloud.scheduler.fire('sweep')).toMatchObject({ status: 'dropped', attempts: 0 });
    expect(cloud.recorder.entries('requests').slice(before)).toMatchObject([
      { principal: 'scheduler.amazonaws.com', action: 'sts:AssumeRole', decision: 'denied' },
    ]);
  });

  it('never fires while it is disabled, and from now on when that changes', async () => {
    await deploy({ schedule: { State: 'DISABLED' } });
    expect(await cloud.scheduler.runDue()).toEqual([]);
    expect(() => cloud.scheduler.fire('sweep')).toThrow(/sweep is disabled/);
    await deploy();
    expect(await cloud.scheduler.runDue()).toEqual([]);
    cloud.clock.advance(DAY_MS);
    expect(await cloud.scheduler.runDue()).toHaveLength(1);
  });

  it('that is due once, fires once at its time in its zone, and stays', async () => {
    const wall = wallTimeIn('Asia/Tokyo', cloud.clock.now() + 2 * HOUR_MS);
    await deploy({
      schedule: { ScheduleExpression: `at(${wall})`, ScheduleExpressionTimezone: 'Asia/Tokyo' },
    });
    const due = cloud.scheduler.nextDue('sweep') ?? 0;
    expect(Math.abs(due - cloud.clock.now() - 2 * HOUR_MS)).toBeLessThan(60_000);
    expect(await cloud.scheduler.runDue()).toEqual([]);
    cloud.clock.advance(3 * HOUR_MS);
    expect(await cloud.scheduler.runDue()).toMatchObject([{ name: 'sweep', dueAt: due, status: 'started' }]);
    cloud.clock.advance(400 * DAY_MS);
    expect(await cloud.scheduler.runDue()).toEqual([]);
    expect(cloud.scheduler.nextDue('sweep')).toBeUndefined();
    expect(await inputs()).toHaveLength(1);
  });

  it('that begins later is due from its start on, beside another that is due before', async () => {
    const start = Math.ceil(cloud.clock.now() / 1000) * 1000 + 10 * DAY_MS;
    const repair = {
      Name: 'repair',
      StartDate: new Date(start).toISOString(),
      EndDate: new Date(start + 2 * DAY_MS).toISOString(),
    };
    await deploy({ schedule: { ScheduleExpression: `at(${wallTimeIn('UTC', start)})` }, second: repair });
    const fired = async (days: number) => {
      cloud.clock.advance(days * DAY_MS);
      return (await cloud.scheduler.runDue()).map(({ name, dueAt }) => [name, (dueAt - start) / DAY_MS]);
    };
    expect(await fired(9)).toEqual([]);
    expect(await fired(1.1)).toEqual([
      ['sweep', 0],
      ['repair', 0],
    ]);
    expect(await fired(1)).toEqual([['repair', 1]]);
    expect(await fired(1)).toEqual([['repair', 2]]);
    expect(await fired(30)).toEqual([]);
  });

  it.each<[string, object, RegExp]>([
    ['a time', { ScheduleExpression: 'at(2026-01-01T00:00:00)' }, /at\(2026-01-01T00:00:00\): .*in the past/],
    [
      'a start',
      { StartDate: '2026-01-01T00:00:00Z' },
      /StartDate you specify cannot be earlier than 5 minutes ago/,
    ],
    ['an end', { EndDate: '2026-01-01T00:00:00Z' }, /EndDate you specify must be later/],
  ])('cannot be made with %s of long ago', async (_, schedule, message) => {
    await expect(deploy({ schedule })).rejects.toThrow(message);
  });

  it('cannot be changed any more while it keeps a start of long ago, and is left alone when nothing changes', async () => {
    const schedule = { StartDate: new Date(cloud.clock.now() + HOUR_MS).toISOString() };
    await deploy({ schedule });
    cloud.clock.advance(DAY_MS);
    await deploy({ schedule });
    const change = { target: { Input: '{"task":"retryFailed"}' } };
    await expect(deploy({ schedule, ...change })).rejects.toThrow(/earlier than 5 minutes ago/);
    await deploy(change);
    await cloud.scheduler.fire('sweep');
    expect(await inputs()).toEqual([{ task: 'retryFailed' }]);
  });

  it('is asked for by its name', () => {
    expect(() => cloud.scheduler.fire('nobody')).toThrow(/no schedule nobody; there are none/);
  });

  it.each<[string, Options, RegExp]>([
    [
      'another target',
      { target: { Arn: 'arn:aws:lambda:us-east-1:222222222222:function:f' } },
      /only state machines/,
    ],
    ['parameters of a target', { target: { SqsParameters: {} } }, /SqsParameters/],
    ['an input that is no JSON', { target: { Input: 'sweep' } }, /must be a valid JSON/],
    ['an unknown attribute', { target: { Input: '"<aws.scheduler.moon>"' } }, /context attribute moon/],
    [
      'a role that trusts another group',
      { groupArn: `${GROUP_ARN}s` },
      /must allow AWS EventBridge Scheduler/,
    ],
    ['a group that is not there', { schedule: { GroupName: 'sweeps' } }, /group sweeps does not exist/],
    ['an expression', { schedule: { ScheduleExpression: 'rate(1 moon)' } }, /rate\(1 moon\)/],
    ['a key', { schedule: { KmsKeyArn: 'arn' } }, /KmsKeyArn/],
  ])('is refused with %s', async (_, options, message) => {
    await expect(deploy(options)).rejects.toThrow(message);
  });
});
