import { type Moments, prepareInvocations } from '#functions/_runtime/invocation.ts';

const momentsOf = async (
  variables: Record<string, string>,
  remaining = 5_000,
): Promise<Moments & { readonly signal: AbortSignal }> => {
  const invoke = prepareInvocations('migrate-user', variables);
  const context = { getRemainingTimeInMillis: () => remaining };
  return invoke(context, async (signal, moments) => ({ signal, ...moments }));
};

describe('the moments of an invocation', () => {
  it('begin with the process, where Cognito waited for it to start', async () => {
    const { invokedAt } = await momentsOf({ AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand' });
    expect(invokedAt).toBe(performance.timeOrigin);
  });

  it('begin now, where the process was there', async () => {
    const before = Date.now();
    const { invokedAt } = await momentsOf({ AWS_LAMBDA_INITIALIZATION_TYPE: 'provisioned-concurrency' });
    expect(invokedAt).toBeGreaterThanOrEqual(before);
  });

  it('end a decision before the invocation itself, so that it can still be told', async () => {
    const invoke = prepareInvocations('migrate-user', {});
    const context = { getRemainingTimeInMillis: () => 500 };
    const ended = await invoke(context, async (signal, { decideBy }) => {
      // On a busy machine it may be over before anybody listens.
      if (!decideBy.aborted) {
        await new Promise<void>((resolve) => decideBy.addEventListener('abort', () => resolve()));
      }
      return { decision: decideBy.aborted, invocation: signal.aborted };
    });
    expect(ended).toEqual({ decision: true, invocation: false });
  });
});
