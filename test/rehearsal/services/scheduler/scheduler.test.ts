/** Schedules as deployed: who starts what, when it is due, and where it ends when it fails. */
import { type Cloud, createCloud } from '#rehearsal/cloud/cloud.ts';
import { deployAssembly } from '#rehearsal/deploy/deploy.ts';
import { removeWritten, TARGET, writeTemplate } from '#test/rehearsal/deploy/written-assembly.ts';
import { allow, arnOf, GROUP_ARN, type Options, QUEUE_ARN, scheduleTemplate } from './schedule-template.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

let cloud: Cloud;
beforeEach(async () => {
  cloud = await createCloud({ seed: 1 });
});
afterEach(async () => {
  await cloud.close();
  removeWritten();
});
const deploy = (options: Options = {}) => deployAssembly(cloud, writeTemplate(scheduleTemplate(options)));
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
