/** Renders the console page: plain HTML made on the server, which replaces its own body every second. Pure. */
import type { Report } from '../report/report.ts';
import { DASHBOARD_STYLE, dashboardLink, dashboardPart } from './dashboard-part.ts';
import { type Html, html, join } from './html.ts';
import type { PoolView, View } from './view.ts';

const STYLE = `:root{color-scheme:light dark;--line:#8884;--good:#1a7f37;--bad:#c62828}
body{font:15px/1.45 system-ui,sans-serif;max-width:1100px;margin:1.5rem auto;padding:0 1rem}
h1{font-size:1.35rem;margin:0 0 .25rem}h2{font-size:1.05rem;margin:1.5rem 0 .4rem}
.pools{display:grid;grid-template-columns:1fr 1fr;gap:1rem}.card{border:1px solid var(--line);border-radius:8px;padding:.75rem 1rem}
.card p{margin:.2rem 0}table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{text-align:left;padding:.25rem .6rem;border-bottom:1px solid var(--line);overflow-wrap:anywhere;vertical-align:top}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}progress{width:12rem}
.passed{color:var(--good)}.failed{color:var(--bad)}code{font-size:.85em}
${DASHBOARD_STYLE}`;

/** Asks for the newest body and puts it in place; a stopped rehearsal is said to be one. */
const SCRIPT = `const main=document.querySelector('main');
setInterval(async()=>{try{const answer=await fetch('/console.json');main.innerHTML=(await answer.json()).body}
catch{document.title='Rehearsal (stopped)'}},1000)`;

const TITLES: Readonly<Record<View['state'], string>> = {
  preparing: 'Preparing',
  running: 'Running',
  serving: 'Serving',
  passed: 'Passed',
  failed: 'Failed',
};

const table = (heads: readonly string[], rows: readonly (readonly (string | number)[])[]): Html =>
  html`<table><thead><tr>${join(heads.map((head) => html`<th>${head}</th>`))}</tr></thead><tbody>${join(
    rows.map(
      (row) =>
        html`<tr>${join(row.map((cell) => (typeof cell === 'number' ? html`<td class="n">${cell}</td>` : html`<td>${cell}</td>`)))}</tr>`,
    ),
  )}</tbody></table>`;

const poolCard = ({ title, accountId, region, userPoolId, users, statuses }: PoolView): Html =>
  html`<section class="card"><h2>${title}</h2><p>Account <code>${accountId}</code>, ${region}</p>
<p>Pool <code>${userPoolId}</code>, ${users} users</p>${table(['Status', 'Users'], Object.entries(statuses))}</section>`;

const phases = ({ phases }: View): Html =>
  phases.length === 0
    ? html``
    : html`<h2>Progress</h2><table><tbody>${join(
        phases.map(
          ({ name, done, total }) =>
            html`<tr><td>${name}</td><td><progress max="${total}" value="${done}"></progress></td><td class="n">${done} of ${total}</td></tr>`,
        ),
      )}</tbody></table>`;

const cutoverRows = ({ cutover }: Report): (readonly (string | number)[])[] =>
  cutover === null
    ? []
    : [
        ['App clients cut over', cutover.clientsSwitched],
        ['Passwords refused after the cutover', cutover.passwordFlowRefused ? 'yes' : 'NO'],
        [
          'SRP sign-ins after the cutover',
          `${cutover.srpSignIns - cutover.srpSignInsFailed} of ${cutover.srpSignIns}`,
        ],
        ['Drift repaired', cutover.driftRepaired ? 'yes' : 'NO'],
        ['Rolled back', cutover.rolledBack ? 'yes' : 'NO'],
      ];

