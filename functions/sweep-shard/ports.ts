/** What a sweep needs of the world. The adapters are chosen in `handler.ts`; tests bring their own. */
import type { TargetUser } from '#core/drift.ts';
import type { AuditEvent } from '#core/events.ts';
import type { LedgerRecord } from '#core/ledger.ts';
import type { ListedUser } from '#core/listed-user.ts';
import type { ShardProgress } from '#core/shard-progress.ts';
import type { UserRead } from '#core/source-evidence.ts';

export type PageRequest = { readonly prefix: string; readonly token?: string | undefined };

export type Page =
  | { readonly kind: 'page'; readonly users: readonly ListedUser[]; readonly next?: string }
  | { readonly kind: 'token-expired' };

type Found = LedgerRecord | 'unreadable';

/** Rejects with `SourceUnavailable`; single users are evidence. */
export type SourcePort = {
  readonly listPage: (request: PageRequest, signal: AbortSignal) => Promise<Page>;
  readonly readUser: (sub: string, signal: AbortSignal) => Promise<UserRead>;
};

/** Rejects with `TargetUnavailable` or `TargetRefused`. */
export type TargetPort = {
  readonly listPage: (request: PageRequest, signal: AbortSignal) => Promise<Page>;
  /** By username, `sub` or alias. */
  readonly readUser: (name: string, signal: AbortSignal) => Promise<TargetUser | undefined>;
  readonly deleteUser: (username: string, signal: AbortSignal) => Promise<void>;
  readonly createUser: (
    username: string,
    attributes: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ) => Promise<
    { readonly kind: 'created'; readonly username: string; readonly sub: string } | { readonly kind: 'taken' }
  >;
  readonly closeWithPassword: (username: string, signal: AbortSignal) => Promise<void>;
};

type About = { readonly sourceSub: string; readonly now: number };

/** Rejects with `LedgerUnavailable`. Writes answer false where the record does not allow them any more. */
export type LedgerPort = {
  readonly lookUp: (
    sourceSubs: readonly string[],
    signal: AbortSignal,
  ) => Promise<ReadonlyMap<string, Found | undefined>>;
  readonly givenUp: (
    after: string,
    signal: AbortSignal,
  ) => Promise<{
    readonly records: readonly { readonly key: string; readonly record: Found | undefined }[];
    readonly next: string | undefined;
  }>;
  readonly recordRemoved: (
    about: About & { readonly targetSub: string },
    signal: AbortSignal,
  ) => Promise<boolean>;
  readonly recordImporting: (about: About, signal: AbortSignal) => Promise<boolean>;
  readonly recordImported: (
    about: About & { readonly targetSub: string },
    signal: AbortSignal,
  ) => Promise<boolean>;
};

/** Rejects with `LedgerUnavailable` or `SweepInconsistent`. */
export type ShardsPort = {
  readonly readShard: (key: string, signal: AbortSignal) => Promise<ShardProgress | undefined>;
  readonly writeShard: (
    key: string,
    progress: ShardProgress,
    now: number,
    signal: AbortSignal,
  ) => Promise<void>;
};

export type Clock = {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Rejects when the signal aborts. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
};

export type SweepShardPorts = {
  readonly source: SourcePort;
  readonly target: TargetPort;
  readonly ledger: LedgerPort;
  readonly shards: ShardsPort;
  /** Rejects with `ReportUnavailable`. */
  readonly reports: { readonly putCsv: (key: string, csv: string, signal: AbortSignal) => Promise<void> };
  /** Rejects with `WorkflowUnavailable`. */
  readonly workflow: {
    readonly startReconciliation: (
      request: { readonly sourceSub: string },
      signal: AbortSignal,
    ) => Promise<void>;
  };
  /** Rejects with `AuditUnavailable`. */
  readonly audit: { readonly put: (event: AuditEvent, signal: AbortSignal) => Promise<void> };
  readonly clock: Clock;
};
