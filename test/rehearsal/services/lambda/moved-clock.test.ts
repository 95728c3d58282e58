// What a function reads from its clocks once a scenario has let days pass.
import { startTinyLambda, type TinyLambda } from './tiny-lambda.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

let platform: TinyLambda;
beforeEach(() => {
  platform = startTinyLambda();
});
afterEach(() => platform.close());

/** Reads every clock that a handler can, some of them kept from the time when it was loaded. */
const READING = `const { now } = Date;
class Later extends Date {}
exports.handler = async (event, context) => ({
  kept: now(),
  now: Date.now(),
  made: new Date().getTime(),
  printed: Date.parse(Date()),
  own: new Later().getTime(),
  fixed: new Date(2026, 0, 31).toISOString(),
  of: new Date(0) instanceof Date && new Later() instanceof Later && new Later(0).getTime() === 0,
  origin: performance.timeOrigin + performance.now(),
  left: context.getRemainingTimeInMillis(),
  key: process.env.AWS_ACCESS_KEY_ID,
});`;

type Read = Readonly<Record<'kept' | 'now' | 'made' | 'printed' | 'own' | 'origin' | 'left', number>> & {
  readonly fixed: string;
  readonly of: boolean;
  readonly key: string;
};

const read = async (arn: string) => (await platform.invoke(arn, {})).payload as Read;

/** Every clock tells about the cloud's time. */
const expectCloudTime = (clocks: Read): void => {
  for (const name of ['kept', 'now', 'made', 'printed', 'own', 'origin'] as const)
    expect([name, Math.abs(clocks[name] - platform.clock.now()) < 60_000]).toEqual([name, true]);
  expect(clocks).toMatchObject({ fixed: '2026-01-31T00:00:00.000Z', of: true });
  expect(clocks.left).toBeGreaterThan(0);
  expect(clocks.left).toBeLessThanOrEqual(10_000);
};

it('a new process has the time of the cloud from its first line on', async () => {
  platform.clock.advance(40 * DAY_MS);
  expectCloudTime(await read(platform.put(READING)));
});

it('a warm process has it from the next invocation on', async () => {
  const arn = platform.put(READING);
  const before = await read(arn);
  expectCloudTime(before);
  platform.clock.advance(10 * 60_000);
  const after = await read(arn);
  expectCloudTime(after);
  expect(after.key).toBe(before.key);
  expect(after.now - before.now).toBeGreaterThanOrEqual(10 * 60_000);
});

it('whose keys have ended meanwhile gives way to a new one', async () => {
  const arn = platform.put(READING);
  const before = await read(arn);
  platform.clock.advance(DAY_MS);
  const after = await read(arn);
  expectCloudTime(after);
  expect(after.key).not.toBe(before.key);
});

it('logs, segments and the time-out of an invocation follow the same clock', async () => {
  platform.clock.advance(3 * DAY_MS);
  const slow = 'exports.handler = () => new Promise((end) => setTimeout(end, 60_000));';
  await platform.invoke(platform.put(slow, { timeoutSeconds: 1 }), {});
  const [segment] = platform.recorder.entries('segments');
  expect(Math.abs(Number(segment?.start_time) * 1000 - platform.clock.now())).toBeLessThan(60_000);
  const today = new Date(platform.clock.now()).toISOString().slice(0, 10);
  expect(platform.lines().find((line) => line.includes('Task timed out'))).toContain(today);
});
