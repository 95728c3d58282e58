/**
 * The cutover and the way back, after everybody who wanted to has signed in: deferred, then done once nobody comes any
 * more; undone by a deployment and repaired; rolled back. It drives clients and starts executions; it judges nothing.
 */
import type { CutoverGates } from '#core/trigger-settings.ts';
import type {
  Attempt,
  ByCode,
  CutoverStep,
  CutoverStepName,
  ObservedCutover,
} from '../../report/observation.ts';
import { changedBy } from '../changed-by.ts';
import { concurrently } from '../concurrently.ts';
import type { Person, Stage } from '../scenario.ts';
import { signIn } from '../sign-in.ts';
import { sweep } from '../sweep.ts';
import { comeByCode, withNewPassword } from './by-code.ts';
import type { Latecomers } from './latecomers.ts';
import { eventsOf, type Run, runOfTheDay, start } from './runs.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

const CONCURRENT = 3;

/** Of each kind: users whom the target has, and users whom it does not have. */
const PASSWORDS_TRIED = 3;

const ROLLBACK = { task: 'rollback', reason: 'Rehearsed.' } as const;

export type Cutover = {
  readonly observed: ObservedCutover;
  /** Sign-ins of those who came late, for the counts of all sign-ins. */
  readonly attempts: readonly Attempt[];
};

type Play = {
  readonly stage: Stage;
  readonly gates: CutoverGates;
  readonly late: Latecomers;
  readonly steps: CutoverStep[];
  /** Source `sub` of users who have set a new password. */
  readonly renewed: Set<string>;
};

const isThere = ({ targetOf }: Stage, person: Person): boolean => {
  const target = targetOf(person);
  return target !== undefined && target.status !== 'RESET_REQUIRED';
};

/** With one line of progress. */
const each = async <Result>(
  { progress: begin, stopping }: Stage,
  phase: string,
  people: readonly Person[],
  work: (person: Person) => Promise<Result>,
): Promise<Result[]> => {
  const progress = begin(phase, people.length);
  const one = async (person: Person): Promise<Result> => {
    const result = await work(person);
    progress.step();
    return result;
  };
  const results = await concurrently(people, CONCURRENT, one, stopping);
  progress.end();
  return results;
};

const step = async (
  { stage, steps }: Play,
  name: CutoverStepName,
  phase: string,
  work: () => Promise<readonly Run[]>,
): Promise<readonly Run[]> => {
  if (stage.stopping.aborted) return [];
  const progress = stage.progress(phase, 1);
  let runs: readonly Run[] = [];
  const changed = await changedBy(stage, async () => {
    runs = await work();
  });
  steps.push({ step: name, runs, clients: stage.appClients.look(), changed });
  progress.step();
  progress.end();
  return runs;
};

/** Whoever was let in as a shell reads the mail and sets a password, before a sweep takes the shell away. */
const openShells = async ({ stage, renewed }: Play): Promise<readonly ByCode[]> => {
  const shells = stage.people.filter((person) => stage.targetOf(person)?.status === 'RESET_REQUIRED');
  const opened = await each(stage, 'Shells opened by a code', shells, (person) => comeByCode(stage, person));
  for (const { sub, refused } of opened) if (refused === undefined) renewed.add(sub);
  return opened;
};

/** As its schedule would, a sweep comes before the cutover of that day. */
const sweepOfTheDay = async (stage: Stage): Promise<void> => {
  const { scheduler, names, operator } = stage;
  if (scheduler.nextDue(names.sweep) === undefined) {
    await sweep(stage);
    return;
  }
  const fired = await scheduler.fire(names.sweep);
  if (fired.status === 'started') await operator.ended(fired.executionArn);
  await stage.settle();
};

/** @returns whether an operator had to say so */
const cutOver = async (play: Play): Promise<boolean> => {
  const { stage } = play;
  let forced = false;
  await step(play, 'cut-over', 'Cutover', async () => {
    const runs = await runOfTheDay(stage);
    const told = await Promise.all(runs.map((run) => eventsOf(stage, run)));
    if (told.flat().includes('CutoverCompleted')) return runs;
    forced = true;
    return [...runs, await start(stage, { task: 'cutover', force: true })];
  });
  return forced;
};

/** Some whom the target has, and some whom it does not have. */
const tryPasswords = ({ stage, renewed, late }: Play): Promise<Attempt[]> => {
  const { people } = stage;
  const known = people.filter((person) => isThere(stage, person)).slice(0, PASSWORDS_TRIED);
  const waiting = [late.byMail, late.byPassword].filter((person) => person !== undefined);
  const others = people.filter((person) => stage.targetOf(person) === undefined && !waiting.includes(person));
  const tried = [...known, ...waiting, ...others.slice(0, PASSWORDS_TRIED)];
  return each(stage, 'Passwords after the cutover', tried, (person) =>
    signIn(stage, stage.passwordClient, renewed.has(person.sub) ? withNewPassword(person) : person, 'right'),
  );
};

const signAllIn = ({ stage, renewed }: Play): Promise<Attempt[]> =>
  each(stage, 'SRP sign-ins after the cutover', stage.people, async (person) => {
    if (!renewed.has(person.sub)) return signIn(stage, stage.srpClient, person, 'right');
    const made = await signIn(stage, stage.srpClient, withNewPassword(person), 'right');
    return { ...made, contactProven: true as const };
  });

