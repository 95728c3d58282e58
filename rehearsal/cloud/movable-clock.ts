/** The clock of a local cloud: runs with real time, ahead of it by what a scenario has let pass. */
import type { Clock } from './service.ts';

export type MovableClock = Required<Clock> & {
  /** Lets time pass at once. Milliseconds; never back. */
  readonly advance: (milliseconds: number) => void;
};

export const createMovableClock = (realTime: () => number = Date.now): MovableClock => {
  let ahead = 0;
  return {
    now: () => realTime() + ahead,
    ahead: () => ahead,
    advance: (milliseconds) => {
      if (!(milliseconds >= 0))
        throw new RangeError(`The clock cannot be moved by ${milliseconds} ms; only forward.`);
      ahead += milliseconds;
    },
  };
};
