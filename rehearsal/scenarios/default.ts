/**
 * The default scenario: some users mistype their password, then everybody signs in with the right one, then those who
 * migrated sign in by SRP. Once the work after the sign-ins has ended, the operator runs a sweep over both pools, and the
 * app clients are cut over and back. Two users come only after that.
 */
import type { AppClient } from '../client/app-client.ts';
import type { Attempt } from '../report/observation.ts';
import { expectationOf, outcomeOf } from '../report/outcome.ts';
import { concurrently } from './concurrently.ts';
import { playCutover } from './cutover/cutover.ts';
import { latecomersOf } from './cutover/latecomers.ts';
import type { Person, PlainScenario, ScenarioResult, Stage } from './scenario.ts';
import { signIn } from './sign-in.ts';
import { sweep } from './sweep.ts';

/** Sign-ins under way at the same time: enough for requests to overlap, few enough for a small machine. */
const CONCURRENT_SIGN_INS = 3;

/** One user in so many mistypes the password first. */
const MISTYPES = 5;

/** And no more than this: a hundred wrong passwords in five minutes are what an alarm takes for an attack (core/alarms.ts). */
const MOST_MISTYPES = 80;

const wave = async (
  stage: Stage,
  phase: string,
  client: AppClient,
  people: readonly Person[],
  password: Attempt['password'],
): Promise<Attempt[]> => {
  const progress = stage.progress(phase, people.length);
  const one = async (person: Person): Promise<Attempt> => {
    const made = await signIn(stage, client, person, password);
    progress.step();
    return made;
  };
  const attempts = await concurrently(people, CONCURRENT_SIGN_INS, one, stage.stopping);
  progress.end();
  return attempts;
};

const run = async (stage: Stage): Promise<ScenarioResult> => {
  const { people, policies, passwordClient, srpClient } = stage;
  const mistyping = people.filter((_, index) => index % MISTYPES === 0).slice(0, MOST_MISTYPES);
  const late =
    stage.gates === undefined
      ? {}
      : latecomersOf(
          people.filter((person) => !mistyping.includes(person)),
          policies,
        );
  const early = people.filter((person) => person !== late.byMail && person !== late.byPassword);
  const shouldMigrate = ({ user }: Person): boolean =>
    expectationOf(user, 'right', policies).outcome === 'migrated';
  const movable = early.filter(shouldMigrate);
  const others = early.filter((person) => !shouldMigrate(person));

  const wrong = await wave(stage, 'Wrong passwords', passwordClient, mistyping, 'wrong');
  const right = await wave(
    stage,
    'Right passwords of users who cannot be carried over',
    passwordClient,
    others,
    'right',
  );
  // A wave of its own, so that its requests to the source can be counted per migration.
  const from = stage.now();
  const moving = await wave(stage, 'Right passwords of all others', passwordClient, movable, 'right');
  const moved = new Set(moving.filter((one) => outcomeOf(one) === 'migrated').map(({ sub }) => sub));
  const migrations = { from, to: stage.now(), count: moved.size };
  const migrated = people.filter(({ sub }) => moved.has(sub));
  const srp = await wave(stage, 'SRP sign-ins of migrated users', srpClient, migrated, 'right');
  await stage.settle();
  const first = await sweep(stage);
  const cutover = await playCutover(stage, late, migrated);
  // The last word on who is where, also on those who came after the first.
  const swept = cutover ? await sweep(stage) : first;
  return {
    attempts: [...wrong, ...right, ...moving, ...(cutover?.attempts ?? [])],
    srp,
    migrations,
    ...(cutover && { cutover: cutover.observed }),
    ...(swept && { swept }),
  };
};

export const defaultScenario: PlainScenario = {
  name: 'default',
  description:
    'every user signs in with the right password, some with a wrong one first, the migrated ones then by SRP, all of them are reconciled, a sweep counts who has come, and the app clients are cut over to SRP and back',
  run,
};
