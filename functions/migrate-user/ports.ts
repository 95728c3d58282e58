/** What the orchestration needs of the world. The adapters are chosen in `handler.ts`; tests bring their own. */
import type { TargetUser } from '#core/drift.ts';
import type { AuditEvent } from '#core/events.ts';
import type { SeenInTarget } from '#core/resurrection.ts';
import type { PasswordCheck, SearchedAttribute, UserRead, UserSearch } from '#core/source-evidence.ts';
import type { AttemptTelemetry } from '../_runtime/attempt-telemetry.ts';

/** The source account. Answers with evidence; a method that throws ends the attempt as `unexpected`. */
export type SourcePort = {
  readonly checkPassword: (login: string, password: string, signal: AbortSignal) => Promise<PasswordCheck>;
  readonly readUser: (login: string, signal: AbortSignal) => Promise<UserRead>;
  readonly findUsers: (name: SearchedAttribute, value: string, signal: AbortSignal) => Promise<UserSearch>;
  readonly listGroups: (login: string, signal: AbortSignal) => Promise<readonly string[] | undefined>;
};

export type LedgerPort = {
  /** The record of a source user, if there is one. Rejects when the ledger cannot be reached. */
  readonly lookUp: (sourceSub: string, signal: AbortSignal) => Promise<SeenInTarget | undefined>;
};

export type TargetPort = {
  /** The user whom this pool finds under a username or an alias. Rejects when the pool cannot be asked. */
  readonly readUser: (
    userPoolId: string,
    name: string,
    signal: AbortSignal,
  ) => Promise<Pick<TargetUser, 'username' | 'attributes'> | undefined>;
};

/** Input of the `reconcile` task: ids and group names only. */
export type ReconciliationRequest = { readonly sourceSub: string; readonly groups?: readonly string[] };

export type WorkflowPort = {
  /** Resolves once the execution was accepted. */
  readonly startReconciliation: (request: ReconciliationRequest, signal: AbortSignal) => Promise<void>;
};

export type AuditPort = {
  /** Resolves once the event was taken. */
  readonly put: (event: AuditEvent, signal: AbortSignal) => Promise<void>;
};

export type MigrateUserPorts = {
  readonly source: SourcePort;
  /** Absent until there is a ledger. */
  readonly ledger?: LedgerPort;
  /** Absent where people sign in by username alone. */
  readonly target?: TargetPort;
  /** Absent until there is a state machine. */
  readonly workflow?: WorkflowPort;
  /** Absent until there is an audit trail. */
  readonly audit?: AuditPort;
  readonly telemetry: AttemptTelemetry;
  /** Of the running invocation, where it is traced. */
  readonly traceId?: () => string | undefined;
  /** `monotonic` measures latency, `now` is milliseconds since the epoch. */
  readonly clock: { readonly now: () => number; readonly monotonic: () => number };
};
