// The account states scenario, run as users run it; and assemblies that were broken by hand, which it names.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SETTINGS_FILE, type TriggerSettings } from '#core/trigger-settings.ts';
import { synthesize } from '#rehearsal/deploy/synthesize.ts';
import { attributeOf, subOf, type UserRecord } from '#rehearsal/input/records.ts';
import type { CaseRow } from '#rehearsal/report/cases.ts';
import { ACCOUNT_STATES, accountStates } from '#rehearsal/scenarios/account-states/account-states.ts';
import { leftOvers, runRehearsal, runToPass } from './scenarios/run-process.ts';

const directory = mkdtempSync(join(tmpdir(), 'account-states-'));
/** Where the runs keep their temporary files, so that left-overs show. */
const temporary = mkdtempSync(join(tmpdir(), 'account-states-temporary-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
  rmSync(temporary, { recursive: true });
});

const RUN_MS = 600_000;

const json = (file: string) => JSON.parse(readFileSync(file, 'utf8'));

const play = async (name: string, ...flags: readonly string[]) => {
  const [report, artifacts] = [join(directory, `${name}.json`), join(directory, name)];
  const files = ['--report', report, '--artifacts', artifacts];
  const start = name === 'whole' ? runToPass : runRehearsal;
  const ended = await start(['--scenario', 'account-states', '--no-console', ...files, ...flags], temporary);
  const stream = (of: string) =>
    readFileSync(join(artifacts, `${of}.ndjson`), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  return { ended, report: json(report), artifacts, stream };
};

describe('the account states scenario', () => {
  let played: Awaited<ReturnType<typeof play>>;
  beforeAll(async () => {
    played = await play('whole');
  }, RUN_MS);

  const audit = (): { type: string; detail: Record<string, unknown> }[] =>
    played.stream('audit').map((event) => ({ type: event['detail-type'], detail: event.detail }));

  it('passes, says so last, and leaves nothing behind', () => {
    expect(played.ended.lastLine).toBe('Passed.');
    expect(played.ended.code).toBe(0);
    expect(leftOvers(temporary)).toEqual([]);
  });

  it('plays every row of the table, and each comes to what it says', () => {
    const cases: CaseRow[] = played.report.cases;
    expect(cases.map((row) => row.case).toSorted()).toEqual(
      ACCOUNT_STATES.map(({ name }) => name).toSorted(),
    );
    const expected = new Map(ACCOUNT_STATES.map((row) => [row.name, row]));
    for (const row of cases)
      expect(row).toEqual({
        case: row.case,
        expected: expected.get(row.case)?.expected,
        outcome: expected.get(row.case)?.expected,
        client: expected.get(row.case)?.client,
      });
  });

  it('prints the table with evidence, outcomes and what clients saw', () => {
    const { stdout } = played.ended;
    for (const heading of ['case', 'evidence', 'expected', 'outcome', 'what the client saw'])
      expect(stdout).toMatch(new RegExp(`│ ${heading}\\s+│`));
    expect(stdout).toContain('SMS_MFA asked and answered, tokens');
  });

  it('loses nobody, accepts nothing wrong, and counts its faults', () => {
    const { report } = played;
    expect(report).toMatchObject({
      scenario: 'account-states',
      lost: 0,
      abandoned: 0,
      disagreements: 0,
      wrongPasswordsAccepted: 0,
      secondFactorsLost: 0,
      disabledRevived: 0,
      secretsFound: 0,
      denied: 0,
    });
    const faults = new Set(ACCOUNT_STATES.flatMap(({ fault }) => fault ?? []));
    expect(new Set(Object.keys(report.faults))).toEqual(faults);
    const met = Object.values<number>(report.faults).reduce((sum, one) => sum + one, 0);
    expect(played.stream('faults')).toHaveLength(met);
  });

  it('asks no password twice where the source is at fault', () => {
    const rows = ACCOUNT_STATES.filter(({ fault }) => fault?.startsWith('password check'));
    const once = played.stream('faults').filter(({ operation }) => operation === 'AdminInitiateAuth');
    // The slow answers are delayed, not lost.
    expect(once.filter(({ kind }) => kind !== 'delay')).toHaveLength(rows.length);
  });

  it('creates exactly those users who are let in', () => {
    const people = accountStates.settings(1).flatMap(({ input }) => input.users);
    const letIn = new Set(
      json(join(played.artifacts, 'target-pool.json')).Users.flatMap(
        (user: UserRecord) => attributeOf(user, 'custom:source_sub') ?? [],
      ),
    );
    const told = new Set(
      audit()
        .filter(({ type }) => type === 'UserMigrated' || type === 'UserResetRequired')
        .map(({ detail }) => detail.sourceSub),
    );
    expect(letIn).toEqual(told);
    const barred = people.filter(
      ({ Enabled, UserStatus }) =>
        !Enabled || UserStatus === 'UNCONFIRMED' || UserStatus === 'EXTERNAL_PROVIDER',
    );
    expect(barred.length).toBeGreaterThan(8);
    expect(barred.filter((user) => letIn.has(subOf(user)))).toEqual([]);
  });

  it('tells and counts every second factor that is not carried', () => {
    const source: UserRecord[] = json(join(played.artifacts, 'source-pool.json')).Users;
    const target: UserRecord[] = json(join(played.artifacts, 'target-pool.json')).Users;
    const bySub = new Map(source.map((user) => [subOf(user), user.UserMFASettingList ?? []]));
    const weaker = target
      .filter((user) => {
        const before = bySub.get(attributeOf(user, 'custom:source_sub') ?? '') ?? [];
        return before.some((factor) => !user.UserMFASettingList?.includes(factor));
      })
      .map((user) => attributeOf(user, 'custom:source_sub'));
    expect(weaker.length).toBeGreaterThan(5);
    const notCarried = audit().filter(({ detail }) => detail.secondFactor === 'not-carried');
    const told = new Set(notCarried.map(({ detail }) => detail.sourceSub));
    expect(weaker.filter((sub) => !told.has(sub))).toEqual([]);
    const counted = played
      .stream('metrics')
      .filter(({ name }) => name === 'SecondFactorNotCarried')
      .flatMap(({ values }) => values)
      .reduce((sum: number, one: number) => sum + one, 0);
    expect(counted).toBeGreaterThanOrEqual(told.size);
  });

  it('names the attribute that the target would refuse, in the log and in the audit trail, and no value', () => {
    const refused = audit().filter(({ detail }) => detail.reason === 'attributes-refused');
    expect(refused.map(({ detail }) => detail.refusedAttributes)).toEqual([
      ['custom:tenant_code'],
      ['custom:tenant_code'],
    ]);
    const lines = played
      .stream('logs')
      .map(({ message }): string => message)
      .filter(
        (line) => line.includes('"message":"migration attempt"') && line.includes('attributes-refused'),
      );
    expect(lines).toHaveLength(2);
    for (const line of lines) {
      expect(JSON.parse(line).refusedAttributes).toEqual(['custom:tenant_code']);
      expect(line).not.toContain('northern-branch');
    }
  });

  it('writes no password, login or address of anybody', () => {
    const people = accountStates.settings(1).flatMap((setting) => setting.people);
    const secrets = people.flatMap(({ login, password, wrongPassword, newPassword }) => [
      login,
      password,
      wrongPassword,
      newPassword,
    ]);
    // The pools are exports, which hold names and addresses; nothing else may.
    const files = readdirSync(played.artifacts).filter((name) => name.endsWith('.ndjson'));
    const texts = files.map((name) => readFileSync(join(played.artifacts, name), 'utf8'));
    texts.push(played.ended.stdout, played.ended.stderr, JSON.stringify(played.report));
    for (const text of texts)
      expect(secrets.filter((secret) => text.toLowerCase().includes(secret.toLowerCase()))).toEqual([]);
  });
});

describe('a sabotaged assembly', () => {
  const assembly = join(directory, 'cdk.out');
  beforeAll(() => synthesize({ config: 'example', outdir: assembly }), 60_000);

  /** A copy whose migrate-user was changed. @throws where there is none: the case would prove nothing */
  const changed = (name: string, change: (bundle: string) => void): string => {
    const copy = join(directory, name);
    cpSync(assembly, copy, { recursive: true });
    const bundles = readdirSync(copy)
      .map((entry) => join(copy, entry))
      .filter((entry) => readdirHas(entry, SETTINGS_FILE))
      .filter((entry) =>
        readFileSync(join(entry, 'index.js'), 'utf8').includes('UserMigration_ForgotPassword'),
      );
    if (bundles.length === 0) throw new Error('the assembly has no migrate-user');
    for (const bundle of bundles) change(bundle);
    return copy;
  };

  const readdirHas = (path: string, file: string): boolean => {
    try {
      return readdirSync(path).includes(file);
    } catch {
      return false;
    }
  };

  it(
    'is named by the rows in which a policy was made weaker, and the rest is as it was',
    async () => {
      const copy = changed('weaker-policy', (bundle) => {
        const file = join(bundle, SETTINGS_FILE);
        const settings: TriggerSettings = json(file);
        const mfa = { ...settings.policies.mfa, unportable: 'migrate' };
        writeFileSync(file, JSON.stringify({ ...settings, policies: { ...settings.policies, mfa } }));
      });
      const { ended, report } = await play('weaker', '--assembly', copy);
      expect(ended.code).toBe(1);
      expect(ended.lastLine).toMatch(
        /^Failed: .*cases differ from the table: "an authenticator app" was migrated/,
      );
      const differing: CaseRow[] = report.cases.filter((row: CaseRow) => row.outcome !== row.expected);
      expect(differing.map((row) => row.case)).toEqual([
        'an authenticator app',
        'a code by e-mail as second factor',
        'two factors, the source asks which',
        'two factors, the source asks for SMS only',
        'SMS without a phone number, so the source asks for nothing',
        'an authenticator app and no verified contact',
      ]);
    },
    RUN_MS,
  );

  it(
    'is named by the rows in which a handler confirms whom it should not',
    async () => {
      const wrapped = `;{const{handler}=module.exports;module.exports={handler:async(event,context)=>{
        const answer=await handler(event,context);
        if(answer.response.finalUserStatus==='RESET_REQUIRED')answer.response.finalUserStatus='CONFIRMED';
        return answer}}}`;
      const copy = changed('wrong-handler', (bundle) => {
        const file = join(bundle, 'index.js');
        writeFileSync(file, `${readFileSync(file, 'utf8')}${wrapped}`);
      });
      const { ended, report } = await play('wrong', '--assembly', copy);
      expect(ended.code).toBe(1);
      for (const row of ['a temporary password', 'reset by an administrator'])
        expect(report.cases).toContainEqual(
          expect.objectContaining({ case: row, expected: 'reset-required', outcome: 'migrated' }),
        );
      expect(report.secondFactorsLost).toBeGreaterThan(0);
      expect(ended.lastLine).toMatch(/second factors lost/);
      expect(ended.lastLine).toMatch(/cases differ from the table: "an authenticator app" was migrated/);
    },
    RUN_MS,
  );
});