const reportPart = (report: Report): Html =>
  html`<h2>Report</h2>${table(
    ['Status', 'Enabled', 'Second factors', 'Users', 'Migrated', 'Reset required', 'Rejected', 'Failed'],
    report.byState.map((row) => [
      row.status,
      row.enabled ? 'yes' : 'no',
      row.mfa.join(', '),
      row.users,
      row.migrated,
      row.resetRequired,
      row.rejected,
      row.failed,
    ]),
  )}${table(
    ['Measured', ''],
    [
      ['Sign-ins of users new to the target', report.signIns.attempted],
      ['Migrating sign-in, p50 / p95 / p99 in ms', Object.values(report.latencyMs ?? {}).join(' / ')],
      ['Requests to the source per migration', report.sourceRequestsPerMigration ?? ''],
      ...cutoverRows(report),
      ['Users reconciled', report.reconciled],
      ['Users lost', report.lost],
      ['Users abandoned', report.abandoned],
      ['Users on whom ledger, pools and audit trail differ', report.disagreements],
      ['Audit events', report.audit.events],
      ['Complete traces of migrated sign-ins', report.traces?.complete ?? ''],
      ['Wrong passwords accepted', report.wrongPasswordsAccepted],
      ['Second factors lost', report.secondFactorsLost],
      ['Disabled users revived', report.disabledRevived],
      ['Secrets found in what was written', report.secretsFound],
      ['Requests denied', report.denied],
    ],
  )}`;

const counts = (title: string, kind: string, numbers: Readonly<Record<string, number>>): Html =>
  html`<section class="card"><h2>${title}</h2>${table([kind, ''], Object.entries(numbers))}</section>`;

const afterSignIns = ({ executions, executionStatuses, ledger }: View): Html =>
  executions.length === 0
    ? html``
    : html`<h2>After the sign-ins</h2><div class="pools">${counts('Executions', 'Status', executionStatuses)}${counts('Ledger', 'State', ledger)}</div>${table(
        ['Started', 'Machine', 'Execution', 'Status'],
        executions.map((one) => [
          one.startDate.slice(11, 23),
          one.machine,
          one.name,
          [one.status, one.error ?? ''].filter(Boolean).join(': '),
        ]),
      )}`;

const cutoverPart = ({ cutover }: View): Html =>
  cutover === undefined
    ? html``
    : html`<h2>Cutover</h2><p>Phase <strong>${cutover.phase}</strong>${cutover.held ? ', held by a rollback' : ''}</p>${table(
        ['App client', 'Sign-in flows'],
        cutover.clients.map(({ name, flows }) => [name, flows.join(', ') || 'default']),
      )}`;

const tracesPart = ({ traces }: View): Html =>
  traces.length === 0
    ? html``
    : html`<h2>Traces of migrated sign-ins</h2>${table(
        ['Source user', 'Trace', 'Accounts', 'Parts', 'ms', 'From the trigger to the audit event'],
        traces.map(({ sub, traceId, accounts, parts, milliseconds, missing }) => [
          sub,
          traceId,
          accounts.join(', '),
          parts,
          milliseconds,
          missing.length === 0 ? 'complete' : `missing so far: ${missing.join(', ')}`,
        ]),
      )}`;

const clientCalls = ({ calls }: View): Html =>
  html`<h2>What clients got</h2>${table(
    ['Time', 'Operation', 'Flow', 'Source user', 'Answer', 'ms'],
    calls.map((call) => [
      call.time.slice(11, 23),
      call.operation,
      call.flow ?? '',
      call.sub ?? '',
      [call.challenge ?? call.errorType ?? call.status, call.message ?? ''].filter(Boolean).join(': '),
      Math.round(call.durationMs),
    ]),
  )}`;

const denials = ({ denials }: View): Html =>
  denials.length === 0
    ? html``
    : html`<h2>Denied requests</h2>${table(
        ['Time', 'Action', 'Principal', 'Resource', 'Reason'],
        denials.map((one) => [
          one.time.slice(11, 23),
          one.action,
          one.principal,
          one.resource,
          one.reason ?? '',
        ]),
      )}`;

/** The part of the page that is replaced every second. */
export const renderBody = (view: View): string =>
  html`<h1>Rehearsal: <span class="${view.state}">${TITLES[view.state]}</span></h1><p>${view.message}</p>${join(view.dashboards.map(dashboardLink))}
<div class="pools">${join(view.pools.map(poolCard))}</div>${cutoverPart(view)}${phases(view)}${view.report ? reportPart(view.report) : html``}
${denials(view)}${afterSignIns(view)}${tracesPart(view)}${clientCalls(view)}<p>${view.requests} requests reached the two accounts.</p>${join(view.dashboards.map(dashboardPart))}`
    .text;

export const renderPage = (view: View): string => `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Rehearsal</title><style>${STYLE}</style></head>
<body><main>${renderBody(view)}</main><script>${SCRIPT}</script></body></html>
`;
