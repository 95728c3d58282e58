/** Keeps calls apart, so that all workers together stay below their share of a quota. */
import type { Clock } from './ports.ts';

export type Pace = {
  /** Waits for the next turn. @param calls how many calls the turn stands for @default 1 */
  readonly next: (signal: AbortSignal, calls?: number) => Promise<void>;
};

/**
 * The first turn is one interval away: workers that all begin at once would exceed together what none of them exceeds.
 * Keep one per process, so that two pieces of work in a row are apart too.
 */
export const createPace = (perSecond: number, { now, wait }: Clock): Pace => {
  const interval = 1000 / perSecond;
  let free: number | undefined;
  return {
    next: async (signal, calls = 1) => {
      const turn = Math.max(now(), (free ?? now()) + interval);
      free = turn + interval * (calls - 1);
      const ahead = turn - now();
      if (ahead > 0) await wait(ahead, signal);
    },
  };
};
