/** The report as people read it on a terminal. Pure. */
import { Table } from 'console-table-printer';
import { alarmWords } from './alarms.ts';
import { caseRows } from './cases.ts';
import type { Check } from './checks.ts';
import type { Observation, ObservedCase } from './observation.ts';
import type { Report } from './report.ts';
import { executionEntries, ledgerEntries, notAppliedNames } from './stored.ts';
import { sweepWords } from './sweep.ts';
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

/** Who could sign in by SRP after the cutover, and why the others could not. */
const afterCutover = ({ byState }: Report): string => {
  const table = new Table({
    shouldDisableColors: true,
    columns: [
      { name: 'status', alignment: 'right' },
      { name: 'enabled', alignment: 'right' },
      { name: 'second factors', alignment: 'right' },
      { name: 'users', alignment: 'right' },
      { name: 'by SRP after the cutover', alignment: 'right' },
      { name: 'could not, and why', alignment: 'left' },
    ],
  });
  for (const { status, enabled, mfa, users, afterCutover } of byState)
    table.addRow({
      status,
      enabled: enabled ? 'yes' : 'no',
      'second factors': mfa.join(' + ') || '-',
      users,
      'by SRP after the cutover': afterCutover?.signedIn ?? 0,
      'could not, and why': countWords(afterCutover?.refused ?? {}),
    });
  return table.render();
};

/** `2 disabled, 1 federated`. */
const countWords = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([reason, count]) => `${count} ${reason}`)
    .join(', ');

/** Characters of the columns that hold sentences. */
const SENTENCE = { alignment: 'left', maxLen: 46 } as const;

/** The rows of a scenario's own table. */
const casesTable = (cases: readonly ObservedCase[]): string => {
  const table = new Table({
    shouldDisableColors: true,
    columns: [
      { name: 'case', ...SENTENCE },
      { name: 'evidence', ...SENTENCE },
      { name: 'expected', alignment: 'left' },
      { name: 'outcome', alignment: 'left', maxLen: 16 },
      { name: 'what the client saw', ...SENTENCE, maxLen: 60 },
    ],
    rowSeparator: true,
  });
  for (const [index, row] of caseRows(cases).entries())
    table.addRow({
      case: row.case,
      evidence: cases[index]?.evidence ?? '',
      expected: row.expected,
      outcome: row.outcome,
      'what the client saw': row.client,
    });
  return table.render();
};

/** What an operator looked at, and whether it was as the runbook says. */
const checksTable = (checks: readonly Check[]): string => {
  const table = new Table({
    shouldDisableColors: true,
    columns: [
      { name: 'looked at', alignment: 'left', maxLen: 80 },
      { name: 'seen', alignment: 'left', maxLen: 60 },
      { name: 'as it should be', alignment: 'left' },
    ],
  });
  for (const { name, seen, expected } of checks)
    table.addRow({
      'looked at': name,
      seen: shortened(seen),
      'as it should be': seen === expected ? 'yes' : 'NO',
    });
  return table.render();
};

const LONGEST_SEEN = 60;
const shortened = (text: string): string =>
  text.length > LONGEST_SEEN ? `${text.slice(0, LONGEST_SEEN - 1)}…` : text;

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

const faultWords = (faults: NonNullable<Report['faults']>): string =>
  Object.entries(faults)
    .map(([fault, count]) => `${count} × ${fault}`)
    .join(', ') || 'none';

const traceWords = ({ complete, accounts }: NonNullable<Report['traces']>): string =>
  `Complete traces of migrated sign-ins: ${complete}, over the accounts ${accounts.join(' and ') || 'none'}.`;

const saidOf = (kept: boolean): string => (kept ? 'yes' : 'NO');

const cutoverLines = (cutover: NonNullable<Report['cutover']>): readonly string[] => {
  const { srpSignIns, srpSignInsFailed, refreshes, refreshesFailed } = cutover;
  const stragglers = cutover.stragglersByForgotPassword + cutover.stragglersRefused;
  return [
    `Cutover: deferred with reasons at first: ${saidOf(cutover.deferredFirst)}. App clients switched: ${cutover.clientsSwitched}${cutover.forced ? ', by an operator, since too few have come' : ''}; all their other settings kept: ${saidOf(cutover.settingsPreserved)}; passwords refused: ${saidOf(cutover.passwordFlowRefused)}.`,
    `After it: SRP sign-ins ${srpSignIns - srpSignInsFailed} of ${srpSignIns}, refresh tokens ${refreshes} of ${refreshes + refreshesFailed}, stragglers by forgot-password ${cutover.stragglersByForgotPassword} of ${stragglers}. Reopened by a deployment and repaired: ${saidOf(cutover.driftRepaired)}.`,
    `Rolled back: ${saidOf(cutover.rolledBack)}; passwords migrate again: ${cutover.migratesAgain === null ? 'nobody was left to try' : saidOf(cutover.migratesAgain)}; later runs held back: ${saidOf(cutover.heldAfterRollback)}.`,
  ];
};

/** The table of states and the lines below it; the reasons of a failed run are not in it. */
export const reportText = (
  report: Report,
  { srp, stored, cases, checks }: Pick<Observation, 'srp' | 'stored' | 'cases' | 'checks'>,
): string => {
  const { signIns } = report;
  const srpOk = srp.filter(({ answer }) => answer.status === 'ok').length;
  const executions = executionEntries(stored).map(({ status }) => status.toLowerCase());
  const records = ledgerEntries(stored).map(({ state }) => state);
  return [
    ...(cases ? [casesTable(cases)] : []),
    ...(checks ? [checksTable(checks)] : []),
    byState(report),
    ...(report.cutover ? [afterCutover(report)] : []),
    `Sign-ins of users new to the target: ${signIns.attempted}: ${signIns.migrated} migrated, ${signIns.resetRequired} reset-required, ${signIns.rejected} rejected, ${signIns.failed} failed.`,
    `Rejected: ${rejections(report) || 'nobody'}.`,
    `SRP sign-ins of migrated users: ${srpOk} of ${srp.length}.`,
    `A migrating sign-in took ${latency(report)}; requests to the source per migration: ${report.sourceRequestsPerMigration ?? 'none'}.`,
    `Executions after the sign-ins: ${inWords(executions)}. Ledger: ${inWords(records)}. Audit events: ${report.audit.events}.`,
    ...(report.traces ? [traceWords(report.traces)] : []),
    ...(report.alarms ? [alarmWords(report.alarms)] : []),
    ...notApplied({ stored }),
    ...(report.sweep ? [`Last sweep: ${sweepWords(report.sweep)}`] : []),
    ...(report.cutover ? cutoverLines(report.cutover) : []),
    `Lost: ${report.lost}. Abandoned: ${report.abandoned}. Users on whom ledger, pools and audit trail differ: ${report.disagreements}.`,
    `Wrong passwords accepted: ${report.wrongPasswordsAccepted}. Second factors lost: ${report.secondFactorsLost}. Disabled users revived: ${report.disabledRevived}.`,
    ...(report.faults ? [`Requests that met an injected fault: ${faultWords(report.faults)}.`] : []),
    `Secrets found in what was written: ${report.secretsFound}. Requests denied: ${report.denied}.`,
    `Took ${report.durationSeconds} s.`,
  ].join('\n');
};
