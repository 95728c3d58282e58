import { afterFailure, isLocked, NO_FAILURES } from '#rehearsal/services/cognito-idp/lockout.ts';

describe('lockout after failed sign-ins', () => {
  const lockOf = (failures: number): number => {
    let state = NO_FAILURES;
    let now = 1_000_000_000;
    for (let failure = 0; failure < failures; failure += 1) {
      now = Math.max(now + 1, state.lockedUntil);
      state = afterFailure(state, now);
    }
    return state.lockedUntil - now;
  };

  it.each([
    [1, 0],
    [4, 0],
    [5, 1000],
    [6, 2000],
    [7, 4000],
    [14, 512_000],
    [15, 900_000],
    [40, 900_000],
  ])('%i failures lock for %i ms', (failures, milliseconds) => {
    expect(lockOf(failures)).toBe(milliseconds);
  });

  it('is forgotten after fifteen quiet minutes', () => {
    const four = { failures: 4, lastFailure: 1_000_000, lockedUntil: 0 };
    const at = 1_000_000 + 15 * 60_000;
    expect(afterFailure(four, at)).toMatchObject({ failures: 1, lockedUntil: at });
    expect(isLocked(afterFailure(four, at), at)).toBe(false);
    expect(afterFailure(four, at - 1).failures).toBe(5);
  });
});