/** Of everybody who has signed in by SRP before. */
const refreshAll = (
  { stage, renewed }: Play,
  migrated: readonly Person[],
): Promise<ObservedCutover['refreshed'][number][]> => {
  const kept = [...migrated, ...stage.people.filter(({ sub }) => renewed.has(sub))];
  return each(stage, 'Refresh tokens from before', kept, async ({ sub }) => {
    const refused = await stage.srpClient.refresh({ sub });
    return { sub, ...(refused !== undefined && { refused }) };
  });
};

type Straggler = { readonly came: readonly ByCode[]; readonly attempts: readonly Attempt[] };

/**
 * Their application tries SRP, is told what an unknown user is told, and offers a code.
 * @param srp everybody's sign-ins by SRP, theirs too
 */
const letStragglerIn = async ({ stage, late }: Play, srp: readonly Attempt[]): Promise<Straggler> => {
  const { byMail } = late;
  const first = srp.find(({ sub }) => sub === byMail?.sub);
  if (byMail === undefined || first === undefined) return { came: [], attempts: [] };
  let target: Attempt['target'];
  const [came] = await each(stage, 'A straggler by forgot-password', [byMail], (person) =>
    comeByCode(stage, person, () => {
      target = stage.targetOf(person);
    }),
  );
  await stage.settle();
  return { came: came ? [came] : [], attempts: [{ ...first, ...(target && { target }) }] };
};

/** A setting that no SDK knows, to see that it is carried along. */
const LATER_SETTING = ['SettingOfALaterYear', { Mode: 'ON', Values: [1, 2] }] as const;

const redeployAndRepair = async (play: Play): Promise<void> => {
  const { stage } = play;
  await step(play, 'deployed-again', 'Another deployment', async () => {
    await stage.appClients.deployAgain();
    stage.appClients.addSetting(...LATER_SETTING);
    return [];
  });
  stage.advance(DAY_MS);
  await step(play, 'repaired', 'Repair', () => runOfTheDay(stage));
};

const rollBack = async (play: Play): Promise<Attempt | undefined> => {
  const { stage, late } = play;
  await step(play, 'rolled-back', 'Rollback', async () => [await start(stage, ROLLBACK)]);
  await step(play, 'rolled-back-again', 'Rollback, a second time', async () => [
    await start(stage, ROLLBACK),
  ]);
  stage.advance(DAY_MS);
  await step(play, 'held', 'The next run', () => runOfTheDay(stage));
  const { byPassword } = late;
  if (byPassword === undefined) return undefined;
  const [back] = await each(stage, 'A straggler by password', [byPassword], (person) =>
    signIn(stage, stage.passwordClient, person, 'right'),
  );
  await stage.settle();
  return back;
};

/** Of the app client with the shortest; the default is 30 days. API reference "UserPoolClientType", 2026-11 */
const refreshDays = ({ appClients }: Stage): number =>
  Math.min(
    ...appClients.look().map(({ settings }) => {
      const unit = (JSON.parse(settings.TokenValidityUnits ?? '{}') as { RefreshToken?: string })
        .RefreshToken;
      return unit === undefined || unit === 'days' ? Number(settings.RefreshTokenValidity ?? 30) : 0;
    }),
  );

const perform = async (play: Play, migrated: readonly Person[]): Promise<Cutover> => {
  const { stage, gates, steps } = play;
  const opened = await openShells(play);
  stage.appClients.addSetting(...LATER_SETTING);
  const before = stage.appClients.look();
  await step(play, 'deferred', 'Cutover, too early', () => runOfTheDay(stage));
  const days = Math.floor(gates.quietDays) + 1;
  stage.advance(days * DAY_MS);
  await sweepOfTheDay(stage);
  const forced = await cutOver(play);
  const passwords = await tryPasswords(play);
  // Tokens that have expired by themselves say nothing of the cutover. Before the next sign-ins, which bring new ones.
  const refreshed = days < refreshDays(stage) ? await refreshAll(play, migrated) : [];
  const srp = await signAllIn(play);
  const straggler = await letStragglerIn(play, srp);
  await redeployAndRepair(play);
  const back = await rollBack(play);
  return {
    observed: {
      migratedShare: gates.migratedShare,
      forced,
      before,
      steps,
      opened,
      passwords,
      srp,
      refreshed,
      stragglers: straggler.came,
      ...(back && { back }),
    },
    attempts: [...straggler.attempts, ...(back ? [back] : [])],
  };
};

/**
 * Needs a sweep to have been run. Ends rolled back.
 * @param migrated those who have signed in by SRP before, and so keep a refresh token
 * @returns undefined where the assembly has no cutover, or the user wants to stop
 */
export const playCutover = async (
  stage: Stage,
  late: Latecomers,
  migrated: readonly Person[],
): Promise<Cutover | undefined> => {
  if (stage.gates === undefined || stage.stopping.aborted) return undefined;
  return perform({ stage, gates: stage.gates, late, steps: [], renewed: new Set() }, migrated);
};
