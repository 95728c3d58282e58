/**
 * What the audit trail is counted by. Lambdas count the rest themselves, as it happens; docs/metrics.md lists all of it.
 * Never a person in a name, a dimension or a value.
 */
import type { AuditEventType } from './events.ts';

/** CloudWatch namespace of every metric of ours. */
export const METRIC_NAMESPACE = 'CognitoMigration';

/**
 * The metric that each of these events adds 1 to. An execution that gives a user up, or a cutover, is no Lambda's doing:
 * the audit log is where it is known for good, so it is counted there. Without dimensions.
 *
 * The others are counted elsewhere: attempts by migrate-user, open gates, a missing trigger and a wrong phase by
 * assess-cutover, with their zeros; sweeps by Step Functions.
 */
export const COUNTED_EVENTS = {
  UserReconciled: 'Reconciled',
  UserReconciliationFailed: 'ReconcileFailed',
  UserAbandoned: 'Abandoned',
  ShellRemoved: 'ShellRemoved',
  UserImported: 'UserImported',
  CutoverCompleted: 'CutoverCompleted',
  CutoverFailed: 'CutoverFailed',
  DriftRepaired: 'DriftRepaired',
  CutoverRolledBack: 'CutoverRolledBack',
} as const satisfies Partial<Record<AuditEventType, string>>;
