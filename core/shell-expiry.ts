/**
 * Which shells the sweep may delete. Anybody can start a forgot-password for a known login, and a shell no longer
 * migrates by password; so a shell that nobody finished must not stand in its owner's way for longer than this.
 */
import { accountState } from './account-state.ts';
import type { LedgerOrigin } from './ledger.ts';
import type { SourceUser } from './source-evidence.ts';

// Forgot-password codes are valid for one hour (Developer Guide "Quotas", 2026-11), so a day leaves nobody in the middle.
export const SHELL_LIFETIME_MS = 24 * 60 * 60 * 1000;

export type ShellCandidate = {
  readonly phase: 'migrating' | 'srp-only';
  /** `UserStatus` of the target user. */
  readonly targetStatus: string;
  /** Milliseconds since the epoch: the target user's creation. */
  readonly createdAt: number;
  /** The same, of its last change; absent where the target did not say. */
  readonly changedAt?: number;
  /** From the target's `custom:source_sub`; a user without it is none of ours. */
  readonly sourceSub: string | undefined;
  /** From the ledger; absent when it has no record yet. */
  readonly origin: LedgerOrigin | undefined;
  /** The user behind the shell, read just now; absent when the source no longer has it. */
  readonly source: Pick<SourceUser, 'sub' | 'enabled' | 'status'> | undefined;
};

export type ShellVerdict =
  | { readonly delete: true }
  | {
      readonly delete: false;
      readonly reason:
        | 'not-migrating'
        | 'not-a-shell'
        | 'too-young'
        | 'in-use'
        | 'source-user-gone'
        | 'source-cannot-sign-in';
    };

const keep = (reason: Extract<ShellVerdict, { delete: false }>['reason']): ShellVerdict => ({
  delete: false,
  reason,
});

/**
 * A user who has a password in the target is never a shell, whatever the ledger says; nor is one who came with a
 * password, or was imported, and was reset by an administrator since.
 */
const isShell = ({ targetStatus, sourceSub, origin }: ShellCandidate): boolean =>
  targetStatus === 'RESET_REQUIRED' &&
  sourceSub !== undefined &&
  (origin === undefined || origin === 'reset-required');

/** Opened, lived in, and reset by an administrator: not to be told from a shell but by the time of its last change. */
const isLivedIn = ({ createdAt, changedAt = createdAt }: ShellCandidate): boolean =>
  changedAt - createdAt > SHELL_LIFETIME_MS;

/** What target and ledger alone say: whether it is worth asking the source about. */
export const isOverdueShell = (candidate: Omit<ShellCandidate, 'source'>, now: number): boolean =>
  firstObjection({ ...candidate, source: undefined }, now) === undefined;

const firstObjection = (candidate: ShellCandidate, now: number) => {
  if (candidate.phase !== 'migrating') return keep('not-migrating');
  if (!isShell(candidate)) return keep('not-a-shell');
  if (now - candidate.createdAt <= SHELL_LIFETIME_MS) return keep('too-young');
  return isLivedIn(candidate) ? keep('in-use') : undefined;
};

/** Deletes only what the source can bring back: an enabled, confirmed source user who can still sign in by password. */
export const judgeShell = (candidate: ShellCandidate, now: number): ShellVerdict => {
  const objection = firstObjection(candidate, now);
  if (objection !== undefined) return objection;
  const { sourceSub, source } = candidate;
  if (source === undefined || source.sub !== sourceSub) return keep('source-user-gone');
  return accountState(source) === 'active' ? { delete: true } : keep('source-cannot-sign-in');
};
