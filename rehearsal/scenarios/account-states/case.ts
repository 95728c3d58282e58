/** The form of a row of the account states table, and the answers that clients can get. Whoever knows Cognito can review the rows. */
import type { RejectedBy } from '../../report/outcome.ts';

/** Who the source has behind a login. Everything left out is as with most users. */
export type SourceState = {
  /** @default CONFIRMED */
  readonly status?:
    | 'CONFIRMED'
    | 'UNCONFIRMED'
    | 'RESET_REQUIRED'
    | 'FORCE_CHANGE_PASSWORD'
    | 'EXTERNAL_PROVIDER';
  readonly disabled?: true;
  /** `UserMFASettingList`. @default none */
  readonly factors?: readonly ('SMS_MFA' | 'SOFTWARE_TOKEN_MFA' | 'EMAIL_OTP')[];
  readonly preferred?: 'SMS_MFA' | 'SOFTWARE_TOKEN_MFA' | 'EMAIL_OTP';
  /** @default verified */
  readonly email?: 'unverified' | 'none';
  /** @default none */
  readonly phone?: 'verified' | 'unverified';
  /** `weak`: set before the pools' password policy was as strict as it is. */
  readonly password?: 'weak';
  /** `long`: custom:tenant has more characters than the narrow target takes. */
  readonly tenant?: 'long';
};

/** Both pools and the policies between them; what each is stands in settings.ts. */
export type SettingName = 'defaults' | 'lenient' | 'strict' | 'mfa-required' | 'narrow-target';

/** What the source account does instead of answering; each is put in place in faults.ts. */
export type FaultName =
  | 'password check throttled'
  | 'password check answered 500'
  | 'password check loses the connection'
  | 'password check hangs'
  | 'password check refused to the role'
  | 'password check says that the credentials have expired, once'
  | 'read throttled'
  | 'read answered 500'
  | 'read loses the connection'
  | 'read hangs'
  | 'read refused to the role'
  | 'both answers take a second';

/** What an operator of the target does before the row. */
export type OperatorAction =
  | 'deletes the user in the target'
  | 'clears the ledger record'
  | 'gives the e-mail address to somebody else in the target';

export type CaseOutcome = 'migrated' | 'reset-required' | 'rejected' | 'failed';

export type Case = {
  /** Says what is special about the user or the moment; unique. */
  readonly name: string;
  readonly setting: SettingName;
  /** Rows with the same name are about the same user, played one after the other. @default a user of its own */
  readonly who?: string;
  readonly source: SourceState | 'nobody';
  readonly operator?: OperatorAction;
  readonly fault?: FaultName;
  readonly does: 'signs in' | 'signs in with a wrong password' | 'forgets the password';
  /** Whoever is let in without a password proves the mailbox, sets a new one and signs in with it. @default false */
  readonly opens?: true;
  readonly expected: CaseOutcome;
  /** Why, where nobody is let in for the user's own reasons. The client is never told. */
  readonly by?: RejectedBy;
  /** Everything that the client sees, in the words of words.ts. */
  readonly client: string;
};

/** The end of a row: what is expected of the accounts, and of the client. */
type Ending = Pick<Case, 'expected' | 'by' | 'client' | 'opens'>;

export const TOKENS = 'tokens';
export const BY_SMS = 'SMS_MFA asked and answered, tokens';

/** The answer to an unknown user and to everybody who is not let in. Aws-facts 1.3. */
const REFUSED = 'NotAuthorizedException: Incorrect username or password.';
const ERROR =
  'UserLambdaValidationException: UserMigration failed with error The request could not be completed. Please try again later.';

/** With `PreventUserExistenceErrors`, also where nothing is sent. Aws-facts 1.3. */
const ANNOUNCED = 'a code announced by EMAIL, none arrives';
const SENT = 'a code announced by EMAIL, it arrives';

/** The way into a shell: forgot-password, the code, a new password. */
const opening = (then: string): string => `${SENT}; new password set; ${then}`;

export const letIn = (client = TOKENS): Ending => ({ expected: 'migrated', client });

/** The sign-in looks refused, and the target has a shell: only the mailbox opens it. */
export const shell = (then = TOKENS): Ending => ({
  expected: 'reset-required',
  opens: true,
  client: `${REFUSED}; ${opening(then)}`,
});

export const rejected = (by: RejectedBy): Ending => ({ expected: 'rejected', by, client: REFUSED });

export const failed: Ending = { expected: 'failed', client: ERROR };

/** The user is looked up, becomes a shell, and the code is sent at once. */
export const codeSent = (then = TOKENS): Ending => ({
  expected: 'reset-required',
  opens: true,
  client: opening(then),
});

/** Nobody is created, and the answer is the one for a user who does not exist. */
export const noCode = (by: RejectedBy): Ending => ({ expected: 'rejected', by, client: ANNOUNCED });

/** A stranger asks and never reads the code. */
export const codeUnread: Ending = { expected: 'reset-required', client: SENT };

export const stillShut: Ending = { expected: 'reset-required', client: REFUSED };
