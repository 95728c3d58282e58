// Assemblies whose cutover was broken by hand in one place: the rehearsal does not believe it and names the place.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '#rehearsal/deploy/synthesize.ts';
import type { CutoverReport } from '#rehearsal/report/cutover.ts';
import { type Edit, editedCopy, withoutAction, withSwappedChoices } from './edit-template.ts';
import { runRehearsal } from './scenarios/run-process.ts';

const directory = mkdtempSync(join(tmpdir(), 'sabotage-cutover-'));
const assembly = join(directory, 'cdk.out');
beforeAll(() => synthesize({ config: 'example', outdir: assembly }), 60_000);
afterAll(() => rmSync(directory, { recursive: true }));

/** Each case builds both accounts, signs twelve users in, and plays the cutover and the way back. */
const CASE_MS = 150_000;

const MACHINE = 'cognito-migration-cutover';

const withoutPermission =
  (role: string, action: string): Edit =>
  (_, template) =>
    withoutAction(template, `cognito-migration-${role}`, action);

/** What the machine does for one decision it does for the other. */
const swapped =
  (...decisions: readonly [string, string]): Edit =>
  (_, template) =>
    withSwappedChoices(template, MACHINE, 'Decide', ...decisions);

it.each<[string, Edit, Partial<CutoverReport>, RegExp[]]>([
  [
    'app clients may not be changed',
    withoutPermission('switch-auth-flow', 'cognito-idp:UpdateUserPoolClient'),
    { clientsSwitched: 0, passwordFlowRefused: false, driftRepaired: false },
    [
      /denied: .*cognito-idp:UpdateUserPoolClient by .*cognito-migration-switch-auth-flow/,
      /the cutover took no password flow away or not every one: .*CutoverIncomplete/,
    ],
  ],
  [
    'metrics may not be read',
    withoutPermission('assess-cutover', 'cloudwatch:GetMetricData'),
    { deferredFirst: true, forced: true, clientsSwitched: 1 },
    [
      /denied: .*cloudwatch:GetMetricData by .*cognito-migration-assess-cutover/,
      /the cutover did not come by itself: .*not met: .*quietDays/,
    ],
  ],
  [
    'gates that are not met let the cutover happen',
    swapped('deferred', 'switch'),
    { deferredFirst: false },
    [/the first run of the cutover did not defer it with reasons/],
  ],
  [
    'drift is only told of',
    swapped('repair', 'dry-run'),
    { driftRepaired: false, phaseMismatchTold: true, rolledBack: true },
    [/a deployment gave the password flow back, and the next run did not repair it and say so/],
  ],
  [
    'a rollback only says what it would do',
    swapped('rollback', 'dry-run'),
    { rolledBack: false, migratesAgain: false, driftRepaired: true },
    [
      /the rollback did not give the flows of before back: SUCCEEDED in Answered; app clients allow ALLOW_USER_SRP_AUTH/,
      /a straggler's password does not migrate after the rollback: InvalidParameterException/,
    ],
  ],
  [
    'a hold is none',
    swapped('held', 'repair'),
    // Nothing is switched all the same: switch-auth-flow itself looks whether the record wants it.
    { rolledBack: true, heldAfterRollback: false },
    [/the run after the rollback was not held back: FAILED in Failed with CutoverIncomplete/],
  ],
  [
    'the schedule rolls back',
    (text) =>
      text.replace(
        String.raw`"Input": "{\"task\":\"cutover\"}"`,
        String.raw`"Input": "{\"task\":\"rollback\",\"reason\":\"By mistake.\"}"`,
      ),
    { deferredFirst: false, forced: true },
    [/the first run of the cutover did not defer it with reasons: SUCCEEDED in RolledBack/],
  ],
])(
  'is noticed and named: %s',
  async (name, edit, seen, causes) => {
    const copy = join(directory, name.replaceAll(/\W+/g, '-'));
    const report = `${copy}.json`;
    const edited = editedCopy(assembly, copy, 'TargetStack', edit);
    const { code, lastLine } = await runRehearsal([
      '--assembly',
      edited,
      '--users',
      '5',
      '--no-console',
      '--report',
      report,
    ]);
    expect(lastLine).toMatch(/^Failed: /);
    for (const cause of causes) expect(lastLine).toMatch(cause);
    expect(code).toBe(1);
    expect(JSON.parse(readFileSync(report, 'utf8')).cutover).toMatchObject(seen);
  },
  CASE_MS,
);
