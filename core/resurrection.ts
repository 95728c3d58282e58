/**
 * When a source user counts as already in the target, although the target does not know the login: the target user was
 * deleted or renamed there, and an old password must not bring it back until an operator clears the ledger record.
 */
import { type LedgerRecord, standing } from './ledger.ts';

/** What the trigger needs of a ledger record. */
export type SeenInTarget = Pick<LedgerRecord, 'state' | 'targetSub' | 'targetSeenAt'>;

/**
 * True only for a user that was seen in the target before this invocation began: had it still been there, Cognito
 * would not have asked. Seen later, it may be the work of a twin (Cognito calls the trigger again while an earlier call
 * of the same sign-in runs, seen three times at once in amplify-cli#5425; two sign-ins may also come at once), and is
 * not held against it. `removed` records are shells that the sweep took away so that the password counts again; without
 * a target sub nobody ever saw the user there.
 * @param invokedAt milliseconds since the epoch. Where Cognito waited for the process to start, the start of that.
 */
export const isAlreadyMigrated = (record: SeenInTarget | undefined, invokedAt: number): boolean => {
  const { targetSub, targetSeenAt } = standing(record) ?? {};
  return targetSub !== undefined && targetSeenAt !== undefined && targetSeenAt < invokedAt;
};
