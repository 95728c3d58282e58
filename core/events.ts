/**
 * The audit trail: what each event says, as types and as a description that is checked and printed
 * (docs/audit-events.md). Ids, names and reasons; never a login, an attribute value, a password or a token.
 */
import {
  type EventDescription,
  EXECUTION_FIELDS,
  isObject,
  VERSION_FIELD,
  wrongField,
} from './event-fields.ts';
import { CUTOVER_EVENTS, type CutoverDetails } from './events-of-cutover.ts';
import type { FailureReason, RejectionReason } from './migration-outcome.ts';
import type { Changed, Reconciliation } from './reconciliation.ts';
import type { SweepTotals } from './sweep-counts.ts';
import { type RetryTotals, SWEEP_TASKS, type SweepTask } from './sweep-input.ts';

/** `Source` of every event. */
export const AUDIT_SOURCE = 'cognito-migration';

/** Of the details below. A field may be added without a new one; none changes its meaning or goes. */
export const AUDIT_VERSION = 1 as const;

/** In every event. `at`: ISO 8601; for an event of an execution, when that started. */
type Always = { readonly version: typeof AUDIT_VERSION; readonly at: string };

/** In every event of the trigger. */
export type OfAttempt = Always & {
  readonly trigger: 'sign-in' | 'forgot-password' | 'unknown';
  readonly sourceSub?: string;
  readonly traceId?: string;
};

type Admission = OfAttempt & {
  readonly sourceSub: string;
  readonly secondFactor: 'none' | 'kept' | 'not-carried';
  /** The ledger could not be asked whether the user had been there before. */
  readonly ledger?: 'unreachable';
};

/** In every event of an execution about one user. */
type OfExecution = Always & { readonly executionId: string; readonly sourceSub: string };

export type AuditDetails = {
  readonly UserMigrated: Admission;
  readonly UserResetRequired: Admission;
  readonly UserRejected: OfAttempt & { readonly reason: RejectionReason };
  readonly UserMigrationFailed: OfAttempt & {
    readonly reason: FailureReason;
    readonly refusedAttributes?: readonly string[];
  };
  readonly UserReconciled: OfExecution &
    Pick<
      Reconciliation,
      'targetSub' | 'origin' | 'secondFactor' | 'notApplied' | 'groups' | 'disabledAtSource'
    > & {
      readonly changed: Changed;
      readonly traceId?: string;
    };
  readonly UserReconciliationFailed: OfExecution & { readonly reason: string };
  readonly UserAbandoned: OfExecution & { readonly reason: string };
  readonly ShellRemoved: OfExecution & { readonly targetSub: string };
  readonly UserImported: OfExecution & { readonly targetSub: string };
  readonly SweepFinished: Omit<OfExecution, 'sourceSub'> & {
    readonly task: SweepTask;
    readonly totals: SweepTotals | RetryTotals;
  };
} & CutoverDetails;

export type AuditEventType = keyof AuditDetails;

/** One event before it is put on the bus. */
export type AuditEvent = {
  readonly [Type in AuditEventType]: { readonly type: Type; readonly detail: AuditDetails[Type] };
}[AuditEventType];

const SUB = { kind: 'text', says: '`sub` of the user in the source pool' } as const;

const TARGET_SUB = { kind: 'text', says: '`sub` of the user in the target pool' } as const;

const OF_ATTEMPT = {
  version: VERSION_FIELD,
  at: { kind: 'time', says: 'when the trigger had decided' },
  trigger: {
    kind: 'text',
    oneOf: ['sign-in', 'forgot-password', 'unknown'],
    says: 'what the user did',
  },
  traceId: { kind: 'text', optional: true, says: 'trace of the attempt in X-Ray' },
} as const;

const ADMISSION = {
  ...OF_ATTEMPT,
  sourceSub: SUB,
  secondFactor: {
    kind: 'text',
    oneOf: ['none', 'kept', 'not-carried'],
    says: 'what became of the second factor; `not-carried` is a loss, by the configured policy',
  },
  ledger: {
    kind: 'text',
    optional: true,
    oneOf: ['unreachable'],
    says: 'the ledger could not be asked whether the user had been in the target before',
  },
} as const;

const OF_EXECUTION = {
  ...EXECUTION_FIELDS,
  sourceSub: SUB,
} as const;

const KNOWN_SUB = { ...SUB, optional: true, says: `${SUB.says}, where the source knows the login` } as const;

