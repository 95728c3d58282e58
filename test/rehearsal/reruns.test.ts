// The reruns scenario, run as users run it; and an assembly whose schedule was broken by hand, which it names.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '#rehearsal/deploy/synthesize.ts';
import type { Check } from '#rehearsal/report/checks.ts';
import { RUNBOOK_SUB } from '#rehearsal/scenarios/reruns/runbook-inputs.ts';
import { WRONG_INPUTS } from '#rehearsal/scenarios/reruns/wrong-inputs.ts';
import { editedCopy } from './edit-template.ts';
import { leftOvers, runRehearsal, runToPass } from './scenarios/run-process.ts';

const directory = mkdtempSync(join(tmpdir(), 'reruns-'));
/** Where the runs keep their temporary files, so that left-overs show. */
const temporary = mkdtempSync(join(tmpdir(), 'reruns-temporary-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
  rmSync(temporary, { recursive: true });
});

const RUN_MS = 600_000;

const play = async (name: string, ...flags: readonly string[]) => {
  const [report, artifacts] = [join(directory, `${name}.json`), join(directory, name)];
  const files = ['--report', report, '--artifacts', artifacts];
  const start = name === 'whole' ? runToPass : runRehearsal;
  const ended = await start(['--scenario', 'reruns', '--no-console', ...files, ...flags], temporary);
  const stream = (of: string): Record<string, unknown>[] =>
    readFileSync(join(artifacts, `${of}.ndjson`), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  return { ended, report: JSON.parse(readFileSync(report, 'utf8')), stream };
};

describe('the reruns scenario', () => {
  let played: Awaited<ReturnType<typeof play>>;
  beforeAll(async () => {
    played = await play('whole');
  }, RUN_MS);

  const requests = (action: string) =>
    played.stream('requests').filter((request) => request.action === action);

  it('passes, says so last, and leaves nothing behind', () => {
    expect(played.ended.lastLine).toBe('Passed.');
    expect(played.ended.code).toBe(0);
    expect(leftOvers(temporary)).toEqual([]);
    expect(played.report).toMatchObject({ lost: 0, disagreements: 0, secretsFound: 0, abandoned: 0 });
  });

  it('finds everything as the runbook says', () => {
    const checks: Check[] = played.report.checks;
    expect(checks.length).toBeGreaterThan(120);
    expect(checks.filter(({ seen, expected }) => seen !== expected)).toEqual([]);
    expect(new Set(checks.map(({ name }) => name)).size).toBe(checks.length);
  });

  it('has run every input that the runbook quotes', () => {
    const runbook = readFileSync('docs/runbook.md', 'utf8');
    // Where the runbook leaves something to fill in, anything was.
    const filledIn = (_: string, value: unknown): unknown => (value === '…' ? expect.any(String) : value);
    const quoted = [...runbook.matchAll(/^ *```json\n([\s\S]*?)^ *```$/gm)].map(([, text = '']) =>
      JSON.parse(text, filledIn),
    );
    const succeeded = played.stream('executions').filter(({ status }) => status === 'SUCCEEDED');
    expect(quoted).toHaveLength(11);
    for (const input of quoted) expect(succeeded.map((execution) => execution.input)).toContainEqual(input);
  });

  it('starts and redrives as an operator who signs', () => {
    const byOperator = (action: string) =>
      requests(action).filter(({ principal }) => principal === 'arn:aws:iam::222222222222:user/operator');
    expect(byOperator('states:StartExecution').length).toBeGreaterThan(WRONG_INPUTS.length + 10);
    // Of the failed sweep, of the refused import, and of that once more when it is too late.
    expect(byOperator('states:RedriveExecution').map(({ status }) => status)).toEqual([200, 200, 400]);
    expect(requests('states:RedriveExecution')).toHaveLength(3);
  });

  it('fires the schedule of the templates as its role, a day later', () => {
    const role =
      'arn:aws:sts::222222222222:assumed-role/cognito-migration-sweep-schedule/cognito-migration-sweep';
    const started = requests('states:StartExecution').filter(({ principal }) => principal === role);
    expect(started.map(({ decision }) => decision)).toEqual(['allowed', 'denied', 'allowed']);
    const [first] = played.stream('requests');
    const later = Date.parse(String(started[0]?.time)) - Date.parse(String(first?.time));
    expect(later).toBeGreaterThan(24 * 60 * 60 * 1000);
    expect(requests('sqs:SendMessage').map(({ principal }) => principal)).toEqual([role]);
    expect(played.report.denied).toBe(1);
  });

  it('has failed in those ways only that it meant to', () => {
    const errors = played
      .stream('executions')
      .flatMap(({ status, error }) => (status === 'FAILED' ? [error] : []));
    expect([...new Set(errors)].toSorted()).toEqual([
      'Abandoned',
      'InvalidInput',
      'NotSrpOnly',
      'SourceUnavailable',
      'SourceUserNotFound',
      'TargetUnavailable',
      'TargetUserGone',
    ]);
  });

  it('counts every kind of fault', () => {
    expect(Object.values<number>(played.report.faults).every((count) => count > 0)).toBe(true);
    expect(Object.keys(played.report.faults)).toHaveLength(3);
  });

  it('has the users of both settings in the last sweeps', () => {
    const { total, records } = played.report.sweep;
    expect(total).toBe(played.report.users);
    expect(Object.keys(records)).toEqual(
      expect.arrayContaining(['migrated.reconciled', 'imported.reconciled']),
    );
    const example = played.stream('ledger').find(({ id }) => id === `user#${RUNBOOK_SUB}`);
    expect(example).toMatchObject({ state: 'reconciled', origin: 'migrated' });
  });
});

it(
  'a schedule that sends another input is named',
  async () => {
    const outdir = join(directory, 'cdk.out');
    await synthesize({ config: 'example', outdir });
    const broken = editedCopy(outdir, join(directory, 'broken'), 'TargetStack', (text) =>
      text.replace(String.raw`"Input": "{\"task\":\"sweep\"}"`, String.raw`"Input": "{\"task\":\"sweeep\"}"`),
    );
    const { ended, report } = await play('schedule', '--assembly', broken);
    expect(ended.code).toBe(1);
    expect(ended.lastLine).toContain('"a scheduled sweep: its input"');
    const wrong = report.checks.filter(({ seen, expected }: Check) => seen !== expected);
    expect(wrong.every(({ name }: Check) => /schedule|shell|queue/.test(name))).toBe(true);
  },
  RUN_MS,
);
