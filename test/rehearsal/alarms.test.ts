// The alarms scenario, run as users run it, with what it leaves in the logs; and an assembly whose alarms were broken by
// hand, which it names.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ALARM_IDS, alarmName } from '#core/alarms.ts';
import { synthesize } from '#rehearsal/deploy/synthesize.ts';
import type { Check } from '#rehearsal/report/checks.ts';
import { strangerOf } from '#rehearsal/scenarios/alarms/cast.ts';
import { FAULT_IDS, ROWS } from '#rehearsal/scenarios/alarms/rows.ts';
import { editedCopy, type Template } from './edit-template.ts';
import { fieldsOf, has, wantedBy } from './query-fields.ts';
import { leftOvers, runRehearsal, runToPass } from './scenarios/run-process.ts';

const directory = mkdtempSync(join(tmpdir(), 'alarms-'));
/** Where the runs keep their temporary files, so that left-overs show. */
const temporary = mkdtempSync(join(tmpdir(), 'alarms-temporary-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
  rmSync(temporary, { recursive: true });
});

const RUN_MS = 600_000;

const play = async (name: string, ...flags: readonly string[]) => {
  const [report, artifacts] = [join(directory, `${name}.json`), join(directory, name)];
  const files = ['--report', report, '--artifacts', artifacts];
  const start = name === 'whole' ? runToPass : runRehearsal;
  const ended = await start(['--scenario', 'alarms', '--no-console', ...files, ...flags], temporary);
  const stream = (of: string): Record<string, unknown>[] =>
    readFileSync(join(artifacts, `${of}.ndjson`), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  return { ended, report: JSON.parse(readFileSync(report, 'utf8')), stream };
};

const wrongIn = (checks: readonly Check[]) => checks.filter(({ seen, expected }) => seen !== expected);

let played: Awaited<ReturnType<typeof play>> | undefined;
const run = () => {
  if (!played) throw new Error('the scenario has not run');
  return played;
};
beforeAll(async () => {
  const outdir = join(directory, 'cdk.out');
  await synthesize({ config: 'example', outdir });
  played = await play('whole', '--assembly', outdir);
}, RUN_MS);

describe('the alarms scenario', () => {
  it('passes, says so last, and leaves nothing behind', () => {
    expect(run().ended.lastLine).toBe('Passed.');
    expect(run().ended.code).toBe(0);
    expect(leftOvers(temporary)).toEqual([]);
    expect(run().report).toMatchObject({ lost: 0, disagreements: 0, secretsFound: 0, abandoned: 0 });
  });

  it('has played every row of the table, and seen what it says', () => {
    const checks: Check[] = run().report.checks;
    expect(wrongIn(checks)).toEqual([]);
    for (const fault of FAULT_IDS)
      expect(checks).toContainEqual(
        expect.objectContaining({
          name: `${fault}: alarms`,
          seen: ROWS[fault].toSorted().join(', ') || 'none',
        }),
      );
    expect(Object.keys(run().report.faults)).toEqual([...FAULT_IDS]);
    expect(Object.values<number>(run().report.faults).every((count) => count > 0)).toBe(true);
  });

  it('has heard every alarm of the templates begin and end', () => {
    const changes = run().stream('alarms');
    for (const to of ['ALARM', 'OK'])
      expect(new Set(changes.filter((change) => change.to === to).map(({ alarm }) => alarm))).toEqual(
        new Set(ALARM_IDS.map((id) => alarmName('cognito-migration', id))),
      );
  });

  it('brings users who were given up, and an event that was not written, out of the archive once more', () => {
    const replayed = run()
      .stream('audit')
      .filter((event) => event['replay-name'] === 'rehearsed');
    const first = run()
      .stream('audit')
      .filter((event) => !('replay-name' in event));
    const missing = replayed.filter(({ id }) => !first.some((event) => event.id === id));
    expect(missing.map((event) => event['detail-type'])).toEqual(['UserRejected']);
  });
});

const INVOKE = 'lambda:InvokeFunction';

describe('the logs of that run', () => {
  const messages = (group: string): Record<string, unknown>[] =>
    run()
      .stream('logs')
      .filter(({ logGroup, message }) => logGroup === group && String(message).startsWith('{'))
      .map(({ message }) => JSON.parse(String(message)));
  const attempts = () =>
    messages('/aws/lambda/cognito-migration-migrate-user').filter(
      ({ message }) => message === 'migration attempt',
    );

  it('have one line for each attempt, never sampled, with a trace of its own', () => {
    const invocations = run()
      .stream('requests')
      .filter(
        ({ action, resource }) =>
          action === INVOKE && String(resource).endsWith(':cognito-migration-migrate-user'),
      );
    // Cognito may ask a second time where an answer is late.
    expect(invocations.length).toBeGreaterThanOrEqual(run().report.signIns.attempted);
    // One was killed, and for one no process was started.
    expect(attempts()).toHaveLength(invocations.length - 2);
    expect(new Set(attempts().map((line) => line.xray_trace_id)).size).toBe(attempts().length);
    for (const line of attempts())
      expect(line).toMatchObject({
        sampling_rate: 0,
        xray_trace_id: expect.stringMatching(/^1-[\da-f]{8}-[\da-f]{24}$/),
        trigger: 'sign-in',
        outcome: expect.stringMatching(/^(migrated|rejected|failed)$/),
        coldStart: expect.any(Boolean),
        latencyMs: { total: expect.any(Number) },
        ...(line.outcome === 'migrated'
          ? { sourceSub: expect.stringMatching(/^[\da-f-]{36}$/) }
          : { reason: expect.any(String) }),
      });
  });

  it('have nobody in them whom no pool knows', () => {
    const written = JSON.stringify(run().stream('logs'));
    const strangers = Array.from({ length: 200 }, (_, number) => strangerOf(number));
    expect(strangers.filter(({ login }) => written.includes(login))).toEqual([]);
  });

  it('have every field that the saved queries name', () => {
    const { Resources } = JSON.parse(
      readFileSync(join(directory, 'cdk.out', 'TargetStack.template.json'), 'utf8'),
    ) as Template;
    const saved = Object.values(Resources).filter(({ Type }) => Type === 'AWS::Logs::QueryDefinition');
    expect(saved).toHaveLength(5);
    const missing = saved.flatMap(({ Properties }) => {
      const query = String(Properties.QueryString);
      const found = (Properties.LogGroupNames as string[])
        .flatMap(messages)
        .filter((event) => isAskedFor(event, query));
      expect(found.length).toBeGreaterThan(0);
      return [...fieldsOf(query)].filter((field) => !found.some((event) => has(event, field)));
    });
    // Nobody's attributes are refused here; the tests of the trigger's telemetry have it.
    expect(missing).toEqual(['refusedAttributes']);
  });
});

/** By the values that stand in the query; what is to be filled in may be anything. */
const isAskedFor = (event: Record<string, unknown>, query: string): boolean =>
  [...wantedBy(query)].every(
    ([field, values]) => values.includes('<source sub>') || values.includes(String(event[field])),
  );

const edited = (template: Template, id: string, change: Record<string, unknown>): Template => ({
  ...template,
  Resources: Object.fromEntries(
    Object.entries(template.Resources).map(([key, resource]) => {
      const { Properties } = resource;
      const isIt = Properties?.AlarmName === alarmName('cognito-migration', id as never);
      return [key, isIt ? { ...resource, Properties: { ...Properties, ...change } } : resource];
    }),
  ),
});

it(
  'alarms that cannot go off, go off too early, stay on, or tell nobody are named',
  async () => {
    const outdir = join(directory, 'cdk.out');
    const changes = [
      ['FailureShare', { Threshold: 1 }],
      ['RejectionSpike', { Threshold: 95 }],
      ['WorkflowStartFailed', { TreatMissingData: 'ignore' }],
      ['Abandoned', { AlarmActions: [] }],
      ['Undelivered', { DatapointsToAlarm: 3, EvaluationPeriods: 3 }],
    ] as const;
    const broken = editedCopy(outdir, join(directory, 'broken'), 'TargetStack', (_, template) =>
      changes.reduce((before, [id, change]) => edited(before, id, change), template),
    );
    const { ended, report } = await play('broken', '--assembly', broken);
    expect(ended.code).toBe(1);
    expect(ended.lastLine).toContain('differ from the runbook');
    const wrong = Object.fromEntries(
      wrongIn(report.checks).map(({ name, seen }): [string, string] => [name, seen]),
    );
    expect(wrong).toMatchObject({
      'source-throttled: alarms': 'none',
      'source-hangs: alarms': 'Latency',
      'source-slow: alarms': 'Latency, RejectionSpike',
      'start-refused: alarms that are not over afterwards': 'WorkflowStartFailed',
      'user-not-created: alarms that nobody was told of': 'Abandoned',
      'schedule-refused: alarms': 'none',
    });
  },
  RUN_MS,
);
