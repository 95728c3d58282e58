/**
 * The alarms of a migration: what they are called, and where the runbook says what to do. Which metric sets one off is
 * wired in the CDK app; which fault sets off which of them is a table of docs/runbook.md.
 */

/** By id, the anchor of the chapter in docs/runbook.md. */
export const ALARM_CHAPTERS = {
  FailureShare: 'sign-ins-fail',
  Latency: 'sign-ins-fail',
  TriggerErrors: 'the-trigger-crashes-or-is-throttled',
  TriggerThrottles: 'the-trigger-crashes-or-is-throttled',
  SourceAuthFailed: 'the-role-in-account-a-is-refused',
  WorkflowStartFailed: 'users-are-let-in-and-not-reconciled',
  ReconcileFailed: 'users-are-let-in-and-not-reconciled',
  Abandoned: 'cognito-did-not-create-a-user',
  RejectionSpike: 'many-rejections',
  TriggerMissing: 'when-the-trigger-is-missing',
  PhaseMismatch: 'when-configuration-and-ledger-disagree',
  SweepFailed: 'a-sweep-failed',
  CutoverFailed: 'the-cutover-failed',
  Undelivered: 'a-schedule-could-not-start-its-machine',
  AuditFailed: 'the-audit-trail-has-gaps',
} as const;

export type AlarmId = keyof typeof ALARM_CHAPTERS;

export const ALARM_IDS = Object.keys(ALARM_CHAPTERS) as readonly AlarmId[];

/**
 * `SourceAuthFailed` as `<prefix>-source-auth-failed`.
 * @param prefix `name` of the configuration
 */
export const alarmName = (prefix: string, id: AlarmId): string =>
  `${prefix}${id.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
