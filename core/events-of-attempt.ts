/** What the audit trail says of one attempt at the trigger. Pure; the outcome is the only thing that decides. */
import { AUDIT_VERSION, type AuditEvent, type OfAttempt } from './events.ts';
import type { MigrationOutcome } from './migration-outcome.ts';

export type AttemptCircumstances = {
  readonly trigger: OfAttempt['trigger'];
  /** When it was decided, in milliseconds since the epoch. */
  readonly at: number;
  readonly traceId: string | undefined;
  /** The ledger was to be asked and did not answer. */
  readonly ledgerUnreachable: boolean;
};

/** The one event of an attempt: every outcome has one. */
export const eventOfAttempt = (
  outcome: MigrationOutcome,
  { trigger, at, traceId, ledgerUnreachable }: AttemptCircumstances,
): AuditEvent => {
  const { sourceSub } = outcome;
  const always: OfAttempt = {
    version: AUDIT_VERSION,
    at: new Date(at).toISOString(),
    trigger,
    ...(sourceSub === undefined ? {} : { sourceSub }),
    ...(traceId === undefined ? {} : { traceId }),
  };
  switch (outcome.kind) {
    case 'migrated':
    case 'reset-required': {
      const detail = {
        ...always,
        sourceSub: outcome.sourceSub,
        secondFactor: outcome.secondFactor,
        ...(ledgerUnreachable ? { ledger: 'unreachable' as const } : {}),
      };
      return { type: outcome.kind === 'migrated' ? 'UserMigrated' : 'UserResetRequired', detail };
    }
    case 'rejected':
      return { type: 'UserRejected', detail: { ...always, reason: outcome.reason } };
    case 'failed': {
      const { reason, refusedAttributes } = outcome;
      const refused = refusedAttributes === undefined ? {} : { refusedAttributes };
      return { type: 'UserMigrationFailed', detail: { ...always, reason, ...refused } };
    }
  }
};
