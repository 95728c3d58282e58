/**
 * The account states scenario: at least one user for every row of design §6, signing in or with a forgotten password,
 * under every policy. Settings follow each other; rows about the same user too; the others run side by side.
 */
import { readSample } from '../../input/load-input.ts';
import { groupBy } from '../../report/group-by.ts';
import type { ObservedCase } from '../../report/observation.ts';
import { concurrently } from '../concurrently.ts';
import type { ScenarioResult, Setting, SettledScenario, Stage } from '../scenario.ts';
import type { Case, SettingName } from './case.ts';
import { createFaultSwitch, isSlow } from './faults.ts';
import { FORGOT_PASSWORD_CASES } from './forgot-password-cases.ts';
import { hasShell, openShell, playCase } from './play-case.ts';
import { STATES_SETTINGS, type StatesSetting } from './settings.ts';
import { SIGN_IN_CASES } from './sign-in-cases.ts';
import { type CastCase, castCases, usersToSeed } from './users.ts';

export const ACCOUNT_STATES: readonly Case[] = [...SIGN_IN_CASES, ...FORGOT_PASSWORD_CASES];

/** Sign-ins under way at the same time. */
const CONCURRENT = 3;

const casesOf = (setting: SettingName): readonly Case[] =>
  ACCOUNT_STATES.filter((row) => row.setting === setting);

/** The n-th row of every user, for every n: rows about one user must not overtake each other. */
const roundsOf = (cast: readonly CastCase[]): CastCase[][] => {
  const byPerson = [...groupBy(cast, ({ person }) => person.sub).values()];
  const most = Math.max(0, ...byPerson.map((own) => own.length));
  return Array.from({ length: most }, (_, round) => byPerson.flatMap((own) => own[round] ?? []));
};

type Played = CastCase & { readonly observed: ObservedCase };

/** The first steps of one round, then, once what they started is done, the ways into the shells they left. */
const playRound = async (
  stage: Stage,
  round: readonly CastCase[],
  play: (one: CastCase) => Promise<Played>,
): Promise<readonly ObservedCase[]> => {
  const { stopping } = stage;
  const slow = round.filter(({ row }) => isSlow(row.fault));
  const quick = round.filter(({ row }) => !isSlow(row.fault));
  const played = [
    ...(await concurrently(quick, CONCURRENT, play, stopping)),
    // They do nothing but wait for an answer that does not come: all at once, when nothing else needs the machine.
    ...(await concurrently(slow, slow.length, play, stopping)),
  ];
  await stage.settle();
  const open = async (one: Played): Promise<ObservedCase> =>
    hasShell(stage, one)
      ? { ...one.observed, opening: await openShell(stage, one, one.observed) }
      : one.observed;
  return concurrently(played, CONCURRENT, open, stopping);
};

const resultOf = (cases: readonly ObservedCase[]): Pick<ScenarioResult, 'attempts' | 'cases'> => ({
  attempts: cases.flatMap(({ first, opening }) => [
    ...(first.kind === 'sign-in' ? [first.attempt] : []),
    ...(opening?.attempt ? [opening.attempt] : []),
  ]),
  cases,
});

const perform = async (stage: Stage, name: string, cast: readonly CastCase[]): Promise<ScenarioResult> => {
  const faults = createFaultSwitch();
  stage.inject(faults.intercept);
  const progress = stage.progress(`Account states, ${name}`, cast.length);
  const play = async (one: CastCase): Promise<Played> => {
    const observed = await playCase(stage, faults, one);
    progress.step();
    return { ...one, observed };
  };
  const played = new Map<string, ObservedCase>();
  for (const round of roundsOf(cast))
    for (const one of await playRound(stage, round, play)) played.set(one.name, one);
  progress.end();
  stage.inject(undefined);
  // In the order of the table.
  const cases = cast.flatMap(({ row }) => played.get(row.name) ?? []);
  return { ...resultOf(cases), srp: [], faults: faults.met() };
};

const settingOf = ({ name, says, pool: change, changes }: StatesSetting, seed: number): Setting => {
  const sample = readSample();
  const pool = { ...sample.pool, ...change };
  const cast = castCases(casesOf(name), pool, seed);
  return {
    name,
    says,
    input: { ...sample, pool, users: usersToSeed(cast) },
    people: [...new Set(cast.map(({ person }) => person))],
    ...(changes && { changes }),
    run: (stage) => perform(stage, name, cast),
  };
};

export const accountStates: SettledScenario = {
  name: 'account-states',
  description:
    'a user for every account state, second factor, policy and fault of the source signs in or forgets the password, and each ends as the table of the design says',
  settings: (seed) => STATES_SETTINGS.map((setting) => settingOf(setting, seed)),
};
