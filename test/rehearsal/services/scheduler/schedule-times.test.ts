/** Schedules as deployed over time: once, from a start to an end, beside each other, and what can no longer be made. */
import { type Cloud, createCloud } from '#rehearsal/cloud/cloud.ts';
import { deployAssembly } from '#rehearsal/deploy/deploy.ts';
import { removeWritten, writeTemplate } from '#test/rehearsal/deploy/written-assembly.ts';
import { type Options, scheduleTemplate } from './schedule-template.ts';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** As an `at` expression has it. */
const wallTimeIn = (timeZone: string, instant: number): string =>
  new Date(instant).toLocaleString('sv-SE', { timeZone }).replace(' ', 'T');

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
describe('a schedule', () => {
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
});
