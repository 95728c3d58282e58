/** What a reconciliation needs of the world. The adapters are chosen in `handler.ts`; tests bring their own. */
import type { CarriedMfa, TargetUser } from '#core/drift.ts';
import type { TargetGroup } from '#core/groups.ts';
import type { LedgerRecord } from '#core/ledger.ts';
import type { UserRead } from '#core/source-evidence.ts';

/** Rejects with `TargetUnavailable` or `TargetRefused`. */
export type TargetPort = {
  /** By username, `sub` or alias. */
  readonly readUser: (name: string, signal: AbortSignal) => Promise<TargetUser | undefined>;
  readonly listGroups: (username: string, signal: AbortSignal) => Promise<readonly string[]>;
  readonly readGroup: (name: string, signal: AbortSignal) => Promise<TargetGroup | undefined>;
  readonly updateAttributes: (
    username: string,
    attributes: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ) => Promise<void>;
  readonly addToGroup: (username: string, group: string, signal: AbortSignal) => Promise<void>;
  readonly removeAttributes: (
    username: string,
    names: readonly string[],
    signal: AbortSignal,
  ) => Promise<void>;
  /** Switches the factors on; the first becomes the preferred one. */
  readonly preferFactors: (
    username: string,
    factors: readonly CarriedMfa[],
    signal: AbortSignal,
  ) => Promise<void>;
  readonly disable: (username: string, signal: AbortSignal) => Promise<void>;
};

export type ReconcileUserPorts = {
  readonly source: {
    /** By `sub`. Answers with evidence. */
    readonly readUser: (sub: string, signal: AbortSignal) => Promise<UserRead>;
  };
  readonly target: TargetPort;
  readonly ledger: {
    /** Rejects with `LedgerUnavailable` or `LedgerRecordInvalid`. */
    readonly lookUp: (sourceSub: string, signal: AbortSignal) => Promise<LedgerRecord | undefined>;
  };
  /** Milliseconds since the epoch. */
  readonly clock: { readonly now: () => number };
};
