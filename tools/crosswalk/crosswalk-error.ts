/** The error of `npm run crosswalk` beside those of every tool: shown as one message without a stack trace. */

/** The ledger could not be read to its end. What was written stays; the same command goes on from there. */
export class LedgerUnread extends Error {
  readonly code = 'LedgerUnread';
  override readonly name = 'LedgerUnread';
}
