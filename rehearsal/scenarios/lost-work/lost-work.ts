/**
 * The lost work scenario: while users sign in and are reconciled, work is killed, dropped, refused and done twice at
 * every point; so is the sweep that should find them. Then faults are lifted, and the operator does what the runbook says.
 */
import type { Attempt } from '../../report/observation.ts';
import { outcomeOf } from '../../report/outcome.ts';
import { concurrently } from '../concurrently.ts';
import { peopleOf } from '../people.ts';
import type { Person, ScenarioResult, SettledScenario, Stage } from '../scenario.ts';
import { signIn } from '../sign-in.ts';
import { sweep } from '../sweep.ts';
import { dealPoints } from './deal.ts';
import { type Counter, createCounter, type Disturbance, disturb } from './disturb.ts';
import { disturbRetries, disturbSweep } from './disturb-sweep.ts';
import { lostWorkUsers } from './users.ts';

const CONCURRENT_SIGN_INS = 3;
const CONCURRENT_RERUNS = 4;

/** One of so many whom nothing disturbs mistypes the password first. */
const MISTYPES = 5;

const signAllIn = async (
  stage: Stage,
  phase: string,
  people: readonly Person[],
  password: Attempt['password'] = 'right',
): Promise<Attempt[]> => {
  const progress = stage.progress(phase, people.length);
  const one = async (person: Person): Promise<Attempt> => {
    const made = await signIn(stage, stage.passwordClient, person, password);
    progress.step();
    return made;
  };
  const attempts = await concurrently(people, CONCURRENT_SIGN_INS, one, stage.stopping);
  progress.end();
  return attempts;
};

/** Nothing is disturbed any more. */
const lift = ({ inject, platform }: Stage): void => {
  inject(undefined);
  platform.repeatExecutions(undefined);
  platform.repeatTriggers(undefined);
};

type Signing = { readonly attempts: readonly Attempt[]; readonly untold: Disturbance['untold'] };

/** Everybody signs in, and what follows each of them is disturbed. Who was let down then tries once more. */
const signInDisturbed = async (stage: Stage, sourceAccountId: string, counter: Counter): Promise<Signing> => {
  const { people, policies, platform } = stage;
  const dealt = dealPoints(people, policies);
  const mistyping = people
    .filter((person) => !dealt.has(person))
    .filter((_, index) => index % MISTYPES === 0);
  const { intercept, untold } = disturb({ dealt, sourceAccountId, counter, platform });
  stage.inject(intercept);
  const wrong = await signAllIn(stage, 'Wrong passwords', mistyping, 'wrong');
  const right = await signAllIn(stage, 'Right passwords, and faults behind them', people);
  await stage.settle();
  lift(stage);
  const failed = new Set(right.filter((one) => outcomeOf(one) === 'failed').map(({ sub }) => sub));
  const again = people.filter(({ sub }) => failed.has(sub));
  const second = await signAllIn(stage, 'Those who were let down, once more', again);
  await stage.settle();
  return { attempts: [...wrong, ...right, ...second], untold };
};

/** docs/runbook.md: the sweep fails in one child, and is redriven once its cause is mended. */
const sweepAndRedrive = async (stage: Stage, sourceAccountId: string, counter: Counter): Promise<void> => {
  const progress = stage.progress('Sweep that fails, and its redrive', 2);
  const { intercept, mendPages } = disturbSweep({ counter, platform: stage.platform }, sourceAccountId);
  stage.inject(intercept);
  const failed = await stage.operator.sweep({ task: 'sweep' });
  progress.step();
  mendPages();
  if (failed && failed.status !== 'SUCCEEDED') await stage.operator.redrive(failed.executionArn);
  progress.step();
  progress.end();
  lift(stage);
  await stage.settle();
};

/** docs/runbook.md: whoever was given up is tried again. */
const retryFailed = async (stage: Stage, counter: Counter): Promise<void> => {
  const progress = stage.progress('Failed users once more', 1);
  stage.inject(disturbRetries({ counter, platform: stage.platform }));
  await stage.operator.sweep({ task: 'retryFailed' });
  progress.step();
  progress.end();
  lift(stage);
  await stage.settle();
};

/**
 * docs/runbook.md: groups are known at the sign-in alone. Whoever has them already keeps them as they are.
 */
const bringGroups = async ({ operator, progress: begin, stopping }: Stage): Promise<void> => {
  const told = await operator.view.attempts();
  const meant = new Map(
    told.flatMap(({ sourceSub, groups = [] }) =>
      sourceSub !== undefined && groups.length > 0 ? [[sourceSub, groups] as const] : [],
    ),
  );
  const progress = begin('Groups from the log of the trigger', meant.size);
  const bring = async ([sourceSub, groups]: readonly [string, readonly string[]]): Promise<void> => {
    await operator.reconcile({ task: 'reconcile', sourceSub, groups });
    progress.step();
  };
  await concurrently([...meant], CONCURRENT_RERUNS, bring, stopping);
  progress.end();
};

const play = async (stage: Stage, sourceAccountId: string): Promise<ScenarioResult> => {
  const counter = createCounter();
  const { attempts, untold } = await signInDisturbed(stage, sourceAccountId, counter);
  if (!stage.stopping.aborted) await sweepAndRedrive(stage, sourceAccountId, counter);
  if (!stage.stopping.aborted) await retryFailed(stage, counter);
  await bringGroups(stage);
  const swept = await sweep(stage);
  return {
    attempts,
    srp: [],
    faults: counter.met(),
    untold: untold(),
    disturbed: true,
    ...(swept && { swept }),
  };
};

export const lostWork: SettledScenario = {
  name: 'lost-work',
  description:
    'work is killed, dropped, refused and done twice at every point behind the sign-ins, and a sweep fails halfway; the operator does what the runbook says, and nobody is lost',
  settings: (seed) => {
    const { input, signingIn } = lostWorkUsers(seed);
    return [
      {
        name: 'lost-work',
        says: '',
        input,
        people: peopleOf(input, seed).slice(0, signingIn),
        run: (stage) => play(stage, input.address.accountId),
      },
    ];
  },
};
