import fc from 'fast-check';
import {
  atMost,
  DeadlineReached,
  type InvocationStart,
  LAMBDA_MARGIN_MS,
  migrationBudget,
  problemName,
  startDeadline,
  TRIGGER_BUDGET_MS,
  until,
  waitedForInit,
} from '#functions/_runtime/deadline.ts';

const start = (change: Partial<InvocationStart> = {}): InvocationStart => ({
  startedAt: 1_010,
  initEndedAt: 1_000,
  initMs: 800,
  initializationType: 'on-demand',
  remainingMs: undefined,
  ...change,
});

describe('the budget of an invocation', () => {
  it.each([
    ['is less by init, for the invocation that waited for it', {}, TRIGGER_BUDGET_MS - 800],
    ['is whole for a later one', { startedAt: 2_000 }, TRIGGER_BUDGET_MS],
    [
      'is whole where init was done ahead',
      { initializationType: 'provisioned-concurrency' },
      TRIGGER_BUDGET_MS,
    ],
    ['is whole outside of Lambda', { initializationType: undefined }, TRIGGER_BUDGET_MS],
    ["ends before the function's own timeout", { startedAt: 2_000, remainingMs: 3_000 }, 2_800],
    ['is not longer for a longer timeout', { startedAt: 2_000, remainingMs: 60_000 }, TRIGGER_BUDGET_MS],
    ['is never negative', { initMs: 9_000 }, 0],
  ])('%s', (_, change, expected) => {
    expect(migrationBudget(start(change))).toBe(expected);
  });

  it('is the same for three invocations at the same time', () => {
    expect(new Set([1, 2, 3].map(() => migrationBudget(start()))).size).toBe(1);
  });
});

// "Your Lambda function must respond within 5 seconds", not configurable. Developer Guide "Customizing user pool
// workflows with Lambda triggers", 2026-11
const COGNITO_WAITS_MS = 5_000;

describe('the time that Cognito waits', () => {
  it('is longer than the budget and what is kept of the timeout of the Lambda', () => {
    expect(TRIGGER_BUDGET_MS).toBeLessThanOrEqual(4_500);
    expect(TRIGGER_BUDGET_MS + LAMBDA_MARGIN_MS).toBeLessThan(COGNITO_WAITS_MS);
  });

  it('is never used up, whatever Lambda says is left and however long init took', () => {
    const anyStart = fc.record({
      startedAt: fc.nat(10_000),
      initEndedAt: fc.nat(10_000),
      initMs: fc.nat(TRIGGER_BUDGET_MS),
      initializationType: fc.constantFrom(undefined, 'on-demand', 'provisioned-concurrency', 'snap-start'),
      remainingMs: fc.option(fc.nat(900_000), { nil: undefined }),
    });
    fc.assert(
      fc.property(anyStart, (one) => {
        const waited = waitedForInit(one) ? one.initMs : 0;
        const budget = migrationBudget(one);
        const lambdaEnds = Math.max(0, (one.remainingMs ?? Number.POSITIVE_INFINITY) - LAMBDA_MARGIN_MS);
        return waited + budget <= TRIGGER_BUDGET_MS && budget <= lambdaEnds;
      }),
    );
  });
});

const never = new Promise<never>(() => {});

describe('waiting until a deadline', () => {
  it('gives the answer that comes in time', async () => {
    expect(await until(new AbortController().signal, Promise.resolve('answer'))).toBe('answer');
  });

  it('passes on a failure that comes in time', async () => {
    await expect(until(new AbortController().signal, Promise.reject(new Error('no')))).rejects.toThrow('no');
  });

  it('ends work that does not end by itself, also when the time was over before', async () => {
    const controller = new AbortController();
    const waiting = until(controller.signal, never);
    controller.abort();
    await expect(waiting).rejects.toBeInstanceOf(DeadlineReached);
    await expect(until(controller.signal, never)).rejects.toBeInstanceOf(DeadlineReached);
  });

  it('leaves no listener behind, however many wait', async () => {
    const { signal } = new AbortController();
    const removed = jest.spyOn(signal, 'removeEventListener');
    await Promise.all([1, 2, 3].map(() => until(signal, Promise.resolve())));
    expect(removed).toHaveBeenCalledTimes(3);
  });

  it('is not disturbed by a failure that comes too late', async () => {
    const controller = new AbortController();
    let fail = (_: Error) => {};
    const work = new Promise<never>((_, reject) => {
      fail = reject;
    });
    const waiting = until(controller.signal, work);
    controller.abort();
    await expect(waiting).rejects.toBeInstanceOf(DeadlineReached);
    fail(new Error('late'));
    await new Promise(setImmediate);
  });
});

describe('side work', () => {
  it('is cut off by its own limit and by the invocation, and told so by its signal', async () => {
    const seen: AbortSignal[] = [];
    const hang = (signal: AbortSignal) => {
      seen.push(signal);
      return never;
    };
    await expect(atMost(1, new AbortController().signal, hang)).rejects.toBeInstanceOf(DeadlineReached);
    await expect(atMost(60_000, AbortSignal.abort(), hang)).rejects.toBeInstanceOf(DeadlineReached);
    expect(seen.map(({ aborted }) => aborted)).toEqual([true, true]);
  });

  it('leaves no timer when it ends in time', async () => {
    jest.useFakeTimers();
    expect(await atMost(60_000, new AbortController().signal, async () => 'done')).toBe('done');
    const deadline = startDeadline(60_000);
    deadline.end();
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });
});

describe('the name of a problem', () => {
  it.each([
    [
      'an error of ours or of AWS',
      Object.assign(new Error('x'), { name: 'TargetUnavailable' }),
      'TargetUnavailable',
    ],
    ['a name that may be anything', Object.assign(new Error('x'), { name: 'liam@example.com' }), 'Unknown'],
    ['something that is no error', 'liam@example.com', 'Unknown'],
  ])('%s', (_, error, expected) => expect(problemName(error)).toBe(expected));
});
