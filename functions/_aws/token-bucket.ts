/** How often something scarce may be asked. One bucket per Lambda process; the caller tells the time. */

export type TokenBucket = {
  /** Takes one token if there is one. @param now milliseconds, never going back */
  readonly take: (now: number) => boolean;
};

/** Full at first; refills evenly up to `capacity`. */
export const createTokenBucket = (capacity: number, perSecond: number): TokenBucket => {
  let tokens = capacity;
  let refilledAt: number | undefined;
  return {
    take: (now) => {
      tokens = Math.min(capacity, tokens + ((now - (refilledAt ?? now)) / 1000) * perSecond);
      refilledAt = now;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
};
