/**
 * The reruns scenario: everything that docs/runbook.md lets an operator start again is started, by signed requests and
 * with the runbook's own inputs, and what it says about how to know that it worked is looked at.
 */
import { peopleOf } from '../people.ts';
import type { ScenarioResult, Setting, SettledScenario, Stage } from '../scenario.ts';
import { sweep } from '../sweep.ts';
import { castOf, migratingUsers, usersToImport } from './cast.ts';
import { createChecks } from './check.ts';
import { cutOverAndBack } from './cutover.ts';
import { createFaults } from './faults.ts';
import { playImports } from './imports.ts';
import { rerunOneUser } from './one-user.ts';
import { comeIn, type Play } from './play.ts';
import { redriveRefused, refuseInputs } from './refused-inputs.ts';
import { DAY_MS, scheduledSweep, undeliveredSweep, WITHDRAWN } from './schedule.ts';
import { importTooEarly, redriveSweep, retryAllFailed, sweepByHand } from './sweeps.ts';

/** Those who sign in while the target is disturbed are left failed and abandoned. */
const signIn = async (play: Play): Promise<void> => {
  const { stage, cast, faults } = play;
  const { example, editor, failed, abandoned, missed, deleted } = cast;
  stage.inject(faults.whileReconciling([example, editor, ...failed], [abandoned]));
  await comeIn(play, example, editor, ...failed, abandoned, missed, deleted);
  stage.inject(undefined);
};

const refuse = async (play: Play): Promise<string | undefined> => {
  const refused = await importTooEarly(play);
  if (refused) await redriveRefused(play, refused.executionArn, 'at once');
  await refuseInputs(play);
  return refused?.executionArn;
};

/** In the order of the runbook. Nothing more is begun once the user wants to stop. */
const runbook = (play: Play): readonly [string, () => Promise<unknown>][] => {
  let refused: string | undefined;
  return [
    ['Sign-ins that are left unfinished', () => signIn(play)],
    ['One user', () => rerunOneUser(play)],
    ['All failed users', () => retryAllFailed(play)],
    ['A sweep by hand', () => sweepByHand(play)],
    ['A sweep that fails, and its redrive', () => redriveSweep(play)],
    [
      'What is refused',
      async () => {
        refused = await refuse(play);
      },
    ],
    ['The schedule', () => scheduledSweep(play)],
    ['The schedule without its permission', () => undeliveredSweep(play)],
    ['The cutover and the way back', () => cutOverAndBack(play)],
    [
      'A redrive too late',
      async () => {
        play.stage.advance(15 * DAY_MS);
        if (refused !== undefined) await redriveRefused(play, refused, 'after 15 days');
      },
    ],
  ];
};

const playMigrating = async (stage: Stage, sourcePoolId: string): Promise<ScenarioResult> => {
  const faults = createFaults();
  const checks = createChecks();
  const play: Play = { stage, cast: castOf(stage.people), checks, faults, sourcePoolId, attempts: [] };
  for (const [title, work] of runbook(play)) {
    if (stage.stopping.aborted) break;
    const progress = stage.progress(title, 1);
    await work();
    progress.step();
    progress.end();
  }
  const swept = await sweep(stage);
  return {
    attempts: play.attempts,
    srp: [],
    checks: checks.all(),
    faults: faults.met(),
    disturbed: true,
    withdrawn: WITHDRAWN,
    ...(swept && { swept }),
  };
};

const migrating = (seed: number): Setting => {
  const input = migratingUsers(seed);
  return {
    name: 'migrating',
    says: 'the example as it is',
    input,
    people: peopleOf(input, seed),
    run: (stage) => playMigrating(stage, input.address.userPoolId),
  };
};

const srpOnly = (seed: number): Setting => {
  const input = usersToImport(seed);
  return {
    name: 'srp-only',
    says: 'the cutover is done, and passwords migrate nobody',
    input,
    people: peopleOf(input, seed),
    changes: { config: { phase: 'srp-only' } },
    run: playImports,
  };
};

export const reruns: SettledScenario = {
  name: 'reruns',
  description:
    'everything that the runbook lets an operator start again is started with its very inputs, its ends are looked at, and the schedule of the sweep is fired',
  settings: (seed) => [migrating(seed), srpOnly(seed)],
};
