// The data of the reruns scenario: the runbook's inputs, the wrong ones, who plays what, and the faults.
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { subOf } from '#rehearsal/input/records.ts';
import { endWords } from '#rehearsal/scenarios/end-words.ts';
import { castOf, migratingUsers, usersToImport } from '#rehearsal/scenarios/reruns/cast.ts';
import { at, changesBy, createChecks } from '#rehearsal/scenarios/reruns/check.ts';
import { createFaults, shardAskedFor } from '#rehearsal/scenarios/reruns/faults.ts';
import { reruns } from '#rehearsal/scenarios/reruns/reruns.ts';
import * as quoted from '#rehearsal/scenarios/reruns/runbook-inputs.ts';
import { WRONG_INPUTS } from '#rehearsal/scenarios/reruns/wrong-inputs.ts';

const RUNBOOK = readFileSync('docs/runbook.md', 'utf8');
const { RUNBOOK_SUB, WITH_GROUPS, ...QUOTED } = quoted;
const INPUTS: readonly unknown[] = Object.values(QUOTED);

/** Whose machine starts with an input of that task. */
const MACHINE: Readonly<Record<string, string>> = {
  reconcile: 'post-migration',
  sweep: 'sweep',
  retryFailed: 'sweep',
  importStragglers: 'sweep',
  cutover: 'cutover',
  rollback: 'cutover',
  assessRetirement: 'cutover',
};

const texts = (pattern: RegExp): string[] => [...RUNBOOK.matchAll(pattern)].map(([, text = '']) => text);
const isPlayed = (input: unknown) => INPUTS.some((one) => isDeepStrictEqual(one, input));

describe('the runbook', () => {
  const blocks = texts(/^ *```json\n([\s\S]*?)^ *```$/gm);
  const commands = texts(/--input '([^']*)'/g);
  const table = texts(/\| `(\{ "task".*?\})` \|/g).map((text) =>
    text.replace('"sourceSub": "…"', `"sourceSub": "${RUNBOOK_SUB}"`),
  );

  it('quotes no input that the scenario does not start a machine with', () => {
    expect([blocks.length, commands.length, table.length]).toEqual([11, 6, 11]);
    const unplayed = [...blocks, ...commands, ...table].filter((text) => !isPlayed(JSON.parse(text)));
    expect(unplayed).toEqual([]);
  });

  it('quotes every input that the scenario has from it', () => {
    const shown = blocks.map((text) => JSON.parse(text));
    expect(INPUTS.filter((input) => !shown.some((one) => isDeepStrictEqual(one, input)))).toEqual([]);
    expect(RUNBOOK).toContain(`\`${JSON.stringify(WITH_GROUPS).slice(1, -1).replace(':', ': ')}\``);
  });

  it('shows no JSON that is not in one of these places', () => {
    const known = blocks.length + commands.length + table.length;
    expect(texts(/("task")/g)).toHaveLength(known);
  });
});

describe('wrong inputs', () => {
  it('are told apart, and none of them is a right one', () => {
    const names = WRONG_INPUTS.map(({ machine, with: what }) => `${machine} with ${what}`);
    expect(new Set(names).size).toBe(names.length);
    const isRight = ({ machine, input }: (typeof WRONG_INPUTS)[number]) =>
      isPlayed(input) && MACHINE[String(at(input, 'task'))] === machine;
    expect(WRONG_INPUTS.filter(isRight)).toEqual([]);
  });

  it.each(['post-migration', 'sweep', 'cutover'] as const)(
    'lack, add and mistake fields of %s',
    (machine) => {
      const inputs = WRONG_INPUTS.filter((one) => one.machine === machine).map(({ input }) => input);
      const right = INPUTS.filter((input) => MACHINE[String(at(input, 'task'))] === machine);
      const fields = (input: unknown) => Object.keys(Object(input)).length;
      const most = Math.max(...right.map(fields));
      expect(inputs.some((input) => fields(input) < most && !Array.isArray(input))).toBe(true);
      expect(
        inputs.some(
          (input) => fields(input) > most && right.some((one) => at(one, 'task') === at(input, 'task')),
        ),
      ).toBe(true);
      expect(inputs.some((input) => Array.isArray(at(input, 'task')))).toBe(true);
      expect(inputs).toEqual(expect.arrayContaining([{}, null]));
    },
  );
});

