// The whole rehearsal, run as users run it: from flags and exports to exit code and files.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type DashboardDatapoints,
  emptySeries,
  emptyWidgets,
} from '#rehearsal/console/dashboard-datapoints.ts';
import { SAMPLE_POOL, SAMPLE_USERS } from '#rehearsal/input/load-input.ts';
import { leftOvers, runRehearsal, runToPass } from './scenarios/run-process.ts';

const directory = mkdtempSync(join(tmpdir(), 'run-'));
/** Where the runs keep their temporary files, so that left-overs show. */
const temporary = mkdtempSync(join(tmpdir(), 'run-temporary-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
  rmSync(temporary, { recursive: true });
});

const RUN_MS = 600_000;

const json = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
const lines = (file: string) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

const fileOf = (name: string, value: unknown): string => {
  const file = join(directory, name);
  writeFileSync(file, JSON.stringify(value));
  return file;
};

describe('a rehearsal of the sample', () => {
  const report = join(directory, 'report.json');
  const artifacts = join(directory, 'artifacts');
  let ended: Awaited<ReturnType<typeof runRehearsal>>;
  beforeAll(async () => {
    ended = await runToPass(['--no-console', '--report', report, '--artifacts', artifacts], temporary);
  }, RUN_MS);

  it('passes, says so last, and leaves nothing behind', () => {
    expect(ended.lastLine).toBe('Passed.');
    expect(ended.code).toBe(0);
    expect(leftOvers(temporary)).toEqual([]);
  });

  it('accounts for every user and every sign-in', () => {
    const { users, byState, signIns, rejectedBy } = json(report);
    const sum = (numbers: number[]): number => numbers.reduce((total, one) => total + one, 0);
    expect(users).toBe(120);
    expect(sum(byState.map((row: { users: number }) => row.users))).toBe(120);
    for (const row of byState)
      expect([row.status, row.migrated + row.resetRequired + row.rejected + row.failed]).toEqual([
        row.status,
        row.users,
      ]);
    expect(signIns.migrated + signIns.resetRequired + signIns.rejected).toBe(signIns.attempted);
    expect(sum(Object.values(rejectedBy))).toBe(signIns.rejected);
  });

  it('finds nothing wrong', () => {
    expect(json(report)).toMatchObject({
      signIns: { failed: 0 },
      wrongPasswordsAccepted: 0,
      secondFactorsLost: 0,
      disabledRevived: 0,
      secretsFound: 0,
      denied: 0,
      abandoned: 0,
      lost: 0,
      disagreements: 0,
    });
  });

  it('reconciles everybody who was let in, and tells of every sign-in and every reconciliation', () => {
    const { signIns, reconciled, audit } = json(report);
    const letIn = signIns.migrated + signIns.resetRequired;
    expect(reconciled).toBe(letIn);
    // At least once each: on a busy machine a Lambda may ask again for what it was not answered in time.
    expect(audit.events).toBeGreaterThanOrEqual(signIns.attempted + letIn);
    const executions = lines(join(artifacts, 'executions.ndjson'));
    expect(new Set(executions.map(({ status }) => status))).toEqual(new Set(['SUCCEEDED']));
    const reconciliations = executions.filter(
      ({ machine }) => machine === 'cognito-migration-post-migration',
    );
    expect(new Set(reconciliations.map(({ input }) => input.sourceSub)).size).toBe(letIn);
    const ledger = lines(join(artifacts, 'ledger.ndjson')).filter(({ id }) => id.startsWith('user#'));
    expect(ledger.map(({ state }) => state)).toEqual(Array(letIn).fill('reconciled'));
    expect(lines(join(artifacts, 'audit.ndjson'))).toHaveLength(audit.events);
  });

  it('sweeps over both pools at the end, and lists everybody who has not come', () => {
    const { sweep, signIns } = json(report);
    const sum = (counts: Record<string, number>): number =>
      Object.values(counts).reduce((total, one) => total + one, 0);
    expect(sweep.total).toBe(120);
    expect(sweep.records).toEqual({
      'migrated.reconciled': signIns.migrated,
      'reset-required.reconciled': signIns.resetRequired,
    });
    expect(sum(sweep.records) + sum(sweep.stragglers)).toBe(sweep.total);
    const objects = join(artifacts, 's3');
    const progress = lines(join(artifacts, 'ledger.ndjson')).find(({ id }) => id === 'progress#latest');
    const last = String(progress.executionId).split(':').at(-1) ?? '';
    const parts = readdirSync(objects, { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.includes(last) && file.endsWith('.csv'),
    );
    const rows = parts.flatMap((file) =>
      readFileSync(join(objects, file), 'utf8').trim().split('\n').slice(1),
    );
    expect(new Set(rows.map((row) => row.split(',')[0])).size).toBe(sum(sweep.stragglers));
  });

  it('defers the cutover, does it, sees it undone and repaired, and rolls it back', () => {
    const { cutover, signIns, byState } = json(report);
    // One of the shells is opened and one user migrates only afterwards.
    const owners = signIns.migrated + signIns.resetRequired - 2;
    expect(cutover).toEqual({
      deferredFirst: true,
      clientsSwitched: 1,
      settingsPreserved: true,
      passwordFlowRefused: true,
      srpSignIns: owners,
      srpSignInsFailed: 0,
      rolledBack: true,
      forced: false,
      refreshes: owners,
      refreshesFailed: 0,
      stragglersByForgotPassword: 1,
      stragglersRefused: 0,
      driftRepaired: true,
      phaseMismatchTold: true,
      secondRollbackChangedNothing: true,
      heldAfterRollback: true,
      migratesAgain: true,
    });
    type After = { signedIn: number; refused: Record<string, number> };
    const after: After[] = byState.map((row: { afterCutover: After }) => row.afterCutover);
    const refused = after.flatMap((row) => Object.values(row.refused)).reduce((sum, one) => sum + one, 0);
    expect(after.reduce((sum, row) => sum + row.signedIn, 0)).toBe(owners);
    expect(owners + refused).toBe(120);
  });

  it('starts the cutover by the schedule of the templates, as its role', () => {
    const role = /assumed-role\/cognito-migration-cutover-schedule\/cognito-migration-cutover$/;
    const starts = lines(join(artifacts, 'requests.ndjson')).filter(
      ({ action, principal }) => action === 'states:StartExecution' && role.test(principal),
    );
    // Too early, in time, after a deployment, after a rollback.
    expect(starts.map(({ decision }) => decision)).toEqual(Array(4).fill('allowed'));
    const days = (Date.parse(starts[1].time) - Date.parse(starts[0].time)) / (24 * 60 * 60 * 1000);
    expect(days).toBeGreaterThan(14);
  });

  it('migrates every enabled, confirmed user without a second factor, and no disabled one', () => {
    const rows: {
      status: string;
      enabled: boolean;
      mfa: string[];
      users: number;
      migrated: number;
      rejected: number;
    }[] = json(report).byState;
    const plain = rows.find((row) => row.status === 'CONFIRMED' && row.enabled && row.mfa.length === 0);
    expect(plain?.migrated).toBe(plain?.users);
    for (const row of rows.filter(({ enabled }) => !enabled)) expect(row.rejected).toBe(row.users);
  });

  it('has something to show in every widget of the dashboard', () => {
    const [dashboard, ...others] = json(join(artifacts, 'dashboard.json')) as DashboardDatapoints[];
    expect(others).toEqual([]);
    expect(dashboard?.widgets.length).toBeGreaterThan(15);
    expect(dashboard?.widgets.filter(({ notEvaluated }) => notEvaluated !== undefined)).toEqual([]);
    expect(dashboard && emptyWidgets(dashboard)).toEqual([]);
    // Counted only where it happens, so that nobody pays for a metric of each reason.
    const empty = dashboard
      ? emptySeries(dashboard).filter((series) => !series.startsWith('Failed sign-ins, by reason: '))
      : [];
    expect(empty).toEqual([
      'Users after their sign-in: given up',
      'Users after their sign-in: never created',
    ]);
  });

  it('writes what was observed, and both pools as list-users does', () => {
    const requests = lines(join(artifacts, 'requests.ndjson'));
    expect(requests.some(({ action }) => action === 'cognito-idp:AdminInitiateAuth')).toBe(true);
    expect(lines(join(artifacts, 'client.ndjson')).some(({ flow }) => flow === 'USER_SRP_AUTH')).toBe(true);
    expect(json(join(artifacts, 'source-pool.json')).Users).toHaveLength(120);
    const { signIns } = json(report);
    expect(json(join(artifacts, 'target-pool.json')).Users).toHaveLength(
      signIns.migrated + signIns.resetRequired,
    );
  });
});

describe('an own export', () => {
  it(
    'is rehearsed in its own account and region, without the triggers whose code it lacks',
    async () => {
      const text = readFileSync(SAMPLE_POOL, 'utf8')
        .replaceAll('111111111111', '444444444444')
        .replaceAll('eu-west-1', 'ap-south-1')
        .replace(
          '"LambdaConfig": {}',
          '"LambdaConfig": { "PreAuthentication": "arn:aws:lambda:ap-south-1:444444444444:function:gate" }',
        );
      const pool = join(directory, 'pool.json');
      writeFileSync(pool, text);
      const users = fileOf('users.json', { Users: json(SAMPLE_USERS).Users.slice(0, 6) });
      const report = join(directory, 'own.json');
      const ended = await runToPass(
        ['--source-pool', pool, '--source-users', users, '--no-console', '--report', report],
        temporary,
      );
      expect(ended.lastLine).toBe('Passed.');
      expect(ended.stdout).toMatch(/Without effect here: the source pool's PreAuthentication trigger/);
      expect(json(report).users).toBe(6);
    },
    RUN_MS,
  );

  it.each([
    ['malformed', '{"Users": [', /is not JSON/],
    [
      'with a text for a flag',
      JSON.stringify({ Users: [{ ...json(SAMPLE_USERS).Users[0], Enabled: 'yes' }] }),
      /record 1, field Enabled: is not true or false/,
    ],
  ])('%s, is refused before anything starts', async (_, text, message) => {
    const users = join(directory, 'broken.json');
    writeFileSync(users, text);
    const report = join(directory, 'never.json');
    const ended = await runRehearsal(
      ['--source-pool', SAMPLE_POOL, '--source-users', users, '--report', report],
      temporary,
    );
    expect(ended).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(message) });
    expect(ended.stderr).not.toMatch(/^\s+at /m);
    expect(existsSync(report)).toBe(false);
    expect(leftOvers(temporary)).toEqual([]);
  });
});

describe('flags', () => {
  it.each([
    [['--scenario', 'dreams'], /there is no such scenario; there are default/],
    [
      ['--scenario', 'account-states', '--users', '5'],
      /--scenario account-states: brings its own users; leave out --users/,
    ],
    [['--password', 'short'], /password policy refuses it/],
    [['--assembly', '/nowhere'], /--assembly \/nowhere: holds no manifest\.json/],
    [['--frobnicate'], /Unknown flag --frobnicate/],
  ])('%j are refused with exit code 2', async (flags, message) => {
    const ended = await runRehearsal(flags, temporary);
    expect(ended).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(message) });
  });

  it('--list names the scenarios', async () => {
    expect(await runRehearsal(['--list'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^default: .*^account-states: /ms),
    });
  });
});
