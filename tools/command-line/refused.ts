/** The error of a tool that cannot do what it was asked: shown as one message without a stack trace. */

/** A flag, a file or an account that the operator gave cannot be used. */
export class Refused extends Error {
  readonly code = 'Refused';
  override readonly name = 'Refused';
}