describe('the cast', () => {
  it.each([1, 2, 3, 4_294_967_294])('is nobody twice, with the seed %d', (seed) => {
    const [migrating, importing] = reruns.settings(seed);
    const { failed, ...others } = castOf(migrating?.people ?? []);
    const people = [...failed, ...Object.values(others)];
    expect(new Set(people.map(({ sub }) => sub)).size).toBe(people.length);
    expect(others.example.sub).toBe(RUNBOOK_SUB);
    expect(others.editor.user.Groups).toContain('editors');
    const subs = [migrating, importing].flatMap((setting) => setting?.input.users.map(subOf) ?? []);
    expect(new Set(subs).size).toBe(subs.length);
  });

  it('is the same for the same seed', () => {
    expect(migratingUsers(7)).toEqual(migratingUsers(7));
    expect(usersToImport(7)).not.toEqual(usersToImport(8));
  });

  it('needs enough users', () => {
    expect(() => castOf([])).toThrow('too few for the reruns');
  });
});

describe('faults', () => {
  const { people = [] } = reruns.settings(1)[0] ?? {};
  const { example, abandoned } = castOf(people);
  const request = (operation: string, input: unknown, name = 'm-reconcile-user') => ({
    service: 'cognito-idp',
    operation,
    accountId: '222222222222',
    region: 'us-east-1',
    principal: {
      kind: 'role' as const,
      accountId: '222222222222',
      arn: `arn:aws:sts::222222222222:assumed-role/${name}/${name}`,
      roleArn: `arn:aws:iam::222222222222:role/${name}`,
    },
    input,
  });
  const read = ({ user }: typeof example, name?: string) =>
    request('AdminGetUser', { Username: user.Username }, name);
  const page = (UserPoolId: string, prefix: string) =>
    request('ListUsers', { UserPoolId, Filter: `sub ^= "${prefix}"` });

  it('meet the read of the target by the reconciliation of those users, and are counted', () => {
    const faults = createFaults();
    const intercept = faults.whileReconciling([example], [abandoned]);
    expect(intercept(read(example))).toMatchObject({ code: 'TooManyRequestsException' });
    expect(intercept(read(abandoned))).toMatchObject({ code: 'UserNotFoundException' });
    expect(intercept(read(example, 'm-migrate-user'))).toBeUndefined();
    expect(
      intercept(request('AdminUpdateUserAttributes', { Username: example.user.Username })),
    ).toBeUndefined();
    expect(faults.met()).toEqual({
      'target throttled': 1,
      'target without the user': 1,
      'no page of one shard': 0,
    });
  });

  it('meet the pages of one shard of the source', () => {
    const faults = createFaults();
    const intercept = faults.whileSweeping('source-pool');
    expect(intercept(page('source-pool', 'a'))).toMatchObject({ status: 500 });
    expect(intercept(page('source-pool', 'b'))).toBeUndefined();
    expect(intercept(page('target-pool', 'a'))).toBeUndefined();
    expect(faults.met()).toMatchObject({ 'no page of one shard': 1 });
    expect(shardAskedFor(page('target-pool', 'a3'), 'source-pool')).toBe('target/a3');
  });
});

describe('what is noted', () => {
  it('is text, whatever was seen', () => {
    const { see, all } = createChecks();
    see('a text', 'a', 'a');
    see('a list', ['a'], []);
    see('nothing', undefined, true);
    expect(all()).toEqual([
      { name: 'a text', seen: 'a', expected: 'a' },
      { name: 'a list', seen: '["a"]', expected: '[]' },
      { name: 'nothing', seen: 'nothing', expected: 'true' },
    ]);
  });

  it('are ends of executions in words', () => {
    const executionArn = 'arn';
    expect(endWords({ executionArn, status: 'SUCCEEDED', endedIn: 'Reconciled' })).toBe(
      'SUCCEEDED in Reconciled',
    );
    expect(endWords({ executionArn, status: 'FAILED', error: 'NotSrpOnly' })).toBe('FAILED with NotSrpOnly');
    expect(endWords(undefined)).toBe('no such machine');
  });

  it('is what came, went and changed', async () => {
    const states = [
      { a: '1', b: '1', c: '1' },
      { a: '1', b: '2', d: '1' },
    ];
    const held = async () => states.shift() ?? {};
    expect(await changesBy({ held }, async () => {})).toBe('b, c, d');
    expect(await changesBy({ held }, async () => {})).toBe('nothing changed');
  });
});
