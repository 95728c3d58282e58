/**
 * What the report is computed from: what clients received and what the accounts stored. Nothing here comes from the
 * code under test.
 */
import type { Answer } from '../client/answer.ts';
import type { CodeRequest } from '../client/recovery-client.ts';
import type { ObservedRequest } from '../cloud/recorder.ts';
import type { UserRecord } from '../input/records.ts';
import type { ObservedAlarm } from '../services/cloudwatch/alarms/alarms.ts';
import type { Check } from './checks.ts';
import type { Expectation } from './outcome.ts';
import type { Stored } from './stored.ts';

/** One sign-in of a source user on the target. */
export type Attempt = {
  /** The source user's. */
  readonly sub: string;
  readonly password: 'right' | 'wrong';
  /** Whether the target had the user before. Only sign-ins of unknown users can migrate. */
  readonly known: boolean;
  readonly answer: Answer;
  /** The target's user afterwards, if there is one. */
  readonly target?: TargetState;
  /** What the scenario's own table says. @default - what follows from the source user's state and the policies */
  readonly expected?: Expectation;
  /** Of the deployment that it was made in, where the scenario has several. @default - the observation's */
  readonly policies?: Policies;
  /** The user had proven an e-mail address or phone number by a code and set this password. @default false */
  readonly contactProven?: true;
};

export type TargetState = { readonly status: string; readonly mfa: readonly string[] };

/** What a user did first: a sign-in, or asking for a code. */
export type FirstStep =
  | { readonly kind: 'sign-in'; readonly attempt: Attempt }
  | { readonly kind: 'forgot-password'; readonly request: CodeRequest; readonly target?: TargetState };

/** What followed where nobody can come in by password alone: the code, a new password, a sign-in with it. */
export type Opening = {
  /** Absent where the code was asked for in the first step. */
  readonly request?: CodeRequest;
  /** Why the password could not be set. */
  readonly refused?: string;
  /** Absent where no password could be set. */
  readonly attempt?: Attempt;
};

/** One row of a scenario's table, played. */
export type ObservedCase = {
  /** Unique. */
  readonly name: string;
  /** State of the source and what the user did, in words. */
  readonly evidence: string;
  readonly expected: Expectation;
  /** What the client should see, in the words of cases.ts. */
  readonly expectedClient: string;
  readonly first: FirstStep;
  readonly opening?: Opening;
};

/** What the configuration wants done with what cannot be carried over. Design §6. */
export type Policies = {
  readonly unportable: 'reset-required' | 'migrate' | 'reject';
  readonly unportableOnReset: 'reset-required' | 'reject';
  readonly resetRequired: 'reset-required' | 'reject';
  /** The target can enforce SMS as a second factor, so that it travels. */
  readonly smsMfa: boolean;
  /** With SMS as second factor the phone gets no recovery code: so wherever a pool has recovery settings. @default false */
  readonly phoneRecoversNoSmsUser?: true;
  /** What the source asks of users who chose no second factor. @default none */
  readonly required?: 'sms-or-set-up' | 'set-up';
};

/** An app client as it is described, in a form that can be compared. */
export type ClientLook = {
  readonly clientId: string;
  /** `ExplicitAuthFlows`. */
  readonly flows: readonly string[];
  /** Every other setting by name, as JSON; not when it was created and changed, and of a secret only a digest. */
  readonly settings: Readonly<Record<string, string>>;
};

/** What the scenario of the cutover goes through, in this order. */
export type CutoverStepName =
  | 'deferred'
  | 'cut-over'
  | 'deployed-again'
  | 'repaired'
  | 'rolled-back'
  | 'rolled-back-again'
  | 'held';

export type CutoverStep = {
  readonly step: CutoverStepName;
  /** What was started, with its end in words: `SUCCEEDED in Deferred`. */
  readonly runs: readonly { readonly executionArn: string; readonly ended: string }[];
  /** Afterwards. */
  readonly clients: readonly ClientLook[];
  /** What of both accounts is otherwise than before the step, where somebody looked. */
  readonly changed?: readonly string[];
};

