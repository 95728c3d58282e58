// The lost work scenario, run as users run it; and assemblies broken by hand, in which somebody or something is lost.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '#rehearsal/deploy/synthesize.ts';
import { attributeOf, subOf, type UserRecord } from '#rehearsal/input/records.ts';
import { groupBy } from '#rehearsal/report/group-by.ts';
import { FAULT_KINDS } from '#rehearsal/scenarios/lost-work/points.ts';
import { CROWDED } from '#rehearsal/scenarios/lost-work/users.ts';
import { editedCopy, type Template } from './edit-template.ts';
import { leftOvers, runRehearsal, runToPass } from './scenarios/run-process.ts';

const directory = mkdtempSync(join(tmpdir(), 'lost-work-'));
/** Where the runs keep their temporary files, so that left-overs show. */
const temporary = mkdtempSync(join(tmpdir(), 'lost-work-temporary-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
  rmSync(temporary, { recursive: true });
});

const RUN_MS = 600_000;

type Fields = Readonly<Record<string, unknown>>;

const json = (file: string) => JSON.parse(readFileSync(file, 'utf8'));

const play = async (name: string, ...flags: readonly string[]) => {
  const [report, artifacts] = [join(directory, `${name}.json`), join(directory, name)];
  const files = ['--report', report, '--artifacts', artifacts];
  const start = name === 'whole' ? runToPass : runRehearsal;
  const ended = await start(['--scenario', 'lost-work', '--no-console', ...files, ...flags], temporary);
  const stream = (of: string): Fields[] =>
    readFileSync(join(artifacts, `${of}.ndjson`), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  const usersOf = (side: string): UserRecord[] => json(join(artifacts, `${side}-pool.json`)).Users;
  return { ended, report: json(report), stream, usersOf };
};

describe('the lost work scenario', () => {
  let played: Awaited<ReturnType<typeof play>>;
  beforeAll(async () => {
    played = await play('whole');
  }, RUN_MS);

  const events = (...types: readonly string[]): Fields[] =>
    played
      .stream('audit')
      .filter((event) => types.includes(String(event['detail-type'])))
      .map(({ detail }) => detail as Fields);
  const migrants = () =>
    played.usersOf('target').flatMap((user) => {
      const sourceSub = attributeOf(user, 'custom:source_sub');
      return sourceSub === undefined ? [] : [{ user, sourceSub }];
    });
  const sourceBySub = () => new Map(played.usersOf('source').map((user) => [subOf(user), user]));

  it('passes, says so last, and leaves nothing behind', () => {
    expect(played.ended.lastLine).toBe('Passed.');
    expect(played.ended.code).toBe(0);
    expect(leftOvers(temporary)).toEqual([]);
  });

  it('meets every kind of fault, and each is counted as often as it was met', () => {
    const { faults } = played.report;
    expect(Object.keys(faults).toSorted()).toEqual(FAULT_KINDS.toSorted());
    expect(Object.values<number>(faults).filter((count) => count === 0)).toEqual([]);
    const met = Object.values<number>(faults).reduce((sum, count) => sum + count, 0);
    const repeated = faults['execution runs twice'] + faults['trigger runs twice'];
    expect(played.stream('faults')).toHaveLength(met - repeated);
  });

  it('ends with nobody lost, nothing accepted, revived, weakened or leaked', () => {
    const { report } = played;
    expect(report).toMatchObject({
      scenario: 'lost-work',
      lost: 0,
      abandoned: 0,
      disagreements: 0,
      wrongPasswordsAccepted: 0,
      secondFactorsLost: 0,
      disabledRevived: 0,
      secretsFound: 0,
      denied: 0,
    });
    const { migrated, resetRequired, failed } = report.signIns;
    expect(report.reconciled).toBe(migrated + resetRequired);
    expect(failed).toBeGreaterThan(0);
    expect(report.byState.every((row: { failed: number }) => row.failed === 0)).toBe(true);
    expect(report.rejectedBy['wrong-password']).toBeGreaterThan(0);
  });

  it('has pools, ledger and audit trail say the same of every single user', () => {
    const records = new Map(played.stream('ledger').map((item) => [item.id, item]));
    const told = new Map(events('UserReconciled').map((detail) => [detail.sourceSub, detail.targetSub]));
    expect(migrants().length).toBeGreaterThan(60);
    for (const { user, sourceSub } of migrants()) {
      expect(records.get(`user#${sourceSub}`)).toMatchObject({ state: 'reconciled', targetSub: subOf(user) });
      expect(told.get(sourceSub)).toBe(subOf(user));
    }
    const users = [...records.keys()].filter((id) => String(id).startsWith('user#'));
    expect(users).toHaveLength(migrants().length);
  });

  it('gives everybody their groups, also where the execution that knew of them came to nothing', () => {
    const carried = (user: UserRecord | undefined) =>
      (user?.Groups ?? []).filter((name) => name === 'readers' || name === 'editors').toSorted();
    const source = sourceBySub();
    // Behind a challenge the trigger learns of no groups.
    const members = migrants().filter(({ user, sourceSub }) => {
      const before = source.get(sourceSub);
      return user.UserStatus === 'CONFIRMED' && !before?.UserMFASettingList?.length;
    });
    expect(members.filter(({ user }) => carried(user).length > 0).length).toBeGreaterThan(10);
    for (const { user, sourceSub } of members) expect(carried(user)).toEqual(carried(source.get(sourceSub)));
  });

  it('tells of users whose admission the bus refused by their reconciliation, and in the log of the trigger', () => {
    const letIn = new Set(events('UserMigrated', 'UserResetRequired').map(({ sourceSub }) => sourceSub));
    const untold = migrants().filter(({ sourceSub }) => !letIn.has(sourceSub));
    expect(untold.length).toBeGreaterThan(4);
    const lines = played
      .stream('logs')
      .map(({ message }) => String(message))
      .filter((line) => line.includes('"migration attempt"'))
      .map((line): Fields => JSON.parse(line));
    const source = sourceBySub();
    for (const { user, sourceSub } of untold) {
      const guarded = (source.get(sourceSub)?.UserMFASettingList ?? []).length > 0;
      const secondFactor = guarded ? 'not-carried' : 'none';
      const origin = user.UserStatus === 'CONFIRMED' ? 'migrated' : 'reset-required';
      expect(events('UserReconciled')).toContainEqual(
        expect.objectContaining({ sourceSub, origin, secondFactor }),
      );
      expect(lines).toContainEqual(
        expect.objectContaining({
          sourceSub,
          outcome: origin,
          secondFactor,
          audit: 'failed',
          xray_trace_id: expect.stringMatching(/^1-/),
        }),
      );
    }
    expect(untold.some(({ sourceSub }) => source.get(sourceSub)?.UserMFASettingList?.length)).toBe(true);
  });

  it('redrives the sweep, and walks again only in the shards that had not come to their end', () => {
    const executions = played.stream('executions');
    const redriven = executions.filter(({ redriveCount }) => redriveCount === 1);
    expect(redriven).toEqual([expect.objectContaining({ status: 'SUCCEEDED', input: { task: 'sweep' } })]);
    const children = executions.flatMap(({ status, error, mapRunArn, input }) => {
      const { shard, executionId } = (input ?? {}) as Fields;
      return mapRunArn !== undefined && executionId === redriven[0]?.arn ? [{ shard, status, error }] : [];
    });
    const ofShard = (name: string) => children.filter(({ shard }) => shard === name);
    expect(ofShard(`source/${CROWDED}`)).toEqual([
      expect.objectContaining({ status: 'FAILED', error: 'SourceUnavailable' }),
      expect.objectContaining({ status: 'SUCCEEDED' }),
    ]);
    const succeeded = children.filter(({ status }) => status === 'SUCCEEDED');
    expect(new Set(succeeded.map(({ shard }) => shard)).size).toBe(32);
    expect(succeeded).toHaveLength(32);
  });

  it('lets triggers and executions run twice at once', () => {
    const { faults } = played.report;
    const starts = played
      .stream('logs')
      .filter(
        ({ logGroup, message }) =>
          /-post-migration$/.test(String(logGroup)) && /"ExecutionStarted"/.test(String(message)),
      )
      .map(({ message }): unknown => JSON.parse(String(message)).execution_arn);
    expect(starts.length - new Set(starts).size).toBe(faults['execution runs twice']);
    const tracesOf = groupBy(events('UserMigrated', 'UserResetRequired'), ({ sourceSub }) =>
      String(sourceSub),
    );
    const twice = [...tracesOf.values()].filter(
      (admissions) => new Set(admissions.map(({ traceId }) => traceId)).size > 1,
    );
    expect(twice.length).toBeGreaterThanOrEqual(faults['trigger runs twice']);
  });

  it('prints how often each fault was met', () => {
    expect(played.ended.stdout).toMatch(/Requests that met an injected fault: .*\d+ × ledger throttled/);
  });
});

describe('a sabotaged assembly', () => {
  const assembly = join(directory, 'cdk.out');
  beforeAll(() => synthesize({ config: 'example', outdir: assembly }), 60_000);

  const MACHINES = 'AWS::StepFunctions::StateMachine';
  type States = Record<string, { Next?: string; Default?: string; Catch?: unknown }>;

  /** @throws where there is no such machine: the case would prove nothing */
  const withStates = (template: Template, machine: string, change: (states: States) => void): Template => {
    const copy = structuredClone(template);
    const resource = Object.values(copy.Resources).find(
      ({ Type, Properties }) => Type === MACHINES && Properties.StateMachineName === machine,
    );
    if (!resource) throw new Error(`no machine ${machine}`);
    const definition = JSON.parse(String(resource.Properties.DefinitionString));
    change(definition.States);
    resource.Properties.DefinitionString = JSON.stringify(definition);
    return copy;
  };

  /** Changes the bundles in which the text is found. @throws where there is none */
  const inBundles = (copy: string, find: RegExp, replacement: string): void => {
    const bundles = readdirSync(copy)
      .filter((name) => name.startsWith('asset.'))
      .map((name) => join(copy, name, 'index.js'))
      .filter((file) => find.test(readFileSync(file, 'utf8')));
    if (bundles.length === 0) throw new Error(`no bundle has ${find.source}`);
    for (const file of bundles) writeFileSync(file, readFileSync(file, 'utf8').replace(find, replacement));
  };

  it(
    'whose sweep finds the missed users and reconciles none is named by whom it lost',
    async () => {
      const copy = editedCopy(assembly, join(directory, 'idle-sweep'), 'TargetStack', (text) =>
        text.replace('Walks over both pools', 'Looks at both pools'),
      );
      inBundles(copy, /\w+==="started"\?\{places:/, 'false?{places:');
      const { ended, report } = await play('idle', '--assembly', copy);
      expect(ended.code).toBe(1);
      expect(report.lost).toBeGreaterThan(3);
      expect(ended.lastLine).toMatch(
        /^Failed: .*users lost, let in and not reconciled at the end: .*not in the ledger/,
      );
      expect(ended.lastLine).toMatch(/the ledger lacks a user of the target/);
    },
    RUN_MS,
  );

  it(
    'that records users as reconciled before it tells of them is named by whom the trail misses',
    async () => {
      const copy = editedCopy(assembly, join(directory, 'hasty-record'), 'TargetStack', (_, template) =>
        withStates(template, 'cognito-migration-post-migration', (states) => {
          for (const [name, Next] of [
            ['RecordSeen', 'RecordReconciled'],
            ['RecordReconciled', 'AuditReconciled'],
            ['AuditReconciled', 'Reconciled'],
          ] as const)
            states[name] = { ...states[name], Next };
        }),
      );
      const { ended, report } = await play('hasty', '--assembly', copy);
      expect(ended.code).toBe(1);
      expect(report.disagreements).toBeGreaterThan(0);
      expect(ended.lastLine).toMatch(
        /^Failed: .*disagree on \d+ users?: .*the ledger says reconciled and the audit trail has no UserReconciled/,
      );
    },
    RUN_MS,
  );
});