/** What stands in docs/audit-events.md, in the order of a user's way. */
export const AUDIT_EVENTS: {
  readonly [Type in AuditEventType]: EventDescription<AuditDetails[Type]>;
} = {
  UserMigrated: {
    when: 'The trigger asked Cognito to create the user with the password that was typed.',
    fields: ADMISSION,
  },
  UserResetRequired: {
    when: 'The trigger asked Cognito to create the user without a password; the user proves an e-mail or phone first.',
    fields: ADMISSION,
  },
  UserRejected: {
    when: "Nobody was let in, for the user's own reasons.",
    fields: {
      ...OF_ATTEMPT,
      sourceSub: KNOWN_SUB,
      reason: { kind: 'text', says: 'why, as in the log: `wrong-password`, `unknown`, `disabled` …' },
    },
  },
  UserMigrationFailed: {
    when: 'Nobody was let in, for reasons of ours.',
    fields: {
      ...OF_ATTEMPT,
      sourceSub: KNOWN_SUB,
      reason: {
        kind: 'text',
        says: 'why, as in the log: `throttled`, `deadline`, `role-refused`, `alias-taken` …',
      },
      refusedAttributes: {
        kind: 'names',
        optional: true,
        says: 'attributes that the target would refuse, with the reason `attributes-refused`; or that somebody else in the target has, with `alias-taken`',
      },
    },
  },
  UserReconciled: {
    when: 'The user was found in the target and is as the migration meant it. Told before the ledger says `reconciled`, so a user of whom it says so was told of.',
    fields: {
      ...OF_EXECUTION,
      targetSub: TARGET_SUB,
      origin: {
        kind: 'text',
        oneOf: ['migrated', 'reset-required', 'imported'],
        says: 'how the user came to the target',
      },
      secondFactor: {
        kind: 'text',
        optional: true,
        oneOf: ['none', 'kept', 'not-carried'],
        says: 'what became of the second factors that the user has in the source, as both pools show it',
      },
      changed: {
        kind: 'names by kind',
        says: 'what this run wrote: `attributes`, `groups`, `mfa`, `account`; all empty where nothing was missing',
      },
      notApplied: {
        kind: 'names by kind',
        says: 'what ought to have been written and could not be: `attributes`, `groups`',
      },
      groups: { kind: 'names', says: 'target groups the user was ever put into by the migration' },
      disabledAtSource: { kind: 'flag', says: 'the user is disabled in the source' },
      traceId: {
        kind: 'text',
        optional: true,
        says: 'trace of the execution in X-Ray: that of the attempt, where the attempt started it; `none` where tracing is switched off',
      },
    },
  },
  UserReconciliationFailed: {
    when: 'The execution gave up after its retries; the ledger record has the same reason, unless the user had been reconciled before.',
    fields: {
      ...OF_EXECUTION,
      reason: { kind: 'text', says: 'name of the error: `SourceUnavailable`, `TargetUserMismatch` …' },
    },
  },
  UserAbandoned: {
    when: 'Cognito never created the user that the trigger returned.',
    fields: { ...OF_EXECUTION, reason: { kind: 'text', says: '`TargetUserNotFound`' } },
  },
  ShellRemoved: {
    when: 'A user of the target who never set a password is deleted after a day, so that the password of the source counts again.',
    fields: { ...OF_EXECUTION, targetSub: { ...TARGET_SUB, says: `${TARGET_SUB.says}, which is gone now` } },
  },
  UserImported: {
    when: 'A straggler was created in the target with a password that nobody knows. The user comes in by forgot-password, no longer migrates by password, and a rollback no longer covers this user.',
    fields: { ...OF_EXECUTION, targetSub: TARGET_SUB },
  },
  SweepFinished: {
    when: 'A sweep has gone through everything. Its totals add up: every user stands in exactly one place of its side.',
    fields: {
      ...EXECUTION_FIELDS,
      task: { kind: 'text', oneOf: SWEEP_TASKS, says: 'what it was started for' },
      totals: {
        kind: 'counts',
        says: '`source`: users, records by origin and state, stragglers by state and reason; `target`: users by place; of `retryFailed` only what was started',
      },
    },
  },
  ...CUTOVER_EVENTS,
};

/**
 * Every way in which a detail is not what is described, in words without values; empty when all is well.
 * @param detail parsed `Detail` of an event
 */
export const auditProblems = (type: string, detail: unknown): readonly string[] => {
  const events: Readonly<Record<string, EventDescription<Record<string, unknown>>>> = AUDIT_EVENTS;
  const fields = Object.hasOwn(events, type) ? events[type]?.fields : undefined;
  if (fields === undefined) return [`${type} is no audit event`];
  if (!isObject(detail)) return ['the detail is not an object'];
  const unknown = Object.keys(detail).filter((name) => !Object.hasOwn(fields, name));
  return [
    ...Object.entries(fields).flatMap(([name, field]) => wrongField(name, detail[name], field)),
    ...(detail.version === AUDIT_VERSION ? [] : [`version is not ${AUDIT_VERSION}`]),
    ...unknown.map((name) => `${name} is not described`),
  ];
};
