/** The errors of `npm run crosswalk`: shown as one message without a stack trace. */

/** A flag, a file or an account that the operator gave cannot be used. */
export class CrosswalkRefused extends Error {
  readonly code = 'CrosswalkRefused';
  override readonly name = 'CrosswalkRefused';
}

/** The ledger could not be read to its end. What was written stays; the same command goes on from there. */
export class LedgerUnread extends Error {
  readonly code = 'LedgerUnread';
  override readonly name = 'LedgerUnread';
}
