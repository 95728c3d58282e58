/**
 * When a source user counts as already in the target, although the target does not know the login: the target user was
 * deleted or renamed there, and an old password must not bring it back until an operator clears the ledger record.
 */

export type LedgerOrigin = 'migrated' | 'reset-required' | 'imported';
export type LedgerState = 'pending' | 'reconciled' | 'failed' | 'abandoned' | 'removed';

/** What the trigger needs of a ledger record. */
export type LedgerRecord = {
  readonly origin: LedgerOrigin;
  readonly state: LedgerState;
  /** Written once, when the target user was first seen; absent while nobody has seen it. */
  readonly targetSub?: string;
  /** Milliseconds since the epoch. */
  readonly firstSeenAt: number;
};

/**
 * Cognito may call the trigger again while an earlier call of the same sign-in runs (Developer Guide; seen three times
 * at once in amplify-cli#5425). A record younger than this can be the work of such a twin and is not held against it.
 */
export const SAME_SIGN_IN_MS = 60_000;

/**
 * True only for a user that was seen in the target. `removed` records are shells that the sweep took away so that the
 * password counts again; without a target sub nobody ever saw the user there.
 */
export const isAlreadyMigrated = (record: LedgerRecord | undefined, now: number): boolean =>
  record !== undefined &&
  record.targetSub !== undefined &&
  record.state !== 'removed' &&
  now - record.firstSeenAt > SAME_SIGN_IN_MS;