/** Somebody who came by a code: from the mailbox to the sign-in. */
export type ByCode = { readonly sub: string; readonly request: CodeRequest } & Omit<Opening, 'request'>;

/** The cutover and the way back, as clients and accounts saw it. */
export type ObservedCutover = {
  /** The gate on how many must have come; what the others ask for is a matter of time. */
  readonly migratedShare: number;
  /** An operator cut over though a gate was not met. */
  readonly forced: boolean;
  /** Before the first run. */
  readonly before: readonly ClientLook[];
  readonly steps: readonly CutoverStep[];
  /** Shells that were opened before it. */
  readonly opened: readonly ByCode[];
  /** Passwords that were sent after it, of users whom the target had and of others. */
  readonly passwords: readonly Attempt[];
  /** Everybody's sign-in by SRP after it. */
  readonly srp: readonly Attempt[];
  /** Refresh tokens from before it, used after it; undefined words are new tokens. */
  readonly refreshed: readonly { readonly sub: string; readonly refused?: string }[];
  /** Stragglers who came after it by forgot-password. */
  readonly stragglers: readonly ByCode[];
  /** A straggler's password after the rollback. */
  readonly back?: Attempt;
};

export type Observation = {
  readonly scenario: string;
  readonly seed: number;
  /** The source's users as they were before the first sign-in, and as they are at the end. */
  readonly source: { readonly before: readonly UserRecord[]; readonly after: readonly UserRecord[] };
  /** The target's users at the end. */
  readonly target: readonly UserRecord[];
  /** Ledger, audit trail and executions, once nothing runs any more. */
  readonly stored: Stored;
  readonly policies: Policies;
  /** Password sign-ins, in order. */
  readonly attempts: readonly Attempt[];
  /** SRP sign-ins of users who migrated. */
  readonly srp: readonly Attempt[];
  /** Rows of the scenario's table, where it has one. */
  readonly cases?: readonly ObservedCase[];
  /** What the scenario looked at after each thing that an operator does. */
  readonly checks?: readonly Check[];
  /** Actions that the scenario took away from a role: that they were denied is what should come of it. */
  readonly withdrawn?: readonly string[];
  /** Where the scenario had a cutover. */
  readonly cutover?: ObservedCutover;
  /** A sweep was the last thing that the scenario did. */
  readonly swept?: true;
  /** How often each fault was met that the scenario put in place; zero where one was in place for nothing. */
  readonly faults?: Readonly<Record<string, number>>;
  /**
   * The faults were put behind the sign-ins too: executions and sign-ins may fail on the way, as long as nothing of it is
   * left at the end.
   */
  readonly disturbed?: true;
  /** Source `sub` of users whose admission the audit bus was made to refuse: only the reconciliation can tell of it. */
  readonly untold?: readonly string[];
  /** What CloudWatch got, metric by metric. */
  readonly metrics?: readonly Readonly<Record<string, unknown>>[];
  /** Every change of an alarm's state, judged at the end. */
  readonly alarms?: readonly ObservedAlarm[];
  /** What X-Ray got. */
  readonly segments?: readonly Readonly<Record<string, unknown>>[];
  /** When the sign-ins that should migrate ran: their requests to the source are counted per migration. */
  readonly migrations?: { readonly from: string; readonly to: string; readonly count: number };
  readonly requests: readonly ObservedRequest[];
  /** Where the source is, to tell its requests. */
  readonly sourceAccountId: string;
  readonly secrets: readonly { readonly kind: string; readonly where: string }[];
  /** What the app clients of both sides allow; read where sign-ins failed. */
  readonly flows?: { readonly source: readonly string[]; readonly target: readonly string[] };
  readonly durationSeconds: number;
};

/** The attribute of a target user that keeps the source user's `sub`. Design §6. */
export const SOURCE_SUB = 'custom:source_sub';
