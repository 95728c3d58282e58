/** The report as people read it on a terminal. Pure. */
import { Table } from 'console-table-printer';
import type { Report } from './report.ts';

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

/** The table of states and the lines below it; the reasons of a failed run are not in it. */
export const reportText = (report: Report, srp: { readonly done: number; readonly ok: number }): string => {
  const { signIns } = report;
  return [
    byState(report),
    `Sign-ins of users new to the target: ${signIns.attempted}: ${signIns.migrated} migrated, ${signIns.resetRequired} reset-required, ${signIns.rejected} rejected, ${signIns.failed} failed.`,
    `Rejected: ${rejections(report) || 'nobody'}.`,
    `SRP sign-ins of migrated users: ${srp.ok} of ${srp.done}.`,
    `A migrating sign-in took ${latency(report)}; requests to the source per migration: ${report.sourceRequestsPerMigration ?? 'none'}.`,
    `Wrong passwords accepted: ${report.wrongPasswordsAccepted}. Second factors lost: ${report.secondFactorsLost}. Disabled users revived: ${report.disabledRevived}.`,
    `Secrets found in what was written: ${report.secretsFound}. Requests denied: ${report.denied}.`,
    `Took ${report.durationSeconds} s.`,
  ].join('\n');
};
