import { createKept } from '#functions/_aws/kept.ts';

/** A kept text whose fetches the test answers one by one. */
const setUp = () => {
  const pending: { resolve: (value: string) => void; reject: (error: Error) => void }[] = [];
  const kept = createKept<string>(
    () => new Promise((resolve, reject) => void pending.push({ resolve, reject })),
  );
  return { pending, kept };
};

describe('something kept', () => {
  it('is fetched once for everybody who waits, and for everybody after', async () => {
    const { pending, kept } = setUp();
    const waiting = [kept.current(), kept.current(), kept.current()];
    pending[0]?.resolve('first');
    expect(await Promise.all(waiting)).toEqual(['first', 'first', 'first']);
    expect(await kept.current()).toBe('first');
    expect(pending).toHaveLength(1);
  });

  it('shares a failure between those who wait, and is fetched again for the next', async () => {
    const { pending, kept } = setUp();
    const waiting = [kept.current(), kept.current()];
    pending[0]?.reject(new Error('down'));
    expect((await Promise.allSettled(waiting)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(pending).toHaveLength(1);
    const next = kept.current();
    pending[1]?.resolve('second');
    expect(await next).toBe('second');
  });

  it.each<[string, (kept: ReturnType<typeof setUp>['kept']) => void]>([
    ['ahead', (kept) => kept.prefetch()],
    [
      'that an earlier invocation had no time to wait for',
      (kept) => {
        kept.current().catch(() => {});
        kept.leave();
      },
    ],
  ])('makes a cut-off fetch %s good, once for all who wait for it', async (_, begin) => {
    const { pending, kept } = setUp();
    begin(kept);
    const waiting = [kept.current(), kept.current()];
    expect(pending).toHaveLength(1);
    pending[0]?.reject(new Error('frozen'));
    await new Promise(setImmediate);
    expect(pending).toHaveLength(2);
    pending[1]?.resolve('second');
    expect(await Promise.all(waiting)).toEqual(['second', 'second']);
  });

  it('that was discarded is fetched again, but not what replaced it', async () => {
    const { pending, kept } = setUp();
    const first = kept.current();
    pending[0]?.resolve('first');
    kept.discard(await first);
    const second = kept.current();
    pending[1]?.resolve('second');
    await second;
    kept.discard('first');
    expect(await kept.current()).toBe('second');
    expect(pending).toHaveLength(2);
  });
});
