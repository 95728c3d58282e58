/** The report as people read it on a terminal. Pure. */
import { Table } from 'console-table-printer';
import type { Observation } from './observation.ts';
import type { Report } from './report.ts';
import { executionEntries, ledgerEntries, notAppliedNames } from './stored.ts';
import { tally } from './words.ts';

const byState = ({ byState }: Report): string => {
  const table = new Table({ shouldDisableColors: true, defaultColumnOptions: { alignment: 'right' } });
  for (const row of byState)
    table.addRow({
      status: row.status,
      enabled: row.enabled ? 'yes' : 'no',
      'second factors': row.mfa.join(' + ') || '-',
      users: row.users,
      migrated: row.migrated,
      'reset required': row.resetRequired,
      rejected: row.rejected,
      failed: row.failed,
    });
  return table.render();
};

const rejections = ({ rejectedBy }: Report): string =>
  Object.entries(rejectedBy)
    .filter(([, count]) => count > 0)
    .map(([reason, count]) => `${count} ${reason}`)
    .join(', ');

const latency = ({ latencyMs }: Report): string =>
  latencyMs ? `p50 ${latencyMs.p50} ms, p95 ${latencyMs.p95} ms, p99 ${latencyMs.p99} ms` : 'nobody migrated';

/** `2 failed, 1 pending`. */
const inWords = (texts: readonly string[]): string =>
  Object.entries(tally(texts))
    .map(([text, count]) => `${count} ${text}`)
    .join(', ') || 'none';

/** What reconcile-user should have applied and could not, such as groups that the target pool lacks. */
const notApplied = ({ stored }: Pick<Observation, 'stored'>): string[] => {
  const names = notAppliedNames(stored);
  return names.length === 0 ? [] : [`Not applied by a reconciliation: ${inWords(names)}.`];
};

/** The table of states and the lines below it; the reasons of a failed run are not in it. */
export const reportText = (report: Report, { srp, stored }: Pick<Observation, 'srp' | 'stored'>): string => {
  const { signIns } = report;
  const srpOk = srp.filter(({ answer }) => answer.status === 'ok').length;
  const executions = executionEntries(stored).map(({ status }) => status.toLowerCase());
  const records = ledgerEntries(stored).map(({ state }) => state);
  return [
    byState(report),
    `Sign-ins of users new to the target: ${signIns.attempted}: ${signIns.migrated} migrated, ${signIns.resetRequired} reset-required, ${signIns.rejected} rejected, ${signIns.failed} failed.`,
    `Rejected: ${rejections(report) || 'nobody'}.`,
    `SRP sign-ins of migrated users: ${srpOk} of ${srp.length}.`,
    `A migrating sign-in took ${latency(report)}; requests to the source per migration: ${report.sourceRequestsPerMigration ?? 'none'}.`,
    `Executions after the sign-ins: ${inWords(executions)}. Ledger: ${inWords(records)}. Audit events: ${report.audit.events}.`,
    ...notApplied({ stored }),
    `Lost: ${report.lost}. Abandoned: ${report.abandoned}. Users on whom ledger, pools and audit trail differ: ${report.disagreements}.`,
    `Wrong passwords accepted: ${report.wrongPasswordsAccepted}. Second factors lost: ${report.secondFactorsLost}. Disabled users revived: ${report.disabledRevived}.`,
    `Secrets found in what was written: ${report.secretsFound}. Requests denied: ${report.denied}.`,
    `Took ${report.durationSeconds} s.`,
  ].join('\n');
};
