/** What a change of auth flows needs of the world. The adapters are chosen in `handler.ts`; tests bring their own. */
import type { AppClientDescription } from '#core/auth-flows.ts';
import type { CutoverClientRecord, CutoverState } from '#core/cutover-state.ts';

export type ClientWrite =
  /** `description`: what Cognito says that it wrote. */
  | { readonly kind: 'written'; readonly description: AppClientDescription }
  /** Throttled, or in conflict with another update: nothing was written. */
  | { readonly kind: 'busy'; readonly awsError: string }
  /** It may have been written all the same. */
  | { readonly kind: 'unanswered'; readonly awsError: string }
  | { readonly kind: 'gone' };

/** Rejects with `TargetUnavailable` or `TargetRefused`. */
export type ClientsPort = {
  /** Without the client's secret. */
  readonly readClient: (clientId: string, signal: AbortSignal) => Promise<AppClientDescription | undefined>;
  /** Sent once. */
  readonly writeClient: (
    clientId: string,
    update: AppClientDescription,
    signal: AbortSignal,
  ) => Promise<ClientWrite>;
};

/** Rejects with `LedgerUnavailable` or `LedgerRecordInvalid`. */
export type RecordsPort = {
  readonly readState: (signal: AbortSignal) => Promise<CutoverState>;
  readonly readClientRecord: (
    clientId: string,
    signal: AbortSignal,
  ) => Promise<CutoverClientRecord | undefined>;
  /** Leaves a record that is there as it is: the first flows are those that a rollback puts back. */
  readonly keepClientRecord: (record: CutoverClientRecord, signal: AbortSignal) => Promise<void>;
  readonly forgetClientRecord: (clientId: string, signal: AbortSignal) => Promise<void>;
};

export type SwitchAuthFlowPorts = {
  readonly clients: ClientsPort;
  readonly records: RecordsPort;
  readonly clock: {
    /** Rejects when the signal aborts. */
    readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
    /** From 0 up to 1. */
    readonly random: () => number;
  };
};
