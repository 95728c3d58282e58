/** Why the work after the sign-ins makes a run fail: users lost or given up, accounts that differ, executions that failed. Pure. */
import { auditProblems } from '#core/events.ts';
import { type Dossier, differencesOf, dossiersOf, lostOf, NOT_CARRIED } from './disagreements.ts';
import type { Observation } from './observation.ts';
import {
  auditEntries,
  auditTrail,
  type ExecutionEntry,
  executionEntries,
  type LedgerEntry,
  ledgerEntries,
  metricSum,
} from './stored.ts';
import { sweepProblems } from './sweep.ts';
import { frequent, plural, withoutIds } from './words.ts';

/** A cause may be a whole stack trace; the sentence needs what tells the kinds apart. */
const LONGEST_CAUSE = 200;

/** A Lambda's failure reaches the execution as JSON. Developer Guide "Lambda service exceptions", 2026-11. */
const causeText = (cause: string): string => {
  const message = /"errorMessage":"((?:[^"\\]|\\.)*)"/.exec(cause)?.[1] ?? cause;
  return message.length > LONGEST_CAUSE ? `${message.slice(0, LONGEST_CAUSE)}…` : message;
};

const endOf = ({ machine, status, error, cause }: ExecutionEntry): string =>
  withoutIds(
    [`${machine} ended ${status}`, ...(error ? [error] : []), ...(cause ? [causeText(cause)] : [])].join(
      ': ',
    ),
  );

/** Where faults were put behind the sign-ins, executions fail; what may be left of that at the end is judged below. */
const failedExecutions = ({ stored, disturbed }: Observation): string[] => {
  if (disturbed) return [];
  const failed = executionEntries(stored).filter(({ status }) => status !== 'SUCCEEDED');
  return failed.length === 0
    ? []
    : [`${plural(failed.length, 'execution')} did not succeed: ${frequent(failed.map(endOf))}`];
};

const recordWords = (record: LedgerEntry | undefined): string =>
  record
    ? `${record.state}${record.errorCode ? ` (${record.errorCode})` : ''} in the ledger`
    : 'not in the ledger';

const lostUsers = (dossiers: readonly Dossier[]): string[] => {
  const lost = lostOf(dossiers);
  const words = frequent(lost.map(({ record }) => recordWords(record)));
  return lost.length === 0
    ? []
    : [`${plural(lost.length, 'user')} lost, let in and not reconciled at the end: ${words}`];
};

const abandonedUsers = ({ stored }: Observation): string[] => {
  const abandoned = ledgerEntries(stored).filter(({ state }) => state === 'abandoned').length;
  return abandoned === 0 ? [] : [`${plural(abandoned, 'user')} abandoned: Cognito never created them`];
};

const disagreements = (dossiers: readonly Dossier[]): string[] => {
  const differing = dossiers.map(differencesOf).filter((found) => found.length > 0);
  return differing.length === 0
    ? []
    : [
        `ledger, pools and audit trail disagree on ${plural(differing.length, 'user')}: ${frequent(differing.flat())}`,
      ];
};

/** Events that are not what docs/audit-events.md promises to those who read them. */
const wrongEvents = ({ stored }: Observation): string[] => {
  const problems = auditTrail(stored).flatMap(({ type, detail }) => {
    const found = auditProblems(type, detail);
    return found.length === 0 ? [] : [`${type}: ${found.join(', ')}`];
  });
  return problems.length === 0
    ? []
    : [`${plural(problems.length, 'audit event')} not as described: ${frequent(problems)}`];
};

/** Every loss of a second factor is told in the audit trail and counted in a metric that an alarm can watch. */
const uncountedLosses = ({ stored, metrics }: Observation): string[] => {
  if (metrics === undefined) return [];
  const told = auditEntries(stored).filter(({ secondFactor }) => secondFactor === NOT_CARRIED);
  const users = new Set(told.map(({ sourceSub }) => sourceSub)).size;
  const counted = metricSum(metrics, 'SecondFactorNotCarried');
  return counted >= users
    ? []
    : [
        `${plural(users, 'user')} without a second factor in the audit trail, and ${counted} in the metric SecondFactorNotCarried`,
      ];
};

/** Causes before consequences; empty when everybody who was let in is reconciled and everything agrees. */
export const reasonsAfterSignIns = (observation: Observation): readonly string[] => {
  const dossiers = dossiersOf(observation);
  return [
    ...failedExecutions(observation),
    ...abandonedUsers(observation),
    ...lostUsers(dossiers),
    ...disagreements(dossiers),
    ...sweepProblems(observation),
    ...wrongEvents(observation),
    ...uncountedLosses(observation),
  ];
};
