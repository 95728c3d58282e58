/** docs/runbook.md "Which alarm means what": what each fault sets off, all of it and nothing else; a test compares the two. */
import type { AlarmId } from '#core/alarms.ts';

/** In the order in which they are played: first what users meet, last what takes days. */
export const ROWS = {
  'source-throttled': ['FailureShare'],
  'source-errors': ['FailureShare'],
  'source-hangs': ['FailureShare', 'Latency'],
  'source-slow': ['Latency'],
  'one-failure': [],
  'role-refused': ['FailureShare', 'SourceAuthFailed'],
  'trigger-crashes': ['TriggerErrors'],
  'trigger-throttled': ['TriggerThrottles'],
  'credential-stuffing': ['RejectionSpike'],
  'start-refused': ['WorkflowStartFailed'],
  'reconcile-killed-once': [],
  'target-throttled': ['ReconcileFailed'],
  'ledger-down': ['ReconcileFailed'],
  'user-not-created': ['Abandoned'],
  'audit-untold': ['AuditFailed'],
  'audit-bus-down': ['AuditFailed', 'ReconcileFailed'],
  'audit-log-closed': ['AuditFailed'],
  'audit-replayed': [],
  'sweep-child-fails': ['SweepFailed'],
  'schedule-refused': ['Undelivered'],
  'trigger-missing': ['TriggerMissing'],
  'client-refuses': ['CutoverFailed'],
  'phase-not-deployed': ['PhaseMismatch'],
} as const satisfies Readonly<Record<string, readonly AlarmId[]>>;

export type FaultId = keyof typeof ROWS;

export const FAULT_IDS = Object.keys(ROWS) as readonly FaultId[];
