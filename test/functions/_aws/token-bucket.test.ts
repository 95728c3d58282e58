import { createTokenBucket } from '#functions/_aws/token-bucket.ts';

describe('a token bucket', () => {
  it('gives what it holds at once, then what time brings, and never more than it holds', () => {
    const bucket = createTokenBucket(2, 1);
    const takes = (times: readonly number[]) => times.map((now) => bucket.take(now));
    expect(takes([0, 0, 0])).toEqual([true, true, false]);
    expect(takes([999, 1_000, 1_001])).toEqual([false, true, false]);
    expect(takes([60_000, 60_000, 60_000])).toEqual([true, true, false]);
  });
});
