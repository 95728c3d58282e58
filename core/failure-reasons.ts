/** Every reason for which an attempt fails, in words, for the dashboard and the runbook: the values of the dimension `Reason`. */
import type { FailureReason } from './migration-outcome.ts';

export const FAILURE_REASONS: Readonly<Record<FailureReason, string>> = {
  throttled: 'source throttled',
  'source-unavailable': 'source answered 5xx',
  'connection-lost': 'connection lost',
  'role-refused': 'role refused',
  'source-misconfigured': 'source not as configured',
  deadline: 'out of time',
  'unsupported-answer': 'unknown answer of the source',
  'evidence-disagrees': 'answers disagree',
  'unknown-status': 'unknown user status',
  'attributes-refused': 'attributes refused',
  'alias-taken': 'alias taken',
  'malformed-event': 'malformed event',
  misconfigured: 'Lambda not as configured',
  unexpected: 'unexpected',
};
