/**
 * The errors that end or retry an invocation: one class, a closed list of codes. What can happen to one user is not
 * here: that is a value (`migration-outcome.ts`).
 */

/** `name === code`, because Step Functions matches `ErrorEquals` on the name. */
export type MigrationErrorCode =
  /** One sign-in or forgot-password could not be decided; always carries {@link FAILED_TEXT}. */
  | 'MigrationFailed'
  /** `settings.json` or the environment of a Lambda is missing or wrong. */
  | 'SettingsInvalid'
  /** An endpoint that is neither https nor on 127.0.0.1. */
  | 'EndpointRefused'
  /** The app client's secret could not be read in a form that can be used. */
  | 'ClientSecretInvalid'
  /** A sign-up that the guard refuses; always carries {@link SIGN_UP_REFUSED_TEXT}. */
  | 'SignUpRefused'
  /** The input of an execution has a field that is missing, wrong or unknown. */
  | 'InvalidInput'
  /** The source pool knows no user of this `sub`. */
  | 'SourceUserNotFound'
  /** The source did not answer, or not usably: worth another try. */
  | 'SourceUnavailable'
  /** Cognito has not created the user in the target, or not yet: worth waiting a little. */
  | 'TargetUserNotFound'
  /** The ledger names a user that the target no longer has. */
  | 'TargetUserGone'
  /** The user found in the target is not the one that was migrated. */
  | 'TargetUserMismatch'
  /** The target did not answer: worth another try. */
  | 'TargetUnavailable'
  /** The target answered no to a repair. Trying again changes nothing. */
  | 'TargetRefused'
  /** The ledger did not answer: worth another try. */
  | 'LedgerUnavailable'
  /** A ledger record of a version or shape that this code does not read. */
  | 'LedgerRecordInvalid'
  /** The audit bus did not take an event. */
  | 'AuditUnavailable'
  /** The machine after a sign-in could not be started: worth another try. */
  | 'WorkflowUnavailable'
  /** Stragglers are imported only when nobody migrates by password any more. */
  | 'NotSrpOnly'
  /** The bucket did not take a list. */
  | 'ReportUnavailable'
  /** What the shards counted does not add up, or their records are not as they were written. */
  | 'SweepInconsistent'
  /** The pool has no app client of this id. */
  | 'ClientNotFound'
  /** An app client with unprefixed auth flows, which cannot be mixed with SRP. */
  | 'LegacyFlows'
  /** An update of an app client changed more than its auth flows. */
  | 'ClientSettingsChanged'
  /** The pool to be attached has a trigger of somebody else where ours belongs, or is otherwise than its export says. */
  | 'PoolUnfit'
  /** An update of a pool changed more than its triggers. */
  | 'PoolSettingsChanged'
  /** CloudFormation's URL did not take the answer of a custom resource. */
  | 'AnswerNotTaken';

/** Switch on `code` to tell them apart. The message never holds a password, a token or an attribute value. */
export class MigrationError extends Error {
  readonly code: MigrationErrorCode;
  constructor(code: MigrationErrorCode, message: string) {
    super(message);
    this.name = code;
    this.code = code;
  }
}

/**
 * The one text a client ever sees of a failed attempt: Cognito shows it as `UserMigration failed with error <text>.`
 * and adds the full stop itself. Constant, because a text that differs from user to user tells strangers who exists.
 */
export const FAILED_TEXT = 'The request could not be completed. Please try again later';

/** The one text of a refused sign-up, shown as `PreSignUp failed with error <text>.`; the same for every reason. */
export const SIGN_UP_REFUSED_TEXT =
  'The sign-up could not be completed. If you have an account, sign in instead';
