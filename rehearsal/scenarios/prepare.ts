/** Everything that can be refused before anything is started, and with it what is going to be played. */
import type { Flags } from '../flags.ts';
import { readAssemblySettings, requireSameSource } from '../input/assembly-settings.ts';
import { InputError } from '../input/input-error.ts';
import { loadInput } from '../input/load-input.ts';
import { checkOutputPaths } from '../report/write-files.ts';
import { peopleOf } from './people.ts';
import { findScenario } from './registry.ts';
import type { PlainScenario, Setting, SettledScenario } from './scenario.ts';

/** Flags that say who the users are. */
const OF_USERS = { users: '--users', sourcePool: '--source-pool', password: '--password' } as const;

/** The users of these scenarios are part of them. */
const ownSettings = ({ name, settings }: SettledScenario, flags: Flags): readonly Setting[] => {
  for (const [key, flag] of Object.entries(OF_USERS))
    if (flags[key as keyof typeof OF_USERS] !== undefined)
      throw new InputError(`--scenario ${name}: brings its own users; leave out ${flag}.`);
  // An assembly has one configuration: what is to be seen under another one would not be rehearsed as it is.
  return settings(flags.seed).filter(({ changes }) => !flags.assembly || !changes);
};

const givenSetting = (flags: Flags, run: PlainScenario['run']): Setting => {
  const input = loadInput(flags);
  return { name: flags.scenario, says: '', input, people: peopleOf(input, flags.seed), run };
};

/** With `--serve` nothing is played: clients come from outside. */
const served: PlainScenario['run'] = async () => ({ attempts: [], srp: [] });

const settingsOf = (flags: Flags): readonly Setting[] => {
  if (flags.serve) return [givenSetting(flags, served)];
  const scenario = findScenario(flags.scenario);
  return scenario.settings ? ownSettings(scenario, flags) : [givenSetting(flags, scenario.run)];
};

/**
 * At least one setting, checked against the assembly that was given, if any.
 * @throws {InputError} for flags, files or paths that cannot be used.
 */
export const prepareSettings = (flags: Flags): readonly [Setting, ...Setting[]] => {
  checkOutputPaths(flags);
  const [first, ...others] = settingsOf(flags);
  if (first === undefined) throw new InputError(`--scenario ${flags.scenario}: has nothing to play.`);
  if (flags.assembly) {
    const { accountId, region, userPoolId } = readAssemblySettings(flags.assembly).source;
    requireSameSource(flags.assembly, { accountId, region, userPoolId }, first.input.address);
  }
  return [first, ...others];
};
