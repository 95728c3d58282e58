// Invocations that a scenario lets die midway.
import { startTinyLambda, type TinyLambda } from './tiny-lambda.ts';

let platform: TinyLambda;

beforeEach(() => {
  platform = startTinyLambda();
});

afterEach(() => platform.close());

describe('a running invocation that is struck', () => {
  const waiting =
    'exports.handler = async (event) => { if (event.wait) await new Promise((r) => setTimeout(r, 60_000)); return event; };';
  const begun = (count: number) =>
    platform.lines().filter((line) => line.startsWith('START')).length >= count || undefined;
  const untilBegun = async (count: number) => {
    while (!begun(count)) await new Promise((resolve) => setTimeout(resolve, 10));
  };

  it('dies as if its host had failed, by its function and its payload; others go on', async () => {
    const arn = platform.put(waiting);
    const [struck, other] = [1, 2].map((wait) => platform.invoke(arn, { wait }));
    await untilBegun(2);
    const hits = ({ functionName, payload }: { functionName: string; payload: unknown }) =>
      functionName === 'echo' && JSON.stringify(payload) === '{"wait":1}';
    expect(platform.lambda.strike(hits)).toBe(1);
    expect((await struck)?.functionError).toMatchObject({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringMatching(/Runtime exited with error: signal: killed$/),
    });
    await expect(platform.invoke(arn, { next: true })).resolves.toEqual({ payload: { next: true } });
    expect(platform.lambda.strike(({ payload }) => JSON.stringify(payload) === '{"wait":2}')).toBe(1);
    expect((await other)?.functionError).toBeDefined();
  });

  it('is not one that has ended, nor one of another function', async () => {
    const arn = platform.put(waiting);
    await platform.invoke(arn, {});
    expect(platform.lambda.strike(() => true)).toBe(0);
    const running = platform.invoke(arn, { wait: true });
    await untilBegun(2);
    expect(platform.lambda.strike(({ functionName }) => functionName === 'another')).toBe(0);
    expect(platform.lambda.strike(() => true)).toBe(1);
    await running;
  });
});
