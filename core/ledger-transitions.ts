/**
 * How a ledger record may change: the table that every writer keeps to, the machine after a sign-in and the sweep. The
 * conditions of their writes enforce it; a test runs each of them against every record there can be. One rule needs more
 * than two places: an execution that began before the sweep removed a shell changes nothing of the removed record.
 */
import { LEDGER_STATES, type LedgerOrigin, type LedgerRecord, type LedgerState } from './ledger.ts';

/** Where a record stands; `none` is no record at all. */
export type LedgerPlace = 'none' | Pick<LedgerRecord, 'state' | 'origin'>;

/** From a state (or no record) to those a write may leave behind. Staying is always allowed: executions repeat. */
export const STATE_TRANSITIONS: Readonly<Record<LedgerState | 'none', readonly LedgerState[]>> = {
  none: LEDGER_STATES,
  pending: ['pending', 'reconciled', 'failed', 'abandoned', 'removed'],
  // Never back to pending, and never abandoned: the user was seen in the target. Failed where the record or the trail
  // turned out to be wrong.
  reconciled: ['reconciled', 'failed', 'removed'],
  // Abandoned where the target never had the user.
  failed: ['failed', 'reconciled', 'abandoned', 'removed'],
  // Pending as an import that has begun.
  abandoned: ['abandoned', 'pending', 'reconciled', 'failed', 'removed'],
  // Everything starts anew, by executions that began after the removal.
  removed: ['removed', 'pending', 'reconciled', 'failed', 'abandoned'],
};

/** The states in which nobody is in the target, so that a user may come to it in another way than before. */
const WITHOUT_USER: readonly LedgerState[] = ['abandoned', 'removed'];

const mayTakeOrigin = (from: LedgerPlace, to: LedgerOrigin | undefined): boolean => {
  if (from === 'none' || from.origin === undefined) return true;
  return from.origin === to || WITHOUT_USER.includes(from.state);
};

/** An import is finished or taken up again; it is never a shell. */
const isImportRemoved = (from: LedgerPlace, state: LedgerState): boolean =>
  from !== 'none' && from.origin === 'imported' && from.state !== 'removed' && state === 'removed';

/** Whether one write may turn the one into the other. */
export const mayBecome = (from: LedgerPlace, to: Exclude<LedgerPlace, 'none'>): boolean =>
  STATE_TRANSITIONS[from === 'none' ? 'none' : from.state].includes(to.state) &&
  mayTakeOrigin(from, to.origin) &&
  !isImportRemoved(from, to.state);
