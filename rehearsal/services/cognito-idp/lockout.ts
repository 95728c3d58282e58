/**
 * Failed sign-ins lock a user for a while. Developer Guide "Authentication" (lockout behaviour), 2026-11: after five
 * failures one second, doubling with each further one up to about 15 minutes; attempts while locked do not count; a
 * success or 15 quiet minutes forget everything.
 */
export type Lockout = {
  readonly failures: number;
  /** Milliseconds since the epoch. */
  readonly lastFailure: number;
  readonly lockedUntil: number;
};

const FAILURES_BEFORE_LOCK = 5;
const LONGEST_LOCK_MS = 15 * 60_000;
const FORGOTTEN_AFTER_MS = 15 * 60_000;

export const NO_FAILURES: Lockout = { failures: 0, lastFailure: 0, lockedUntil: 0 };

export const isLocked = (lockout: Lockout, now: number): boolean => now < lockout.lockedUntil;

/** The state after one more failure at `now`, to be called only while not locked. */
export const afterFailure = (lockout: Lockout, now: number): Lockout => {
  const quiet = now - Math.max(lockout.lastFailure, lockout.lockedUntil) >= FORGOTTEN_AFTER_MS;
  const failures = quiet ? 1 : lockout.failures + 1;
  const lock =
    failures < FAILURES_BEFORE_LOCK
      ? 0
      : Math.min(1000 * 2 ** (failures - FAILURES_BEFORE_LOCK), LONGEST_LOCK_MS);
  return { failures, lastFailure: now, lockedUntil: now + lock };
};
